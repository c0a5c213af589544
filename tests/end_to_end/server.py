"""A real `caravan serve` process of one test: started on a free port, killed and started again on the same one."""

import asyncio
import json
import os
import pathlib
import re
import signal

BINARY = pathlib.Path(os.environ.get("CARAVAN_BIN", pathlib.Path(__file__).parents[2] / "build" / "caravan"))
READY_SECONDS_MAX = 20


class Server:
    """`wrapper` is a command that starts the program (prlimit …), `environment` is added to the tests' own. Without
    `standard_error` that is a file beside the data."""

    def __init__(self, data, *settings, binary=BINARY, wrapper=(), environment=None, standard_error=None):
        self._data = data
        self._settings = settings
        self._command = [*wrapper, binary]
        self._environment = os.environ | (environment or {})
        self._process = None
        self._standard_error = standard_error
        self._log = None
        self.url = None

    @property
    def pid(self):
        return self._process.pid

    @property
    def is_running(self):
        return self._process is not None and self._process.returncode is None

    @property
    def address(self):
        host, port = self.url.removeprefix("http://").split(":")
        return host, int(port)

    async def start(self):
        listen = self.url.removeprefix("http://") if self.url else "127.0.0.1:0"
        arguments = ["serve", "--listen", listen, "--data", str(self._data)]
        for setting in self._settings:
            arguments += ["--set", setting]
        self._log = open(pathlib.Path(self._data).with_suffix(".log"), "ab")
        self._process = await asyncio.create_subprocess_exec(
            *self._command, *arguments, stdout=asyncio.subprocess.PIPE, stderr=self._standard_error or self._log, env=self._environment
        )
        line = await asyncio.wait_for(self._process.stdout.readline(), READY_SECONDS_MAX)
        if not line:
            await asyncio.wait_for(self._process.wait(), READY_SECONDS_MAX)
            self._log.close()
            raise RuntimeError(f"caravan did not start: {self.log()[-500:]}")
        self.url = json.loads(line)["listening"]
        return self

    async def kill(self):
        await self._end(signal.SIGKILL)

    async def stop(self):
        """Ends it politely and returns its exit code."""
        return await self._end(signal.SIGTERM)

    def signal(self, number):
        self._process.send_signal(number)

    def log(self):
        """What all its processes have said on standard error."""
        return pathlib.Path(self._data).with_suffix(".log").read_text()

    async def metric(self, session, name):
        """The value of the metric of that name (with its labels, if it has any), or 0."""
        async with session.get(f"{self.url}/metrics") as answer:
            found = re.search(rf"^{re.escape(name)} (\S+)$", await answer.text(), re.MULTILINE)
        return float(found[1]) if found else 0.0

    async def _end(self, how):
        if self._process is None:  # it was never started
            return None
        if self._process.returncode is None:
            self._process.send_signal(how)
        code = await asyncio.wait_for(self._process.wait(), READY_SECONDS_MAX)
        self._log.close()
        return code
