"""The whole process stopped for a while (SIGSTOP, a suspended machine): it goes on as if nothing had been.

The pause is 4 s, or 30 s with CARAVAN_TEST_LONG=1, and longer than every deadline of the server.
"""

import asyncio
import os
import signal
import unittest

from population import population
from server_case import HEALTH, ServerCase

PAUSE_SECONDS = 30 if os.environ.get("CARAVAN_TEST_LONG") else 4
ANSWER_SECONDS_MAX = 30
DEADLINES = (
    "live.ping_interval=1s", "live.pong_timeout=1s",
    "server.head_timeout=2s", "server.idle_timeout=2s", "server.request_timeout=2s",
)


class PauseTest(ServerCase):
    async def test_nobody_is_blamed_for_the_pause(self):
        await self.serve(*DEADLINES)
        async with population(self.server) as people:
            await people.acknowledge(100)
            half_sent, writer = await self.connect()
            writer.write(HEALTH[:20])
            self.server.signal(signal.SIGSTOP)
            writer.write(HEALTH[20:])
            waiting, other_writer = await self.connect()
            other_writer.write(HEALTH)
            await asyncio.sleep(PAUSE_SECONDS)  # the fault itself
            self.server.signal(signal.SIGCONT)
            for reader in (half_sent, waiting):
                answer = await asyncio.wait_for(reader.read(), ANSWER_SECONDS_MAX)
                self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
            await people.acknowledge(100)
            self.assertEqual(await people.end(), [])
            self.assertEqual(people.refusals, 0)
            self.assertEqual([reader.connects for reader in people.readers], [1] * len(people.readers))
        self.assertEqual(await self.server.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
