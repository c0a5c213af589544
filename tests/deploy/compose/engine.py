"""A Docker engine of one test run: unpacked and not installed, with its data and its socket in a folder of its own. It must
run in namespaces of its own (run.py), so that its bridges, packet filters and mounts end with it."""

import contextlib
import fcntl
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys

from tools import PROGRAMS, program

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

from polling import until  # noqa: E402

READY_SECONDS_MAX = 60
STOP_SECONDS_MAX = 30
CGROUPS = pathlib.Path("/sys/fs/cgroup")
CGROUP = "caravan-compose-test"
# The machine may not allow more; images that need more say so themselves.
DESCRIPTORS = os.sysconf("SC_OPEN_MAX")


def bring_loopback_up():
    """A new network namespace begins with it down."""
    flags_of, set_flags, up = 0x8913, 0x8914, 1
    with socket.socket() as any_socket:
        request = fcntl.ioctl(any_socket, flags_of, struct.pack("16sh", b"lo", 0))
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh", b"lo", struct.unpack("16sh", request[:18])[1] | up))


def keep_out_of_the_machine(folder):
    """What an engine writes outside of its own folders goes to memory, and ends with these mounts."""
    memory = folder / "memory"
    memory.mkdir()
    mount("-t", "tmpfs", "tmpfs", memory)
    mount("-t", "tmpfs", "tmpfs", "/run")
    for changed in ("etc", "opt"):
        upper, work = memory / changed, memory / f"{changed}.work"
        upper.mkdir()
        work.mkdir()
        mount("-t", "overlay", "overlay", "-o", f"lowerdir=/{changed},upperdir={upper},workdir={work}", f"/{changed}")


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


def remove_cgroups():
    """What the engine leaves behind; the deepest first."""
    for folder in sorted(CGROUPS.glob(f"**/{CGROUP}/**/"), key=lambda path: -len(path.parts)):
        with contextlib.suppress(OSError):
            folder.rmdir()


class Engine:
    """`folder` must not exist yet."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._socket = self._folder / "docker.sock"
        self._process = None
        self._log = None
        self.environment = {**os.environ, **self._paths(), "DOCKER_HOST": f"unix://{self._socket}",
                            "DOCKER_CONFIG": str(self._folder / "config")}

    def __enter__(self):
        self._folder.mkdir(parents=True)
        keep_out_of_the_machine(self._folder)
        self._link_packet_filters()
        bring_loopback_up()
        self._log = open(self._folder / "dockerd.log", "wb")
        self._process = subprocess.Popen(
            [program("dockerd"), "--data-root", self._folder / "data", "--exec-root", self._folder / "exec",
             "--pidfile", self._folder / "docker.pid", "--host", f"unix://{self._socket}",
             # No network but those that Compose makes.
             "--bridge", "none", "--cgroup-parent", f"/{CGROUP}",
             "--default-ulimit", f"nofile={DESCRIPTORS}:{DESCRIPTORS}"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT)
        until(self._answers, READY_SECONDS_MAX, f"the engine, whose log is {self._folder}/dockerd.log")
        return self

    def __exit__(self, *_):
        if self._process.poll() is not None:
            print(f"the engine ended by itself:\n{self._last_words()}", file=sys.stderr)
        self._process.terminate()
        self._process.wait(STOP_SECONDS_MAX)
        self._log.close()
        remove_cgroups()

    def docker(self, *arguments, **options):
        return self._run([program("docker"), *arguments], **options)

    def inspect(self, container):
        return json.loads(self.docker("inspect", container))[0]

    def left_behind(self):
        """Containers, volumes and networks that are there; the last two kinds of networks are the engine's own."""
        return (self.docker("ps", "--all", "--quiet") + self.docker("volume", "ls", "--quiet")
                + self.docker("network", "ls", "--quiet", "--filter", "type=custom"))

    def compose(self, *arguments, file, environment=None, **options):
        return self._run([program("docker-compose"), "--ansi", "never", "--progress", "plain", "--file", file, *arguments],
                         env={**self.environment, **(environment or {})}, **options)

    def _run(self, command, env=None, stdin=subprocess.DEVNULL):
        done = subprocess.run(list(map(str, command)), env=env or self.environment, stdin=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command[:8]))}… failed:\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def _last_words(self):
        return (self._folder / "dockerd.log").read_text()[-5000:]

    def _answers(self):
        if self._process.poll() is not None:
            raise RuntimeError(self._last_words())
        return subprocess.run([program("docker"), "version"], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, check=False).returncode == 0

    def _paths(self):
        unpacked = PROGRAMS.parent / "docker"
        machine = f"{os.uname().machine}-linux-gnu"
        libraries = [unpacked / "usr" / "lib" / machine, unpacked / "lib" / machine]
        programs = [self._folder / "bin", unpacked / "usr" / "bin", unpacked / "usr" / "sbin", unpacked / "sbin"]
        return {"PATH": ":".join(map(str, [*programs, os.environ["PATH"]])),
                "LD_LIBRARY_PATH": ":".join(map(str, libraries)), "XTABLES_LIBDIR": str(libraries[0] / "xtables")}

    def _link_packet_filters(self):
        """Debian's package chooses between two programs when it is installed. This one works on every kernel of Debian 12."""
        links = self._folder / "bin"
        links.mkdir()
        for name in ("iptables", "ip6tables", "iptables-save"):
            (links / name).symlink_to(PROGRAMS.parent / "docker" / "usr" / "sbin" / "xtables-nft-multi")


class Events:
    """When services started and became ready, as the engine told it meanwhile: it remembers little itself."""

    def __init__(self, engine, file):
        self._engine, self._file = engine, file

    def __enter__(self):
        self._log = open(self._file, "wb")
        kinds = [part for kind in ("start", "die", "health_status") for part in ("--filter", f"event={kind}")]
        self._process = subprocess.Popen([program("docker"), "events", "--format", "{{json .}}", *kinds],
                                         env=self._engine.environment, stdin=subprocess.DEVNULL, stdout=self._log)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(STOP_SECONDS_MAX)
        self._log.close()

    def started(self, service):
        return self._first(service, "start")

    def ready(self, service):
        """Healthy, or ended well."""
        return self._first(service, "health_status: healthy", "die")

    def _first(self, service, *kinds):
        for line in self._file.read_text().splitlines():
            event = json.loads(line)
            told = event["Actor"]["Attributes"]
            if told["com.docker.compose.service"] == service and event["Action"] in kinds and told.get("exitCode", "0") == "0":
                return event["timeNano"]
        raise RuntimeError(f"nobody told of {service}: {kinds}")
