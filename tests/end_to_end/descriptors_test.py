"""A server that may not open more files: connections are refused or wait, those it has go on, and it recovers."""

import asyncio
import os
import resource
import time
import unittest

from population import population, until
from server_case import HEALTH, ServerCase

DESCRIPTORS = 160
CROWD = 300
ANSWER_SECONDS_MAX = 30
LOOPS = 2
ACCEPT_PAUSE_SECONDS = 0.1  # http/listener.cpp


def limited(count):
    return "prlimit", f"--nofile={count}:{count}", "--"


class DescriptorsTest(ServerCase):
    async def test_a_crowd_above_the_limit_is_refused_and_leaves_the_others_alone(self):
        await self.serve(f"server.threads={LOOPS}", wrapper=limited(DESCRIPTORS))
        self.assertTrue(self.lines_about("process.few_descriptors"))
        async with population(self.server) as people:
            await people.acknowledge(50)
            crowd = [await self.connect() for _ in range(CROWD)]
            answers = [asyncio.create_task(reader.read()) for reader, _ in crowd]
            await until(lambda: sum(answer.done() for answer in answers) >= CROWD - DESCRIPTORS)
            refused = [answer.result() for answer in answers if answer.done()]
            self.assertLess(len(refused), CROWD)
            for answer in refused:
                self.assertTrue(answer.startswith(b"HTTP/1.1 503 "), answer)
                self.assertIn(b"\r\nRetry-After: ", answer)
            await people.acknowledge(50)

            for _, writer in crowd:
                writer.close()
            await asyncio.gather(*answers, return_exceptions=True)
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                while not (await self.health()).startswith(b"HTTP/1.1 200 "):
                    pass
            await people.acknowledge(50)
            self.assertEqual(await people.end(), [])
        self.assertEqual(self.lines_about("http.accept_failed"), [])
        self.assertEqual(await self.server.stop(), 0)

    async def health(self):
        reader, writer = await self.connect()
        try:
            writer.write(HEALTH)
            return await reader.read()
        except ConnectionError:
            return b""  # refused before it had read what was asked

    async def test_without_a_descriptor_connections_wait_and_nothing_spins(self):
        await self.serve(f"server.threads={LOOPS}")
        async with population(self.server) as people:
            await people.acknowledge(50)
            before = resource.prlimit(self.server.pid, resource.RLIMIT_NOFILE)
            in_use = len(os.listdir(f"/proc/{self.server.pid}/fd"))
            began = time.monotonic()
            resource.prlimit(self.server.pid, resource.RLIMIT_NOFILE, (in_use // 2, before[1]))
            waiting = [await self.connect() for _ in range(20)]
            for _, writer in waiting:
                writer.write(HEALTH)
            await until(lambda: self.lines_about("http.accept_failed"))
            await people.acknowledge(200)
            resource.prlimit(self.server.pid, resource.RLIMIT_NOFILE, before)
            for reader, _ in waiting:
                answer = await asyncio.wait_for(reader.read(), ANSWER_SECONDS_MAX)
                self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
            await until(lambda: self.lines_about("http.accepts_again"))
            failures = await self.metric("caravan_http_accept_failures_total")
            lasted = time.monotonic() - began
            self.assertGreater(failures, 0)
            self.assertLessEqual(failures, LOOPS * (lasted / ACCEPT_PAUSE_SECONDS + 1))
            self.assertEqual(await people.end(), [])
        self.assertEqual(await self.server.stop(), 0)

    async def test_a_start_with_too_few_says_so(self):
        self.assertIn("may open 32 files and needs at least", self.refused_start(wrapper=limited(32)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
