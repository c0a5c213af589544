"""A disk that a test can fill up and make read-only.

A small tmpfs where mounting is allowed, which is nearest to the truth. Elsewhere (not root, or a container without the
right to mount) a plain folder whose system calls fail with what the kernel would answer: what the server meets is the
same, only that no space is really taken. `describe()` says which of the two a test ran on.
"""

import errno
import os
import pathlib
import subprocess

from faults import Faults

SIZE_MIB = 96
STEP_BYTES = 1 << 20


def small_disk(scratch):
    disk = pathlib.Path(scratch) / "disk"
    disk.mkdir(mode=0o700)
    faults = Faults(pathlib.Path(scratch) / "switches", disk)
    mounting = mount("-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=0700", "caravan-test", disk)
    return MountedDisk(disk, faults) if mounting.returncode == 0 else FolderDisk(disk, faults)


def mount(*arguments):
    mounting = ["/bin/sh", "-c", 'exec mount "$@"', "mount", *arguments]  # an image may have no mount at all
    return subprocess.run(mounting, capture_output=True, text=True, check=False)


class FolderDisk:
    def __init__(self, path, faults):
        self.path = path
        self.faults = faults

    def describe(self):
        return "a folder with failing system calls"

    def fill(self):
        self.faults.set("write", errno.ENOSPC)

    def free(self):
        self.faults.clear("write")

    def answer_read_only(self):
        """Also to whoever has files open for writing."""
        for kind in ("open", "write"):
            self.faults.set(kind, errno.EROFS)

    def answer_writable(self):
        for kind in ("open", "write"):
            self.faults.clear(kind)

    def make_read_only(self):
        """While nobody has files open."""
        self.answer_read_only()

    def make_writable(self):
        self.answer_writable()

    def remove(self):
        """Gives the disk back; its folder is the test's."""


class MountedDisk(FolderDisk):
    def describe(self):
        return f"a tmpfs of {SIZE_MIB} MiB"

    @property
    def _ballast(self):
        return self.path / "ballast"

    def fill(self):
        with open(self._ballast, "ab", buffering=0) as ballast:
            step = STEP_BYTES
            while step:
                try:
                    ballast.write(bytes(step))
                except OSError as full:
                    if full.errno != errno.ENOSPC:
                        raise
                    step //= 2  # to the last byte: others write as well

    def free(self):
        os.unlink(self._ballast)

    def make_read_only(self):
        mount("-o", "remount,ro", self.path).check_returncode()

    def make_writable(self):
        mount("-o", "remount,rw", self.path).check_returncode()

    def remove(self):
        subprocess.run(["umount", self.path], check=True)
