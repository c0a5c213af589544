"""centrifuge-python against a real server (CARAVAN_BIN or build/caravan): what its users see of the live endpoint."""

import asyncio
import pathlib
import sys
import tempfile
import unittest

import aiohttp
from centrifuge import Client, ClientEventHandler, ClientState, ReplyError, SubscriptionEventHandler

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "end_to_end"))

from client import Person  # noqa: E402
from line import Line  # noqa: E402
from server import Server  # noqa: E402

EVENT_SECONDS_MAX = 30
TOKEN_SECONDS = 3
POLL_SECONDS = 0.1


async def eventually(condition):
    async with asyncio.timeout(EVENT_SECONDS_MAX):
        while not condition():
            await asyncio.sleep(POLL_SECONDS)


class Events(ClientEventHandler):
    """Keeps what happens to a client, in order."""

    def __init__(self):
        self._queue = asyncio.Queue()

    async def next(self, kind):
        """The next event of that kind; those before it are passed over."""
        async with asyncio.timeout(EVENT_SECONDS_MAX):
            while True:
                happened, context = await self._queue.get()
                if happened == kind:
                    return context

    async def next_body(self):
        message, = (await self.next("publication")).pub.data["messages"]
        return message["body"]

    async def bodies(self, count):
        bodies = []
        while len(bodies) < count:
            publication = (await self.next("publication")).pub
            bodies += [message["body"] for message in publication.data["messages"]]
        return bodies

    async def on_connecting(self, ctx):
        self._queue.put_nowait(("connecting", ctx))

    async def on_connected(self, ctx):
        self._queue.put_nowait(("connected", ctx))

    async def on_disconnected(self, ctx):
        self._queue.put_nowait(("disconnected", ctx))

    async def on_error(self, ctx):
        self._queue.put_nowait(("error", ctx))

    async def on_subscribed(self, ctx):
        self._queue.put_nowait(("subscribed", ctx))

    async def on_publication(self, ctx):
        self._queue.put_nowait(("publication", ctx))


class SubscriptionErrors(SubscriptionEventHandler):
    def __init__(self):
        self.ended = asyncio.get_running_loop().create_future()

    async def on_unsubscribed(self, ctx):
        self.ended.set_result(ctx)


class CentrifugePythonTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.data = pathlib.Path(self.scratch.name) / "data"
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))
        self.clients = []

    async def asyncTearDown(self):
        for client in self.clients:
            await client.disconnect()
        await self.line.close()
        await self.session.close()
        await self.server.kill()
        self.scratch.cleanup()

    async def serve(self, *settings):
        self.server = await Server(self.data, "guard.enabled=false", *settings).start()
        self.line = await Line(self.server).open()
        self.ada = await Person(self.server, self.session, "ada").sign_up()
        self.bob = await Person(self.server, self.session, "bob").sign_up()
        self.chat = await self.ada.open_chat(self.bob)

    async def say(self, body):
        return await self.ada.send(self.chat, self.bob, body)

    async def until_refused(self, token):
        url = f"{self.server.url}/chat/api/v1/chat/"
        while True:
            async with self.session.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
                if answer.status == 403:
                    return
            await asyncio.sleep(POLL_SECONDS)

    async def connect(self, person, **options):
        events = Events()
        if "get_token" not in options:
            options.setdefault("token", person.token)
        client = Client(self.line.url, events=events, max_reconnect_delay=1, **options)
        self.clients.append(client)
        await client.connect()
        return client, events

    async def connected(self, person, **options):
        client, events = await self.connect(person, **options)
        self.assertFalse((await events.next("subscribed")).was_recovering)
        return client, events

    async def test_messages_arrive_live_with_growing_offsets(self):
        await self.serve()
        _, bobs = await self.connected(self.bob)
        _, adas = await self.connected(self.ada)
        sent = await self.say("first")
        publication = (await bobs.next("publication")).pub
        self.assertEqual(publication.data["recipient"], self.bob.id)
        self.assertEqual(publication.data["messages"], [sent])
        await self.say("second")
        self.assertGreater((await bobs.next("publication")).pub.offset, publication.offset)
        self.assertEqual(await adas.bodies(2), ["first", "second"])  # for the sender's other devices

    async def test_a_cut_line_is_recovered(self):
        await self.serve()
        _, events = await self.connected(self.bob)
        await self.say("before")
        self.assertEqual(await events.next_body(), "before")
        self.line.cut()
        await events.next("connecting")
        for number in range(5):
            await self.say(f"missed {number}")
        self.line.mend()
        subscribed = await events.next("subscribed")
        self.assertTrue(subscribed.was_recovering and subscribed.recovered)
        self.assertEqual(await events.bodies(5), [f"missed {number}" for number in range(5)])
        await self.say("after")
        self.assertEqual(await events.next_body(), "after")

    async def test_a_killed_server_is_recovered_from(self):
        await self.serve()
        _, events = await self.connected(self.bob)
        await self.say("before")
        self.assertEqual(await events.next_body(), "before")
        self.line.cut()
        await self.say("in the tunnel")
        await self.server.kill()
        await self.server.start()
        await self.say("after the restart")
        self.line.mend()
        self.assertTrue((await events.next("subscribed")).recovered)
        self.assertEqual(await events.bodies(2), ["in the tunnel", "after the restart"])

    async def test_a_stopping_server_says_so(self):
        await self.serve()
        _, events = await self.connected(self.bob)
        self.assertEqual(await self.server.stop(), 0)
        goodbye = await events.next("connecting")
        self.assertEqual((goodbye.code, goodbye.reason), (3001, "shutdown"))
        await self.server.start()
        self.assertTrue((await events.next("subscribed")).recovered)

    async def test_a_token_is_refreshed_before_and_after_its_end(self):
        await self.serve(f"auth.token_lifetime={TOKEN_SECONDS}s")
        stale = self.bob.token
        tokens = []

        async def get_token():
            tokens.append((await self.bob.log_in()).token)
            return tokens[-1]

        await self.until_refused(stale)
        client, events = await self.connect(self.bob, token=stale, get_token=get_token)
        self.assertIn("token expired", str((await events.next("error")).error))
        await events.next("subscribed")
        await eventually(lambda: len(tokens) >= 3)
        self.assertEqual(client.state, ClientState.CONNECTED)
        await self.ada.log_in()
        await self.say("still here")
        self.assertEqual(await events.next_body(), "still here")

    async def test_a_forged_token_ends_it_for_good(self):
        await self.serve()
        header, claims, signature = self.bob.token.split(".")
        _, events = await self.connect(self.bob, token=f"{header}.{claims}.{signature[::-1]}")
        ended = await events.next("disconnected")
        self.assertEqual((ended.code, ended.reason), (3500, "invalid token"))

    async def test_what_is_not_offered_is_refused(self):
        await self.serve()
        client, _ = await self.connected(self.bob)
        for channel, code in ((f"inbox:{self.bob.id}", 105), (f"inbox:{self.ada.id}", 103), ("news", 102)):
            errors = SubscriptionErrors()
            await client.new_subscription(channel, events=errors).subscribe()
            async with asyncio.timeout(EVENT_SECONDS_MAX):
                self.assertEqual((await errors.ended).code, code)
        with self.assertRaises(ReplyError) as refused:
            await client.rpc("method", {})
        self.assertEqual(refused.exception.code, 108)
        with self.assertRaises(ReplyError) as refused:
            await client.publish(f"inbox:{self.bob.id}", {})
        self.assertEqual(refused.exception.code, 103)

    async def test_protobuf_is_refused_at_the_door(self):
        await self.serve()
        _, events = await self.connect(self.bob, use_protobuf=True)
        self.assertIn("400", str((await events.next("error")).error))


def main():
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
