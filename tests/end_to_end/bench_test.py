"""`caravan bench` against a real server, for a second each: what it prints and what it refuses."""

import asyncio
import json
import pathlib
import tempfile
import unittest

from server import BINARY, Server

BENCH_SECONDS_MAX = 60
SMALL = ("--seconds", "1", "--warm-up", "0", "--users", "3", "--chats", "2", "--in-flight", "4")


async def bench(*arguments):
    process = await asyncio.create_subprocess_exec(
        BINARY, "bench", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), BENCH_SECONDS_MAX)
    return process.returncode, out.decode(), err.decode()


class BenchTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.data = pathlib.Path(self.scratch.name) / "data"
        self.server = None

    async def asyncTearDown(self):
        if self.server:
            await self.server.kill()
        self.scratch.cleanup()

    async def serve(self, *settings):
        self.server = await Server(self.data, *settings).start()

    async def measure(self, load, *more):
        code, out, err = await bench(load, "--target", self.server.url, "--json", *SMALL, *more)
        self.assertEqual(code, 0, err)
        return json.loads(out)

    def assert_latencies(self, latency):
        self.assertGreater(latency["p50"], 0)
        self.assertLessEqual(latency["p50"], latency["p90"])
        self.assertLessEqual(latency["p90"], latency["p99"])
        self.assertLessEqual(latency["p99"], latency["max"])

    async def test_sends_and_pages(self):
        await self.serve("guard.enabled=false")
        for load in ("send", "page"):
            report = await self.measure(load, "--pid", str(self.server.pid))
            self.assertEqual(report["load"], load)
            self.assertEqual(report["in_flight"], 4)
            self.assertGreater(report["operations"], 0)
            self.assertEqual(report["errors"], {})
            self.assert_latencies(report["latency_ms"])
            self.assertGreater(report["server"]["memory_bytes"]["at_end"], 0)

    async def test_its_own_ids_are_as_random_as_those_of_clients(self):
        await self.serve("guard.enabled=false")
        report = await self.measure("send", "--own-ids")
        self.assertEqual(report["errors"], {})
        tail = await asyncio.create_subprocess_exec(
            BINARY, "tail", "--data", self.data, "chat_messages", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await asyncio.wait_for(tail.communicate(), BENCH_SECONDS_MAX)
        ids = [json.loads(line)["message_id"] for line in out.splitlines()]
        self.assertGreaterEqual(len(ids), report["operations"])
        # Ids that counted up would share what they begin with.
        self.assertGreater(len({message_id[:8] for message_id in ids}), 0.99 * len(ids))

    async def test_a_named_crowd_is_used_again(self):
        await self.serve("guard.enabled=false")
        for _ in range(2):
            await self.measure("page", "--crowd", "team")

    async def test_live_counts_every_delivery(self):
        await self.serve("guard.enabled=false")
        report = await self.measure("live", "--readers", "6", "--rate", "50", "--arrivals", "even")
        self.assertEqual(report["operations"], 49)  # due within the second; the fiftieth is due at its end
        # Three people with two sockets each: four sockets see each message.
        self.assertEqual(report["deliveries"]["expected"], 4 * report["operations"])
        self.assertEqual(report["deliveries"]["seen"], report["deliveries"]["expected"])
        self.assert_latencies(report["deliveries"]["latency_ms"])

    async def test_a_table_for_people(self):
        await self.serve("guard.enabled=false")
        code, out, _ = await bench("send", "--target", self.server.url, *SMALL)
        self.assertEqual(code, 0)
        for word in ("rate", "latency p50", "latency p99"):
            self.assertIn(word, out)

    async def test_a_server_that_limits_its_clients_is_named_and_fails_the_run(self):
        await self.serve()
        code, out, err = await bench("send", "--target", self.server.url, "--json", *SMALL)
        self.assertEqual(code, 1)
        self.assertGreater(json.loads(out)["errors"]["429"], 0)
        self.assertIn("guard.enabled=false", err)

    async def test_another_machine_is_refused_unless_allowed(self):
        code, out, err = await bench("send", "--target", "http://192.0.2.1:3000")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("--allow-remote", err)

    async def test_what_cannot_be_driven_is_said(self):
        code, _, err = await bench("send", "--target", "https://localhost")
        self.assertEqual(code, 2)
        self.assertIn("--target", err)
        code, _, err = await bench("send", "--users", "2", "--chats", "2")
        self.assertEqual(code, 2)
        self.assertIn("--chats", err)
        code, _, err = await bench("send", "--target", "http://127.0.0.1:1")  # nobody listens there
        self.assertEqual(code, 1)
        self.assertIn("cannot connect to 127.0.0.1:1", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
