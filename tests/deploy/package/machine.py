"""A small Debian 12 with a systemd of its own, in a folder: booted by systemd-nspawn, without a network but its loopback."""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from polling import until  # noqa: E402

from package import output_of

BOOT_SECONDS_MAX = 60


def packages_needed_by(package):
    """Names of what the package depends on; the first of alternatives."""
    field = output_of("dpkg-deb", "--field", package, "Depends")
    return [clause.split("|")[0].split("(")[0].strip() for clause in field.split(",")]


class Machine:
    """One for one test; `stop` leaves nothing of it."""

    def __init__(self, packages):
        self._scratch = tempfile.TemporaryDirectory(prefix="caravan-machine-")
        self.root = pathlib.Path(self._scratch.name) / "root"
        self._nspawn = None
        output_of("mmdebstrap", "--quiet", "--variant=minbase", f"--include=systemd,systemd-sysv,dbus,{','.join(packages)}",
                  "bookworm", self.root)

    def boot(self):
        # No machine manager and no cgroup driver of the host is asked: there may be none.
        self._nspawn = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", f"--directory={self.root}", "--private-network",
             "--console=pipe"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self.state() in ("running", "degraded"), BOOT_SECONDS_MAX, "the machine's start")

    def state(self):
        return self._try("systemctl", "is-system-running").stdout.strip()

    def run(self, *command, within=("--all",)):
        """What the command prints inside; its failure is the test's."""
        done = self._try(*command, within=within)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(command)} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def fails(self, *command):
        return self._try(*command).returncode != 0

    def http(self, path, *options):
        """An answer's JSON. The client is the host's own, in the machine's network."""
        return json.loads(self.run("curl", "--silent", "--show-error", "--fail-with-body", *options,
                                   f"http://127.0.0.1:3000{path}", within=("--net",)))

    def stop(self):
        if self._nspawn is not None:
            self._nspawn.kill()
            self._nspawn.wait()
        self._scratch.cleanup()

    def _try(self, *command, within=("--all",)):
        leader = self._leader()
        if leader is None:
            return subprocess.CompletedProcess(command, 1, "", "it does not run")
        return subprocess.run(["nsenter", f"--target={leader}", *within, "--", *command], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, timeout=120)

    def _leader(self):
        """The machine's process 1, as the host numbers it: the child of a child of systemd-nspawn."""
        process = self._nspawn.pid
        try:
            for _ in range(2):
                children = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()
                if not children:
                    return process if process != self._nspawn.pid else None
                process = int(children[0])
        except FileNotFoundError:
            return None
        return process
