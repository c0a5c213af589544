"""A whole server that shows messages in Firestore, seen by readers who have nothing but their document and history: the
server is killed in the middle, Firestore goes away, one reader's document fails. Run by run.py firestore."""

import asyncio
import unittest

import aiohttp
from feed_case import LOOK_SECONDS, PATIENCE_SECONDS, FeedCase, proxy


class FeedTest(FeedCase):
    async def test_what_is_said_stands_in_the_readers_document(self):
        ada, bob, chat, inbox = await self.listening_pair()
        await ada.send(chat, bob, "hello")
        await inbox.until({"hello"})
        await ada.send(chat, bob, "and again")
        await inbox.until({"hello", "and again"})
        self.assertEqual(inbox.gaps, 1, "a reader's first look reads history, the next one does not")
        self.assertEqual(int(await proxy("count writes")), 2)
        self.assertEqual(int(await proxy("count reads")), 1, "a document is read once, when it is first touched")
        for kind, count in {"write": 2, "read": 1}.items():
            metered = await self.server.metric(self.session, f'caravan_feed_operations_total{{kind="{kind}"}}')
            self.assertEqual(metered, count)

    async def test_what_comes_within_a_window_is_one_write(self):
        ada, bob, chat, inbox = await self.listening_pair()
        bodies = {str(i) for i in range(10)}
        await asyncio.gather(*(ada.send(chat, bob, body) for body in bodies))
        await inbox.until(bodies)
        self.assertLess(int(await proxy("count writes")), 5)

    async def test_a_server_that_is_killed_in_the_middle_loses_nothing_and_takes_nothing_back(self):
        pairs = [await self.listening_pair(f"reader-{i}") for i in range(5)]
        sent = [set() for _ in pairs]
        done = asyncio.Event()

        async def chatter(number):
            ada, reader, chat, _ = pairs[number]
            for i in range(40):
                body = f"{number}-{i}"
                await ada.send(chat, reader, body)
                sent[number].add(body)

        async def watch(inbox):
            while not done.is_set():
                try:
                    await inbox.look()
                except (aiohttp.ClientError, OSError, AssertionError):
                    pass  # the server is away: history cannot be read now
                await asyncio.sleep(LOOK_SECONDS)

        watching = [asyncio.create_task(watch(inbox)) for *_, inbox in pairs]
        talking = [asyncio.create_task(chatter(i)) for i in range(len(pairs))]
        for _ in range(4):
            before = int(await proxy("count writes"))
            async with asyncio.timeout(PATIENCE_SECONDS):
                while int(await proxy("count writes")) < before + 5 and not all(task.done() for task in talking):
                    await asyncio.sleep(LOOK_SECONDS)
            await self.server.kill()
            await self.server.start()
        await asyncio.gather(*talking)
        done.set()
        await asyncio.gather(*watching)
        for bodies, (*_, inbox) in zip(sent, pairs):
            await inbox.until(bodies)
            self.assertFalse(inbox.went_back)

    async def test_while_firestore_is_away_everything_else_goes_on_and_then_it_catches_up(self):
        ada, bob, chat, inbox = await self.listening_pair()
        await ada.send(chat, bob, "before")
        await inbox.until({"before"})
        await proxy("cut")
        bodies = set()
        for i in range(100):
            await ada.send(chat, bob, f"meanwhile {i}")
            bodies.add(f"meanwhile {i}")
        self.assertEqual(len(await bob.history(chat)), 101)
        await proxy("mend")
        await inbox.until(bodies)
        refused = await self.server.metric(self.session, 'caravan_publish_batches_total{outcome="refused"}')
        self.assertEqual(refused, 0)

    async def test_a_document_that_always_fails_holds_up_nobody_else(self):
        ada, bob, chat, bobs = await self.listening_pair()
        eve, cem, other_chat, cems = await self.listening_pair("cem")
        await proxy(f"fail write {self.document(bob)} 14 -1")
        await ada.send(chat, bob, "not written yet")
        for i in range(3):
            await eve.send(other_chat, cem, f"written {i}")
            await cems.until({f"written {i}"})
        self.assertEqual(bobs.newest, 0)
        await proxy("heal")
        await bobs.until({"not written yet"})

    async def test_a_write_that_firestore_refuses_for_good_is_counted_and_leaves_a_gap(self):
        ada, bob, chat, inbox = await self.listening_pair()
        await ada.send(chat, bob, "first")
        await inbox.until({"first"})
        await proxy(f"fail write {self.document(bob)} 3 1")
        await ada.send(chat, bob, "refused")
        name = 'caravan_publish_batches_total{outcome="refused"}'
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self.server.metric(self.session, name) == 0:
                await asyncio.sleep(LOOK_SECONDS)
        gaps = inbox.gaps
        await ada.send(chat, bob, "third")
        await inbox.until({"first", "refused", "third"})
        self.assertEqual(inbox.gaps, gaps + 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
