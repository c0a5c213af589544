"""Each container of Caravan, started by the real program as its pod would: the same arguments, settings and secrets. The stores
are away, which a process must stand; where it listens and where its key is are this machine's."""

import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

import rendered
import rules

BINARY = os.environ["CARAVAN_BIN"]
ANSWER_SECONDS_MAX = 10
# Whatever an operator fills in.
SECRETS = {
    "PGPASSWORD": "secret",
    "CARAVAN_CASSANDRA_USERNAME": "caravan",
    "CARAVAN_CASSANDRA_PASSWORD": "secret",
    "CARAVAN_KAFKA_PROPERTIES": "security.protocol=SASL_SSL,sasl.mechanism=SCRAM-SHA-512,sasl.username=caravan,sasl.password=secret",
}


def environment(objects, container, with_optional_secrets):
    """What the kubelet would put together."""
    variables = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    for source in container.get("envFrom", []):
        variables |= objects.named("ConfigMap", source["configMapRef"]["name"])["data"]
    for each in container.get("env", []):
        if "value" in each:
            variables[each["name"]] = each["value"]
        elif with_optional_secrets or not each["valueFrom"]["secretKeyRef"].get("optional"):
            variables[each["name"]] = SECRETS[each["name"]]
    return variables


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS_MAX) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


class Pod:
    """A role's process, with what its init container leaves behind."""

    def __init__(self, objects, role, folder):
        spec = objects.caravans()[role]["spec"]["template"]["spec"]
        variables = environment(objects, rendered.caravan(spec), with_optional_secrets=False)
        mounts = {}
        for each in spec.get("initContainers", []):
            if each["name"] == "signing-key":
                mounts = {mount["mountPath"]: folder / mount["name"] for mount in each["volumeMounts"]}
                self._copy_key(each["command"], mounts)
        for there, here in mounts.items():
            key = variables["CARAVAN_AUTH_KEY_FILE"]
            if key.startswith(there + "/"):
                variables["CARAVAN_AUTH_KEY_FILE"] = key.replace(there, str(here))
        arguments = rendered.caravan(spec)["args"]
        arguments = [*arguments[:-1], "127.0.0.1:0"]
        # A root that cannot be written to: were anything to be, it would be here.
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen([BINARY, *arguments], env={**variables, "CARAVAN_DATA_DIR": "/proc/caravan"},
                                             stdout=subprocess.PIPE, stderr=log, cwd="/")
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{role} does not start: {self.log.read_text()}")
        self.url = json.loads(line)["listening"]

    @staticmethod
    def _copy_key(command, mounts):
        """A Secret's file as a pod sees it: readable for the group too."""
        for folder in mounts.values():
            folder.mkdir()
        here = [re.sub("|".join(map(re.escape, mounts)), lambda match: str(mounts[match.group()]), word) for word in command]
        secret = pathlib.Path(here[-2])
        secret.write_text("a signing key of thirty-two bytes or more\n")
        secret.chmod(0o440)
        subprocess.run(here, check=True)

    def terminate(self):
        self._process.send_signal(signal.SIGTERM)

    def wait(self):
        return self._process.wait(rules.END_SECONDS)

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


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
