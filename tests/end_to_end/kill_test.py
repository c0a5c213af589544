"""Kills the real server with -9 under load, again and again, and checks after each time that nothing is lost.

Usage: kill_test.py [ROUNDS]     (default 10, or 200 with CARAVAN_TEST_LONG=1; the server is CARAVAN_BIN or build/caravan)
"""

import asyncio
import os
import pathlib
import random
import sys
import tempfile
import time

from population import population
from server import Server

PEOPLE = 6
SENDERS_PER_PERSON = 3
ACKNOWLEDGED_PER_ROUND = (50, 350)  # drawn anew, so that kills do not fall into step with what the server does


async def run(rounds):
    with tempfile.TemporaryDirectory() as scratch:
        server = await Server(pathlib.Path(scratch) / "data", "guard.enabled=false").start()
        began = time.monotonic()
        async with population(server, PEOPLE, SENDERS_PER_PERSON) as people:
            for number in range(1, rounds + 1):
                await people.acknowledge(random.randint(*ACKNOWLEDGED_PER_ROUND))
                await server.kill()
                await server.start()
                faults = await people.check()
                print(f"round {number}: {len(people.acknowledged)} acknowledged, {len(faults)} faults", flush=True)
                if faults:
                    break
            faults = await people.end()
            seconds = time.monotonic() - began
            readers = people.readers
            print(f"{number} rounds in {seconds:.1f} s: {len(people.acknowledged)} acknowledged, "
                  f"{sum(len(reader.seen) for reader in readers)} seen by readers in "
                  f"{sum(reader.copies for reader in readers)} copies, "
                  f"{sum(reader.connects for reader in readers)} connects, "
                  f"{sum(reader.rereads for reader in readers)} rereads, {people.refusals} refusals")
        if await server.stop() != 0:
            faults.append("the server did not stop with exit code 0")
        return faults


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200 if os.environ.get("CARAVAN_TEST_LONG") else 10
    faults = asyncio.run(run(rounds))
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{0 if faults else rounds} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
