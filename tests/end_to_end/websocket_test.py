"""The WebSocket protocol's hostile cases (RFC 6455), byte by byte: what must fail the connection, and with which code.

tests/autobahn judges the WebSocket below the live protocol by an echo; here the whole server is asked, which answers only its own
protocol. A ping command (`{"id":2,"ping":{}}`) stands for the echo here.
"""

import asyncio
import base64
import contextlib
import json
import os
import pathlib
import struct
import tempfile
import unittest

import aiohttp
from client import Person
from server import Server

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
CONTINUATION = 0
PROTOCOL_ERROR, BAD_PAYLOAD, TOO_BIG = 1002, 1007, 1009
BAD_REQUEST = 3501
DEADLINE_SECONDS = 10
MESSAGE_BYTES_MAX = 64 * 1024

PING_COMMAND = b'{"id":2,"ping":{}}'


def frame(opcode, payload=b"", final=True, reserved=0, masked=True):
    head = bytes([(final << 7) | (reserved << 4) | opcode])
    mask_bit = masked << 7
    if len(payload) < 126:
        head += bytes([mask_bit | len(payload)])
    elif len(payload) < 1 << 16:
        head += bytes([mask_bit | 126]) + struct.pack(">H", len(payload))
    else:
        head += bytes([mask_bit | 127]) + struct.pack(">Q", len(payload))
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def close_frame(code=None, reason=b""):
    return frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason)


