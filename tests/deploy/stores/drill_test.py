"""What docs/deploy.md and docs/operations.md tell operators of the three stores, command by command: looking into them, backing them
up, losing them and restoring them.

Usage, with the stores running: run.py postgres cassandra kafka -- drill_test.py
"""

import asyncio
import os
import pathlib
import shlex
import sys
import tempfile
import unittest

import aiohttp

from consoles import ROOT, Consoles, blocks

sys.path += [str(ROOT / "tests" / part) for part in ("end_to_end", "services/stack")]

from client import Person  # noqa: E402
from nodes import Node, control  # noqa: E402
from reader import Reader  # noqa: E402

ROLES = "auth,chat,live,fan-out,aggregate,publish"
HEALTHY_SECONDS_MAX = 60
ARRIVED_SECONDS_MAX = 30
BEFORE, LOST = 20, 10


def settings(scratch):
    """The least that an installation needs, and the names that the documentation uses."""
    key = scratch / "signing.key"
    key.touch(mode=0o600)
    key.write_text("a signing key of thirty-two bytes or more\n")
    return [
        "backend.accounts=postgres", "backend.history=cassandra", "backend.log=kafka", "backend.feed=log",
        f"postgres.url={os.environ['CARAVAN_TEST_POSTGRES']}",
        f"cassandra.contact_points={os.environ['CARAVAN_TEST_CASSANDRA']}",
        f"kafka.brokers={os.environ['CARAVAN_TEST_KAFKA']}",
        "kafka.replication=1", f"auth.key_file={key}", "guard.enabled=false",
    ]  # fmt: skip


class Drill(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / "programs").mkdir()
        self.consoles = Consoles(self.folder / "programs")
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))
        self.addAsyncCleanup(self.session.close)
        self.node = Node("caravan", ROLES, self.folder, settings(self.folder))
        self.addAsyncCleanup(self.kill)
        await self.start()

    async def kill(self):
        if self.node.is_running:
            await self.node.kill()

    async def start(self):
        await self.node.start()
        async with asyncio.timeout(HEALTHY_SECONDS_MAX):
            await self.node.until_healthy(self.session)

    async def run_commands(self, text, **here):
        return await asyncio.to_thread(self.consoles.run, text, **here)

    async def people(self, *names):
        return [await Person(self.node, self.session, name).sign_up() for name in names]

    async def follow(self, reader, message_ids):
        """The reader, until those have arrived."""
        following = asyncio.create_task(reader.run())
        try:
            await asyncio.wait_for(reader.wait_for(message_ids), ARRIVED_SECONDS_MAX)
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    async def send(self, sender, chat, to, text, count):
        return {(await sender.send(chat, to, f"{text} {number}"))["message_id"] for number in range(count)}

    async def test_stores_are_looked_into_lost_and_restored(self):
        ada, bob = await self.people("ada", "bob")
        chat = await ada.open_chat(bob)
        kept = await self.send(ada, chat, bob, "kept", BEFORE)
        reader = Reader(self.node, self.session, bob, [chat])
        await self.follow(reader, kept)
        await self.look()
        await self.back_up()
        lost = await self.send(ada, chat, bob, "lost", LOST)
        await self.follow(reader, lost)
        [carol] = await self.people("carol")

        await self.node.kill()
        await asyncio.gather(*(control(store, "lose") for store in ("postgres", "cassandra", "kafka")))
        await self.restore()

        there = {message["message_id"] for message in await bob.history(chat)}
        self.assertEqual(there, kept)
        new = await self.send(ada, chat, bob, "new", BEFORE + LOST)
        await self.follow(reader, new)
        self.assertGreater(reader.rereads, 0, "his place in the lost log means something else in the new one")
        await bob.log_in()
        [dora] = await self.people("dora")
        self.assertGreater(int(dora.id), int(carol.id), "an id that was given out once is given out again")

    async def look(self):
        said = await self.run_commands(blocks("deploy.md", "## Looking into the stores")[0])
        for word in ("PartitionCount: 12", "caravan.fan_out", "Processed a total of 3 messages", "(3 rows)", "applied_at"):
            self.assertIn(word, said)
        said = await self.run_commands(blocks("operations.md", "### Looking at it")[0])
        self.assertEqual(said.count("row"), 3, said)
        [cql] = blocks("operations.md", "### Looking into it", language="sql")
        said = await self.run_commands(f"cqlsh CASSANDRA -e {shlex.quote(cql)}")
        self.assertEqual(said.count("rows)"), 4, said)

    async def back_up(self):
        postgres, cassandra = (self.commands(title) for title in ("## PostgreSQL", "## Cassandra"))
        await self.run_commands(cassandra[0], **self.places())
        await self.run_commands(postgres[0])

    async def restore(self):
        postgres, cassandra = (self.commands(title) for title in ("## PostgreSQL", "## Cassandra"))
        await self.run_commands(postgres[1])
        # It makes the tables and ends.
        await self.start()
        self.assertEqual(await self.node.stop(), 0)
        await self.run_commands(cassandra[1], **self.places())
        await self.start()

    def places(self):
        return {"/var/lib/cassandra/data": os.environ["CARAVAN_TEST_CASSANDRA_DATA"],
                "/var/backups/cassandra": self.folder / "backups"}

    @staticmethod
    def commands(title):
        """Those that back up, and those that restore."""
        return blocks("operations.md", "### Backup and restore", below=title)


if __name__ == "__main__":
    unittest.main(verbosity=2)
