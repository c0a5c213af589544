"""The Tiltfile as Tilt itself reads it, and mistakes in it that must be seen."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAMS = ROOT / ".dev" / "deploy" / "bin"
ROLES = ["aggregate", "auth", "chat", "fan-out", "live", "publish", "web"]
# Tilt's numbers: when something changes, at first and when pressed, only when pressed.
AUTOMATIC, MANUAL = 0, 2

# Tilt refuses to work on a cluster that may be somebody's; this is the name of a local one, which nobody asks anything.
CLUSTER = """\
apiVersion: v1
kind: Config
current-context: kind-caravan
clusters: [{name: kind-caravan, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: kind-caravan, context: {cluster: kind-caravan, user: nobody}}]
users: [{name: nobody, user: {}}]
"""


def read(tiltfile, home, cluster=CLUSTER):
    (home / "cluster.yaml").write_text(cluster)
    environment = {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": str(home), "KUBECONFIG": str(home / "cluster.yaml"),
                   "TILT_DISABLE_ANALYTICS": "1", "DO_NOT_TRACK": "1"}
    return subprocess.run([PROGRAMS / "tilt", "alpha", "tiltfile-result", "--file", tiltfile], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, env=environment, check=False)


def problems(resources):
    """What is wrong with the resources that Tilt read, by name."""
    for role in ROLES:
        images = resources[role]["ImageTargets"] or []
        if len(images) != 1:
            yield f"{role} runs no image that Tilt builds"
            continue
        update = images[0]["LiveUpdateSpec"]
        synced = {sync["containerPath"] for sync in update.get("syncs", [])}
        if synced != {"/opt/caravan/bin/caravan", "/opt/caravan/web"}:
            yield f"{role} is sent {sorted(synced)}"
        told = {command["args"][-1].split()[-1] for command in update.get("execs", [])}
        if told != {"caravan", "web"}:
            yield f"{role} is told of {sorted(told)}"
        if "readOnlyRootFilesystem: false" not in resources[role]["DeployTarget"]["yaml"]:
            yield f"{role} cannot be sent anything"
    forwarded = [forward["localPort"] for resource in resources.values()
                 for forward in resource["DeployTarget"].get("portForwardTemplateSpec", {}).get("forwards", [])]
    yield from (f"port {port} is forwarded twice" for port in sorted(set(forwarded)) if forwarded.count(port) > 1)
    yield from (f"{name} is in no group" for name, resource in resources.items()
                if not resource["Labels"] and name != "uncategorized")


class TiltfileTest(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.home = pathlib.Path(made.name)

    def resources(self, tiltfile):
        done = read(tiltfile, self.home)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        return {manifest["Name"]: manifest for manifest in json.loads(done.stdout)["Manifests"]}

    def planted(self, old, new):
        """The Tiltfile with a mistake, in a tree that has what it reads."""
        tree = self.home / "tree"
        shutil.copytree(ROOT / "deploy" / "kubernetes", tree / "deploy" / "kubernetes")
        shutil.copytree(ROOT / "deploy" / "tilt", tree / "deploy" / "tilt")
        tiltfile = tree / "deploy" / "tilt" / "Tiltfile"
        text = tiltfile.read_text()
        self.assertIn(old, text)
        tiltfile.write_text(text.replace(old, new))
        return tiltfile

    def test_what_tilt_makes_of_it(self):
        resources = self.resources(ROOT / "deploy" / "tilt" / "Tiltfile")
        self.assertEqual(list(problems(resources)), [])
        groups = {}
        for name, resource in resources.items():
            for group in resource["Labels"] or ["none"]:
                groups.setdefault(group, []).append(name)
        self.assertEqual({group: sorted(names) for group, names in groups.items()},
                         {"build": ["programs"], "cluster": ["secrets"], "none": ["uncategorized"],
                          "roles": sorted([*ROLES, "gateway"]), "stores": ["cassandra", "kafka", "migrate", "postgres"],
                          "tests": ["browsers", "check", "test"]})
        gateway, = resources["gateway"]["DeployTarget"]["portForwardTemplateSpec"]["forwards"]
        self.assertEqual((gateway["localPort"], gateway["containerPort"]), (3000, 8080))
        for button in ("browsers", "check", "test"):
            self.assertEqual(resources[button]["TriggerMode"], MANUAL)
        for name in (*ROLES, "programs"):
            self.assertEqual(resources[name]["TriggerMode"], AUTOMATIC)
        for role in ROLES:
            self.assertLessEqual({"programs", "migrate", "secrets"}, set(resources[role]["ResourceDependencies"]))

    def test_a_role_that_the_overlay_does_not_have(self):
        done = read(self.planted("'live': 9100", "'alive': 9100"), self.home)
        self.assertEqual(done.returncode, 5)
        self.assertIn("alive", done.stderr)

    def test_a_cluster_that_may_be_somebodys(self):
        cluster = CLUSTER.replace("kind-caravan", "gke_ours_europe-west1_caravan")
        done = read(ROOT / "deploy" / "tilt" / "Tiltfile", self.home, cluster)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("might be production", done.stderr)

    def test_a_server_that_is_not_told_of_its_replacement(self):
        tiltfile = self.planted("run('/opt/caravan/bin/replaceable --replaced caravan', trigger=ROOT + '/build/caravan'),", "")
        self.assertIn("chat is told of ['web']", list(problems(self.resources(tiltfile))))

    def test_containers_that_cannot_be_changed(self):
        tiltfile = self.planted("['readOnlyRootFilesystem'] = False", "['readOnlyRootFilesystem'] = True")
        self.assertIn("chat cannot be sent anything", list(problems(self.resources(tiltfile))))

    def test_a_port_that_is_taken(self):
        tiltfile = self.planted("'web': 3001", "'web': 3000")
        self.assertIn("port 3000 is forwarded twice", list(problems(self.resources(tiltfile))))

    def test_a_resource_in_no_group(self):
        tiltfile = self.planted(", labels=['cluster'])", ")")
        self.assertIn("secrets is in no group", list(problems(self.resources(tiltfile))))


if __name__ == "__main__":
    unittest.main()
