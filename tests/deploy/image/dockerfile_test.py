"""Every Dockerfile of the project by hadolint."""

import pathlib
import subprocess
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
HADOLINT = REPOSITORY / ".dev/deploy/bin/hadolint"


def complaints(*files):
    return subprocess.run([HADOLINT, "--no-color", *files], capture_output=True, text=True, check=False)


class Dockerfiles(unittest.TestCase):
    def test_hadolint_has_nothing_to_say(self):
        files = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*Dockerfile"],
                               cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split()
        self.assertIn("deploy/docker/Dockerfile", files)
        done = complaints(*(REPOSITORY / file for file in files))
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_it_would_have(self):
        with tempfile.NamedTemporaryFile("w", suffix="Dockerfile") as bad:
            bad.write("FROM debian\nRUN sudo apt-get install curl\n")
            bad.flush()
            self.assertNotEqual(complaints(bad.name).returncode, 0)


if __name__ == "__main__":
    unittest.main()
