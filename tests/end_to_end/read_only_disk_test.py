"""A disk that becomes read-only, as a kernel makes one that has errors: reading goes on, and a start says why it cannot be.

Linux refuses to mount read-only what has files open for writing, so under a running server its answers come from the
preloaded calls.
"""

import unittest

from population import population
from server_case import ServerCase
from small_disk import small_disk


class ReadOnlyDiskTest(ServerCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.disk = small_disk(self.scratch)
        self.cleanups.callback(self.disk.remove)
        await self.serve(data=self.disk.path, environment=self.disk.faults.environment)

    async def test_under_the_running_server(self):
        async with population(self.server) as people:
            await people.acknowledge(100)
            self.disk.answer_read_only()
            await people.be_refused(100)
            ada, bob = people.people[:2]
            await ada.log_in()
            self.assertTrue(await ada.history(people.chats[ada, bob]))
            self.assertIn("Read-only file system", self.lines_about("sqlite.group_failed")[0])
            self.disk.answer_writable()
            await people.acknowledge(100)
            self.assertEqual(await people.end(), [])

    async def test_at_the_start(self):
        self.assertEqual(await self.server.stop(), 0)
        self.disk.make_read_only()
        print(f"on {self.disk.describe()}", flush=True)
        said = self.refused_start(self.disk.path, environment=self.disk.faults.environment)
        self.assertIn(str(self.disk.path), said)
        self.assertIn("Read-only file system", said)
        self.disk.make_writable()
        await self.server.start()


if __name__ == "__main__":
    unittest.main(verbosity=2)
