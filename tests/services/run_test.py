"""What stands in the way of a server is said in one line."""

import contextlib
import io
import pathlib
import tempfile
import unittest
from unittest import mock

import run
from cassandra import Cassandra
from process import CannotRun, Process, lives
from service import Service

STACK = "\\n\\tat org.apache.cassandra.service.CassandraDaemon.main(CassandraDaemon.java:1)" * 30


class DyingCassandra(Cassandra):
    """Says its last words instead of running; `last_words` is for printf."""

    last_words = ""

    def _command(self):
        return ["printf", self.last_words]


def start(last_words):
    """What run.py gives and says when Cassandra's last words are these."""
    said = io.StringIO()
    with (
        mock.patch.object(DyingCassandra, "last_words", last_words),
        mock.patch.object(run, "class_of", lambda name: DyingCassandra),
        contextlib.redirect_stderr(said),
    ):
        return run.main(["cassandra", "--", "true"]), said.getvalue()


class SilentServer(Service):
    """Starts, and answers nobody."""

    def _run(self):
        self._process = Process(["sleep", "infinity"], "/dev/null")
        raise TimeoutError


class Notebook(Service):
    """Its data is a folder."""

    def __init__(self, folder):
        self._data = folder

    def _run(self):
        self._process = Process(["sleep", "infinity"], "/dev/null")

    def _make_data(self):
        self._data.mkdir()


class RunTest(unittest.TestCase):
    def assert_one_line(self, said, *words):
        self.assertEqual(said.count("\n"), 1, said)
        for word in ("run.py: ", *words):
            self.assertIn(word, said)

    def test_a_root_that_is_no_mount_point(self):
        code, said = start(f"ERROR Unable check disk space in '/tmp/data'. Perhaps ...{STACK}\\n")
        self.assertEqual(code, 1)
        self.assert_one_line(said, "/ is no mount point", "mount --bind")

    def test_words_that_nobody_knows_are_shown(self):
        with self.assertRaisesRegex(RuntimeError, "something else"):
            start("ERROR something else\\n")

    def test_a_server_that_does_not_answer_again_leaves_its_port_and_data_free(self):
        server = SilentServer()
        with self.assertRaises(TimeoutError):
            server.restart()
        self.assertFalse(lives(server.pid))

    def test_a_server_that_loses_its_disk_runs_again_and_has_forgotten(self):
        with tempfile.TemporaryDirectory() as scratch:
            server = Notebook(pathlib.Path(scratch) / "data")
            server._make_data()
            server._run()
            self.addCleanup(server.stop)
            first = server.pid
            (server._data / "what it was told").touch()
            server.lose()
            self.assertEqual(list(server._data.iterdir()), [])
            self.assertEqual((lives(first), lives(server.pid)), (False, True))

    def test_a_missing_command(self):
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            self.assertEqual(run.main(["cassandra", "--", "/nowhere/python", "a.py"]), 1)
        self.assert_one_line(said.getvalue(), "/nowhere/python is needed", "./dev test")

    def test_a_missing_server(self):
        with self.assertRaisesRegex(CannotRun, "no-such-server is needed"):
            Process(["no-such-server"], "/dev/null")


if __name__ == "__main__":
    unittest.main()
