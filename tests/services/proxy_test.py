"""The network of the other tests fails as they say it does."""

import asyncio
import unittest

from proxy import Proxy

SECONDS_MAX = 10
SILENCE_SECONDS = 0.1  # nobody announces that nothing comes
LONG = bytes(range(256)) * 4096


async def named_server(name):
    """Says its name, and then whatever it hears."""

    async def serve(reader, writer):
        writer.write(name)
        while heard := await reader.read(64 << 10):
            writer.write(heard)
            await writer.drain()
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


def address(server):
    return server.sockets[0].getsockname()


class ProxyTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.servers = [await named_server(b"one"), await named_server(b"two")]
        self.proxy = Proxy(*map(address, self.servers))
        await self.proxy.forward()

    async def asyncTearDown(self):
        await self.proxy.stop()
        for server in self.servers:
            server.close()

    async def connect(self):
        reader, writer = await asyncio.open_connection(*self.proxy.address)
        self.addCleanup(writer.close)
        return reader, writer

    async def hear(self, connection, expected):
        heard = await asyncio.wait_for(connection[0].readexactly(len(expected)), SECONDS_MAX)
        self.assertEqual(heard, expected)

    async def hear_the_end(self, connection):
        self.assertEqual(await asyncio.wait_for(connection[0].read(), SECONDS_MAX), b"")

    async def test_forwards_everything_to_the_first_target_until_both_sides_have_ended(self):
        connection = await self.connect()
        await self.hear(connection, b"one")
        connection[1].write(LONG)
        connection[1].write_eof()
        await self.hear(connection, LONG)
        await self.hear_the_end(connection)

    async def test_takes_the_next_target_when_one_refuses(self):
        self.servers[0].close()
        await self.hear(await self.connect(), b"two")

    async def test_a_cut_breaks_what_is_there_and_refuses_what_comes(self):
        connection = await self.connect()
        await self.hear(connection, b"one")
        await self.proxy.cut()
        await self.hear_the_end(connection)
        with self.assertRaises(ConnectionRefusedError):
            await self.connect()
        await self.proxy.forward()
        await self.hear(await self.connect(), b"one")

    async def test_a_black_hole_takes_everything_and_lets_it_out_when_mended(self):
        before = await self.connect()
        await self.hear(before, b"one")
        await self.proxy.black_hole()
        within = await self.connect()
        before[1].write(LONG)
        answers = [asyncio.create_task(before[0].read(1)), asyncio.create_task(within[0].read(1))]
        done, _ = await asyncio.wait(answers, timeout=SILENCE_SECONDS)
        self.assertFalse(done)
        await self.proxy.forward()
        self.assertEqual(await asyncio.gather(*answers), [LONG[:1], b"o"])
        await self.hear(before, LONG[1:])

    async def test_a_black_hole_can_be_cut(self):
        await self.proxy.black_hole()
        await self.connect()
        await self.proxy.cut()
        with self.assertRaises(ConnectionRefusedError):
            await self.connect()


if __name__ == "__main__":
    unittest.main()