class Socket:
    """A connection that takes what a WebSocket library would never send."""

    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, url):
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /connection/websocket HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), DEADLINE_SECONDS)
        assert head.startswith(b"HTTP/1.1 101 "), head
        return cls(reader, writer)

    async def send(self, *frames):
        self._writer.write(b"".join(frames))
        await self._writer.drain()

    async def send_in_pieces(self, data, size=1):
        for at in range(0, len(data), size):
            await self.send(data[at : at + size])

    async def receive(self):
        """The next frame as (opcode, payload); None when the server has closed the connection."""
        try:
            return await asyncio.wait_for(self._receive(), DEADLINE_SECONDS)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def _receive(self):
        first, second = await self._reader.readexactly(2)
        assert first & 0xF0 == 0x80, "a server's frames are whole and use no extension"
        assert second < 0x80, "a server masks nothing"
        size = second
        if size == 126:
            (size,) = struct.unpack(">H", await self._reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", await self._reader.readexactly(8))
        return first & 0x0F, await self._reader.readexactly(size)

    async def close(self):
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


class WebSocketTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.server = await Server(pathlib.Path(self.scratch.name) / "data").start()
        async with aiohttp.ClientSession() as session:
            self.ada = await Person(self.server, session, "ada").sign_up()

    async def asyncTearDown(self):
        await self.server.kill()
        self.scratch.cleanup()

    async def connected(self):
        socket = await Socket.open(self.server.url)
        self.addAsyncCleanup(socket.close)
        await socket.send(frame(TEXT, json.dumps({"id": 1, "connect": {"token": self.ada.token}}).encode()))
        opcode, reply = await socket.receive()
        self.assertEqual(opcode, TEXT)
        self.assertIn("connect", json.loads(reply))
        return socket

    async def fails(self, codes, *frames):
        """Each case gets its own connection. A close frame is due, with one of the codes; then the end."""
        socket = await self.connected()
        await socket.send(*frames)
        answer = await socket.receive()
        self.assertIsNotNone(answer, "the connection ended without a close frame")
        opcode, payload = answer
        self.assertEqual(opcode, CLOSE, payload)
        self.assertIn(struct.unpack(">H", payload[:2])[0], codes)
        with contextlib.suppress(ConnectionError):  # it may be closed already
            await socket.send(close_frame(1000))
        self.assertIsNone(await socket.receive(), "the connection stayed open")

    async def answers_ping_command(self, socket):
        self.assertEqual(await socket.receive(), (TEXT, PING_COMMAND))

    async def test_a_ping_is_answered_with_its_payload(self):
        socket = await self.connected()
        for payload in (b"", b"hello", bytes(range(0xF0, 0x100)), b"p" * 125):
            await socket.send(frame(PING, payload))
            self.assertEqual(await socket.receive(), (PONG, payload))
        await socket.send_in_pieces(frame(PING, b"slowly"))
        self.assertEqual(await socket.receive(), (PONG, b"slowly"))

    async def test_pongs_that_nobody_asked_for_are_ignored(self):
        socket = await self.connected()
        await socket.send(frame(PONG), frame(PONG, b"nobody asked"), frame(TEXT, PING_COMMAND))
        await self.answers_ping_command(socket)

    async def test_messages_may_come_in_fragments_and_pieces(self):
        socket = await self.connected()
        await socket.send(frame(TEXT, PING_COMMAND[:5], final=False), frame(CONTINUATION, PING_COMMAND[5:]))
        await self.answers_ping_command(socket)
        await socket.send(frame(TEXT, final=False), frame(CONTINUATION, final=False), frame(CONTINUATION, PING_COMMAND))
        await self.answers_ping_command(socket)
        await socket.send_in_pieces(
            frame(TEXT, PING_COMMAND[:1], final=False) + frame(CONTINUATION, PING_COMMAND[1:])
        )
        await self.answers_ping_command(socket)

    async def test_a_ping_between_fragments_is_answered_at_once(self):
        socket = await self.connected()
        await socket.send(frame(TEXT, PING_COMMAND[:5], final=False), frame(PING, b"between"))
        self.assertEqual(await socket.receive(), (PONG, b"between"))
        await socket.send(frame(CONTINUATION, PING_COMMAND[5:]))
        await self.answers_ping_command(socket)

    async def test_fragments_out_of_place_are_refused(self):
        for frames in (
            [frame(CONTINUATION, b"of nothing")],
            [frame(CONTINUATION, b"of nothing", final=False)],
            [frame(TEXT, b"a", final=False), frame(TEXT, b"b")],
            [frame(TEXT, b"a", final=False), frame(BINARY, b"b", final=False)],
            [frame(PING, b"a", final=False)],
            [frame(PONG, b"a", final=False), frame(CONTINUATION, b"b")],
        ):
            with self.subTest(frames=frames):
                await self.fails({PROTOCOL_ERROR}, *frames)

    async def test_reserved_bits_are_refused(self):
        for reserved in range(1, 8):
            for opcode in (TEXT, PING, CLOSE):
                with self.subTest(reserved=reserved, opcode=opcode):
                    await self.fails({PROTOCOL_ERROR}, frame(opcode, reserved=reserved))

    async def test_reserved_opcodes_are_refused(self):
        for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
            with self.subTest(opcode=opcode):
                await self.fails({PROTOCOL_ERROR}, frame(opcode, b"x"))

    async def test_control_frames_are_short(self):
        for opcode in (PING, PONG, CLOSE):
            with self.subTest(opcode=opcode):
                await self.fails({PROTOCOL_ERROR}, frame(opcode, b"\x03\xe8" + b"p" * 124))

    async def test_frames_without_a_mask_are_refused(self):
        for opcode in (TEXT, PING, CLOSE):
            with self.subTest(opcode=opcode):
                await self.fails({PROTOCOL_ERROR}, frame(opcode, masked=False))

    async def test_lengths_have_one_form(self):
        for head in (b"\x81\xfe\x00\x05", b"\x81\xff" + bytes(7) + b"\x05", b"\x81\xff\x80" + bytes(7)):
            with self.subTest(head=head):
                await self.fails({PROTOCOL_ERROR, TOO_BIG}, head + bytes(9))

    async def test_text_is_utf8(self):
        for payload in (
            b"\xff", b"\xc0\xaf", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80",
            b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited", b"\xe2\x82",
        ):
            with self.subTest(payload=payload):
                await self.fails({BAD_PAYLOAD}, frame(TEXT, payload))
        with self.subTest("in the second fragment"):
            await self.fails({BAD_PAYLOAD}, frame(TEXT, b"\xe2\x82", final=False), frame(CONTINUATION, b"x"))

    async def test_a_character_may_be_cut_between_fragments(self):
        command = '{"id":2,"ping":{},"euro":"€"}'.encode()
        cut = command.index("€".encode()) + 1
        socket = await self.connected()
        await socket.send(frame(TEXT, command[:cut], final=False), frame(CONTINUATION, command[cut:]))
        await self.answers_ping_command(socket)

    async def test_what_is_no_command_ends_with_the_protocols_own_code(self):
        for frames in ([frame(BINARY, PING_COMMAND)], [frame(TEXT)], [frame(TEXT, b"hello")]):
            with self.subTest(frames=frames):
                await self.fails({BAD_REQUEST}, *frames)

    async def test_messages_are_bounded_whole_and_in_fragments(self):
        half = b" " * (MESSAGE_BYTES_MAX // 2 + 1)
        await self.fails({TOO_BIG}, frame(TEXT, half + half))
        await self.fails({TOO_BIG}, frame(TEXT, half, final=False), frame(CONTINUATION, half))
        # Announced only: nobody needs to send it.
        await self.fails({TOO_BIG}, b"\x81\xff" + struct.pack(">Q", 1 << 40) + bytes(4))

    async def test_a_close_is_answered_with_its_code(self):
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999):
            with self.subTest(code=code):
                socket = await self.connected()
                await socket.send(close_frame(code, b"r" * 123))
                opcode, payload = await socket.receive()
                self.assertEqual((opcode, payload[:2]), (CLOSE, struct.pack(">H", code)))
                self.assertIsNone(await socket.receive())
        with self.subTest("without a code"):
            socket = await self.connected()
            await socket.send(close_frame())
            opcode, _ = await socket.receive()
            self.assertEqual(opcode, CLOSE)
            self.assertIsNone(await socket.receive())

    async def test_close_codes_that_nobody_may_send_are_refused(self):
        for code in (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999):  # the RFC leaves those from 5000 on open
            with self.subTest(code=code):
                await self.fails({PROTOCOL_ERROR}, close_frame(code))

    async def test_malformed_closes_are_refused(self):
        await self.fails({PROTOCOL_ERROR}, frame(CLOSE, b"\x03"))
        await self.fails({PROTOCOL_ERROR, BAD_PAYLOAD}, close_frame(1000, b"\xed\xa0\x80"))

    async def test_nothing_after_a_close_is_answered(self):
        socket = await self.connected()
        await socket.send(close_frame(1000), frame(PING, b"late"), frame(TEXT, PING_COMMAND))
        opcode, _ = await socket.receive()
        self.assertEqual(opcode, CLOSE)
        self.assertIsNone(await socket.receive())


if __name__ == "__main__":
    unittest.main(verbosity=2)
