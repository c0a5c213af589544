"""Behind `./dev release`: makes the release on GitHub of the version whose tag this commit carries, with the packages of
build/package, their hashes, and what CHANGELOG.md says of the version. `gh` knows who asks."""

import argparse
import hashlib
import pathlib
import subprocess
import sys

import changelog
import revision

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "build" / "package"
HASHES = "SHA256SUMS"


class Refused(Exception):
    pass


def packages(folder, version):
    found = sorted(folder.glob("caravan_*.deb"))
    if not found:
        raise Refused(f"there is no package in {folder}: ./dev package makes it")
    others = [package.name for package in found if not package.name.startswith(f"caravan_{version}_")]
    if others:
        raise Refused(f"not of version {version}: {', '.join(others)}")
    return found


def hashes(files):
    """As sha256sum writes them, for `sha256sum --check`."""
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def publish(root, folder):
    version = revision.released_version(root)
    if version is None:
        raise Refused(f"this commit carries no tag v{revision.version_of_sources(root)}")
    notes = changelog.notes((root / "CHANGELOG.md").read_text(), version)
    files = packages(folder, version)
    (folder / HASHES).write_text(hashes(files))
    command = ["gh", "release", "create", f"v{version}", "--verify-tag", "--title", f"Caravan {version}",
               "--notes-file", "-", *files, folder / HASHES]
    subprocess.run(command, cwd=root, check=True, input=notes, text=True)


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    try:
        publish(ROOT, PACKAGES)
    except (Refused, changelog.Missing, revision.Contradiction) as why:
        sys.exit(f"release: {why}")
    except subprocess.CalledProcessError as failed:
        sys.exit(f"release: {failed.cmd[0]} failed")


if __name__ == "__main__":
    main()
