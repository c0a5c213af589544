"""People who all write to each other and read along, whatever happens to their server."""

import asyncio
import contextlib
import itertools

import aiohttp
from client import Person
from ledger import Ledger
from load import Load
from reader import Reader

SETTLE_SECONDS_MAX = 60
REQUEST_SECONDS_MAX = 15


class Population:
    def __init__(self, people, chats, readers, overlap_seconds):
        self._readers = readers
        self._load = Load(chats)
        self._ledger = Ledger(chats, overlap_seconds)
        self.people = people
        self.chats = chats  # {(one, other): id}
        self.readers = list(readers.values())

    @property
    def acknowledged(self):
        return self._load.acknowledged

    @property
    def refusals(self):
        return sum(person.refusals for person in self.people)

    async def acknowledge(self, count):
        """Waits until so many more messages are acknowledged."""
        await asyncio.wait_for(self._load.acknowledge(count), SETTLE_SECONDS_MAX)

    async def be_refused(self, count):
        """Waits until so many more requests are answered 503."""
        enough = self.refusals + count
        await until(lambda: self.refusals >= enough)

    async def check(self):
        """Waits until all readers have what is in the histories; returns every fault that was ever seen."""
        await self._ledger.read_on(self.acknowledged)
        faults = self._ledger.faults
        for person, reader in self._readers.items():
            expected = self._ledger.ids_for(person)
            try:
                await asyncio.wait_for(reader.wait_for(expected), SETTLE_SECONDS_MAX)
            except asyncio.TimeoutError:
                faults.append(f"reader {person.name}: misses {len(expected - reader.seen.keys())} of {len(expected)}")
            if reader.disorders:
                faults.append(f"reader {person.name}: offsets fell: {reader.disorders[:3]}")
        return faults

    async def end(self):
        """Stops sending, waits for the last answers, checks everything once more; returns the faults."""
        self._load.end()
        await asyncio.gather(*self._sending)
        faults = await self.check()
        await self._ledger.compare_with_whole_histories()
        for person, reader in self._readers.items():
            if reader.seen.keys() - self._ledger.ids_for(person):
                faults.append(f"reader {person.name}: saw messages that are not in history")
        return faults

    def start(self, tasks, senders):
        self._following = [tasks.create_task(reader.run()) for reader in self.readers]
        self._sending = [tasks.create_task(self._load.send(person)) for person in self.people for _ in range(senders)]

    def leave(self):
        for task in self._following + self._sending:
            task.cancel()


async def until(condition, seconds=SETTLE_SECONDS_MAX):
    """Looks again and again: for conditions that nobody announces."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def population(server, people=4, senders=2, *, request_seconds=REQUEST_SECONDS_MAX, overlap_seconds=0):
    """People of a running server, each with a reader and so many messages under way at a time; see Ledger for the
    overlap."""
    limits = aiohttp.ClientTimeout(total=request_seconds)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=limits) as session:
        persons = [await Person(server, session, f"person-{n}").sign_up() for n in range(people)]
        chats = {pair: await pair[0].open_chat(pair[1]) for pair in itertools.combinations(persons, 2)}
        readers = {p: Reader(server, session, p, [c for pair, c in chats.items() if p in pair]) for p in persons}
        async with asyncio.TaskGroup() as tasks:  # whoever fails ends the test
            made = Population(persons, chats, readers, overlap_seconds)
            made.start(tasks, senders)
            try:
                yield made
            finally:
                made.leave()
