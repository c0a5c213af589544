"""Stops every process of an installation while each of its stores takes everything and answers nothing: with requests and
batches under way, each must have ended within server.drain_timeout and a second.

Usage, with the stores running: run.py postgres cassandra kafka -- stop_test.py
"""

import asyncio
import sys
import tempfile
import time

import aiohttp
from nodes import Installation, Roaming

from client import Person  # noqa: I001  (nodes.py says where it is)

DRAIN_SECONDS = 3
BOUND_SECONDS = DRAIN_SECONDS + 1
SLACK_SECONDS = 1  # eight processes end at once on a machine that has two processors
SENDS = 20
SENDS_UNDER_WAY = 5  # at each node, before it is told to stop


async def flood(session, fronts, person, chat, other):
    """Sends that go on and are not answered; returns when each front node has some of them under way."""
    sends = [asyncio.ensure_future(person.send(chat, other, f"into the hole {number}")) for number in range(SENDS)]
    for front in fronts:
        while await front.metric(session, "caravan_http_requests_in_flight") < SENDS_UNDER_WAY:
            await asyncio.sleep(0.02)  # nobody announces it
    return sends


async def timed_stop(node):
    began = time.monotonic()
    code = await node.stop()
    return node.name, code, time.monotonic() - began


async def run():
    with tempfile.TemporaryDirectory() as scratch:
        installation = Installation(scratch, name="stop", further=[f"server.drain_timeout={DRAIN_SECONDS}s"])
        try:
            await installation.start()
            async with aiohttp.ClientSession() as session:
                ada, bob = [await Person(Roaming(installation.fronts), session, name).sign_up() for name in ("ada", "bob")]
                chat = await ada.open_chat(bob)
                for number in range(10):
                    await ada.send(chat, bob, f"before {number}")
                for store in ("postgres", "cassandra", "kafka"):
                    for way in installation.network.ways_to(store):
                        await way.black_hole()
                sends = await flood(session, installation.fronts, ada, chat, bob)
                ends = await asyncio.gather(*(timed_stop(node) for node in installation.nodes()))
                for send in sends:
                    send.cancel()
                await asyncio.wait(sends)
                return ends
        finally:
            await installation.kill()


def main():
    faults = []
    for name, code, seconds in asyncio.run(run()):
        print(f"{name} ended with {code} after {seconds:.1f} s", flush=True)
        if code != 0:
            faults.append(f"{name} ended with {code}")
        if seconds > BOUND_SECONDS + SLACK_SECONDS:
            faults.append(f"{name} took {seconds:.1f} s to end, of {BOUND_SECONDS}")
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{0 if faults else 1} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
