"""The executable as its operator meets it: start, stop, files, refusals, reading its logs."""

import asyncio
import json
import os
import pathlib
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import time
import unittest

import aiohttp
from client import Person
from reader import Reader
from server import BINARY, Server

STOP_SECONDS_MAX = 5
TAIL_SECONDS_MAX = 20


def run(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=20, check=False)


class ProcessTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.data = pathlib.Path(self.scratch.name) / "data"
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))
        self.server = Server(self.data, "aggregate.window=100ms", "backend.feed=log")

    async def asyncTearDown(self):
        await self.session.close()
        await self.server.kill()
        self.scratch.cleanup()

    async def two_people(self):
        ada = await Person(self.server, self.session, "ada").sign_up()
        bob = await Person(self.server, self.session, "bob").sign_up()
        return ada, bob, await ada.open_chat(bob)

    def mode(self, name):
        return stat.S_IMODE((self.data / name).stat().st_mode)

    async def test_first_start_makes_private_files(self):
        await self.server.start()
        self.assertEqual(self.mode("."), 0o700)
        for file in self.data.iterdir():
            self.assertEqual(self.mode(file.name), 0o600, file.name)

    async def test_a_token_outlives_a_restart(self):
        await self.server.start()
        ada, _, _ = await self.two_people()
        self.assertEqual(await self.server.stop(), 0)
        await self.server.start()
        async with self.session.get(
            f"{self.server.url}/chat/api/v1/chat/", headers={"Authorization": f"Bearer {ada.token}"}
        ) as answer:
            self.assertEqual(answer.status, 200)
            self.assertEqual(len(await answer.json()), 1)

    async def test_a_second_process_on_the_same_data_is_refused(self):
        await self.server.start()
        second = run("serve", "--listen", "127.0.0.1:0", "--data", str(self.data))
        self.assertNotEqual(second.returncode, 0)
        self.assertIn(str(self.server.pid), second.stderr)
        self.assertEqual(second.stdout, "")

    async def test_an_address_that_is_taken_is_named(self):
        await self.server.start()
        taken = self.server.url.removeprefix("http://")
        with tempfile.TemporaryDirectory() as other:
            refused = run("serve", "--listen", taken, "--data", f"{other}/data")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn(f"cannot listen on {taken}: Address already in use", refused.stderr)

    async def test_health_is_asked_where_the_server_listens(self):
        await self.server.start()
        port = self.server.address[1]
        for listen in (f"127.0.0.1:{port}", f"0.0.0.0:{port}", f"localhost:{port}"):
            answer = run("health", "--listen", listen)
            self.assertEqual((answer.returncode, answer.stderr), (0, ""), listen)
        async with self.session.get(f"{self.server.url}/health/") as answer:
            self.assertEqual((answer.status, await answer.json()), (200, {"status": "ok"}))
        await self.server.stop()
        answer = run("health", "--url", self.server.url)
        self.assertEqual((answer.returncode, answer.stdout), (1, ""))
        self.assertIn(f"{self.server.url}/health/", answer.stderr)
        self.assertEqual(run("health", "--url", "ftp://here").returncode, 2)

    async def test_health_is_refused_while_a_store_is_away(self):
        def unavailable(connection):
            request = connection.recv(4096).decode()
            status = "503 Service Unavailable" if "/chat/api/health/" in request else "200 OK"
            connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode())
            connection.close()

        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"

            def serve():
                for _ in range(2):
                    unavailable(listener.accept()[0])

            serving = threading.Thread(target=serve)
            serving.start()
            answer = run("health", "--url", url, "--roles", "chat")
            serving.join()
        self.assertEqual(answer.returncode, 1)
        self.assertEqual(answer.stderr, f"caravan: {url}/chat/api/health/: answered 503: {{}}\n")

    async def test_a_service_manager_hears_of_the_start_and_of_the_stop(self):
        for name in (f"{self.scratch.name}/notify", f"\0caravan-{os.getpid()}"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
                manager.bind(name)
                manager.settimeout(20)
                server = Server(self.data, environment={"NOTIFY_SOCKET": name.replace("\0", "@")})
                await server.start()
                self.assertEqual(manager.recv(100), b"READY=1")
                self.assertEqual(await server.stop(), 0)
                self.assertEqual(manager.recv(100), b"STOPPING=1")

    async def test_sigterm_closes_sockets_with_a_reason_and_exits_with_zero(self):
        await self.server.start()
        ada, _, _ = await self.two_people()
        url = self.server.url.replace("http://", "ws://") + "/connection/websocket"
        async with self.session.ws_connect(url) as socket:
            await socket.send_str(json.dumps({"id": 1, "connect": {"token": ada.token}}))
            await socket.receive()
            began = time.monotonic()
            stopping = asyncio.create_task(self.server.stop())
            closing = await socket.receive()
            self.assertEqual(closing.type, aiohttp.WSMsgType.CLOSE)
            self.assertEqual((closing.data, closing.extra), (3001, "shutdown"))
        self.assertEqual(await stopping, 0)
        self.assertLess(time.monotonic() - began, STOP_SECONDS_MAX)

    async def test_sigterm_does_not_wait_for_idle_or_half_sent_requests(self):
        await self.server.start()
        host, port = self.server.url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /chat/api/v1/messaging/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        began = time.monotonic()
        self.assertEqual(await self.server.stop(), 0)
        self.assertLess(time.monotonic() - began, STOP_SECONDS_MAX)
        writer.close()

    async def test_tail_reads_every_topic_beside_a_running_server(self):
        await self.server.start()
        ada, bob, chat = await self.two_people()
        reader = Reader(self.server, self.session, bob, [chat])
        sent = await ada.send(chat, bob, "hello")
        following = asyncio.create_task(reader.run())
        await reader.wait_for({sent["message_id"]})
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        message = (await self.tail("chat_messages", 1))[0]
        self.assertEqual(message["message_id"], sent["message_id"])
        self.assertEqual(message["body"], "hello")
        deliveries = await self.tail("chat_deliveries", 2)
        self.assertEqual({delivery["recipient"] for delivery in deliveries}, {ada.id, bob.id})
        batch = (await self.tail("chat_messages_grouped", 1))[0]
        self.assertEqual(batch["recipient"], bob.id)
        self.assertEqual([m["message_id"] for m in batch["messages"]], [sent["message_id"]])

    async def test_without_a_feed_nothing_is_gathered(self):
        data = pathlib.Path(self.scratch.name) / "no-feed"
        server = Server(data, "aggregate.window=10ms")
        await server.start()
        try:
            ada = await Person(server, self.session, "ada").sign_up()
            bob = await Person(server, self.session, "bob").sign_up()
            chat = await ada.open_chat(bob)
            await ada.send(chat, bob, "hello")
            async with self.session.get(f"{server.url}/metrics") as answer:
                metrics = await answer.text()
            self.assertIn("caravan_accept", metrics)
            for name in ("caravan_aggregate", "caravan_publish", "caravan_feed", 'hop="aggregate"', 'hop="publish"'):
                self.assertNotIn(name, metrics)
            listed = run("tail", "--data", str(data), "chat_messages_grouped")
            self.assertEqual((listed.returncode, listed.stdout), (0, ""))
        finally:
            await server.kill()

    async def test_roles_that_only_feed_readers_are_refused_without_a_feed(self):
        shared = ("accounts=postgres", "history=cassandra", "log=kafka")
        sets = [argument for setting in shared for argument in ("--set", f"backend.{setting}")]
        refused = run("serve", "--roles", "aggregate,publish", *sets)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("backend.feed", refused.stderr)

    async def tail(self, topic, count):
        process = await asyncio.create_subprocess_exec(
            BINARY, "tail", "--data", str(self.data), topic, "--follow", "--count", str(count),
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(), TAIL_SECONDS_MAX)
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGKILL)
        return [json.loads(line) for line in output.decode().splitlines()]

    async def test_tail_ends_when_nobody_reads_it_any_more(self):
        await self.server.start()
        reading, writing = os.pipe()
        process = await asyncio.create_subprocess_exec(
            BINARY, "tail", "--data", str(self.data), "chat_messages", "--follow", stdout=writing
        )
        os.close(writing)
        os.close(reading)
        try:
            self.assertEqual(await asyncio.wait_for(process.wait(), TAIL_SECONDS_MAX), 0)
        finally:
            if process.returncode is None:
                process.kill()

    async def test_roles_cannot_be_split_on_an_embedded_store(self):
        refused = run("serve", "--roles", "chat", "--listen", "127.0.0.1:0", "--data", str(self.data))
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("roles", refused.stderr)
        await self.server.start()

    async def test_a_budget_that_windows_could_not_keep_is_refused(self):
        for settings in (("aggregate.policy=anchored",), ("budget.wait_max=1s",)):
            sets = [part for setting in settings for part in ("--set", setting)]
            refused = run("serve", "--data", str(self.data), "--set", "budget.usd_per_month=5", *sets)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("budget.", refused.stderr)

    async def test_what_a_feed_of_batches_cannot_do_is_refused(self):
        feed = ("backend.feed=firestore", "firestore.project=demo-caravan", "firestore.layout=batches")
        web = ("web.realtime=both", "firebase.project=demo-caravan", "firebase.api_key=key", "firebase.signer=iam")
        for settings, expected in ((("budget.usd_per_month=5",), "budget.usd_per_month"), (web, "web.realtime")):
            sets = [part for setting in (*feed, *settings) for part in ("--set", setting)]
            refused = run("serve", "--data", str(self.data), *sets)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn(expected, refused.stderr)
            self.assertIn("firestore.layout", refused.stderr)

    async def test_a_bad_option_is_refused_with_its_name_and_what_is_allowed(self):
        for setting, expected in (
            ("server.lisen=x", "server.listen"),
            ("aggregate.policy=lazy", "anchored"),
            ("aggregate.window=-3s", "aggregate.window"),
        ):
            refused = run("serve", "--data", str(self.data), "--set", setting)
            self.assertNotEqual(refused.returncode, 0, setting)
            self.assertIn(expected, refused.stderr, setting)
        self.assertFalse(self.data.exists())
        await self.server.start()

    async def test_version_and_help_explain_themselves(self):
        self.assertRegex(run("version").stdout, r"^caravan \d+\.\d+\.\d+")
        for command in ([], ["serve"], ["migrate"], ["config"], ["tail"], ["bench"]):
            answer = run(*command, "--help")
            self.assertEqual(answer.returncode, 0)
            self.assertIn("caravan", answer.stdout)
        await self.server.start()


if __name__ == "__main__":
    unittest.main(verbosity=2)
