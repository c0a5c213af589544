"""The launcher of the suites runs what is there and names what is not."""

import os
import pathlib
import subprocess
import tempfile
import unittest

LAUNCHER = pathlib.Path(__file__).resolve().with_name("launch.sh")


def launch(*command, launcher=LAUNCHER, **options):
    return subprocess.run([launcher, *command], capture_output=True, text=True, timeout=20, check=False, **options)


class LauncherTest(unittest.TestCase):
    def assert_missing(self, what, done):
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, f"this test needs {what}, which is not here: ./dev test installs it\n")

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name).resolve()

    def make_program(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def test_runs_the_program_with_its_arguments_and_gives_its_code(self):
        done = launch("sh", "-c", 'echo "$1"; exit 7', "sh", "two words")
        self.assertEqual((done.returncode, done.stdout), (7, "two words\n"))

    def test_names_a_missing_program(self):
        self.assert_missing("no-such-program", launch("no-such-program", "argument"))
        self.assert_missing("/nowhere/python", launch("/nowhere/python"))

    def launch_in_clone(self, *command):
        """With another npm in PATH, and as the launcher of another clone, which may have fetched tools of its own."""
        launcher = self.folder / "tests" / "launch.sh"
        self.make_program(launcher, LAUNCHER.read_text())
        self.make_program(self.folder / "bin" / "npm", 'echo "npm $*"')
        environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}"}
        return launch(*command, launcher=launcher, cwd=self.folder, env=environment)

    def test_npm_needs_the_modules_of_its_folder(self):
        self.assert_missing(self.folder / "node_modules", self.launch_in_clone("npm", "test"))
        (self.folder / "node_modules").mkdir()
        self.assertEqual(self.launch_in_clone("npm", "test").stdout, "npm test\n")

    def test_prefers_what_dev_has_fetched(self):
        (self.folder / "node_modules").mkdir()
        self.make_program(self.folder / ".dev" / "node" / "node_modules" / ".bin" / "npm", "echo fetched")
        self.assertEqual(self.launch_in_clone("npm", "test").stdout, "fetched\n")


if __name__ == "__main__":
    unittest.main()
