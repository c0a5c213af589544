"""An installation on three Cassandra nodes and three Kafka brokers, of which one at a time, and then two, are killed, stopped
or cut off under load.

With one away no send fails that is not good when it is sent once more, and nothing is lost. With two brokers away sends go
on, and readers get them later; with two Cassandra nodes away they are refused, and what was acknowledged is there afterwards.

Usage, with the stores running: run.py postgres cassandra_cluster kafka_cluster -- clusters_test.py [FAULT...]
Each fault happens once, or 10 times with CARAVAN_TEST_LONG=1. A FAULT is a part of a name below.
"""

import asyncio
import os
import random
import sys
import tempfile
import time

from network import ClusterNetwork
from nodes import Installation, Roaming, control

from population import population  # noqa: I001  (nodes.py says where it is)

PEOPLE = 4
SENDERS_PER_PERSON = 2
REQUEST_SECONDS_MAX = 10
OVERLAP_SECONDS = 30
MESSAGES = 150  # acknowledged before a fault, while it lasts, and afterwards
REFUSALS = 10
SERVERS = (1, 2, 3)
REPLICATED = [
    "cassandra.replication={'class': 'SimpleStrategy', 'replication_factor': 3}",
    "kafka.replication=3",
]


async def kill(_, store, number):
    await control(f"{store}_cluster/{number}", "kill")


async def restart(_, store, number):
    await control(f"{store}_cluster/{number}", "restart")


async def pause(_, store, number):
    await control(f"{store}_cluster/{number}", "pause")


async def resume(_, store, number):
    await control(f"{store}_cluster/{number}", "resume")


async def cut(network, store, number):
    await network.way(store, number).cut()


async def black_hole(network, store, number):
    await network.way(store, number).black_hole()


async def mend(network, store, number):
    await network.way(store, number).forward()


KINDS = {"killed": (kill, restart), "stopped": (pause, resume), "cut off": (cut, mend), "in a black hole": (black_hole, mend)}
FAULTS = {f"one server of {store} {kind}": (store, 1, *how) for store in ("cassandra", "kafka") for kind, how in KINDS.items()}
FAULTS |= {f"two servers of {store} killed": (store, 2, kill, restart) for store in ("cassandra", "kafka")}


async def break_it(installation, people, name):
    store, count, away, back = FAULTS[name]
    servers = random.sample(SERVERS, count)
    await people.acknowledge(MESSAGES)
    for person in people.people:
        person.tries_max = 0
    began = time.monotonic()
    for server in servers:
        await away(installation.network, store, server)
    try:
        if store == "cassandra" and count == 2:
            await people.be_refused(REFUSALS)
        else:
            await people.acknowledge(MESSAGES)
        tries = max(person.tries_max for person in people.people)
    finally:
        for server in servers:
            await back(installation.network, store, server)
    await people.acknowledge(MESSAGES)
    faults = await people.check()
    if count == 1 and tries > 2:
        faults.append(f"{name}: a send was tried {tries} times")
    print(f"{name} ({', '.join(map(str, servers))}): {time.monotonic() - began:.1f} s, at most {tries} tries, "
          f"{len(people.acknowledged)} acknowledged, {people.refusals} refusals, {len(faults)} faults", flush=True)
    return [*faults]


async def break_all(installation, chosen, rounds):
    await installation.start()
    faults = []
    async with population(
        Roaming(installation.fronts), PEOPLE, SENDERS_PER_PERSON,
        request_seconds=REQUEST_SECONDS_MAX, overlap_seconds=OVERLAP_SECONDS,
    ) as people:
        for name in chosen * rounds:
            faults += await break_it(installation, people, name)
        faults += await people.end()
    return faults + [f"{name} did not stop with exit code 0" for name in await installation.stop()]


async def run(chosen, rounds):
    with tempfile.TemporaryDirectory() as scratch:
        installation = Installation(scratch, name="clusters", further=REPLICATED, network=ClusterNetwork())
        try:
            return await break_all(installation, chosen, rounds)
        finally:
            await installation.kill()


def main():
    wanted = sys.argv[1:]
    chosen = [name for name in FAULTS if not wanted or any(part in name for part in wanted)]
    rounds = 10 if os.environ.get("CARAVAN_TEST_LONG") else 1
    faults = list(dict.fromkeys(asyncio.run(run(chosen, rounds))))
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{0 if faults else len(chosen) * rounds} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
