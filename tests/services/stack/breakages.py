"""What goes wrong in an installation, one coroutine a fault. Each returns when everything runs again."""

import asyncio
import random

from nodes import CONSUMERS, control

# Long enough for deadlines, rebalances and reconnects to come into play.
PAUSE_SECONDS = 4


async def _while_paused(pause, resume):
    await pause()
    try:
        # The fault itself takes this long; nothing here could be awaited instead.
        await asyncio.sleep(PAUSE_SECONDS)
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
    "rolling restart of every role": rolling_restart,
}
