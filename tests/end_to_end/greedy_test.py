"""Greedy addresses and accounts beside honest people: what they take from them."""

import asyncio
import pathlib
import re
import socket
import time
import unittest

import aiohttp
from client import PASSWORD, Person
from server_case import ServerCase

GREEDY_ADDRESSES = 14
LOGINS_UNDER_WAY_OF_EACH = 8
HONEST_PEOPLE = 28
GROUPS = 200
GROUP_MEMBERS = 100
READERS = 200
HONEST_SENDS = 8
MEMORY_GROWTH_MAX = 48 * 2**20
SEND_SECONDS_MAX = 1
# A turn of each address is 20 ms of a thread; the rest is for a busy machine.
LOGIN_SECONDS_MAX = 10


class GreedyAddresses(ServerCase):
    """A proxy's header makes the addresses."""

    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.session = await self.cleanups.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        await self.serve("server.proxies=127.0.0.1/32")

    async def log_in(self, name, address):
        form = {"username": name, "password": PASSWORD}
        url = f"{self.server.url}/auth/api/v1/login/"
        async with self.session.post(url, data=form, headers={"X-Forwarded-For": address}) as answer:
            await answer.read()
            return answer.status

    async def log_in_without_end(self, name, address):
        while True:
            self.greedy[await self.log_in(name, address)] += 1
            if self.greedy[503] >= GREEDY_ADDRESSES:
                self.crowded.set()

    async def test_right_passwords_without_end_leave_others_their_logins(self):
        self.greedy = {200: 0, 503: 0}
        self.crowded = asyncio.Event()
        greedy = [(f"greedy {i}", f"198.51.100.{i}") for i in range(GREEDY_ADDRESSES)]
        honest = [(f"honest {i}", f"203.0.113.{i}") for i in range(HONEST_PEOPLE)]
        for name, _ in greedy + honest:
            await Person(self.server, self.session, name).sign_up()
        async with asyncio.TaskGroup() as crowd:
            tasks = [crowd.create_task(self.log_in_without_end(*who))
                     for who in greedy for _ in range(LOGINS_UNDER_WAY_OF_EACH)]
            await self.crowded.wait()
            begun = time.monotonic()
            statuses = await asyncio.gather(*(self.log_in(*who) for who in honest))
            took = time.monotonic() - begun
            for task in tasks:
                task.cancel()
        print(f"{HONEST_PEOPLE} logins took {took:.1f} s beside {self.greedy}", flush=True)
        self.assertEqual(statuses, [200] * HONEST_PEOPLE)
        self.assertLess(took, LOGIN_SECONDS_MAX)


class GreedyReaders(ServerCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.allow_many_connections()
        # How much one may send is not what these are about.
        sends = ("guard.send_per_user=1000/1s", "guard.send_per_user_burst=1000", "guard.send_per_chat=1000/1s")
        await self.serve("auth.argon2_memory=8MiB", "auth.argon2_passes=1", *sends, guarded=True)
        self.greedy, self.honest, self.friend = [
            await Person(self.server, self.session, name).sign_up() for name in ("greedy", "honest", "friend")]
        members = [await self.sign_up_only(f"member {n}") for n in range(GROUP_MEMBERS - 1)]
        for _ in range(GROUPS):
            await self.greedy.open_group([self.greedy.id, *members])
        self.chat = await self.honest.open_chat(self.friend)

    async def sign_up_only(self, name):
        account = {"username": name, "password": PASSWORD}
        async with self.session.post(f"{self.server.url}/auth/api/v1/users/", json=account) as answer:
            self.assertEqual(answer.status, 201)
            return str((await answer.json())["id"])

    async def ask_and_not_read(self):
        """A connection that asks for the whole list and takes nothing of it."""
        waiting = socket.socket()
        self.cleanups.callback(waiting.close)
        waiting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        waiting.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(waiting, self.server.address)
        await loop.sock_sendall(waiting, (
            "GET /chat/api/v1/chat/?limit=200 HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self.greedy.token}\r\n\r\n").encode())

    async def read_without_end(self):
        while True:
            await self.greedy.try_chats(limit=200)

    def resident_bytes(self):
        status = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)[1]) * 1024

    async def slowest_send(self):
        seconds = []
        for number in range(HONEST_SENDS):
            begun = time.monotonic()
            await self.honest.send(self.chat, self.friend, f"message {number}")
            seconds.append(time.monotonic() - begun)
        return max(seconds)

    async def test_one_account_that_takes_no_answers_fills_no_memory(self):
        await self.slowest_send()
        quiet = self.resident_bytes()
        async with asyncio.TaskGroup() as crowd:
            for _ in range(READERS):
                crowd.create_task(self.ask_and_not_read())
        slowest = await self.slowest_send()
        grown = self.resident_bytes() - quiet
        print(f"{READERS} unread lists: {grown / 2**20:.0f} MiB more, the slowest send took {slowest:.2f} s", flush=True)
        self.assertLess(grown, MEMORY_GROWTH_MAX)
        self.assertLess(slowest, SEND_SECONDS_MAX)

    async def test_one_account_that_reads_without_end_leaves_others_their_sends(self):
        async with asyncio.TaskGroup() as crowd:
            readers = [crowd.create_task(self.read_without_end()) for _ in range(16)]
            slowest = await self.slowest_send()
            for reader in readers:
                reader.cancel()
        print(f"beside 16 readers without end the slowest send took {slowest:.2f} s", flush=True)
        self.assertLess(slowest, SEND_SECONDS_MAX)


if __name__ == "__main__":
    unittest.main()
