"""A wall clock that is set back and forth under the running server: order, tokens and delivery do not follow it."""

import unittest

from client import Person
from faults import Faults
from population import population
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

    async def status(self, token):
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.get(f"{self.server.url}/chat/api/v1/chat/", headers=headers) as answer:
            return answer.status


if __name__ == "__main__":
    unittest.main(verbosity=2)
