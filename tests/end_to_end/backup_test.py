"""The drill of docs/deploy.md: the store is backed up under load, lost, and restored."""

import asyncio
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import aiohttp
from client import Person
from reader import Reader
from server import BINARY, Server


def caravan(*arguments):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)


class BackupTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name)
        self.data = self.folder / "data"
        self.backup = self.folder / "backup.db"
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))
        self.server = await Server(self.data, "guard.enabled=false").start()

    async def asyncTearDown(self):
        await self.session.close()
        await self.server.kill()
        self.scratch.cleanup()

    async def two_people(self):
        ada = await Person(self.server, self.session, "ada").sign_up()
        bob = await Person(self.server, self.session, "bob").sign_up()
        return ada, bob, await ada.open_chat(bob)

    async def lose_and_restore(self):
        await self.server.kill()
        key = (self.data / "signing.key").read_bytes()
        shutil.rmtree(self.data)
        done = caravan("restore", self.backup, "--data", self.data)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        (self.data / "signing.key").touch(mode=0o600)
        (self.data / "signing.key").write_bytes(key)
        await self.server.start()

    async def test_what_was_acknowledged_before_is_there_and_people_go_on(self):
        ada, bob, chat = await self.two_people()
        acknowledged = [await ada.send(chat, bob, f"before {number}") for number in range(20)]

        async def go_on():
            number = 0
            while True:
                await ada.send(chat, bob, f"meanwhile {number}")
                number += 1

        sending = asyncio.create_task(go_on())
        done = await asyncio.to_thread(caravan, "backup", self.backup, "--data", self.data)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

        await self.lose_and_restore()
        kept = {message["message_id"] for message in await bob.history(chat)}
        self.assertLessEqual({message["message_id"] for message in acknowledged}, kept)
        # Tokens and passwords go on.
        await ada.send(chat, bob, "after")
        self.assertIn("after", [message["body"] for message in await bob.history(chat)])
        await bob.log_in()

    async def test_a_reader_of_the_lost_store_misses_nothing_of_the_restored_one(self):
        ada, bob, chat = await self.two_people()
        self.assertEqual(caravan("backup", self.backup, "--data", self.data).returncode, 0)
        reader = Reader(self.server, self.session, bob, [chat])
        following = asyncio.create_task(reader.run())
        lost = {(await ada.send(chat, bob, f"lost {number}"))["message_id"] for number in range(10)}
        await asyncio.wait_for(reader.wait_for(lost), 20)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

        await self.lose_and_restore()
        # More than the lost ones: the offset at which he stopped means another message now.
        sent = {(await ada.send(chat, bob, f"new {number}"))["message_id"] for number in range(20)}
        following = asyncio.create_task(reader.run())
        await asyncio.wait_for(reader.wait_for(sent), 20)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        self.assertGreater(reader.rereads, 0)

    async def test_nothing_is_overwritten(self):
        self.backup.write_text("mine")
        self.assertEqual(caravan("backup", self.backup, "--data", self.data).returncode, 1)
        self.assertEqual(self.backup.read_text(), "mine")
        refused = caravan("restore", self.backup, "--data", self.data)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("in use by process", refused.stderr)

    async def test_other_stores_have_tools_of_their_own(self):
        shared = [word for name in ("accounts=postgres", "history=cassandra", "log=kafka") for word in ("--set", f"backend.{name}")]
        refused = caravan("backup", self.backup, *shared)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("docs/operations.md", refused.stderr)


if __name__ == "__main__":
    unittest.main()
