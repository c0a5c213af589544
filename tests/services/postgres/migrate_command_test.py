"""`caravan migrate` on a real PostgreSQL, as an operator types it."""

import os
import subprocess
import tempfile
import unittest

BINARY = os.environ["CARAVAN_BIN"]
URL = os.environ["CARAVAN_TEST_POSTGRES"]
SECONDS_MAX = 60


class MigrateCommand(unittest.TestCase):
    def setUp(self):
        self.data = tempfile.TemporaryDirectory()
        self.addCleanup(self.data.cleanup)

    def migrate(self, *arguments, url=URL):
        command = [BINARY, "migrate", *arguments, "--data", f"{self.data.name}/data"]
        command += ["--set", "backend.accounts=postgres"]
        return subprocess.run(
            command, env={"DATABASE_URL": url}, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
        )

    def said(self, *arguments):
        done = self.migrate(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()[-1]

    def test_up_and_down_and_up(self):
        self.assertEqual(self.said("status"), "PostgreSQL has version 0, the newest is 4.")
        self.assertEqual(self.said("up"), "PostgreSQL went from version 0 to 4.")
        self.assertEqual(self.said("up"), "PostgreSQL has version 4 already.")
        self.assertEqual(self.said("status"), "PostgreSQL has version 4, the newest is 4.")
        self.assertEqual(self.said("down"), "PostgreSQL went from version 4 to 3.")
        self.assertEqual(self.said("down", "--to", "0"), "PostgreSQL went from version 3 to 0.")

    def test_a_server_that_is_away_is_named_and_the_password_is_not(self):
        refused = self.migrate("status", url="postgresql://ann:hidden@127.0.0.1:1/chat")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("Connection refused", refused.stderr)
        self.assertNotIn("hidden", refused.stdout + refused.stderr)

    def test_without_a_url_it_says_what_is_missing(self):
        refused = self.migrate("status", url="")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("must start with postgresql://", refused.stderr)


if __name__ == "__main__":
    unittest.main()
