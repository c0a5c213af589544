"""Kills the real server with -9 under load, again and again, and checks that nothing that it acknowledged is lost.

Usage: kill_test.py [ROUNDS]     (default 3, or 30 with CARAVAN_TEST_LONG=1; the server is CARAVAN_BIN or build/caravan)
"""

import asyncio
import itertools
import os
import pathlib
import sys
import tempfile

import aiohttp
from client import Person
from reader import Reader
from server import Server

PEOPLE = 6
SENDERS_PER_PERSON = 3
ACKNOWLEDGED_PER_ROUND = 300
SETTLE_SECONDS_MAX = 30


class Load:
    """Sends without end in every chat and counts what was acknowledged."""

    def __init__(self, people, chats):
        self._people = people
        self._chats = chats
        self._progress = asyncio.Condition()
        self._going = True
        self.acknowledged = []

    async def send(self, person):
        own_chats = [(chat, pair) for pair, chat in self._chats.items() if person in pair]
        for number in itertools.count():
            if not self._going:
                return
            chat, pair = own_chats[number % len(own_chats)]
            other = pair[1] if pair[0] is person else pair[0]
            message = await person.send(chat, other, f"{person.name} {number}")
            async with self._progress:
                self.acknowledged.append(message)
                self._progress.notify_all()

    async def wait_for(self, count):
        async with self._progress:
            await self._progress.wait_for(lambda: len(self.acknowledged) >= count)

    def end(self):
        self._going = False


async def check(load, chats, readers):
    """Yields a line for everything that is wrong."""
    by_chat = {}
    for (one, other), chat in chats.items():
        history = await one.history(chat)
        by_chat[chat] = history
        ids = [message["message_id"] for message in history]
        if len(ids) != len(set(ids)):
            yield f"chat {chat}: a message stands twice in history"
        stamps = [message["time_iso"] for message in history]
        if stamps != sorted(stamps, reverse=True):
            yield f"chat {chat}: history is out of order"
        if history != await other.history(chat):
            yield f"chat {chat}: its two members read different histories"
    stored = {message["message_id"]: message for history in by_chat.values() for message in history}
    for message in load.acknowledged:
        if stored.get(message["message_id"]) != message:
            yield f"message {message['message_id']}: acknowledged, but not so in history"
    for person, reader in readers.items():
        expected = {m["message_id"] for pair, chat in chats.items() if person in pair for m in by_chat[chat]}
        try:
            await asyncio.wait_for(reader.wait_for(expected), SETTLE_SECONDS_MAX)
        except asyncio.TimeoutError:
            yield f"reader {person.name}: misses {len(expected - reader.seen.keys())} of {len(expected)} messages"
        if reader.seen.keys() - expected:
            yield f"reader {person.name}: saw messages that are not in history"
        if reader.disorders:
            yield f"reader {person.name}: offsets fell: {reader.disorders[:3]}"


async def run(rounds):
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(pathlib.Path(scratch) / "data", "guard.enabled=false")
        await server.start()
        limits = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=limits, timeout=aiohttp.ClientTimeout(total=15)) as session:
            people = [await Person(server, session, f"person-{n}").sign_up() for n in range(PEOPLE)]
            chats = {pair: await pair[0].open_chat(pair[1]) for pair in itertools.combinations(people, 2)}
            readers = {p: Reader(server, session, p, [c for pair, c in chats.items() if p in pair]) for p in people}
            following = [asyncio.create_task(reader.run()) for reader in readers.values()]
            load = Load(people, chats)
            sending = [asyncio.create_task(load.send(p)) for p in people for _ in range(SENDERS_PER_PERSON)]
            for number in range(rounds):
                await load.wait_for(len(load.acknowledged) + ACKNOWLEDGED_PER_ROUND)
                await server.kill()
                await server.start()
                print(f"round {number + 1}: killed after {len(load.acknowledged)} acknowledged", flush=True)
            load.end()
            await asyncio.gather(*sending)
            faults = [fault async for fault in check(load, chats, readers)]
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)
        if await server.stop() != 0:
            faults.append("the server did not stop with exit code 0")
        copies = sum(reader.copies for reader in readers.values())
        seen = sum(len(reader.seen) for reader in readers.values())
        print(f"{len(load.acknowledged)} acknowledged, {seen} seen by readers in {copies} copies, "
              f"{sum(r.connects for r in readers.values())} connects, {sum(r.rereads for r in readers.values())} rereads")
        return faults


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30 if os.environ.get("CARAVAN_TEST_LONG") else 3
    faults = asyncio.run(run(rounds))
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{0 if faults else rounds} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
