"""The package, made once for a whole run of the tests from the program under test."""

import functools
import os
import pathlib
import subprocess
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
SOURCES = REPOSITORY / "deploy" / "debian"
BINARY = pathlib.Path(os.environ.get("CARAVAN_BIN", REPOSITORY / "build" / "caravan"))


def output_of(*command, **options):
    """What the command prints on both outputs; its failure is the test's."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} exited with {done.returncode}:\n{done.stdout[-3000:]}")
    return done.stdout


def build(target, *version):
    """The path of the package; without its separate symbols, which take most of the time."""
    output_of(SOURCES / "build.sh", BINARY.parent, target, *version, env={**os.environ, "DEB_BUILD_OPTIONS": "noautodbgsym"})
    (package,) = pathlib.Path(target).glob("caravan_*.deb")
    return package


@functools.cache
def built():
    """The folder with the package and what it unpacks to, gone with the process."""
    folder = tempfile.TemporaryDirectory(prefix="caravan-package-")
    path = pathlib.Path(folder.name)
    output_of("dpkg-deb", "--extract", build(path / "package"), path / "root")
    return folder


class PackageCase(unittest.TestCase):
    """`package` is the built one, `root` what it unpacks to; `scratch` is the class's own."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        folder = pathlib.Path(built().name)
        cls.root = folder / "root"
        (cls.package,) = (folder / "package").glob("caravan_*.deb")
