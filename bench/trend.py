"""Behind `./dev bench --trend FILE`: measures this tree in turn with the commit that the trend began with, and adds the
ratios to FILE, a line of JSON for each run.

Runs are on machines that differ; what two builds do in turn on one machine can be compared, and so can those ratios.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys

import measure

SHOWN = 7


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def ratios(pairs):
    """The median of new / old of each figure, from pairs (old, new) of neighbours in time."""
    found = {name: [new[name] / old[name] for old, new in pairs if old[name]] for name in pairs[0][0]}
    return {name: round(statistics.median(values), 3) for name, values in found.items() if values}


def measured(options):
    """All ratios, by the load's letter in docs/benchmarks.md and the figure's name."""

    def both(of):
        return [(of(options.against), of(options.binary)) for _ in range(options.rounds)]

    found = {"F": ratios(both(lambda program: measure.start_up(program, options.scratch)))}
    for letter, load in measure.TABLE.items():
        print(f"load {letter}", file=sys.stderr)
        # The same generator for both: what differs is the server.
        found[letter] = ratios(both(lambda program: measure.measure(options.binary, program, load.split(), options.scratch)))
    return {f"{letter} {name}": ratio for letter, named in sorted(found.items()) for name, ratio in named.items()}


def table(nights):
    """A row for each figure of the newest night, a column for each of the last nights."""
    shown = nights[-SHOWN:]
    rows = [("", *(night["commit"][:9] for night in shown))]
    for name in shown[-1]["ratios"]:
        rows.append((name, *(f"{night['ratios'][name]:.2f}" if name in night["ratios"] else "-" for night in shown)))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--base", action="store_true", help="only print the commit that the trend began with, if it has begun")
    parser.add_argument("--binary", help="the caravan to measure, and the generator")
    parser.add_argument("--against", help="the caravan of the commit that the trend began with")
    parser.add_argument("--commit", help="of this tree")
    parser.add_argument("--date", help="of the run")
    parser.add_argument("--scratch", help="where data directories go: a real disk")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    nights = lines(options.file)
    base = nights[0]["base"] if nights else ""
    if options.base:
        print(base)
        return
    measure.allow_many_sockets()
    os.makedirs(options.scratch, exist_ok=True)
    try:
        night = {"date": options.date, "commit": options.commit, "base": base or options.commit, "ratios": measured(options)}
    except measure.Failed as why:
        sys.exit(f"bench: {why}")
    options.file.parent.mkdir(parents=True, exist_ok=True)
    with options.file.open("a") as file:
        file.write(json.dumps(night) + "\n")
    head, *rows = table([*nights, night])
    measure.print_lines(f"ratios to {night['base'][:9]}", head, rows)


if __name__ == "__main__":
    main()
