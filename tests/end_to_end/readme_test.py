"""The README's tour, run as it stands: only the address and the data directory are the test's own."""

import asyncio
import json
import pathlib
import re
import tempfile
import unittest

from server import BINARY, Server

README = pathlib.Path(__file__).parents[2] / "README.md"
TOUR_SECONDS_MAX = 60


def blocks_of(section):
    text = README.read_text(encoding="utf-8").split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


async def bash(script):
    process = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", script, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await asyncio.wait_for(process.communicate(), TOUR_SECONDS_MAX)
    return process.returncode, output.decode()


class ReadmeTest(unittest.IsolatedAsyncioTestCase):
    async def test_the_tour_works(self):
        curl, tail = blocks_of("A tour in five minutes")
        with tempfile.TemporaryDirectory() as scratch:
            data = pathlib.Path(scratch) / "data"
            server = await Server(data).start()
            try:
                code, output = await bash(curl.replace("http://localhost:3000", server.url))
                self.assertEqual(code, 0, output)
                self.assertIn('{"id":1,"username":"ada"}{"id":2,"username":"bob"}', output)
                page = json.loads(output[output.rindex("[{") :])
                self.assertEqual([message["body"] for message in page], ["hello"])
                await self.assert_tailed(tail, data)
            finally:
                await server.kill()

    async def assert_tailed(self, script, data):
        script = script.replace("build/caravan", str(BINARY)).replace("caravan-data", str(data))
        code, output = await bash(script)
        self.assertEqual(code, 0)
        records = [json.loads(line) for line in output.splitlines()]
        self.assertEqual(len(records), 3, "a message, two deliveries")
        self.assertEqual(records[0]["body"], "hello")
        self.assertEqual({record["message"]["body"] for record in records[1:]}, {"hello"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
