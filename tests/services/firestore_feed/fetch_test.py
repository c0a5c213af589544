"""Who writes fetches what waits for him, and nothing is written for him: a whole server whose windows are long. Run by run.py
firestore."""

import asyncio
import unittest

from feed_case import LOOK_SECONDS, PATIENCE_SECONDS, FeedCase, Inbox, proxy


class FetchTest(FeedCase):
    settings = ("aggregate.policy=anchored", "aggregate.window=2s")

    async def until_metric(self, name, reached):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self.server.metric(self.session, name) != reached:
                await asyncio.sleep(LOOK_SECONDS)

    async def talking_pair(self):
        """Bob has read the first thing that Ada said."""
        ada, bob, chat, inbox = await self.listening_pair()
        await ada.send(chat, bob, "first")
        await inbox.until({"first"})
        return ada, bob, chat, inbox

    async def test_a_conversation_costs_no_write_for_who_answers_within_the_window(self):
        ada, bob, chat, inbox = await self.talking_pair()
        shown = inbox.shown
        for i in range(5):
            await ada.send(chat, bob, f"question {i}")
            await bob.send(chat, ada, f"answer {i}")
            await inbox.fetch()
            self.assertIn(f"question {i}", inbox.bodies)
        await self.until_metric("caravan_aggregate_fetched_total", 5)
        await self.until_metric("caravan_aggregate_open_windows", 0)
        await inbox.look()
        self.assertEqual(inbox.shown, shown, "nothing was written for him")

    async def test_what_comes_after_it_is_written_and_no_gap_is_found(self):
        ada, bob, chat, inbox = await self.talking_pair()
        await ada.send(chat, bob, "fetched")
        await inbox.fetch()
        gaps = inbox.gaps
        await ada.send(chat, bob, "written")
        await inbox.until({"written"})
        self.assertEqual(inbox.gaps, gaps)
        self.assertEqual(int(await proxy("count writes")), 2)

    async def test_a_device_that_does_not_fetch_is_written_to(self):
        ada, bob, chat, inbox = await self.talking_pair()
        phone = Inbox(self.session, self.project, bob, [chat])
        await phone.say_presence()
        await phone.until({"first"})
        await ada.send(chat, bob, "second")
        await inbox.fetch()
        self.assertIn("second", inbox.bodies)
        gaps = phone.gaps
        await phone.until({"second"})
        self.assertEqual(phone.gaps, gaps)

    async def test_what_was_fetched_and_not_confirmed_is_written(self):
        ada, bob, chat, inbox = await self.talking_pair()
        await ada.send(chat, bob, "second")
        # The answer is lost on its way.
        await bob.fetch(inbox.listener, inbox.log, inbox.newest)
        await inbox.until({"second"})
        self.assertEqual(int(await proxy("count writes")), 2)

    async def test_offsets_of_another_log_silence_nobody(self):
        ada, bob, chat, inbox = await self.talking_pair()
        self.assertIsNone(await bob.fetch(inbox.listener, "another", inbox.newest + 1000))
        await ada.send(chat, bob, "second")
        await inbox.until({"second"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
