"""Images and containers of one test run, in a store of their own that is gone afterwards."""

import contextlib
import json
import os
import pathlib
import resource
import subprocess
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
BASE = "docker.io/library/debian:12-slim"


def output_of(*command, **options):
    """What the command prints; its failure is the test's."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                          **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} exited with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def limits():
    """Lower ones than podman's and buildah's own, which not every machine lets them set."""
    for name, kind, enough in (("nofile", resource.RLIMIT_NOFILE, 20_000), ("nproc", resource.RLIMIT_NPROC, 4_096)):
        _, hard = resource.getrlimit(kind)
        bound = enough if hard == resource.RLIM_INFINITY else min(hard, enough)
        yield f"{name}={bound}:{bound}"


class Containers:
    """`environment` makes buildah and podman use this store."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        settings = self._folder / "storage.conf"
        settings.write_text(f'[storage]\ndriver = "overlay"\ngraphroot = "{self._folder}/graph"\nrunroot = "{self._folder}/run"\n')
        # runc, since crun refuses a machine with both versions of cgroups; no systemd is asked to make one.
        engine = self._folder / "containers.conf"
        engine.write_text('[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
                          f'[containers]\ndefault_ulimits = {json.dumps(list(limits()))}\nlog_driver = "k8s-file"\n')
        policy = self._folder / "policy.json"
        policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
        self.environment = {**os.environ, "CONTAINERS_STORAGE_CONF": str(settings), "CONTAINERS_CONF": str(engine)}

    def podman(self, *arguments):
        return output_of("podman", *arguments, env=self.environment)

    def import_base(self, architecture):
        """What stands in for Debian's own image, which only a registry has: Debian 12's minimal system, made from its packages."""
        if architecture != output_of("dpkg", "--print-architecture").strip():
            output_of(REPOSITORY / "deploy/docker/emulator.sh")
        rootfs = self._folder / "base.tar"
        output_of("mmdebstrap", "--quiet", "--variant=minbase", f"--architectures={architecture}", "--include=usr-is-merged",
                  # Brings all of Perl, and has nothing left to do.
                  """--customize-hook=chroot "$1" apt-get purge --yes --quiet=2 usrmerge perl 'perl-modules-*' 'libperl5*' 'lib*-perl'""",
                  # As Debian's image has it too: nobody needs a half-made base after a power cut.
                  "--dpkgopt=force-unsafe-io",
                  "--dpkgopt=path-exclude=/usr/share/man/*",
                  "--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/locale/*", "bookworm", rootfs,
                  env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
        self.podman("import", "--quiet", "--arch", architecture, rootfs, BASE)
        rootfs.unlink()

    def remove(self):
        with contextlib.suppress(AssertionError):
            self.podman("rm", "--all", "--force", "--volumes")
            self.podman("rmi", "--all", "--force")


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="caravan-containers-")
