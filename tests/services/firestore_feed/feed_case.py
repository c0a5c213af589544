"""What the tests of whole servers with Firestore behind them share: the proxy's commands, a reader who has nothing but his
document and history, and a server per test."""

import asyncio
import base64
import json
import os
import pathlib
import sys
import tempfile
import unittest
import uuid

import aiohttp

sys.path.append(str(pathlib.Path(__file__).parents[2] / "end_to_end"))

from client import Person  # noqa: E402
from server import Server  # noqa: E402

EMULATOR = os.environ["CARAVAN_TEST_FIRESTORE"]
PROXY = os.environ["CARAVAN_TEST_FIRESTORE_PROXY"]
CONTROL = os.environ["CARAVAN_TEST_FIRESTORE_CONTROL"]
PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.05  # from one look at a document to the next


async def proxy(command):
    host, port = CONTROL.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"{command}\n".encode())
    answer = (await reader.readline()).decode().strip()
    writer.close()
    assert not answer.startswith("failed"), answer
    return answer


def uuid_of(text):
    return str(uuid.UUID(bytes=base64.urlsafe_b64decode(text + "==")))


class Inbox:
    """A reader's document as api/firestore.md tells to read it: what is in it, and history where it has a gap."""

    def __init__(self, session, project, person, chats):
        self._session = session
        self._url = f"http://{EMULATOR}/v1/projects/{project}/databases/(default)/documents/inboxes/{person.id}"
        self._person = person
        self._chats = chats
        self.log = None
        self.shown = 0  # what the document last had
        self.newest = 0
        self.bodies = set()
        self.gaps = 0
        self.went_back = False
        self.listener = uuid.uuid4()

    async def say_presence(self):
        await self._person.say_presence(self.listener)

    async def stop(self):
        await self._person.stop_presence(self.listener)

    async def look(self):
        async with self._session.get(self._url, headers={"Authorization": "Bearer owner"}) as answer:
            if answer.status == 404:
                return
            fields = (await answer.json())["fields"]
        log, n = fields["log"]["stringValue"], int(fields["n"]["integerValue"])
        if log == self.log and n < self.shown:
            self.went_back = True
        self.shown = n
        if log == self.log and n <= self.newest:
            return
        if log != self.log or int(fields["oldest"]["integerValue"]) > self.newest + 1:
            await self._read_history()
        self.log, self.newest = log, n
        for entry in fields["entries"].get("arrayValue", {}).get("values", []):
            await self._take(json.loads(entry["stringValue"]))

    async def fetch(self):
        """Fetches what waits, as who writes does, and says that it is here."""
        inbox = await self._person.fetch(self.listener, self.log, self.newest)
        assert (inbox["log"], inbox["oldest"]) == (self.log, self.newest + 1), inbox
        for entry in inbox["entries"]:
            await self._take(json.loads(entry))
        if inbox["n"] > self.newest:
            self.newest = inbox["n"]
            await self.fetch()

    async def _take(self, entry):
        if len(entry) == 2:
            return await self._read_chat(uuid_of(entry[1]))
        assert uuid_of(entry[2]) in self._chats
        self.bodies.add(entry[5])

    async def _read_history(self):
        self.gaps += 1
        for chat in self._chats:
            await self._read_chat(chat)

    async def _read_chat(self, chat):
        self.bodies |= {message["body"] for message in await self._person.history(chat)}

    async def until(self, bodies):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not bodies <= self.bodies:
                await self.look()
                await asyncio.sleep(LOOK_SECONDS)


class ChatDocuments:
    """What a front end finds that queries the documents of one chat, in the layout `batches`."""

    def __init__(self, session, project, chat):
        self._session = session
        self._url = f"http://{EMULATOR}/v1/projects/{project}/databases/(default)/documents:runQuery"
        where = {"field": {"fieldPath": "chat_id"}, "op": "EQUAL", "value": {"stringValue": chat}}
        self._query = {"structuredQuery": {"from": [{"collectionId": "messages"}], "where": {"fieldFilter": where}}}
        self._documents = {}
        self.bodies = set()
        self.went_back = False

    async def say_presence(self):
        """Nobody asks."""

    async def look(self):
        headers = {"Authorization": "Bearer owner"}
        async with self._session.post(self._url, json=self._query, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            found = [each["document"] for each in await answer.json() if "document" in each]
        for document in found:
            values = document["fields"]["list_of_messages"]["arrayValue"]["values"]
            bodies = {value["mapValue"]["fields"]["body"]["stringValue"] for value in values}
            if not self._documents.get(document["name"], set()) <= bodies:
                self.went_back = True
            self._documents[document["name"]] = bodies
            self.bodies |= bodies


class FeedCase(unittest.IsolatedAsyncioTestCase):
    """A server of its own for each test, whose readers are written to after a fifth of a second."""

    settings = ()  # beside those that every server here has

    async def asyncSetUp(self):
        await proxy("reset")
        self.scratch = tempfile.TemporaryDirectory()
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))
        self.project = f"demo-{uuid.uuid4()}"
        self.server = Server(
            pathlib.Path(self.scratch.name) / "data",
            "backend.feed=firestore",
            f"firestore.project={self.project}",
            "firestore.request_timeout=2s",
            "aggregate.window=200ms",
            "presence.lease=1s",
            "guard.enabled=false",
            *self.settings,
            environment={"FIRESTORE_EMULATOR_HOST": PROXY},
        )
        await self.server.start()

    async def asyncTearDown(self):
        await self.session.close()
        await self.server.kill()
        await proxy("reset")
        self.scratch.cleanup()

    async def person(self, name):
        return await Person(self.server, self.session, name).sign_up()

    async def pair(self, name="bob"):
        ada, other = await self.person(f"ada-{name}"), await self.person(name)
        chat = await ada.open_chat(other)
        return ada, other, chat, Inbox(self.session, self.project, other, [chat])

    async def listening_pair(self, name="bob"):
        ada, other, chat, inbox = await self.pair(name)
        await inbox.say_presence()
        return ada, other, chat, inbox

    def document(self, reader):
        return f"projects/{self.project}/databases/(default)/documents/inboxes/{reader.id}"
