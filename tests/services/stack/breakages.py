"""What goes wrong in an installation, one coroutine a fault. Each returns when everything runs again."""

import asyncio
import random

from network import STORES
from nodes import CONSUMERS, SESSION_TIMEOUT_SECONDS, control

from proxy import Proxy  # noqa: I001  (network.py says where it is)

# Long enough for deadlines and reconnects to come into play.
PAUSE_SECONDS = 4
# Long enough for the partitions of a node to go to another one.
MOVED_SECONDS = SESSION_TIMEOUT_SECONDS + 3


async def _while_paused(pause, resume, seconds=PAUSE_SECONDS):
    await pause()
    try:
        # The fault itself takes this long; nothing here could be awaited instead.
        await asyncio.sleep(seconds)
    finally:
        await resume()


def kill_node(choose):
    async def fault(installation):
        node = random.choice(choose(installation))
        await node.kill()
        await node.start()

    return fault


def pause_node(choose):
    async def fault(installation):
        node = random.choice(choose(installation))

        async def pause():
            node.pause()

        async def resume():
            node.resume()

        await _while_paused(pause, resume)

    return fault


def kill_store(name):
    async def fault(_):
        await control(name, "kill")
        await control(name, "restart")

    return fault


def pause_store(name):
    async def fault(_):
        await _while_paused(lambda: control(name, "pause"), lambda: control(name, "resume"))

    return fault


def cut_off(choose, how, *stores, seconds=PAUSE_SECONDS):
    """Nothing gets through between the chosen nodes and these stores, and nothing else is wrong with either."""

    async def fault(installation):
        ways = installation.network.ways(choose(installation), stores)

        async def break_off():
            for way in ways:
                await how(way)

        async def mend():
            for way in ways:
                await way.forward()

        await _while_paused(break_off, mend, seconds)

    return fault


async def start_cut_off(installation):
    """A front node that comes back while its network does not, and readers who come to it, since the other one goes."""
    node, other = random.sample(installation.fronts, 2)
    [way] = installation.network.ways([node], ["kafka"])
    await node.kill()

    async def start():
        await way.cut()
        await node.start()
        await other.kill()
        await other.start()

    await _while_paused(start, way.forward)


async def rolling_restart(installation):
    """Every node in turn, as a deployment does it."""
    for node in installation.nodes():
        code = await node.stop()
        if code != 0:
            raise RuntimeError(f"{node.name} ended with {code}")
        await node.start()


def _consumers_of(role):
    return lambda installation: installation.consumers[role]


def _fronts(installation):
    return installation.fronts


def _all(installation):
    return installation.nodes()


def _one(choose):
    return lambda installation: [random.choice(choose(installation))]


FAULTS = {
    "kill -9 of a front node": kill_node(_fronts),
    "SIGSTOP of a front node": pause_node(_fronts),
    **{f"kill -9 of {role}": kill_node(_consumers_of(role)) for role in CONSUMERS},
    **{f"SIGSTOP of {role}": pause_node(_consumers_of(role)) for role in CONSUMERS},
    "kill -9 of the broker": kill_store("kafka"),
    "SIGSTOP of the broker": pause_store("kafka"),
    "kill -9 of Cassandra": kill_store("cassandra"),
    "SIGSTOP of Cassandra": pause_store("cassandra"),
    "kill -9 of PostgreSQL": kill_store("postgres"),
    "SIGSTOP of PostgreSQL": pause_store("postgres"),
    "network cut from the broker": cut_off(_all, Proxy.cut, "kafka"),
    "network cut from Cassandra": cut_off(_all, Proxy.cut, "cassandra"),
    "network cut from PostgreSQL": cut_off(_all, Proxy.cut, "postgres"),
    "black hole before the broker": cut_off(_all, Proxy.black_hole, "kafka"),
    "black hole before Cassandra": cut_off(_all, Proxy.black_hole, "cassandra"),
    "black hole before PostgreSQL": cut_off(_all, Proxy.black_hole, "postgres"),
    "a front node cut off from the broker": cut_off(_one(_fronts), Proxy.cut, "kafka"),
    "a front node cut off from all stores": cut_off(_one(_fronts), Proxy.black_hole, *STORES),
    "a front node that starts cut off from the broker": start_cut_off,
    **{f"{role} in a black hole until its partitions have moved":
       cut_off(_one(_consumers_of(role)), Proxy.black_hole, "kafka", seconds=MOVED_SECONDS) for role in CONSUMERS},
    "rolling restart of every role": rolling_restart,
}
