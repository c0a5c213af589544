"""Clients that are slow in every way, hundreds of them, beside a healthy load: what they cost the others.

The same load is measured alternately without and with them, several times, and the medians of its p99 are compared. On a
quiet machine they differ little (docs/benchmarks.md has the figures); the bound here is wide enough for a busy one.
"""

import asyncio
import json
import os
import statistics
import unittest

from client import Person
from population import until
from server import BINARY
from server_case import ServerCase
from slow_crowd import KINDS, SlowCrowd

OF_EACH_KIND = 200 if os.environ.get("CARAVAN_TEST_LONG") else 60
ALTERNATIONS = 7 if os.environ.get("CARAVAN_TEST_LONG") else 3
MEASURE_SECONDS = 3 if os.environ.get("CARAVAN_TEST_LONG") else 1
RATIO_MAX = 4
SOCKETS_PER_USER = 10
BODY = "x" * 8_000
BETWEEN_BODIES_SECONDS = 0.1
BENCH_SECONDS_MAX = 60
LOADS = {
    "sends": ("send", "--in-flight", "8", "--users", "4", "--chats", "4"),
    "deliveries": ("live", "--rate", "50", "--arrivals", "even", "--users", "4", "--chats", "4", "--readers", "16"),
}


class SlowClientsTest(ServerCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.allow_many_connections()
        await self.serve()
        users = max(2, -(-OF_EACH_KIND // SOCKETS_PER_USER))
        self.users = [await Person(self.server, self.session, f"slow-{n}").sign_up() for n in range(users)]

    async def test_they_do_not_slow_the_others_down(self):
        crowd = SlowCrowd(self.server, OF_EACH_KIND, lambda number: self.users[number // SOCKETS_PER_USER].token)
        writing = asyncio.create_task(self.write_to_the_unread())
        without, beside = {load: [] for load in LOADS}, {load: [] for load in LOADS}
        try:
            for _ in range(ALTERNATIONS):
                await self.measure_into(without)
                crowd.come()
                await until(lambda: crowd.is_there)
                self.assertGreaterEqual(await self.metric("caravan_http_connections_open"), len(KINDS) * OF_EACH_KIND)
                await self.measure_into(beside)
                await crowd.go()
        finally:
            await crowd.go()
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        for load in LOADS:
            alone, crowded = statistics.median(without[load]), statistics.median(beside[load])
            print(f"{load}: p99 {alone:.1f} ms without, {crowded:.1f} ms beside {len(KINDS)} x {OF_EACH_KIND} slow clients: "
                  f"ratio {crowded / alone:.2f} (medians of {ALTERNATIONS})", flush=True)
            self.assertLess(crowded / alone, RATIO_MAX)
        self.assertEqual(await self.server.stop(), 0)

    async def write_to_the_unread(self):
        """Somebody has to fill the buffers of the sockets that are not read. Goes on all the time, so it counts for nothing."""
        chats = [(one, other, await one.open_chat(other)) for one, other in zip(self.users, self.users[1:])]
        while True:
            for one, other, chat in chats:
                await one.send(chat, other, BODY)
                await asyncio.sleep(BETWEEN_BODIES_SECONDS)

    async def measure_into(self, figures):
        for load, arguments in LOADS.items():
            report = await self.bench(*arguments)
            latency = report["deliveries"]["latency_ms"] if "deliveries" in report else report["latency_ms"]
            figures[load].append(latency["p99"])

    async def bench(self, *arguments):
        command = [BINARY, "bench", *arguments, "--target", self.server.url, "--json",
                   "--seconds", str(MEASURE_SECONDS), "--warm-up", "1"]
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await asyncio.wait_for(process.communicate(), BENCH_SECONDS_MAX)
        self.assertEqual(process.returncode, 0, err)
        return json.loads(out)


if __name__ == "__main__":
    unittest.main(verbosity=2)
