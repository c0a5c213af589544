"""`caravan cost` against a real server and beside it: the bill that it prints, and the log through other windows."""

import asyncio
import subprocess

from client import Person
from server import BINARY
from server_case import ServerCase

COST_SECONDS_MAX = 30
SHOWN_SECONDS_MAX = 30


async def cost(*arguments):
    command = [BINARY, "cost", *arguments]
    return await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, timeout=COST_SECONDS_MAX, check=False
    )


class CostTest(ServerCase):
    async def chat(self, messages):
        ada = await Person(self.server, self.session, "ada").sign_up()
        grace = await Person(self.server, self.session, "grace").sign_up()
        chat = await ada.open_chat(grace)
        for number in range(messages):
            await ada.send(chat, grace, f"message {number}")

    async def bill_of(self, messages):
        """The bill, once the messages were shown: each look at it is a process of its own, which takes its time."""
        deadline = asyncio.get_running_loop().time() + SHOWN_SECONDS_MAX
        while True:
            bill = await cost("--url", self.server.url)
            shown = bill.stdout.startswith(f"{messages} messages shown")
            if shown or asyncio.get_running_loop().time() > deadline:
                return bill

    async def test_a_servers_bill_stands_beside_what_other_ways_would_cost(self):
        await self.serve("backend.feed=log", "aggregate.window=100ms")
        await self.chat(3)
        bill = await self.bill_of(3)
        self.assertEqual(bill.returncode, 0, bill.stderr)
        self.assertRegex(bill.stdout, r"^3 messages shown.*\$0 above the free tier")
        self.assertRegex(bill.stdout, r"\nlog +delivery +0 +0 +0 +0 B +\$0\n")
        self.assertRegex(bill.stdout, r"\ninstead +one write per message +3 +3 +0 +\S+ \S+ +\$0\.00000\d+\n")

    async def test_the_log_goes_through_other_windows_while_the_server_runs(self):
        await self.serve("backend.feed=log")
        await self.chat(4)
        replay = await cost("--replay", "--data", str(self.data))
        self.assertEqual(replay.returncode, 0, replay.stderr)
        self.assertIn("4 messages in the log", replay.stdout)
        self.assertRegex(replay.stdout, r"\ninbox +windows of 60\.0 s +\d+\.0 +\d+\.0 +\$")
        self.assertRegex(replay.stdout, r"\nbatches +windows of 0\.00 s +1000\.0 +1000\.0 +\$")
        self.assertRegex(replay.stdout, r"\nbatches +one write per message +1000\.0 +1000\.0 +\$")
        self.assertRegex(replay.stdout, r"\nbatches +10 messages or 3 s of silence +250\.0 +250\.0 +\$")
        dear = await cost("--replay", "--data", str(self.data), "--set", "prices.writes=900", "--set", "prices.reads=0")
        self.assertRegex(dear.stdout, r"one write per message +1000\.0 +1000\.0 +\$9000\.")

    async def test_what_cannot_be_had_is_explained(self):
        await self.serve()
        without = await cost("--url", self.server.url)
        self.assertEqual(without.returncode, 1)
        self.assertIn("backend.feed is none", without.stderr)
        nobody = await cost("--url", "http://127.0.0.1:1")
        self.assertEqual(nobody.returncode, 1)
        self.assertIn("cannot read the metrics", nobody.stderr)
        elsewhere = await cost("--url", "ftp://x")
        self.assertEqual(elsewhere.returncode, 2)
        nowhere = ["backend.log=kafka", "kafka.brokers=127.0.0.1:1", "kafka.request_timeout=1s"]
        on_kafka = await cost("--replay", *(word for setting in nowhere for word in ("--set", setting)))
        self.assertEqual(on_kafka.returncode, 1)
        self.assertRegex(on_kafka.stderr, "cannot read the log of the brokers 127.0.0.1:1: .|built without Kafka")
        self.assertEqual(on_kafka.stdout, "")
