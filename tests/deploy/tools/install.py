#!/usr/bin/env python3
"""install.py [NAME…]: installs the tools that check and run deployments, by tools.toml, and prints where each came from.
Without a name, all of them.

What is there already stays: a stamp holds the hash of everything that says how a tool is made."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parents[2] / ".dev" / "deploy"
PROGRAMS = HOME / "bin"
PYTHON = "/usr/bin/python3"


class Refused(Exception):
    pass


def run(command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise Refused(f"{' '.join(map(str, command))} failed:\n{done.stdout[-3000:]}")
    return done.stdout


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def inputs(name, tool):
    """Every file that says how the tool is made."""
    if "python" in tool:
        return [HERE / "python" / f"{name}.txt"]
    if "go" in tool or "modules" in tool:
        return sorted(file for file in (HERE / "go" / name).rglob("*") if file.is_file())
    return []


def state(name, tool):
    digest = hashlib.sha256(repr(sorted(tool.items())).encode())
    for file in inputs(name, tool):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def install_python(name, tool):
    """A virtual environment of its own, since two tools rarely agree on what they need; each wheel by its hash."""
    folder = fresh(HOME / name)
    run([PYTHON, "-m", "venv", folder])
    # What brings no program is read and not run: compiling it would take minutes for nothing.
    compiling = [] if "programs" in tool else ["--no-compile"]
    run([folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps",
         "--only-binary", ":all:", *compiling, "--requirement", HERE / "python" / f"{name}.txt"])
    return folder / "bin"


def install_debian(name, tool):
    """Unpacked, not installed: a package would start its service. The archive's own signatures vouch for them."""
    folder = fresh(HOME / name)
    packages = fresh(folder / "packages")
    # apt reads as a user of its own, who cannot get into every folder, and says so in vain.
    run(["apt-get", "download", "--quiet=2", "-o", "APT::Sandbox::User=root", *tool["debian"]], cwd=packages)
    for package in sorted(packages.glob("*.deb")):
        run(["dpkg-deb", "--extract", package, folder])
    shutil.rmtree(packages)
    return folder


def go(module, *arguments, with_c=False):
    environment = {**os.environ, "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local",
                   "CGO_ENABLED": str(int(with_c)), "GOPATH": str(HOME / "gopath"), "GOCACHE": str(HOME / "gocache")}
    return run([PROGRAMS / "go", *arguments], cwd=module, env=environment)


def install_go(name, tool):
    """Built from its module, whose go.sum holds the hash of each source; with the Go of tools.toml."""
    folder = fresh(HOME / name)
    module = folder / "module"
    shutil.copytree(HERE / "go" / name, module)
    for program, package in tool["go"].items():
        go(module, "build", "-trimpath", "-ldflags", tool.get("ldflags", "-s -w"), "-o", folder / program, package, with_c="c" in tool)
    return folder


def install_modules(name, tool):
    """Folders copied out of Go modules. Go holds what it fetches against the module's go.sum."""
    folder = fresh(HOME / name)
    for target, source in tool["modules"].items():
        path, _, rest = source.partition("@")
        version, _, inside = rest.partition("/")
        fetched = json.loads(go(HERE / "go" / name, "mod", "download", "-json", f"{path}@{version}"))
        shutil.copytree(pathlib.Path(fetched["Dir"]) / inside, folder / target, copy_function=shutil.copyfile)
        (folder / target).chmod(0o755)
    return folder


def programs_of(tool):
    """Each program's name, and its path below the folder that the installation returned."""
    named = tool.get("programs", {})
    if "go" in tool:
        return {program: program for program in tool["go"]}
    return {name: name for name in named} if isinstance(named, list) else named


def install(name, tools):
    tool = tools[name]
    stamp = HOME / f"{name}.stamp"
    if stamp.exists() and stamp.read_text() == state(name, tool):
        return
    if "go" in tool or "modules" in tool:
        install("go", tools)
    print(f"==> installing {name}: {tool['for']}", file=sys.stderr)
    stamp.unlink(missing_ok=True)
    kinds = {"python": install_python, "debian": install_debian, "go": install_go, "modules": install_modules}
    folder = next(kinds[kind] for kind in kinds if kind in tool)(name, tool)
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    for program, path in programs_of(tool).items():
        link = PROGRAMS / program
        link.unlink(missing_ok=True)
        if not (folder / path).exists():
            raise Refused(f"{name} brought no {path}")
        link.symlink_to(folder / path)
    stamp.write_text(state(name, tool))


def remove_sources():
    """Go's copies of sources: gigabytes, and nothing runs from them."""
    for folder in ("gopath", "gocache"):
        if (HOME / folder).exists():
            # Go writes its sources read-only.
            run(["chmod", "-R", "u+w", HOME / folder])
            shutil.rmtree(HOME / folder)


def main(names):
    tools = tomllib.loads((HERE / "tools.toml").read_text())
    unknown = [name for name in names if name not in tools]
    if unknown:
        print(f"install.py: no tool {', '.join(unknown)}; there are {', '.join(tools)}", file=sys.stderr)
        return 2
    try:
        for name in names or tools:
            install(name, tools)
    except Refused as refusal:
        print(f"install.py: {refusal}", file=sys.stderr)
        return 1
    if not names:
        remove_sources()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
