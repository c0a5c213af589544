"""A TCP line to the server that a test can cut, as a train in a tunnel would."""

import asyncio
import contextlib
from urllib.parse import urlsplit


class Line:
    def __init__(self, server):
        self._server = server
        self._listener = None
        self._writers = set()
        self.is_up = True

    async def open(self):
        self._listener = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return self

    @property
    def url(self):
        return f"ws://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}/connection/websocket"

    def cut(self):
        self.is_up = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self):
        self.is_up = True

    async def close(self):
        self.cut()
        self._listener.close()

    async def _carry(self, reader, writer):
        if not self.is_up:
            writer.transport.abort()
            return
        target = urlsplit(self._server.url)
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection(target.hostname, target.port)
            both = {writer, far_writer}
            self._writers |= both
            await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer))
            self._writers -= both
        writer.close()

    async def _copy(self, reader, writer):
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()
