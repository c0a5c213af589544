"""Breaks an installation of several nodes on real stores, piece by piece and under load, and checks after each fault
that every acknowledged message is in history once, in order, and has reached its readers.

Usage, with the stores running: run.py postgres cassandra kafka -- stack_test.py [FAULT...]
Each fault happens once, or 20 times with CARAVAN_TEST_LONG=1. A FAULT is a part of a name in breakages.py.
"""

import asyncio
import os
import sys
import tempfile
import time

from nodes import Installation, Roaming
from breakages import FAULTS

from population import population  # noqa: I001  (nodes.py says where it is)

PEOPLE = 4
SENDERS_PER_PERSON = 2
ACKNOWLEDGED_BETWEEN_FAULTS = 150
REQUEST_SECONDS_MAX = 5  # of one that a paused node has taken
OVERLAP_SECONDS = 30  # a send that was tried again keeps the time of its first try


async def break_it(installation, people, name, number):
    await people.acknowledge(ACKNOWLEDGED_BETWEEN_FAULTS)
    began = time.monotonic()
    await FAULTS[name](installation)
    await people.acknowledge(ACKNOWLEDGED_BETWEEN_FAULTS)
    faults = await people.check()
    print(f"{name}, round {number}: whole again after {time.monotonic() - began:.1f} s, "
          f"{len(people.acknowledged)} acknowledged, {len(faults)} faults", flush=True)
    for fault in faults:
        print(f"FAULT so far: {fault}", flush=True)
    return faults


async def run(chosen, rounds):
    with tempfile.TemporaryDirectory() as scratch:
        installation = Installation(scratch)
        try:
            return await break_all(installation, chosen, rounds)
        finally:
            await installation.kill()


async def break_all(installation, chosen, rounds):
    await installation.start()
    wrong = detours(installation)
    async with population(
        Roaming(installation.fronts), PEOPLE, SENDERS_PER_PERSON,
        request_seconds=REQUEST_SECONDS_MAX, overlap_seconds=OVERLAP_SECONDS,
    ) as people:
        for name in chosen:
            for number in range(1, rounds + 1):
                if await break_it(installation, people, name, number):
                    break
        wrong += await people.end() + detours(installation)
        print(f"{len(people.acknowledged)} acknowledged, "
              f"{sum(len(reader.seen) for reader in people.readers)} seen by readers in "
              f"{sum(reader.copies for reader in people.readers)} copies, "
              f"{sum(reader.connects for reader in people.readers)} connects, "
              f"{sum(reader.rereads for reader in people.readers)} rereads, {people.refusals} refusals")
    return wrong + [f"{name} did not stop with exit code 0" for name in await installation.stop()]


def detours(installation):
    return [f"{name} reaches a store past its proxy" for name in installation.network.detours(installation.nodes())]


def main():
    wanted = sys.argv[1:]
    chosen = [name for name in FAULTS if not wanted or any(part in name for part in wanted)]
    rounds = 20 if os.environ.get("CARAVAN_TEST_LONG") else 1
    wrong = asyncio.run(run(chosen, rounds))
    for fault in wrong:
        print(f"FAULT {fault}")
    print(f"{0 if wrong else len(chosen) * rounds} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
