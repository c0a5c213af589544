"""A wall clock that is set back and forth under the running server: order, tokens and delivery do not follow it."""

import datetime
import subprocess
import unittest

from client import Person
from faults import Faults
from population import population
from server import BINARY
from server_case import ServerCase

HOUR = 3600
DAY = 24 * HOUR


class ClockTest(ServerCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.clock = Faults(self.scratch / "switches", self.data)
        await self.serve("auth.token_lifetime=2h", environment=self.clock.environment)

    async def test_messages_keep_their_order_and_readers_their_connections(self):
        async with population(self.server) as people:
            await people.acknowledge(100)
            for seconds in (-HOUR, -30 * DAY, HOUR, -1, 0):
                self.clock.set("clock", seconds)
                await people.acknowledge(100)
                self.assertEqual(await people.check(), [], f"clock off by {seconds} s")
            self.assertEqual([reader.connects for reader in people.readers], [1] * len(people.readers))
            self.clock.set("clock", -HOUR)
            await self.server.kill()
            await self.server.start()
            await people.acknowledge(100)
            self.assertEqual(await people.end(), [])

    async def test_tokens_end_by_the_clock_of_the_moment(self):
        ada = await Person(self.server, self.session, "ada").sign_up()
        first = ada.token
        for seconds, expected in ((0, 200), (-DAY, 200), (2 * HOUR + 1, 403), (0, 200)):
            self.clock.set("clock", seconds)
            self.assertEqual(await self.status(first), expected, f"clock off by {seconds} s")
        self.clock.set("clock", -DAY)
        await ada.log_in()
        self.assertEqual(await self.status(ada.token), 200)
        self.clock.set("clock", 0)
        self.assertEqual(await self.status(ada.token), 403)

    async def test_what_a_clock_that_was_ahead_has_dated_is_taken_back(self):
        ada = await Person(self.server, self.session, "ada").sign_up()
        bob = await Person(self.server, self.session, "bob").sign_up()
        chat = await ada.open_chat(bob)
        for number, seconds in enumerate((0, 300 * DAY, 0)):
            self.clock.set("clock", seconds)
            await ada.log_in()
            sent = await ada.send(chat, bob, str(number))
        self.assertGreater(self.ahead(sent), 299 * DAY)
        self.assertGreater(await self.metric("caravan_sqlite_time_ahead_seconds"), 299 * DAY)
        self.assertNotEqual(self.redate().returncode, 0, "it must not be done while somebody serves the store")
        await self.server.stop()
        done = self.redate()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("2 messages and 0 chats", done.stdout)
        await self.server.start()
        await ada.log_in()
        self.assertLess(self.ahead(await ada.send(chat, bob, "3")), HOUR)
        history = await ada.history(chat)
        self.assertEqual([message["body"] for message in history], ["3", "2", "1", "0"])
        self.assertTrue(all(self.ahead(message) < HOUR for message in history))
        self.assertEqual(await self.metric("caravan_sqlite_time_ahead_seconds"), 0)

    @staticmethod
    def ahead(message):
        """How many seconds in the future its time lies."""
        time = datetime.datetime.fromisoformat(message["time_iso"]).replace(tzinfo=datetime.UTC)
        return (time - datetime.datetime.now(datetime.UTC)).total_seconds()

    def redate(self):
        return subprocess.run([BINARY, "redate", "--data", self.data], capture_output=True, text=True, timeout=60, check=False)

    async def status(self, token):
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.get(f"{self.server.url}/chat/api/v1/chat/", headers=headers) as answer:
            return answer.status


if __name__ == "__main__":
    unittest.main(verbosity=2)
