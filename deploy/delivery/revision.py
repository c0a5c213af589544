"""Which commit this is, and whether it is a version's."""

import re
import subprocess

VERSION = re.compile(r"^project\(caravan VERSION (\d+\.\d+\.\d+)\b", re.MULTILINE)


class Contradiction(Exception):
    """The tag and the sources disagree, in words for whoever asked."""


def git(root, *arguments):
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.split()


def commit(root):
    return git(root, "rev-parse", "HEAD")[0]


def version_of_sources(root):
    return VERSION.search((root / "CMakeLists.txt").read_text())[1]


def released_version(root):
    """The version whose tag "v…" this commit carries, or None: most commits are no version."""
    tags = [tag for tag in git(root, "tag", "--points-at", "HEAD") if re.match(r"v\d", tag)]
    if not tags:
        return None
    version = version_of_sources(root)
    if tags != [f"v{version}"]:
        raise Contradiction(f"this commit carries {' and '.join(tags)}, and CMakeLists.txt says {version}")
    return version
