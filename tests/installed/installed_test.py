"""`cmake --install`: what it makes is small, hardened, and serves from where it was put."""

import asyncio
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "end_to_end"))
import aiohttp
from server import Server

BUILD = pathlib.Path(os.environ.get("BUILD_FOLDER", pathlib.Path(__file__).parents[2] / "build"))
BYTES_MAX = 15 * 1000 * 1000


def output_of(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, timeout=120, **options).stdout


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.prefix = pathlib.Path(cls.scratch) / "prefix"
        output_of("cmake", "--install", BUILD, "--prefix", cls.prefix, "--component", "Unspecified")
        cls.program = cls.prefix / "bin" / "caravan"

    def read(self, *arguments):
        return output_of("readelf", "--wide", *arguments, self.program)

    def test_it_is_small_and_without_symbols(self):
        self.assertLessEqual(self.program.stat().st_size, BYTES_MAX)
        self.assertNotIn(".symtab", self.read("--sections"))

    def test_it_is_loaded_anywhere_with_tables_that_nobody_writes(self):
        self.assertRegex(self.read("--file-header"), r"Type:\s+DYN")
        segments = self.read("--segments")
        self.assertIn("GNU_RELRO", segments)
        self.assertRegex(segments, r"GNU_STACK\s+(\S+\s+){5}RW\s")
        self.assertRegex(self.read("--dynamic"), r"FLAGS_1\)\s+Flags: .*NOW")

    def test_it_notices_writes_beyond_what_there_is(self):
        imported = set(re.findall(r"UND (\w+)", self.read("--dyn-syms")))
        self.assertIn("__stack_chk_fail", imported)
        self.assertTrue({"__memcpy_chk", "__snprintf_chk"} & imported, "_FORTIFY_SOURCE has done nothing")

    @unittest.skipUnless(os.uname().machine == "x86_64", "of x86-64")
    def test_its_functions_begin_where_jumps_may_land(self):
        code = output_of("objdump", "--disassemble", "--no-show-raw-insn", "--section=.text", self.program)
        self.assertGreater(code.count("endbr64"), 1_000)

    def test_it_serves_with_its_web_ui(self):
        async def page():
            server = await Server(pathlib.Path(self.scratch) / "data", "guard.enabled=false", binary=self.program).start()
            try:
                async with aiohttp.ClientSession() as session, session.get(server.url) as answer:
                    return answer.status, await answer.text()
            finally:
                self.assertEqual(await server.stop(), 0)

        status, text = asyncio.run(page())
        if (self.prefix / "share" / "caravan" / "web" / "index.html").exists():
            self.assertEqual(status, 200)
            self.assertIn("Caravan", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
