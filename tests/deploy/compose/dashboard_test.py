"""What the dashboard asks of one machine has answers from a Prometheus that scrapes a server under load. The rest is asked
in full_test.py, where all stores are."""

import os
import pathlib
import socket
import subprocess
import tempfile
import unittest

import dashboard
from chat import Person, ask, say_until_refused
from engine import bring_loopback_up, until
from standins import BINARY, WEB
from tools import OBSERVABILITY, program

READY_SECONDS_MAX = 60
SERIES_SECONDS_MAX = 60
SCRAPE = """
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [%s/prometheus/*.yaml]
scrape_configs:
  - job_name: caravan
    static_configs: [{targets: ["%s"], labels: {role: all}}]
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class OneMachine(unittest.TestCase):
    def setUp(self):
        bring_loopback_up()
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def start(self, *command, name):
        log = self.enterContext(open(self.scratch / f"{name}.log", "wb"))
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=os.environ)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return process

    def serve(self):
        address = f"127.0.0.1:{free_port()}"
        self.start(BINARY, "serve", "--listen", address, "--data", self.scratch / "data", "--set", f"web.root={WEB}",
                   "--set", "backend.feed=log", name="caravan")
        until(lambda: self.is_up(f"http://{address}/metrics"), READY_SECONDS_MAX, "the server")
        return address

    def scrape(self, address):
        port = free_port()
        settings = self.scratch / "prometheus.yaml"
        settings.write_text(SCRAPE % (OBSERVABILITY, address))
        self.start(program("prometheus"), f"--config.file={settings}", f"--storage.tsdb.path={self.scratch}/prometheus",
                   f"--web.listen-address=127.0.0.1:{port}", name="prometheus")
        until(lambda: self.is_up(f"http://127.0.0.1:{port}/-/ready"), READY_SECONDS_MAX, "Prometheus")
        return f"http://127.0.0.1:{port}"

    @staticmethod
    def is_up(url):
        try:
            return ask(url)[0] == 200
        except OSError:
            return False

    def test_every_question_about_the_embedded_store_has_an_answer(self):
        address = self.serve()
        prometheus = self.scrape(address)
        ada, grace = Person(f"http://{address}", "ada"), Person(f"http://{address}", "Grace")
        say_until_refused(ada, grace, ada.chat_with(grace), READY_SECONDS_MAX)
        questions = [(panel, expression) for panel, expression in dashboard.expressions()
                     if dashboard.is_of_embedded_store(expression)]
        self.assertTrue(questions)
        until(lambda: not dashboard.without_series(prometheus, questions), SERIES_SECONDS_MAX, questions)
        # A question with a name that nobody has is one without an answer, and so is one that is no question.
        self.assertEqual(dashboard.without_series(prometheus, [("a", "sum(caravan_sqlite_queued_wrotes)"), ("b", "sum(")]),
                         ["a: sum(caravan_sqlite_queued_wrotes)", "b: sum("])


if __name__ == "__main__":
    unittest.main()
