"""Clients that hold a server up in every way that a client can, a crowd of each kind, for as long as they are wanted.

Whoever is closed by the server comes back.
"""

import asyncio
import contextlib
import json
import socket

from websocket_test import TEXT, frame

KINDS = ("slow head", "slow body", "pipeline unread", "socket unread", "half open")
DRIP_SECONDS = 1  # between two bytes of a slow client
UNREAD_REQUESTS = 500
UNREAD_BUFFER_BYTES = 4096
TCP_REPAIR = 19  # linux/tcp.h


class SlowCrowd:
    """`token_of(number)` is whose inbox the unread sockets ask for; sockets need users with something to read."""

    def __init__(self, server, of_each_kind, token_of):
        self._server = server
        self._count = of_each_kind
        self._token_of = token_of
        self._tasks = []
        self.arrivals = dict.fromkeys(KINDS, 0)

    def come(self):
        behaviours = (self._slow_head, self._slow_body, self._pipeline_unread, self._socket_unread, self._half_open)
        for kind, behave in zip(KINDS, behaviours, strict=True):
            for number in range(self._count):
                self._tasks.append(asyncio.create_task(self._stay(kind, behave, number)))

    @property
    def is_there(self):
        return min(self.arrivals.values()) >= self._count

    async def go(self):
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self.arrivals = dict.fromkeys(KINDS, 0)

    async def _stay(self, kind, behave, number):
        loop = asyncio.get_running_loop()
        while True:
            with contextlib.suppress(OSError), socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UNREAD_BUFFER_BYTES)
                client.setblocking(False)
                await loop.sock_connect(client, self._server.address)
                await behave(loop, client, lambda: self._arrived(kind), number)
            await asyncio.sleep(DRIP_SECONDS)  # the pause before it comes back

    def _arrived(self, kind):
        self.arrivals[kind] += 1

    async def _drip(self, loop, client, byte):
        while True:
            await asyncio.sleep(DRIP_SECONDS)
            await loop.sock_sendall(client, byte)

    async def _slow_head(self, loop, client, arrived, _):
        await loop.sock_sendall(client, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        arrived()
        await self._drip(loop, client, b"x")

    async def _slow_body(self, loop, client, arrived, _):
        head = b"POST /auth/api/v1/users/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
        await loop.sock_sendall(client, head)
        arrived()
        await self._drip(loop, client, b" ")

    async def _pipeline_unread(self, loop, client, arrived, _):
        arrived()
        await loop.sock_sendall(client, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * UNREAD_REQUESTS)
        await asyncio.Future()  # its answers are never read; who does not read learns of no end either

    async def _socket_unread(self, loop, client, arrived, number):
        handshake = (
            b"GET /connection/websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        connect = json.dumps({"id": 1, "connect": {"token": self._token_of(number)}}).encode()
        await loop.sock_sendall(client, handshake)
        await loop.sock_recv(client, 1)  # the answer has begun; nothing else is ever read
        await loop.sock_sendall(client, frame(TEXT, connect))
        arrived()
        await asyncio.Future()

    async def _half_open(self, loop, client, arrived, _):
        """Vanishes without a word, as with a pulled cable; where that is not allowed, it stays and says nothing."""
        await loop.sock_sendall(client, b"GET / HTTP/1.1\r\nHost: x\r\n")
        arrived()
        try:
            client.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
        except PermissionError:
            await asyncio.Future()
