"""The tools of tests/deploy/tools, and the project's folders."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAMS = ROOT / ".dev" / "deploy" / "bin"
COMPOSE = ROOT / "deploy" / "compose"
OBSERVABILITY = ROOT / "deploy" / "observability"


def program(name):
    """Its path; a check without its tool is a failure, never a pass."""
    path = PROGRAMS / name
    if not path.exists():
        raise RuntimeError(f"there is no {path}: run tests/deploy/tools/install.py")
    return path


def run(name, *arguments, **options):
    """(exit code, everything that it said)"""
    done = subprocess.run([program(name), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, **options)
    return done.returncode, done.stdout
