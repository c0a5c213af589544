"""A real `caravan serve` process of one test: started on a free port, killed and started again on the same one."""

import asyncio
import json
import os
import pathlib
import signal

BINARY = pathlib.Path(os.environ.get("CARAVAN_BIN", pathlib.Path(__file__).parents[2] / "build" / "caravan"))
READY_SECONDS_MAX = 20


class Server:
    def __init__(self, data, *settings, binary=BINARY):
        self._data = data
        self._settings = settings
        self._binary = binary
        self._process = None
        self._log = None
        self.url = None

    @property
    def pid(self):
        return self._process.pid

    async def start(self):
        listen = self.url.removeprefix("http://") if self.url else "127.0.0.1:0"
        arguments = ["serve", "--listen", listen, "--data", str(self._data)]
        for setting in self._settings:
            arguments += ["--set", setting]
        self._log = open(pathlib.Path(self._data).with_suffix(".log"), "ab")
        self._process = await asyncio.create_subprocess_exec(
            self._binary, *arguments, stdout=asyncio.subprocess.PIPE, stderr=self._log
        )
        line = await asyncio.wait_for(self._process.stdout.readline(), READY_SECONDS_MAX)
        if not line:
            raise RuntimeError(f"caravan did not start; its log is {self._log.name}")
        self.url = json.loads(line)["listening"]
        return self

    async def kill(self):
        await self._end(signal.SIGKILL)

    async def stop(self):
        """Ends it politely and returns its exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how):
        if self._process.returncode is None:
            self._process.send_signal(how)
        code = await asyncio.wait_for(self._process.wait(), READY_SECONDS_MAX)
        self._log.close()
        return code
