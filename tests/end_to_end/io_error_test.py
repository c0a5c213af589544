"""A disk whose system calls fail under the running server: refusals while they do, nothing lost, no restart needed."""

import asyncio
import errno
import unittest

from faults import Faults
from population import population
from server_case import ServerCase

LOG_LINES_MAX = 3  # of one outage: its beginning, and reminders when it lasts


class IoErrorTest(ServerCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.faults = Faults(self.scratch / "switches", self.data)
        await self.serve(environment=self.faults.environment)

    async def test_writes_that_fail(self):
        await self.survive("write")

    async def test_syncs_that_fail(self):
        await self.survive("sync")

    async def survive(self, kind):
        async with population(self.server) as people:
            await people.acknowledge(100)
            with self.faults.failing(errno.EIO, kind):
                await people.be_refused(100)
            await people.acknowledge(100)
            self.assertEqual(await people.end(), [])
        failed = self.lines_about("sqlite.group_failed")
        self.assertIn("Input/output error", failed[0])
        self.assertLessEqual(len(failed), LOG_LINES_MAX)
        self.assertEqual(len(self.lines_about("sqlite.recovered")), 1)
        self.assertGreater(await self.metric("caravan_sqlite_failed_groups_total"), len(failed))
        self.assertEqual(await self.server.stop(), 0)

    async def test_reads_that_fail(self):
        """Pages are refused meanwhile."""
        async with population(self.server) as people:
            await people.acknowledge(100)
            with self.faults.failing(errno.EIO, "read"):
                reading = asyncio.create_task(self.read_on(people))
                await people.be_refused(10)
                reading.cancel()
            await people.acknowledge(100)
            self.assertEqual(await people.end(), [])
        self.assertEqual(await self.server.stop(), 0)

    async def read_on(self, people):
        while True:
            for (one, _), chat in people.chats.items():
                await one.history(chat)

    async def test_killed_while_syncs_fail(self):
        """What was answered 503 may have reached the disk or not; what was answered 201 has."""
        async with population(self.server) as people:
            for _ in range(3):
                await people.acknowledge(50)
                with self.faults.failing(errno.EIO, "sync"):
                    await people.be_refused(20)
                    await self.server.kill()
                await self.server.start()
                self.assertEqual(await people.check(), [])
            self.assertEqual(await people.end(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
