"""Measures two builds of Caravan on PostgreSQL, Cassandra and Kafka at the same instant: each has a server of its own,
and whatever the stores and the machine are busy with meets both. Prints the ratio of their processor times; with
--stores that of the stores' too, for which the two are loaded in turn, since nobody can tell whose request a store is
busy with.

From bench/, in a tree that `./dev test` has built:
  ../tests/services/run.py postgres cassandra kafka -- \\
      ../.dev/venv/bin/python side_by_side.py [--rounds N] [--stores] OTHER_BINARY [LOAD ...]
"""

import argparse
import asyncio
import os
import pathlib
import tempfile

import aiohttp

from measure import without_pages
from stack import BINARY, Node, Stack, addresses, processor_ms_each, processor_seconds, settings, spread

WARM_UP_SECONDS = "20"  # the stores' compilers need a while
ROUND_SECONDS = "5"


def node_of(name, binary, scratch):
    folder = scratch / name
    folder.mkdir()
    shared = [*settings(folder, name), *addresses(), without_pages(folder / "web")]
    return Node(name, "all", folder, shared, binary=binary)


async def measure(nodes, load, rounds):
    stacks = [Stack(node) for node in nodes]

    async def at_once(*arguments):
        # A crowd each: bench makes accounts of its own otherwise, in every run.
        return await asyncio.gather(*(s.load(*load, "--crowd", f"crowd{n}", *arguments) for n, s in enumerate(stacks)))

    await at_once("--seconds", WARM_UP_SECONDS)
    costs = []
    for _ in range(rounds):
        reports = await at_once("--seconds", ROUND_SECONDS, "--warm-up", "0")
        costs.append([processor_ms_each(*report) for report in reports])
    return costs


def processor_seconds_of_stores():
    return sum(processor_seconds(os.environ[f"CARAVAN_TEST_{name}_PID"]) for name in ("CASSANDRA", "KAFKA"))


async def measure_stores(nodes, load, rounds):
    """Milliseconds of Cassandra's and Kafka's processors for each operation, by node, in turn."""
    costs = []
    for _ in range(rounds):
        cost = []
        for number, node in enumerate(nodes):
            stack = Stack(node)
            await stack.drained()
            before = processor_seconds_of_stores()
            report, _ = await stack.load(*load, "--crowd", f"crowd{number}", "--seconds", ROUND_SECONDS, "--warm-up", "0")
            cost.append(1000 * (processor_seconds_of_stores() - before) / report["operations"])
        costs.append(cost)
    return costs


def print_ratio(load, what, costs):
    others, ours = zip(*costs)
    print(f"{' '.join(load)}: {spread(ours)} ms of {what} each, the other build {spread(others)}, "
          f"{spread([own / other for other, own in costs])}x", flush=True)


async def run(options):
    with tempfile.TemporaryDirectory() as made:
        scratch = pathlib.Path(made)
        nodes = [node_of("other", options.other, scratch), node_of("this", BINARY, scratch)]
        try:
            async with aiohttp.ClientSession() as session:
                for node in nodes:
                    await node.start()
                    await node.until_healthy(session)
            print_ratio(options.load, "processor", await measure(nodes, options.load, options.rounds))
            if options.stores:
                costs = await measure_stores(nodes, options.load, options.rounds)
                print_ratio(options.load, "the stores' processors", costs)
        finally:
            for node in nodes:
                if node.is_running:
                    await node.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", metavar="OTHER_BINARY", help="the build to compare with")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--stores", action="store_true", help="measure the stores' processor time as well")
    parser.add_argument("load", nargs=argparse.REMAINDER, help="of `caravan bench` (default: send --in-flight 64)")
    options = parser.parse_args()
    options.load = options.load or ["send", "--in-flight", "64"]
    asyncio.run(run(options))


if __name__ == "__main__":
    main()
