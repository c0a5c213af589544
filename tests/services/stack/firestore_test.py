"""An installation whose readers have nothing but their document in Firestore and history: whoever gathers and publishes for
them is killed, paused until others have taken over, and cut off, under load.

Usage, with the stores running: run.py postgres cassandra kafka firestore -- firestore_test.py
"""

import asyncio
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import uuid

import aiohttp
from breakages import MOVED_SECONDS, PAUSE_SECONDS
from nodes import Installation, Roaming

sys.path.append(str(pathlib.Path(__file__).parents[1] / "firestore_feed"))

from client import Person  # noqa: E402, I001  (nodes.py says where it is)
from server import BINARY  # noqa: E402
from feed_case import LOOK_SECONDS, PATIENCE_SECONDS, PROXY, ChatDocuments, Inbox, proxy  # noqa: E402

READERS = 6
BETWEEN_WRITES_MS = 1000  # to one document
SENT_BETWEEN_FAULTS = 30
UNAVAILABLE = (aiohttp.ClientError, OSError, AssertionError, asyncio.TimeoutError)


class Reader:
    """One who is there, with somebody who writes to him."""

    def __init__(self, writer, person, chat, inbox):
        self._writer = writer
        self._person = person
        self._chat = chat
        self.inbox = inbox
        self.sent = set()

    async def be_written_to(self):
        while True:
            body = f"{self._person.name} {len(self.sent)}"
            await self._writer.send(self._chat, self._person, body)
            self.sent.add(body)

    async def read(self):
        """What cannot be asked now is asked again."""
        while True:
            try:
                await self.inbox.say_presence()
                for _ in range(100):
                    await self.inbox.look()
                    await asyncio.sleep(LOOK_SECONDS)
            except UNAVAILABLE:
                await asyncio.sleep(LOOK_SECONDS)


class FirestoreStackTest(unittest.IsolatedAsyncioTestCase):
    layout = "inbox"

    async def asyncSetUp(self):
        await proxy("reset")
        # A write that comes too soon is refused, as Google does.
        await proxy(f"pace {BETWEEN_WRITES_MS - 50}")
        self.scratch = tempfile.TemporaryDirectory()
        project = f"demo-{uuid.uuid4()}"
        self.installation = Installation(
            self.scratch.name,
            name="feed",
            further=[
                "backend.feed=firestore",
                f"firestore.project={project}",
                f"firestore.layout={self.layout}",
                "firestore.request_timeout=2s",
                "presence.lease=2s",
            ],
            environment={"FIRESTORE_EMULATOR_HOST": PROXY},
        )
        await self.installation.start()
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
        self.readers = [await self.reader(project, number) for number in range(READERS)]

    async def asyncTearDown(self):
        await self.session.close()
        await self.installation.kill()
        await proxy("reset")
        self.scratch.cleanup()

    async def reader(self, project, number):
        somewhere = Roaming(self.installation.fronts)
        writer = await Person(somewhere, self.session, f"writer {number}").sign_up()
        person = await Person(somewhere, self.session, f"reader {number}").sign_up()
        chat = await writer.open_chat(person)
        return Reader(writer, person, chat, self.inbox_of(person, project, chat))

    def inbox_of(self, person, project, chat):
        return Inbox(self.session, project, person, [chat])

    def sent(self):
        return sum(len(reader.sent) for reader in self.readers)

    async def until_more_was_sent(self):
        enough = self.sent() + SENT_BETWEEN_FAULTS
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.sent() < enough:
                await asyncio.sleep(LOOK_SECONDS)

    async def check_that_the_log_can_be_replayed(self):
        """As an operator asks, beside all nodes: what this traffic would have cost in other windows."""
        log = ["backend.log=kafka", f"kafka.brokers={os.environ['CARAVAN_TEST_KAFKA']}", "kafka.topic_prefix=feed."]
        command = [BINARY, "cost", "--replay", *(word for setting in log for word in ("--set", setting))]
        replay = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
        self.assertEqual(replay.returncode, 0, replay.stderr)
        # A send that got no answer in time, or a writer who was told to stop, may be in the log all the same.
        messages = int(re.match(r"(\d+) messages in the log", replay.stdout)[1])
        self.assertGreaterEqual(messages, self.sent())
        self.assertNotIn("not all there", replay.stdout)
        self.assertRegex(replay.stdout, r"\nbatches +one write per message +1000\.0 +1000\.0 +\$")

    async def test_readers_of_documents_miss_nothing_and_never_go_back(self):
        consumers = self.installation.consumers
        reading = [asyncio.create_task(reader.read()) for reader in self.readers]
        writing = [asyncio.create_task(reader.be_written_to()) for reader in self.readers]
        for role in ("publish", "aggregate"):
            first, second = consumers[role]
            with self.subTest(f"{role} is killed"):
                await self.until_more_was_sent()
                await first.kill()
                await first.start()
            with self.subTest(f"{role} is paused until others own its readers, and goes on as if they were its own"):
                await self.until_more_was_sent()
                second.pause()
                await asyncio.sleep(MOVED_SECONDS)  # the fault itself takes so long
                second.resume()
            with self.subTest(f"{role} is cut off from the log"):
                await self.until_more_was_sent()
                [way] = self.installation.network.ways([first], ["kafka"])
                await way.cut()
                await asyncio.sleep(PAUSE_SECONDS)  # the fault itself takes so long
                await way.forward()
        await self.until_more_was_sent()
        for task in writing:
            task.cancel()
        await asyncio.gather(*writing, return_exceptions=True)
        for reader in self.readers:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not reader.sent <= reader.inbox.bodies:
                    await asyncio.sleep(LOOK_SECONDS)
            self.assertFalse(reader.inbox.went_back)
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
        await self.check_that_the_log_can_be_replayed()
        print(f"{self.sent()} messages, {await proxy('count writes')} writes, {await proxy('count too_fast')} too soon")


@unittest.skipUnless(os.environ.get("CARAVAN_TEST_LONG"), "takes a minute more: ./dev test --long")
class BatchesStackTest(FirestoreStackTest):
    """The same with a document for each batch of one sender and chat."""

    layout = "batches"

    def inbox_of(self, person, project, chat):
        return ChatDocuments(self.session, project, chat)


if __name__ == "__main__":
    unittest.main(verbosity=2)
