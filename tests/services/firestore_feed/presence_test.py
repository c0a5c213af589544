"""Who is there to read, and what that saves: a whole server that writes to Firestore for who listens there, and for who has
just left a socket. Run by run.py firestore."""

import asyncio
import contextlib
import pathlib
import sys
import unittest

from feed_case import LOOK_SECONDS, PATIENCE_SECONDS, FeedCase, proxy

sys.path.append(str(pathlib.Path(__file__).parents[2] / "end_to_end"))

from reader import Reader  # noqa: E402


class PresenceTest(FeedCase):
    @contextlib.asynccontextmanager
    async def socket(self, person, chat):
        reader = Reader(self.server, self.session, person, [chat])
        running = asyncio.create_task(reader.run())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not reader.connects:
                await asyncio.sleep(LOOK_SECONDS)
        try:
            yield reader
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def say(self, reader, ada, bob, chat, bodies):
        sent = {(await ada.send(chat, bob, body))["message_id"] for body in bodies}
        async with asyncio.timeout(PATIENCE_SECONDS):
            await reader.wait_for(sent)

    async def metric(self, name):
        return await self.server.metric(self.session, name)

    async def until_metric(self, name, reached):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self.metric(name) < reached:
                await asyncio.sleep(LOOK_SECONDS)

    async def test_nothing_is_written_for_who_has_a_socket_until_he_leaves(self):
        ada, bob, chat, inbox = await self.pair()
        bodies = {str(i) for i in range(30)}
        async with self.socket(bob, chat) as reader:
            await self.say(reader, ada, bob, chat, bodies)
            await self.until_metric("caravan_aggregate_held_messages", len(bodies))
            self.assertEqual(int(await proxy("count writes")), 0)
        left = asyncio.get_running_loop().time()
        await inbox.until(bodies)
        covered = asyncio.get_running_loop().time() - left
        # A second is promised; what is held would stay where it is for most of a minute.
        self.assertLess(covered, 10)
        self.assertEqual(int(await proxy("count writes")), 1)

    async def test_a_socket_does_not_starve_a_listener_of_the_same_person(self):
        ada, bob, chat, inbox = await self.listening_pair()
        async with self.socket(bob, chat) as reader:
            await self.say(reader, ada, bob, chat, {"to both"})
            await inbox.until({"to both"})
            await inbox.stop()
            await ada.send(chat, bob, "to the socket")
            await self.until_metric("caravan_aggregate_held_messages", 1)
        self.assertNotIn("to the socket", inbox.bodies)

    async def test_a_persons_own_message_reaches_the_other_device_in_firestore(self):
        ada, bob, chat, inbox = await self.listening_pair()
        async with self.socket(bob, chat):
            await bob.send(chat, ada, "from the desk")
            await inbox.until({"from the desk"})

    async def test_who_leaves_while_the_server_dies_is_covered_by_the_next_one(self):
        ada, bob, chat, inbox = await self.pair()
        async with self.socket(bob, chat) as reader:
            await self.say(reader, ada, bob, chat, {"before"})
            await self.until_metric("caravan_aggregate_held_messages", 1)
            await self.server.kill()
        await self.server.start()
        await inbox.until({"before"})

    async def test_presence_is_refused_to_strangers_and_to_nonsense(self):
        bob = await self.person("bob")
        url = f"{self.server.url}/connection/presence/"
        async with self.session.post(url) as answer:
            self.assertEqual(answer.status, 401)
        bearer = {"Authorization": f"Bearer {bob.token}"}
        async with self.session.post(url + "?listener=me", headers=bearer) as answer:
            self.assertEqual(answer.status, 422)
        async with self.session.post(url, headers=bearer) as answer:
            self.assertEqual((answer.status, await answer.json()), (200, {"again_in_s": 60}))


if __name__ == "__main__":
    unittest.main(verbosity=2)
