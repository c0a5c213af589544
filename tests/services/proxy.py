"""A network that fails on command: a TCP proxy that stands between somebody and the server that they talk to."""

import asyncio

from ports import bound_socket

CHUNK_BYTES = 64 << 10


def parse_address(text):
    """"127.0.0.1:9042" as what sockets take."""
    host, port = text.rsplit(":", 1)
    return host, int(port)


class Proxy:
    """Takes each connection to the first of `targets`, (host, port), that accepts it: with one target a cable, with
    several the balancer in front of equals. Belongs to one event loop."""

    def __init__(self, *targets, address=("127.0.0.1", 0)):
        self._targets = targets
        self._connections = set()
        self._flowing = asyncio.Event()
        self._server = None
        # Never listens: while the cable is cut it keeps the port from everybody else.
        self._place = bound_socket(address)

    @property
    def address(self):
        return self._place.getsockname()

    async def forward(self):
        """All is well; what was held back before goes on its way."""
        self._flowing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, sock=bound_socket(self.address))

    async def cut(self):
        """Every connection breaks, and new ones are refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        while self._connections:
            for connection in self._connections:
                connection.cancel()
            await asyncio.wait(self._connections)

    async def black_hole(self):
        """Connections stay and new ones are taken, but nothing gets through in either direction. TCP would send again
        what was lost on the way, so it arrives late, after `forward`."""
        self._flowing.clear()

    async def stop(self):
        await self.cut()
        self._place.close()

    async def _serve(self, reader, writer):
        this = asyncio.current_task()
        self._connections.add(this)
        writers = [writer]
        try:
            await self._flowing.wait()
            answers, target = await self._reach_target()
            writers.append(target)
            async with asyncio.TaskGroup() as directions:
                directions.create_task(self._pump(reader, target))
                directions.create_task(self._pump(answers, writer))
        except* OSError:
            pass  # one side broke it, so the other one sees it break
        finally:
            self._connections.discard(this)
            for end in writers:
                end.transport.abort()

    async def _reach_target(self):
        for target in self._targets[:-1]:
            try:
                return await asyncio.open_connection(*target)
            except OSError:
                continue
        return await asyncio.open_connection(*self._targets[-1])

    async def _pump(self, reader, writer):
        writer.transport.set_write_buffer_limits(high=0)  # drained means that the system has it all
        while data := await reader.read(CHUNK_BYTES):
            await self._flowing.wait()
            writer.write(data)
            await writer.drain()
        await self._flowing.wait()
        writer.write_eof()
