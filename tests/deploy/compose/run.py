#!/usr/bin/env python3
"""Runs the tests that need containers in namespaces of their own (network, mounts, processes), so that nothing of an
engine can be left on this machine, and then looks whether that is so. Arguments go to unittest."""

import os
import pathlib
import shutil
import subprocess
import sys

from engine import CGROUP, CGROUPS, remove_cgroups
from tools import PROGRAMS

HERE = pathlib.Path(__file__).resolve().parent
SCRATCH = PROGRAMS.parent / "containers"
TESTS = ("single_test", "dashboard_test", "full_test")


# Where engines write unless kept from it.
FOLDERS = ("/etc/docker", "/opt/containerd", "/run/docker", "/run/containerd", "/var/lib/docker", "/var/lib/containerd")


def packet_filters():
    """As the program says that the engine used; this machine may have none."""
    tables = PROGRAMS.parent / "docker" / "usr" / "sbin" / "xtables-nft-multi"
    libraries = PROGRAMS.parent / "docker" / "usr" / "lib" / f"{os.uname().machine}-linux-gnu"
    environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries), "XTABLES_LIBDIR": str(libraries / "xtables")}
    said = subprocess.run([tables, "iptables-save"], env=environment, capture_output=True, text=True, check=True).stdout
    return {line for line in said.splitlines() if not line.startswith(("#", ":"))}


def traces():
    """What an engine could leave behind."""
    mounts = pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
    return {
        "mounts": {line for line in mounts if str(SCRATCH) in line},
        "network links": set(os.listdir("/sys/class/net")),
        "packet filters": packet_filters(),
        "cgroups": set(map(str, CGROUPS.glob(f"**/{CGROUP}"))),
        "processes": {pid for pid in os.listdir("/proc") if pid.isdigit() and str(SCRATCH) in command_of(pid)},
        "folders": set(filter(os.path.exists, FOLDERS)),
    }


def command_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def main(arguments):
    if os.geteuid() != 0:
        print("run.py: an engine needs root", file=sys.stderr)
        return 1
    shutil.rmtree(SCRATCH, ignore_errors=True)
    before = traces()
    inside = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
              sys.executable, "-m", "unittest", "-v", *(arguments or TESTS)]
    environment = {**os.environ, "CARAVAN_TEST_SCRATCH": str(SCRATCH)}
    code = subprocess.run(inside, cwd=HERE, env=environment, check=False).returncode
    remove_cgroups()
    after = traces()
    for what, found in after.items():
        if found - before[what]:
            print(f"run.py: {what} were left: {sorted(found - before[what])}", file=sys.stderr)
            code = 1
    shutil.rmtree(SCRATCH, ignore_errors=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
