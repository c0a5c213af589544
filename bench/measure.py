"""Behind `./dev bench`: measures a server, or two of them in turn, with `caravan bench`.

Each measurement gets a new server on an empty data directory, so that none inherits what another left behind.
"""

import argparse
import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

READY_SECONDS_MAX = 20
STOP_SECONDS_MAX = 20
IDLE_SECONDS = 1

# The web UI is not measured, and another revision's is not built.
NO_PAGES = '{"v":1,"csp":"default-src \'none\'","files":[]}'

# The lines of the table in docs/benchmarks.md, by the letter of their command.
TABLE = {
    "A": "send --in-flight 64 --seconds 4",
    "B": "page --in-flight 16 --seconds 4",
    "C": "live --rate 100 --users 16 --chats 16 --seconds 4",
    "D": "live --rate 1 --users 250 --readers 10000 --seconds 1",
    "E": "live --rate 2000 --arrivals even --users 63 --chats 63 --readers 1000 --seconds 4",
}


def without_pages(folder):
    """The setting of a server that has no web UI; `folder` is made."""
    folder.mkdir()
    (folder / "manifest.json").write_text(NO_PAGES)
    return f"web.root={folder}"


class Failed(Exception):
    """A measurement that says nothing, in words for whoever ran it."""


class Server:
    """A `caravan serve` for one measurement."""

    def __init__(self, binary, scratch):
        self._data = pathlib.Path(tempfile.mkdtemp(prefix="data-", dir=scratch))
        settings = ["guard.enabled=false", "live.connections_per_user_max=100", without_pages(self._data / "web")]
        arguments = [binary, "serve", "--listen", "127.0.0.1:0", "--data", self._data / "store"]
        for setting in settings:
            arguments += ["--set", setting]
        started = time.monotonic()
        with open(self._data / "log", "wb") as log:
            self._process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=log)
        line = self._process.stdout.readline()
        self.ready_ms = 1000 * (time.monotonic() - started)
        if not line:
            raise Failed(f"{binary} did not start: {(self._data / 'log').read_text()[-500:]}")
        self.url = json.loads(line)["listening"]
        self.pid = self._process.pid

    def resident_mib(self):
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise Failed("the server has ended")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._data)


def figures(report):
    """What is worth comparing in a report of `caravan bench --json --pid`, by name."""
    found = {"rate /s": report["rate_per_second"]}
    for share in ("p50", "p99"):
        found[f"latency {share} ms"] = report["latency_ms"][share]
    if deliveries := report.get("deliveries"):
        found["deliveries /s"] = deliveries["seen"] / report["seconds"]
        for share in ("p50", "p99"):
            found[f"send to screen {share} ms"] = deliveries["latency_ms"][share]
    found["server CPU ms each"] = report["server"]["cpu_ms_per_operation"]
    memory = report["server"]["memory_bytes"]
    if report.get("readers"):
        found["memory a reader KiB"] = (memory["with_readers"] - memory["before_readers"]) / 1024 / report["readers"]
    return found


def measure(generator, binary, load, scratch):
    with Server(binary, scratch) as server:
        command = [generator, "bench", *load, "--target", server.url, "--pid", str(server.pid), "--json"]
        run = subprocess.run(command, capture_output=True, text=True, errors="replace")
        if run.returncode != 0:
            raise Failed(f"caravan bench {' '.join(load)} failed: {run.stdout}{run.stderr[-500:]}")
        return figures(json.loads(run.stdout))


def start_up(binary, scratch):
    with Server(binary, scratch) as server:
        time.sleep(IDLE_SECONDS)
        return {"start to ready ms": server.ready_ms, "idle memory MiB": server.resident_mib()}


def columns(rounds):
    """The figures of all rounds, gathered by name."""
    return {name: [figures[name] for figures in rounds] for name in rounds[0]}


def spread(values, digits=3):
    return f"{statistics.median(values):.{digits}g} ({min(values):.{digits}g} to {max(values):.{digits}g})"


def compared(old, new):
    """A line for each figure: both medians, and the ratio new / old of each pair of neighbours in time."""
    lines = []
    for name, befores in columns(old).items():
        afters = columns(new)[name]
        ratios = [after / before for before, after in zip(befores, afters) if before]
        lines.append((name, spread(befores, 4), spread(afters, 4), spread(ratios) if ratios else "-"))
    return lines


def print_lines(title, head, lines):
    print(f"\n{title}")
    widths = [max(len(line[column]) for line in [head, *lines]) for column in range(len(head))]
    for line in [head, *lines]:
        print("  " + "  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())


def run_table(options, scratch):
    for letter, load in TABLE.items():
        rounds = [measure(options.binary, options.binary, load.split(), scratch) for _ in range(options.rounds)]
        lines = [(name, spread(values, 4)) for name, values in columns(rounds).items()]
        print_lines(f"{letter}: caravan bench {load}", ("median", "(least to most)"), lines)
    rounds = [start_up(options.binary, scratch) for _ in range(options.rounds)]
    lines = [(name, spread(values, 4)) for name, values in columns(rounds).items()]
    print_lines("F: caravan serve", ("median", "(least to most)"), lines)


def run_comparison(options, load, scratch):
    old, new = [], []
    for number in range(1, options.rounds + 1):
        print(f"round {number} of {options.rounds}", file=sys.stderr)
        # The same generator for both: what differs is the server.
        old.append(measure(options.binary, options.against, load, scratch))
        new.append(measure(options.binary, options.binary, load, scratch))
    head = ("", options.name, "this tree", "ratio, round by round")
    print_lines(f"caravan bench {' '.join(load)}", head, compared(old, new))


def allow_many_sockets():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def slow_down_flushes(binary, milliseconds):
    """For every server from now on. The generator inherits it and flushes nothing."""
    os.environ["LD_PRELOAD"] = str(pathlib.Path(binary).resolve().parent / "bench/slow_flush.so")
    os.environ["SLOW_FLUSH_MS"] = str(milliseconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the caravan to measure, and the generator")
    parser.add_argument("--against", help="an older caravan, to be measured in turn with it")
    parser.add_argument("--name", default="other", help="what to call the older one")
    parser.add_argument("--scratch", required=True, help="where data directories go: a real disk")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--flush-ms", type=int, help="let each flush take so much longer, as on a slower disk")
    options, load = parser.parse_known_args()
    allow_many_sockets()
    if options.flush_ms:
        slow_down_flushes(options.binary, options.flush_ms)
    os.makedirs(options.scratch, exist_ok=True)
    with contextlib.suppress(KeyboardInterrupt):
        try:
            if options.against:
                run_comparison(options, load or TABLE["A"].split(), options.scratch)
            elif load:
                parser.error(f"without --compare there is nothing to do with {' '.join(load)}")
            else:
                run_table(options, options.scratch)
        except Failed as why:
            sys.exit(f"bench: {why}")


if __name__ == "__main__":
    main()
