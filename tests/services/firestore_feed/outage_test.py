"""Firestore away for two minutes while people write: what a server keeps in memory meanwhile, how far it says that it has
come, and that every reader has everything in the end. Takes three minutes, with CARAVAN_TEST_LONG=1 alone.
Run by run.py firestore."""

import asyncio
import os
import pathlib
import re
import sqlite3
import unittest

from feed_case import LOOK_SECONDS, PATIENCE_SECONDS, FeedCase, proxy

READERS = 24
AWAY_SECONDS = 120
BODY_BYTES = 16_384
BETWEEN_SENDS_SECONDS = 0.1  # to one reader
WAITING_MIB_MAX = 2
READER_KIB_MAX = 64
# The embedded store's page caches (32 MiB for the writer, 8 for each of two readers) fill with any traffic, and the
# allocator keeps some: what waits for Firestore is little beside them.
GROWTH_MIB_MAX = 72
UNAVAILABLE = 14


@unittest.skipUnless(os.environ.get("CARAVAN_TEST_LONG"), "takes three minutes: ./dev test --long")
class OutageTest(FeedCase):
    settings = (
        f"publish.waiting_bytes_max={WAITING_MIB_MAX}MiB",
        f"publish.recipient_bytes_max={READER_KIB_MAX}KiB",
        f"chat.message_bytes_max={BODY_BYTES}B",
        "presence.unseen_after=30m",
    )

    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.pairs = [await self.listening_pair(f"reader-{number}") for number in range(READERS)]
        self.sent = [set() for _ in self.pairs]

    async def talk(self, number):
        writer, reader, chat, _ = self.pairs[number]
        while True:
            head = f"{number}-{len(self.sent[number])} "
            body = head + "x" * (BODY_BYTES - len(head))
            await writer.send(chat, reader, body)
            self.sent[number].add(body)
            await asyncio.sleep(BETWEEN_SENDS_SECONDS)

    def resident_mib(self):
        """Without what the kernel shows of the store's file, which grows with what is in it."""
        status = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        return int(re.search(r"RssAnon:\s+(\d+) kB", status)[1]) / 1024

    def published(self):
        """Up to where the server says that what was gathered is shown, and the newest that was gathered."""
        store = pathlib.Path(self.scratch.name) / "data" / "caravan.db"
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as rows:
            [[settled]] = rows.execute("SELECT coalesce(max(seq), 0) FROM offsets WHERE consumer = 'publish'")
            [[newest]] = rows.execute("SELECT coalesce(max(seq), 0) FROM chat_messages_grouped")
        return settled, newest

    async def until_all_is_settled(self):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(set(self.published())) > 1:
                await asyncio.sleep(LOOK_SECONDS)
        return self.published()[0]

    async def warm_up(self):
        """Everybody is written to once, and has it."""
        for number, (writer, reader, chat, inbox) in enumerate(self.pairs):
            await writer.send(chat, reader, f"hello {number}")
            self.sent[number].add(f"hello {number}")
        await self.until_everybody_has_everything()

    async def until_everybody_has_everything(self):
        await asyncio.gather(*(inbox.until(bodies) for bodies, (*_, inbox) in zip(self.sent, self.pairs)))

    async def watch(self, seconds, settled):
        """The largest resident size of this time, in which no progress may be noted beyond what was shown before."""
        largest = 0
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            largest = max(largest, self.resident_mib())
            self.assertEqual(self.published()[0], settled, "nothing was shown since")
            await asyncio.sleep(1)
        return largest

    async def test_memory_is_bounded_and_nobody_misses_anything(self):
        await self.warm_up()
        settled = await self.until_all_is_settled()
        before = self.resident_mib()
        gaps = [inbox.gaps for *_, inbox in self.pairs]
        # First nobody is there, then somebody who takes nothing.
        await proxy("cut")
        talking = [asyncio.create_task(self.talk(number)) for number in range(READERS)]
        first = await self.watch(AWAY_SECONDS / 2, settled)
        await proxy(f"fail call BatchWrite {UNAVAILABLE} -1")
        await proxy(f"fail call BatchGetDocuments {UNAVAILABLE} -1")
        await proxy("mend")
        second = await self.watch(AWAY_SECONDS / 2, settled)
        sent_mib = sum(map(len, self.sent)) * BODY_BYTES / (1 << 20)
        waiting = await self.server.metric(self.session, "caravan_publish_waiting_bytes")
        # Had progress run ahead, what it skipped would be lost now.
        await self.server.kill()
        await self.server.start()
        await proxy("heal")
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
        for *_, inbox in self.pairs:
            await inbox.say_presence()
        await self.until_everybody_has_everything()
        await self.until_all_is_settled()
        print(
            f"{sum(map(len, self.sent))} messages; resident {before:.0f} MiB before, {first:.0f} MiB at most in the first"
            f" minute, {second:.0f} MiB in the second, with {sent_mib:.0f} MiB sent in both; {waiting / (1 << 20):.2f} MiB waited"
        )
        self.assertGreater(sent_mib, GROWTH_MIB_MAX + 16, "too little was sent to prove anything")
        # One batch more may join after the limit was reached.
        self.assertLess(waiting, (WAITING_MIB_MAX << 20) + (READER_KIB_MAX << 10) + (1 << 20))
        self.assertLess(max(first, second), before + GROWTH_MIB_MAX)
        for number, (*_, inbox) in enumerate(self.pairs):
            self.assertFalse(inbox.went_back)
            self.assertGreater(inbox.gaps, gaps[number], "so much does not fit: a gap says that history has it")
        refused = await self.server.metric(self.session, 'caravan_publish_batches_total{outcome="refused"}')
        self.assertEqual(refused, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
