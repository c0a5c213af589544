"""Every role of every overlay, started as its pod would. The stores are away, which a process must stand."""

import pathlib
import re
import subprocess
import tempfile
import unittest
import urllib.request

import rendered
import rules
from pods import ANSWER_SECONDS_MAX, BINARY, Pod, environment, status


class Roles(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def pod(self, overlay, role):
        folder = self.folder / overlay / role
        folder.mkdir(parents=True)
        pod = Pod(rendered.objects(overlay), role, folder)
        self.addCleanup(pod.kill)
        return pod

    def test_the_program_knows_no_other_role(self):
        told = subprocess.run([BINARY, "serve", "--help"], capture_output=True, text=True, check=True).stdout
        named = re.search(r"a list of ([a-z, -]+ or [a-z-]+)", told).group(1)
        self.assertEqual(set(re.split(", | or ", named)), set(rules.ROLES))

    def test_every_setting_is_one(self):
        for overlay in rendered.OVERLAYS:
            objects = rendered.objects(overlay)
            for role, deployment in objects.caravans().items():
                container = rendered.caravan(deployment["spec"]["template"]["spec"])
                with self.subTest(overlay=overlay, role=role):
                    shown = subprocess.run([BINARY, "config", "show"], env=environment(objects, container, True),
                                           capture_output=True, text=True, check=False)
                    self.assertEqual(shown.returncode, 0, shown.stderr)
                    self.assertNotIn("secret", shown.stdout)

    def test_a_setting_that_is_none_is_found(self):
        objects = rendered.objects("gke")
        objects.settings()["CARAVAN_SERVER_DRAIN"] = "10s"
        container = rendered.caravan(objects.caravans()["web"]["spec"]["template"]["spec"])
        shown = subprocess.run([BINARY, "config", "show"], env=environment(objects, container, True),
                               capture_output=True, text=True, check=False)
        self.assertNotEqual(shown.returncode, 0)
        self.assertIn("CARAVAN_SERVER_DRAIN", shown.stderr)

    def test_every_role_serves_and_ends(self):
        pods = {}
        for overlay in rendered.OVERLAYS:
            for role, deployment in rendered.objects(overlay).caravans().items():
                with self.subTest(overlay=overlay, role=role):
                    pod = pods[overlay, role] = self.pod(overlay, role)
                    container = rendered.caravan(deployment["spec"]["template"]["spec"])
                    # Alive and ready although its stores are away; a rollout waits for these.
                    self.assertEqual(status(pod.url + container["readinessProbe"]["httpGet"]["path"]), 200)
                    self.assertEqual(status(pod.url + container["livenessProbe"]["httpGet"]["path"]), 200)
                    if "startupProbe" in container:
                        self.assertEqual(status(pod.url + container["startupProbe"]["httpGet"]["path"]), 503)
        for pod in pods.values():
            pod.terminate()
        for (overlay, role), pod in pods.items():
            with self.subTest(overlay=overlay, role=role):
                self.assertEqual(pod.wait(), 0, pod.log.read_text())

    def test_what_scales_is_measured(self):
        objects = rendered.objects("gke")
        for scaled in objects.of("ScaledObject"):
            role = scaled["spec"]["scaleTargetRef"]["name"]
            queries = [each["metadata"]["query"] for each in scaled["spec"]["triggers"] if each["type"] == "prometheus"]
            if not queries:
                continue
            with self.subTest(role=role):
                pod = self.pod("gke", role)
                with urllib.request.urlopen(pod.url + "/metrics", timeout=ANSWER_SECONDS_MAX) as answer:
                    known = set(re.findall(r"^# TYPE (\S+)", answer.read().decode(), re.MULTILINE))
                wanted = {name for query in queries for name in re.findall(r"caravan_\w+(?=\{)", query)}
                self.assertEqual(wanted - known, set())


if __name__ == "__main__":
    unittest.main()
