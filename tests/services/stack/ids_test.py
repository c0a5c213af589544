"""Sends messages with ids of their senders' own, each any number of times, through two front nodes whose clocks differ,
at once and in turn, marked as retries and not, while nodes and Cassandra are killed and paused. Afterwards every id of
a sender is one message in history, and every answer to it was that message.

Usage, with the stores running: run.py postgres cassandra kafka -- ids_test.py [SEED]
300 ids, or 10,000 with CARAVAN_TEST_LONG=1.
"""

import asyncio
import collections
import itertools
import os
import random
import sys
import tempfile
import uuid

import aiohttp

from breakages import FAULTS
from nodes import Installation, Roaming

from client import Person, RETRY_SECONDS  # noqa: I001  (nodes.py says where it is)

COPIES_MAX = 4
BOTH_USE_IT = 1 / 4  # of the ids are used by both people
IN_FLIGHT = 32
ANSWERS_BETWEEN_BREAKAGES = 150  # drivers come back to a store only after a pause
REQUEST_SECONDS_MAX = 5  # of one that a paused node has taken
BREAKAGES = ("kill -9 of a front node", "SIGSTOP of Cassandra", "SIGSTOP of a front node", "kill -9 of Cassandra")


class Sends:
    """What is sent, and what was answered."""

    def __init__(self, installation, session, seed):
        self._installation = installation
        self._session = session
        self._random = random.Random(seed)
        self._places = asyncio.Semaphore(IN_FLIGHT)
        self._progress = asyncio.Condition()
        self.answers = collections.defaultdict(list)  # by sender and id
        self.answered = 0

    async def answer(self, count):
        """Waits until so many more are answered."""
        enough = self.answered + count
        async with self._progress:
            await self._progress.wait_for(lambda: self.answered >= enough)

    async def of_id(self, chat, people):
        """All copies of one id, by one person or by both."""
        message_id = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        senders = people if self._random.random() < BOTH_USE_IT else [self._random.choice(people)]
        async with self._places:
            await asyncio.gather(*(self._copies(chat, sender, people, message_id) for sender in senders))

    async def _copies(self, chat, sender, people, message_id):
        [other] = [person for person in people if person is not sender]
        body = {"message_id": message_id, "chat_id": chat, "from_user": sender.id, "to_user": other.id,
                "body": f"{message_id} of {sender.name}"}
        copies = [self._until_answered(sender, body) for _ in range(self._random.randint(1, COPIES_MAX))]
        if self._random.random() < 1 / 2:
            await asyncio.gather(*copies)
            return
        for copy in copies:
            await copy

    async def _until_answered(self, sender, body):
        while True:
            marked = {"Retry-Attempt": "1"} if self._random.random() < 1 / 3 else {}
            front = self._random.choice(self._installation.fronts)
            headers = {"Authorization": f"Bearer {sender.token}"} | marked
            try:
                url = f"{front.url}/chat/api/v1/messaging/"
                async with self._session.post(url, json=body, headers=headers) as answer:
                    if answer.status == 201:
                        return await self._note(sender, await answer.json())
                    assert answer.status == 503, f"{answer.status} {await answer.text()}"
            except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
                pass  # the answer is lost: as with a phone, the same goes out again
            await asyncio.sleep(RETRY_SECONDS)


    async def _note(self, sender, message):
        async with self._progress:
            self.answers[sender.id, message["message_id"]].append(message)
            self.answered += 1
            self._progress.notify_all()


def faults_of(answers, history):
    stored = collections.defaultdict(list)
    for message in history:
        stored[message["from_user"], message["message_id"]].append(message)
    for key, messages in stored.items():
        if len(messages) > 1:
            yield f"{key} stands {len(messages)} times in history"
    for key, all_answers in answers.items():
        if any(answer not in stored[key] for answer in all_answers):
            yield f"{key} was answered what is not in history"
        if any(answer != all_answers[0] for answer in all_answers):
            yield f"{key} was answered {len(all_answers)} times, and not the same"
    yield from (f"{key} was never sent" for key in stored.keys() - answers.keys())


async def break_until_done(installation, sends, sending):
    for name in itertools.cycle(BREAKAGES):
        more = asyncio.ensure_future(sends.answer(ANSWERS_BETWEEN_BREAKAGES))
        await asyncio.wait([sending, more], return_when=asyncio.FIRST_COMPLETED)
        more.cancel()
        if sending.done():
            return
        await FAULTS[name](installation)
        print(f"{name}: {sends.answered} answers so far", flush=True)


async def run(ids, seed):
    with tempfile.TemporaryDirectory() as scratch:
        installation = Installation(scratch, name="ids")
        timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS_MAX)
        try:
            await installation.start()
            async with aiohttp.ClientSession(timeout=timeout) as session:
                balanced = Roaming(installation.fronts)
                people = [await Person(balanced, session, name).sign_up() for name in ("ada", "bob")]
                chat = await people[0].open_chat(people[1])
                sends = Sends(installation, session, seed)
                sending = asyncio.gather(*(sends.of_id(chat, people) for _ in range(ids)))
                await break_until_done(installation, sends, sending)
                await sending
                return sends.answers, list(faults_of(sends.answers, await people[0].history(chat)))
        finally:
            await installation.kill()


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().getrandbits(32)
    ids = 10_000 if os.environ.get("CARAVAN_TEST_LONG") else 300
    print(f"seed {seed}", flush=True)
    answers, faults = asyncio.run(run(ids, seed))
    print(f"{ids} ids, {len(answers)} messages, {sum(map(len, answers.values()))} answers, {len(faults)} faults", flush=True)
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{0 if faults else 1} passed, {1 if faults else 0} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
