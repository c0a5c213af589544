"""Behind `./dev notes VERSION`."""

import pathlib
import sys

import changelog

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    if len(sys.argv) != 2:
        sys.exit("notes: say which version, such as 0.1.0 or Unreleased")
    try:
        print(changelog.notes((ROOT / "CHANGELOG.md").read_text(), sys.argv[1].removeprefix("v")))
    except changelog.Missing as why:
        sys.exit(f"notes: {why}")


if __name__ == "__main__":
    main()
