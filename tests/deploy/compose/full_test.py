"""compose.full.yaml: every role and store as a service of its own. Two browsers chat over WebSocket and over Firestore while
one container after the other is killed; then Prometheus has an answer to all that the dashboard asks, and an alarm arrives."""

import http.server
import json
import os
import pathlib
import socketserver
import subprocess
import tempfile
import threading
import unittest

import dashboard
import hardening
from chat import Person, ask, say_until_refused, sign_up_until_refused
from compose_case import SCRATCH, SPOILED_PORT, ComposeCase
from engine import Events, until
from tools import COMPOSE, ROOT

URL = "http://localhost:3000"
PROMETHEUS = "http://localhost:9090"
ALERTMANAGER = "http://localhost:9093"
# Where containers of the network "front" find this machine.
THIS_MACHINE = "172.31.253.1"
SERIES_SECONDS_MAX = 120
# A minute until it fires, and the times at which scrapes, rules and groups are looked at.
ALARM_SECONDS_MAX = 180


class Webhook(http.server.BaseHTTPRequestHandler):
    """Takes what Alertmanager sends."""

    heard = []

    def do_POST(self):  # noqa: N802  (the library calls it so)
        self.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def listen_for_alarms():
    return serve(http.server.ThreadingHTTPServer(("0.0.0.0", 0), Webhook))


class RemoteControl(socketserver.StreamRequestHandler):
    """Lets the browsers' test break things: "chat kill" is answered "done" when the service is healthy again."""

    def handle(self):
        service, action = self.rfile.readline().decode().split()
        try:
            {"kill": AllServices.kill}[action](service)
            answer = "done"
        except Exception as error:  # whatever it was, the one who asked must hear of it
            answer = f"failed: {error!r}"
        self.wfile.write(f"{answer}\n".encode())


class AllServices(ComposeCase):
    FILE = "compose.full.yaml"
    # Small: everything of this test is.
    ENVIRONMENT = {"CASSANDRA_HEAP": "512M", "KAFKA_HEAP": "256m", "CARAVAN_SECRETS": str(SCRATCH / "secrets"),
                   "CARAVAN_PROXIES": THIS_MACHINE}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webhook = listen_for_alarms()
        cls.addClassCleanup(cls.webhook.shutdown)
        address = f"http://{THIS_MACHINE}:{cls.webhook.server_address[1]}/"
        subprocess.run([COMPOSE / "secrets.sh"], env={**os.environ, **cls.ENVIRONMENT, "ALERT_WEBHOOK_URL": address}, check=True,
                       stdout=subprocess.DEVNULL)
        with Events(cls.engine, SCRATCH / "events") as cls.events:
            cls.up()

    def test_0_its_rules(self):
        self.check_rules_of_services()
        self.check_that_nonsense_is_refused(self.enterContext(tempfile.TemporaryDirectory()))
        config = self.config()
        self.assertEqual(hardening.missing_roles(config), [])
        for name in ("gateway", "grafana"):
            SPOILED_PORT(config["services"][name])
            self.assertIn(f"{name}: port 3000 is open to the network", hardening.faults(config))
        config["services"]["chat"]["depends_on"]["cassandra"]["condition"] = "service_started"
        self.assertIn("chat: it does not wait until cassandra is ready", hardening.faults(config))
        config["services"]["live"]["secrets"] = []
        self.assertIn("live: CARAVAN_AUTH_KEY_FILE names a secret that it is not given", hardening.faults(config))

    def test_1_it_started_in_the_order_of_health(self):
        for name, service in self.config()["services"].items():
            for other in service.get("depends_on", {}):
                self.assertLess(self.events.ready(other), self.events.started(name), f"{other} before {name}")
        self.assertEqual(self.state("migrate")["State"]["ExitCode"], 0)

    def test_2_the_gateway_shows_no_insides(self):
        for path in ("metrics", "health/"):
            self.assertEqual(ask(f"{URL}/{path}")[0], 404)
        self.assertEqual(ask(f"{URL}/auth/api/health/")[0], 200)
        self.assertEqual(ask(f"{URL}/chat/api/health/")[0], 200)
        self.assertIn("firestore", ask(f"{URL}/config.json")[1])

    def test_3_browsers_chat_while_containers_are_killed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "remote control"
            with socketserver.ThreadingUnixStreamServer(str(path), RemoteControl) as control:
                serve(control)
                environment = {**os.environ, "CARAVAN_INSTALLATION_URLS": f"{URL} {URL}",
                               "CARAVAN_INSTALLATION_CONTROL": str(path)}
                code = subprocess.run(["npm", "run", "--silent", "e2e:compose"], cwd=ROOT / "web", env=environment,
                                      check=False).returncode
                control.shutdown()
        self.assertEqual(code, 0)

    @staticmethod
    def alarms():
        return [text for text in Webhook.heard if "CaravanProcessDown" in text]

    def test_4_prometheus_answers_the_dashboard_and_an_alarm_arrives(self):
        self.engine.docker("pause", self.state("web")["Id"])
        ada, grace = Person(URL, "ada of the load"), Person(URL, "Grace of the load")
        chat = ada.chat_with(grace)
        questions = [(panel, expression) for panel, expression in dashboard.expressions()
                     if not dashboard.is_of_embedded_store(expression)]

        def has_all():
            say_until_refused(ada, grace, chat, SERIES_SECONDS_MAX)
            return not dashboard.without_series(PROMETHEUS, questions)

        try:
            until(has_all, SERIES_SECONDS_MAX, "series of everything")
        finally:
            self.assertEqual(dashboard.without_series(PROMETHEUS, questions), [])
        until(self.alarms, ALARM_SECONDS_MAX, "an alarm's arrival")
        [alarm, *_] = self.alarms()
        self.assertIn("web at ", alarm)
        self.assertIn("docs/runbook.md#caravanprocessdown", alarm)
        self.engine.docker("unpause", self.state("web")["Id"])
        _, answer = ask(f"{PROMETHEUS}/api/v1/targets?state=active")
        roles = {target["labels"].get("role") for target in json.loads(answer)["data"]["activeTargets"]}
        self.assertEqual(roles - {None}, hardening.ROLES)

    def test_5_a_proxy_on_this_machine_says_who_a_client_is(self):
        """Were they one address, the second one would be refused at once."""
        self.assertEqual([sign_up_until_refused(URL, client) for client in ("203.0.113.7", "203.0.113.8")], [5, 5])


if __name__ == "__main__":
    unittest.main()
