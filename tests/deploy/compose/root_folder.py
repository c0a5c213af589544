"""The root folder of an image, as a tar that `docker import` takes: programs of this machine with the libraries that
they load, and files."""

import io
import os
import pathlib
import re
import subprocess
import tarfile

APPLETS = ("sh", "awk", "cat", "chmod", "cp", "env", "false", "grep", "hostname", "httpd", "id", "ls", "mkdir", "rm", "sed",
           "sleep", "tail", "test", "touch", "true", "wget")
USERS = {"root": 0, "postgres": 999, "caravan": 10001, "nobody": 65534}


def is_program(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def libraries(path):
    """What the dynamic linker would load for it, by name."""
    said = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
    return re.findall(r"(?:=> |^\s+)(/\S+) \(0x", said, re.MULTILINE)


class RootFolder:
    def __init__(self, file):
        self._tar = tarfile.open(fileobj=file, mode="w", dereference=True)
        self._there = set()
        for name in ("bin", "sbin", "lib", "lib64"):
            self.link(f"/{name}", f"usr/{name}")
        self.folder("/tmp", mode=0o1777)
        self.folder("/root", mode=0o700)
        self.text("/etc/passwd", "".join(f"{name}:x:{number}:{number}::/tmp:/bin/sh\n" for name, number in USERS.items()))
        self.text("/etc/group", "".join(f"{name}:x:{number}:\n" for name, number in USERS.items()))

    def close(self):
        self._tar.close()

    def shell(self, busybox):
        self.program(busybox, "/usr/bin/busybox")
        for applet in APPLETS:
            self.link(f"/usr/bin/{applet}", "busybox")
        self.program("/bin/bash", "/usr/bin/bash")

    def program(self, path, target=None):
        """With its libraries, each where this machine has it."""
        path = pathlib.Path(path)
        self.file(path, target or str(path))
        for library in libraries(path):
            self.file(library, re.sub("^/lib", "/usr/lib", library))

    def tree(self, folder, target=None, without=()):
        """Everything below, with what its programs load from elsewhere."""
        folder = pathlib.Path(folder)
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if not path.is_file() or place.parts[0] in without:
                continue
            self.file(path, f"{target or folder}/{place}")
            if is_program(path):
                for library in libraries(path):
                    if not library.startswith(str(folder)):
                        self.file(library, re.sub("^/lib", "/usr/lib", library))

    def file(self, path, target):
        if target not in self._there:
            self._there.add(target)
            self._tar.add(os.path.realpath(path), arcname=target.lstrip("/"), filter=self._as_root)

    def text(self, target, text, mode=0o644):
        entry = tarfile.TarInfo(target.lstrip("/"))
        content = text.encode()
        entry.size, entry.mode = len(content), mode
        self._tar.addfile(entry, io.BytesIO(content))

    def link(self, target, to):
        entry = tarfile.TarInfo(target.lstrip("/"))
        entry.type, entry.linkname = tarfile.SYMTYPE, to
        self._tar.addfile(entry)

    def folder(self, target, owner=0, mode=0o755):
        entry = tarfile.TarInfo(target.lstrip("/"))
        entry.type, entry.mode, entry.uid, entry.gid = tarfile.DIRTYPE, mode, owner, owner
        self._tar.addfile(entry)

    @staticmethod
    def _as_root(entry):
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        return entry
