#!/usr/bin/env python3
"""Checks every file of the repository against rules.py; prints path:line: message and fails when there is one."""

import pathlib
import subprocess
import sys

import rules

ROOT = pathlib.Path(__file__).resolve().parents[2]


def project_files():
    """What is, or could be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return sorted({name for name in names if name and (ROOT / name).is_file()})


def main():
    checked = failed = 0
    for name in project_files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        checked += 1
        for line, message in rules.everything(name, text):
            failed += 1
            print(f"{name}:{line}: {message}")
    print(f"{checked} files, {failed} violations")
    # A checker that saw nothing has checked nothing.
    return 1 if failed or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
