"""Measures Caravan on PostgreSQL, Cassandra and Kafka, all on this machine: one process with all roles.

From bench/, in a tree that `./dev test` has built:
  ../tests/services/run.py postgres cassandra kafka -- ../.dev/venv/bin/python stack.py [--messages N] [--chats N]
"""

import argparse
import asyncio
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import aiohttp

TREE = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TREE / "tests" / "end_to_end"), str(TREE / "tests" / "services" / "stack")]

from client import Person  # noqa: E402
from nodes import Node, settings  # noqa: E402

BINARY = os.environ.setdefault("CARAVAN_BIN", str(TREE / "build" / "caravan"))
NAME = "bench"  # of the keyspace, and before the topics
ROUNDS = 5
IDLE_SHARE = 0.05  # of a core: what a process takes that has nothing left to do
CHATS_OF_A_CALLER = 10
CALLS = 200
PASSWORD = "correct-horse-battery"  # of the accounts of `caravan bench`
TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def spread(values, digits=3):
    return f"{statistics.median(values):.{digits}g} ({min(values):.{digits}g} to {max(values):.{digits}g})"


class Stack:
    """The server under measurement."""

    def __init__(self, node):
        self._node = node

    @property
    def url(self):
        return self._node.url

    def processor_seconds(self):
        return processor_seconds(self._node.pid)

    async def drained(self):
        """Returns the processor time when the hops have handed everything on: nobody announces it."""
        while True:
            before = self.processor_seconds()
            await asyncio.sleep(1)
            if self.processor_seconds() - before < IDLE_SHARE:
                return before

    async def load(self, *arguments):
        """The report of `caravan bench`, and how long the hops were still busy in processor seconds afterwards."""
        await self.drained()
        command = [BINARY, "bench", *arguments, "--target", self.url, "--pid", str(self._node.pid), "--json"]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"caravan bench {' '.join(arguments)}: {out.decode()}{err.decode()[-500:]}")
        ended = self.processor_seconds()
        return json.loads(out), await self.drained() - ended


def processor_ms_each(report, afterwards):
    # Of the measured time only: before it accounts log in, and each password costs as much as a hundred sends.
    return report["server"]["cpu_ms_per_operation"] + 1000 * afterwards / report["operations"]


async def rounds(stack, title, *arguments):
    # Accounts, chats and caches are made in a run that does not count.
    await stack.load(*arguments, "--seconds", "1")
    reports = [await stack.load(*arguments, "--seconds", "4", "--warm-up", "0") for _ in range(ROUNDS)]
    print(f"{title}: {spread([report['rate_per_second'] for report, _ in reports], 4)}/s, "
          f"p99 {spread([report['latency_ms']['p99'] for report, _ in reports])} ms, "
          f"{spread([processor_ms_each(*report) for report in reports])} ms of processor each", flush=True)
    if delivered := [report["deliveries"]["latency_ms"]["p99"] for report, _ in reports if report.get("deliveries")]:
        print(f"{title}: on the screen, p99 {spread(delivered)} ms", flush=True)


async def beside_embedded(stack, scratch):
    """Sends and pages in turn with the embedded store: one machine takes twice another's time, and the ratio stays."""
    embedded = await Node("embedded", "all", scratch, ["guard.enabled=false"]).start()
    try:
        await in_turn(stack, Stack(embedded), "sends", "send", "--in-flight", "64")
        await in_turn(stack, Stack(embedded), "sends that bring an id", "send", "--in-flight", "64", "--own-ids")
        await in_turn(stack, Stack(embedded), "pages of 10", "page", "--in-flight", "16")
    finally:
        await embedded.kill()


async def in_turn(stack, embedded, title, *arguments):
    for server in (embedded, stack):
        await server.load(*arguments, "--seconds", "1")
    alone, here = [], []
    for _ in range(ROUNDS):
        for server, each in ((embedded, alone), (stack, here)):
            each.append(processor_ms_each(*await server.load(*arguments, "--seconds", "4", "--warm-up", "0")))
    ratios = [ours / theirs for ours, theirs in zip(here, alone)]
    print(f"{title}: {spread(here)} ms of processor each, embedded in turn with it {spread(alone)}, "
          f"{spread(ratios)}x", flush=True)


async def large_chat(stack, session, messages):
    """A chat of so many messages, spread over a year, and one of twenty: their pages in turn."""
    for crowd in ("small", "large"):
        await stack.load("page", "--crowd", crowd, "--users", "2", "--chats", "1", "--seconds", "1")
    caller = await Person(stack, session, "large-0").log_in(password=PASSWORD)
    chat = (await caller.chats())[0]
    fill = [str(TREE / "build/bench/bench_cassandra"), "fill", NAME, chat["chat_id"], *chat["users_id"], str(messages)]
    print(subprocess.run(fill, check=True, capture_output=True, text=True).stdout, end="", flush=True)
    for crowd in ("small", "large", "small", "large"):
        await rounds(stack, f"pages of 10, the {crowd} chat", "page", "--in-flight", "16", "--crowd", crowd,
                     "--users", "2", "--chats", "1")


async def lists(stack, session, chats):
    """A caller's list, and a new chat: with few chats in the store, and with many."""
    few = await calls(stack, session, "few")
    await stack.load("send", "--users", "500", "--chats", str(chats), "--crowd", "many", "--seconds", "1")
    many = await calls(stack, session, "many")
    for name, before in few.items():
        print(f"{name}: {before:.3f} ms with {CHATS_OF_A_CALLER} chats in the store, {many[name]:.3f} with {chats}, "
              f"{many[name] / before:.2f}x", flush=True)


async def calls(stack, session, prefix):
    caller = await Person(stack, session, f"caller-{prefix}").sign_up()
    others = [await Person(stack, session, f"other-{prefix}-{n}").sign_up() for n in range(CALLS + CHATS_OF_A_CALLER)]
    for other in others[:CHATS_OF_A_CALLER]:
        await caller.open_chat(other)
    return {
        "a list of ten chats": await median_ms(lambda _: caller.chats(), range(CALLS)),
        "a new chat": await median_ms(others[0].open_chat, others[CHATS_OF_A_CALLER:]),
    }


async def median_ms(call, arguments):
    taken = []
    for argument in arguments:
        began = time.perf_counter()
        await call(argument)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def addresses():
    return [
        f"postgres.url={os.environ['CARAVAN_TEST_POSTGRES']}",
        f"cassandra.contact_points={os.environ['CARAVAN_TEST_CASSANDRA']}",
        f"kafka.brokers={os.environ['CARAVAN_TEST_KAFKA']}",
    ]


async def run(options):
    with tempfile.TemporaryDirectory() as scratch:
        node = Node("all", "all", scratch, [*settings(scratch, NAME), *addresses()])
        await node.start()
        try:
            async with aiohttp.ClientSession() as session:
                await node.until_healthy(session)
                stack = Stack(node)
                await lists(stack, session, options.chats)
                await rounds(stack, "durable sends, 64 in flight", "send", "--in-flight", "64")
                await rounds(stack, "the same, each with an id", "send", "--in-flight", "64", "--own-ids")
                await beside_embedded(stack, scratch)
                await rounds(stack, "live at 100/s", "live", "--rate", "100", "--users", "16", "--chats", "16")
                await large_chat(stack, session, options.messages)
        finally:
            await node.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000, help="in the large chat")
    parser.add_argument("--chats", type=int, default=100_000, help="in the full store")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
