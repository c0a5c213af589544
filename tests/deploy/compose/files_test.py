"""What Compose's files name, each read by the program that will read it: Dockerfiles, the gateway's and Prometheus'
configuration, and the dashboard. Then each is broken on purpose."""

import json
import os
import pathlib
import re
import shutil
import tempfile
import unittest

from tools import COMPOSE, OBSERVABILITY, ROOT, run

CADDYFILE = COMPOSE / "gateway" / "Caddyfile"
DASHBOARD = OBSERVABILITY / "grafana" / "dashboards" / "caravan.json"
PROVISIONING = OBSERVABILITY / "grafana" / "provisioning"


def faults_of(dashboard):
    """What Grafana would not show, or would show in the wrong place."""
    sources = (PROVISIONING / "datasources" / "prometheus.yaml").read_text()
    panels = dashboard["panels"]
    faults = []
    ids = [panel["id"] for panel in panels]
    if len(set(ids)) != len(ids):
        faults.append("two panels have one id")
    taken = set()
    for panel in panels:
        title, place = panel["title"], panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        if cells & taken or place["x"] + place["w"] > 24:
            faults.append(f"{title}: its place is taken, or there is none")
        taken |= cells
        if panel["type"] == "row":
            continue
        if f"uid: {panel['datasource']['uid']}\n" not in sources:
            faults.append(f"{title}: nobody provides its source")
        if not panel["targets"] or not all(target["expr"] and target["legendFormat"] for target in panel["targets"]):
            faults.append(f"{title}: asks for nothing, or does not say what it shows")
    return faults


class Files(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_dockerfiles(self):
        files = sorted(COMPOSE.glob("*/Dockerfile"))
        self.assertEqual(len(files), 2)
        for file in files:
            code, said = run("hadolint", "--failure-threshold", "style", file)
            self.assertEqual(code, 0, said)
        broken = self.scratch / "Dockerfile"
        broken.write_text("FROM debian\nRUN cd /tmp && apt-get install curl\n")
        self.assertNotEqual(run("hadolint", broken)[0], 0)

    def test_the_gateway(self):
        self.assertEqual(self.validate(CADDYFILE)[0], 0, self.validate(CADDYFILE)[1])
        self.assertEqual(run("caddy", "fmt", CADDYFILE)[1], CADDYFILE.read_text())
        broken = self.scratch / "Caddyfile"
        broken.write_text(CADDYFILE.read_text().replace("lb_policy round_robin", "lb_policy round_robbing"))
        self.assertNotEqual(self.validate(broken)[0], 0)

    def validate(self, file):
        home = {"XDG_CONFIG_HOME": str(self.scratch), "XDG_DATA_HOME": str(self.scratch), "HOME": str(self.scratch)}
        return run("caddy", "validate", "--config", file, "--adapter", "caddyfile", env={**os.environ, **home})

    def test_prometheus(self):
        shutil.copytree(OBSERVABILITY / "prometheus", self.scratch / "rules")
        file = self.scratch / "prometheus.yaml"
        shutil.copy(COMPOSE / "prometheus" / "prometheus.yaml", file)
        code, said = run("promtool", "check", "config", file)
        self.assertEqual(code, 0, said)
        self.assertIn("2 rule files found", said)
        file.write_text(file.read_text().replace("refresh_interval", "refresh_intervall", 1))
        self.assertNotEqual(run("promtool", "check", "config", file)[0], 0)

    def test_the_dashboard(self):
        text = DASHBOARD.read_text()
        dashboard = json.loads(text)
        self.assertEqual(faults_of(dashboard), [])
        folder = re.search(r"path: (\S+)", (PROVISIONING / "dashboards" / "caravan.yaml").read_text())[1]
        self.assertIn(f"../observability/grafana/dashboards:{folder}:ro", (COMPOSE / "compose.full.yaml").read_text())
        titles = {panel["title"] for panel in dashboard["panels"] if panel["type"] == "row"}
        self.assertEqual(titles, {"Rates", "Waits", "Lag", "Sockets", "Guard", "Firestore", "Dollars"})
        dashboard["panels"][1]["id"] = dashboard["panels"][2]["id"]
        self.assertEqual(faults_of(dashboard), ["two panels have one id"])
        broken = json.loads(text.replace('"uid": "caravan-prometheus"', '"uid": "other"'))
        self.assertIn("Sends: nobody provides its source", faults_of(broken))

    def test_the_auth_emulator_is_the_one_of_the_tests(self):
        ours, tests = (json.loads((folder / "package-lock.json").read_text())["packages"]
                       for folder in (COMPOSE / "auth-emulator", ROOT / "tests" / "firebase_auth"))
        del ours[""], tests[""]
        self.assertEqual(ours, tests)

    def test_the_firestore_emulator_is_the_one_of_the_tests(self):
        version = re.search(r"hidane_version=(\S+)", (ROOT / "dev").read_text())[1]
        self.assertIn(f"ARG HIDANE_VERSION={version}\n", (COMPOSE / "firestore-emulator" / "Dockerfile").read_text())


if __name__ == "__main__":
    unittest.main()
