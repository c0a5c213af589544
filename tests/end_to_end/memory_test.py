"""A server that gets no more memory, and clients that would take it all: its bounds hold it, if they fit.

The limit is on the process's data (RLIMIT_DATA): what it has really asked for. One on its address space would count what
the allocator only reserves, and a cgroup's ends in a kill by the kernel, which is the suite of kill -9.
"""

import asyncio
import contextlib
import resource
import unittest

from client import Person
from population import SETTLE_SECONDS_MAX, population, until
from server_case import ServerCase

ROOM_BYTES = 48 << 20  # beside what an idle server takes
GREEDY_CLIENTS = 1500
PLACES = 400  # whose bodies fit into the room
BODY_BYTES = 60_000
HEAD = f"POST /chat/api/v1/messaging/ HTTP/1.1\r\nHost: x\r\nContent-Length: {BODY_BYTES}\r\n\r\n".encode()


class MemoryTest(ServerCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.allow_many_connections()

    async def test_bounds_that_fit_the_memory_hold_it(self):
        await self.serve(f"server.connections_max={PLACES}")
        async with population(self.server) as people:
            await people.acknowledge(100)
            self.assertEqual(await self.refused(), 0)  # on a connection that stays, for when no new one is taken
            self.limit(self.data_bytes() + ROOM_BYTES)
            async with self.greedy_clients(), asyncio.timeout(SETTLE_SECONDS_MAX):
                while await self.refused() < GREEDY_CLIENTS - PLACES:
                    await asyncio.sleep(0.05)
                await people.acknowledge(100)
            await people.acknowledge(100)
            self.assertEqual(await people.end(), [])
        self.assertEqual(self.lines_about("http.out_of_memory"), [])
        self.assertEqual(await self.server.stop(), 0)

    async def test_bounds_above_the_memory_may_end_the_process_and_lose_nothing(self):
        await self.serve()
        async with population(self.server) as people:
            await people.acknowledge(100)
            self.limit(self.data_bytes() + ROOM_BYTES)
            async with self.greedy_clients():
                await until(lambda: self.lines_about("http.out_of_memory") or not self.server.is_running)
            print("it lives" if self.server.is_running else "it has ended", flush=True)
            await self.server.kill()
            await self.server.start()
            await people.acknowledge(100)
            self.assertEqual(await people.end(), [])

    async def test_no_memory_for_a_password_is_no_wrong_password(self):
        await self.serve()
        async with population(self.server) as people:
            await people.acknowledge(10)
            self.limit(self.data_bytes() + (8 << 20))  # Argon2 takes 19 MiB
            ada = people.people[0]
            newcomer = Person(self.server, self.session, "newcomer")
            for refuse in (ada.log_in, newcomer.sign_up):
                with self.assertRaises(AssertionError) as refused:
                    await refuse()
                self.assertIn("temporarily unavailable", str(refused.exception))
            self.limit(resource.RLIM_INFINITY)
            await ada.log_in()
            self.assertEqual(await people.end(), [])

    @contextlib.asynccontextmanager
    async def greedy_clients(self):
        clients = [asyncio.create_task(self.send_half()) for _ in range(GREEDY_CLIENTS)]
        try:
            yield
        finally:
            for client in clients:
                client.cancel()
            await asyncio.gather(*clients, return_exceptions=True)

    async def refused(self):
        return await self.metric("caravan_http_connections_refused_total")

    async def send_half(self):
        """Most of a body, and then nothing."""
        reader, writer = await asyncio.open_connection(*self.server.address)
        try:
            writer.write(HEAD + bytes(BODY_BYTES - 1))
            with contextlib.suppress(ConnectionError):
                await reader.read()
        finally:
            writer.close()

    def data_bytes(self):
        with open(f"/proc/{self.server.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData:"))

    def limit(self, count):
        most = resource.prlimit(self.server.pid, resource.RLIMIT_DATA)[1]
        resource.prlimit(self.server.pid, resource.RLIMIT_DATA, (count, most))


if __name__ == "__main__":
    unittest.main(verbosity=2)
