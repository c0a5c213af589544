"""A disk without room under the running server: writing is refused, reading goes on, room ends it without a restart."""

import unittest

from client import Person
from population import population
from server_case import ServerCase
from small_disk import small_disk


class FullDiskTest(ServerCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.disk = small_disk(self.scratch)
        self.cleanups.callback(self.disk.remove)
        await self.serve(data=self.disk.path, environment=self.disk.faults.environment)
        print(f"on {self.disk.describe()}", flush=True)

    async def test_writing_is_refused_and_reading_goes_on_until_there_is_room(self):
        async with population(self.server) as people:
            await people.acknowledge(100)
            self.disk.fill()
            await people.be_refused(100)
            await self.assert_reading_goes_on(people)
            self.assertGreater(await self.metric("caravan_sqlite_failed_groups_total"), 0)
            self.assertEqual(len(self.lines_about("sqlite.group_failed")), 1)

            self.disk.free()
            await people.acknowledge(100)
            self.assertEqual(len(self.lines_about("sqlite.recovered")), 1)
            self.assertEqual(await people.check(), [])

            self.disk.fill()
            await people.be_refused(20)
            await self.server.kill()
            self.disk.free()
            await self.server.start()
            self.assertEqual(await people.end(), [])

    async def assert_reading_goes_on(self, people):
        ada, bob = people.people[:2]
        await ada.log_in()
        self.assertTrue(await ada.history(people.chats[ada, bob]))
        async with self.session.get(f"{self.server.url}/chat/api/health/") as health:
            self.assertEqual(health.status, 200)
        await self.assert_new_accounts_are_whole_or_refused()

    async def assert_new_accounts_are_whole_or_refused(self):
        """What the store has set aside for its journal may still take a row: then that account is there to stay."""
        newcomer = Person(self.server, self.session, "newcomer")
        try:
            await newcomer.sign_up()
        except AssertionError as refused:
            self.assertIn("temporarily unavailable", str(refused))
        else:
            await newcomer.log_in()

    async def test_a_start_without_room_says_so(self):
        async with population(self.server) as people:
            await people.acknowledge(10)
            self.assertEqual(await people.end(), [])
        self.assertEqual(await self.server.stop(), 0)
        self.disk.fill()
        said = self.refused_start(self.disk.path, environment=self.disk.faults.environment)
        self.assertIn(str(self.disk.path), said)
        self.assertIn("No space left on device", said)
        self.disk.free()
        await self.server.start()


if __name__ == "__main__":
    unittest.main(verbosity=2)
