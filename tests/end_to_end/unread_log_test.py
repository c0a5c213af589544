"""A log that nobody takes: a terminal that was stopped, a supervisor or a collector that hangs. The server goes on."""

import asyncio
import fcntl
import os
import time
import unittest

from server import Server
from server_case import ServerCase

REQUESTS = 2_000  # their lines are several times what the queue and the pipe hold
ANSWER_SECONDS_MAX = 30
STOP_SECONDS_MAX = 5


class UnreadLogTest(ServerCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        self.cleanups.callback(os.close, self.reader)
        self.server = Server(self.data, "guard.enabled=false", "log.level=debug", "log.queue_bytes_max=64KiB",
                             standard_error=writer)
        self.cleanups.push_async_callback(self.server.kill)
        try:
            await self.server.start()
        finally:
            os.close(writer)

    async def ask(self):
        async def asked():
            async with self.session.get(f"{self.server.url}/health/") as answer:
                return answer.status

        return await asyncio.wait_for(asked(), ANSWER_SECONDS_MAX)

    async def test_requests_are_answered_and_what_is_lost_is_counted(self):
        for _ in range(REQUESTS):
            self.assertEqual(await self.ask(), 200)
        dropped = await self.metric("caravan_log_lines_dropped_total")
        self.assertGreater(dropped, 0)
        # Somebody reads again: what was kept, then how much was not.
        text = await self.read_until(b'"event":"log.lines_dropped"')
        self.assertIn(b'"event":"process.ready"', text)

    async def test_it_ends_in_time(self):
        for _ in range(REQUESTS):
            await self.ask()
        began = time.monotonic()
        self.assertEqual(await self.server.stop(), 0)
        self.assertLess(time.monotonic() - began, STOP_SECONDS_MAX)

    async def read_until(self, wanted):
        text = b""
        while wanted not in text:
            text += await asyncio.wait_for(asyncio.to_thread(os.read, self.reader, 65536), ANSWER_SECONDS_MAX)
        return text


if __name__ == "__main__":
    unittest.main(verbosity=2)
