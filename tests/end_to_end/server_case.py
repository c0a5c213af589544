"""A test case with a server of its own, which is gone when the test is over, whatever it suffered."""

import asyncio
import contextlib
import pathlib
import resource
import subprocess
import tempfile
import unittest

import aiohttp
from server import BINARY, Server

REFUSED_START_SECONDS_MAX = 20
HEALTH = b"GET /chat/api/health/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class ServerCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        # unittest's debug mode of asyncio slows clients down and comments on everything.
        asyncio.get_running_loop().set_debug(False)
        self.cleanups = await self.enterAsyncContext(contextlib.AsyncExitStack())
        self.scratch = pathlib.Path(self.cleanups.enter_context(tempfile.TemporaryDirectory()))
        self.data = self.scratch / "data"
        self.session = await self.cleanups.enter_async_context(aiohttp.ClientSession())

    async def serve(self, *settings, guarded=False, data=None, wrapper=(), environment=None):
        """Without the guard's limits, unless a test is about them; then this machine is exempt from those per address."""
        guard = "guard.exempt_networks=127.0.0.0/8" if guarded else "guard.enabled=false"
        settings = (guard, *settings)
        self.server = Server(data or self.data, *settings, wrapper=wrapper, environment=environment)
        self.cleanups.push_async_callback(self.server.kill)
        await self.server.start()

    def refused_start(self, data=None, wrapper=(), environment=None):
        """Starts a server that cannot be, and returns what it says."""
        command = [*wrapper, BINARY, "serve", "--listen", "127.0.0.1:0", "--data", str(data or self.data)]
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=REFUSED_START_SECONDS_MAX, check=False
        )
        self.assertEqual((ended.returncode, ended.stdout), (1, ""), ended.stderr)
        return ended.stderr

    @staticmethod
    def allow_many_connections():
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    async def connect(self):
        """A connection of raw bytes, closed at the end of the test."""
        reader, writer = await asyncio.open_connection(*self.server.address)
        self.cleanups.callback(writer.close)
        return reader, writer

    async def metric(self, name):
        return await self.server.metric(self.session, name)

    def lines_about(self, event):
        return [line for line in self.server.log().splitlines() if f'"event":"{event}"' in line]
