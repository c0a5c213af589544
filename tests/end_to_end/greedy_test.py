"""Greedy addresses beside honest people: what they take from them. A proxy's header makes the addresses."""

import asyncio
import time
import unittest

import aiohttp
from client import PASSWORD, Person
from server_case import ServerCase

GREEDY_ADDRESSES = 14
LOGINS_UNDER_WAY_OF_EACH = 8
HONEST_PEOPLE = 28
# A turn of each address is 20 ms of a thread; the rest is for a busy machine.
LOGIN_SECONDS_MAX = 10


class Greedy(ServerCase):
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


if __name__ == "__main__":
    unittest.main()
