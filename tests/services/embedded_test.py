"""The program that is built for the embedded store alone, from the tree that also built the other."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import aiohttp

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "end_to_end"))

from client import Person  # noqa: E402
from server import BINARY, Server  # noqa: E402

CLIENT_LIBRARIES = ("libpq.", "librdkafka.")
SHARED_STORES = (
    "--set", "backend.accounts=postgres", "--set", "backend.history=cassandra", "--set", "backend.log=kafka",
)  # fmt: skip


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


class EmbeddedTest(unittest.IsolatedAsyncioTestCase):
    def test_it_loads_no_library_of_another_store(self):
        loaded = run("ldd", BINARY).stdout
        self.assertIn("libsqlite3.", loaded)
        for library in CLIENT_LIBRARIES:
            self.assertNotIn(library, loaded)

    async def test_it_serves(self):
        with tempfile.TemporaryDirectory() as scratch:
            server = await Server(pathlib.Path(scratch) / "data").start()
            async with aiohttp.ClientSession() as session:
                ada = await Person(server, session, "ada").sign_up()
                bob = await Person(server, session, "bob").sign_up()
                chat = await ada.open_chat(bob)
                await ada.send(chat, bob, "hello")
            self.assertEqual(await server.stop(), 0)

    def test_it_says_how_to_build_the_other(self):
        with tempfile.TemporaryDirectory() as scratch:
            refused = run(BINARY, "serve", "--listen", "127.0.0.1:0", "--data", f"{scratch}/data", *SHARED_STORES)
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn("CARAVAN_BACKENDS", refused.stderr)

    def test_it_migrates_no_database_of_others(self):
        refused = run(BINARY, "migrate", "status", *SHARED_STORES)
        self.assertEqual(refused.returncode, 2, refused.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
