"""The overlays before a real API server, a real scheduler and the real controllers, on machines that are not there."""

import copy
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import definitions
import rendered
import schemas
from control_plane import READY_SECONDS_MAX, ControlPlane, Kubelets, Refused
from polling import until

NAMESPACE = "caravan"
ZONES = ("a", "b", "c")
MACHINES_PER_ZONE = 2
SCHEDULED_SECONDS_MAX = 120
ROLLOUT_SECONDS_MAX = 180


def machine(zone, number):
    """As a small one of Google's: what its system takes is taken off."""
    name = f"{zone}{number}"
    room = {"cpu": "7910m", "memory": "27Gi", "ephemeral-storage": "40Gi", "pods": "110"}
    return {"apiVersion": "v1", "kind": "Node",
            "metadata": {"name": name, "labels": {"topology.kubernetes.io/zone": f"zone-{zone}", "kubernetes.io/hostname": name}},
            "status": {"allocatable": room, "capacity": room}}  # fmt: skip


def disk(zone, number):
    """What Google's driver would make when a pod is given a node."""
    place = {"key": "topology.kubernetes.io/zone", "operator": "In", "values": [f"zone-{zone}"]}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": f"disk-{zone}{number}"},
            "spec": {"capacity": {"storage": "200Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "premium-rwo",
                     "csi": {"driver": "pd.csi.storage.gke.io", "volumeHandle": f"disk-{zone}{number}"},
                     "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [place]}]}}}}  # fmt: skip


STORAGE_CLASS = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "premium-rwo"},
                 "provisioner": "pd.csi.storage.gke.io", "volumeBindingMode": "WaitForFirstConsumer"}  # fmt: skip


def zones_of(pods):
    """How many of them are in each zone."""
    counts = dict.fromkeys(ZONES, 0)
    for pod in pods:
        counts[pod["spec"]["nodeName"][0]] += 1
    return counts


def is_spread(pods):
    counts = zones_of(pods).values()
    return max(counts) - min(counts) <= 1


def setUpModule():
    global plane
    scratch = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(scratch.cleanup)
    plane = ControlPlane(pathlib.Path(scratch.name))
    unittest.addModuleCleanup(plane.stop)
    plane.start()
    plane.apply("-f", "-", objects=definitions.load())
    wait = ("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
    until(lambda: plane.kubectl(*wait)[0] == 0, READY_SECONDS_MAX, "the definitions")
    plane.apply("-f", "-", objects=[rendered.objects("gke").named("Namespace", NAMESPACE)])


class DryRun(unittest.TestCase):
    """What the API server would say to `kubectl apply`; the profile restricted warns, which is an error here."""

    def say(self, objects):
        return plane.kubectl("apply", "--dry-run=server", "--validate=strict", "--warnings-as-errors", "-f", "-", objects=objects)

    def refuse(self, thing, *phrases):
        code, said = self.say([thing])
        self.assertNotEqual(code, 0, said)
        for phrase in phrases:
            self.assertIn(phrase, said)

    def test_every_overlay_is_taken(self):
        for overlay in rendered.OVERLAYS:
            with self.subTest(overlay=overlay):
                objects = definitions.judged(rendered.objects(overlay))
                code, said = self.say(objects)
                self.assertEqual(code, 0, said)
                self.assertEqual(said.count("server dry run"), len(objects), said)

    @unittest.skipUnless(definitions.has_gke(), f"NOT CHECKED: Google's definitions are not in {definitions.GKE}")
    def test_googles_definitions_are_there(self):
        self.assertTrue([each for each in definitions.judged(rendered.objects("gke")) if each["kind"] == "GCPBackendPolicy"])

    def test_a_misspelt_field_is_refused(self):
        thing = rendered.objects("gke").caravans()["live"]
        thing["spec"]["template"]["spec"]["terminationGraceSeconds"] = 45
        self.refuse(thing, 'unknown field "spec.template.spec.terminationGraceSeconds"')

    def test_a_pod_with_more_rights_is_refused(self):
        thing = rendered.objects("gke").caravans()["live"]
        rendered.caravan(thing["spec"]["template"]["spec"])["securityContext"]["allowPrivilegeEscalation"] = True
        self.refuse(thing, "would violate PodSecurity")

    def test_a_route_that_is_none_is_refused(self):
        thing = rendered.objects("gke").named("HTTPRoute", "caravan")
        thing["spec"]["rules"][0]["matches"][0]["path"]["value"] = "auth"
        self.refuse(thing, "value must be an absolute path")

    def test_a_scaler_of_another_shape_is_refused(self):
        thing = rendered.objects("gke").named("ScaledObject", "live")
        thing["spec"]["triggers"][0]["metadata"]["value"] = 60
        self.refuse(thing, "spec.triggers[0].metadata.value")

    def test_a_secret_from_nowhere_is_refused(self):
        thing = rendered.objects("gke").named("ExternalSecret", "postgres")
        thing["spec"]["data"][0]["remoteRef"] = "caravan-postgres-password"
        self.refuse(thing, "spec.data[0].remoteRef")

    @unittest.skipUnless(definitions.has_gke(), f"NOT CHECKED: Google's definitions are not in {definitions.GKE}")
    def test_a_health_check_whose_type_is_another_is_refused(self):
        thing = rendered.objects("gke").named("HealthCheckPolicy", "live")
        thing["spec"]["default"]["config"]["type"] = "HTTPS"
        self.refuse(thing, "HealthCheckPolicy")

    @unittest.skipUnless(definitions.has_gke(), f"NOT CHECKED: Google's definitions are not in {definitions.GKE}")
    def test_a_timeout_that_is_no_number_is_refused(self):
        thing = rendered.objects("gke").named("GCPBackendPolicy", "live")
        thing["spec"]["default"]["timeoutSec"] = "86400s"
        self.refuse(thing, "timeoutSec")


class Schemas(unittest.TestCase):
    """kubeconform, with the schemas that this API server publishes."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        schemas.write(plane.call, cls.folder)

    def judge(self, objects):
        text = "---\n".join(json.dumps(each) + "\n" for each in objects)
        place = f"{self.folder}/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json"
        command = [rendered.PROGRAMS / "kubeconform", "-strict", "-summary", "-output", "json", "-schema-location", place]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        self.assertTrue(done.stdout, done.stderr)
        report = json.loads(done.stdout)
        return report["summary"], [each for each in report.get("resources", []) if each["status"] != "statusValid"]

    def test_every_overlay_conforms(self):
        for overlay in rendered.OVERLAYS:
            with self.subTest(overlay=overlay):
                objects = definitions.judged(rendered.objects(overlay))
                summary, complaints = self.judge(objects)
                self.assertEqual(complaints, [])
                self.assertEqual(summary["valid"], len(objects))

    def test_what_does_not_is_found(self):
        thing = rendered.objects("gke").named("PodDisruptionBudget", "live")
        thing["spec"]["minimumAvailable"] = 1
        self.assertEqual(self.judge([thing])[0]["invalid"], 1)


class Settings(unittest.TestCase):
    """A changed setting, applied as README.md has it; a namespace for each overlay, with what the job needs."""

    CHANGE = {"CARAVAN_LOG_LEVEL": "debug"}

    @staticmethod
    def moved(objects, namespace):
        kept = copy.deepcopy(objects.of("Namespace", "ConfigMap", "ServiceAccount", "Job"))
        for each in kept:
            if each["kind"] == "Namespace":
                each["metadata"]["name"] = namespace
            else:
                each["metadata"]["namespace"] = namespace
        return kept

    @classmethod
    def changed(cls, overlay):
        """The overlay in a copy of the files, in which a setting is another."""
        with tempfile.TemporaryDirectory() as scratch:
            tree = pathlib.Path(scratch) / "kubernetes"
            shutil.copytree(rendered.KUBERNETES, tree)
            with (tree / "base" / "settings.env").open("a") as settings:
                settings.writelines(f"{name}={value}\n" for name, value in cls.CHANGE.items())
            objects = rendered.objects_of(rendered.text_of(tree / "overlays" / overlay))
        if objects.settings() != rendered.objects(overlay).settings() | cls.CHANGE:
            raise AssertionError("another setting than these is changed, or none")
        return objects

    def test_a_changed_setting_is_taken(self):
        for overlay in rendered.OVERLAYS:
            with self.subTest(overlay=overlay):
                namespace = f"settings-{overlay}"
                delete = rendered.DELETE_MIGRATION.replace(f"--namespace {NAMESPACE}", f"--namespace {namespace}").split()[1:]
                # The first time nothing is there, not even the namespace.
                self.assertEqual(plane.kubectl(*delete)[0], 0)
                self.take(self.moved(rendered.objects(overlay), namespace))
                after = self.moved(self.changed(overlay), namespace)
                code, said = plane.kubectl("apply", "-f", "-", objects=after)
                self.assertNotEqual(code, 0, said)
                self.assertIn("field is immutable", said)
                code, said = plane.kubectl(*delete)
                self.assertEqual(code, 0, said)
                self.take(after)
                [job] = plane.call("GET", f"/apis/batch/v1/namespaces/{namespace}/jobs")["items"]
                [container] = job["spec"]["template"]["spec"]["containers"]
                told = plane.call("GET", f"/api/v1/namespaces/{namespace}/configmaps/"
                                  + container["envFrom"][0]["configMapRef"]["name"])["data"]
                self.assertLessEqual(self.CHANGE.items(), told.items())

    def take(self, objects):
        code, said = plane.kubectl("apply", "-f", "-", objects=objects)
        self.assertEqual(code, 0, said)


class Scheduling(unittest.TestCase):
    """The overlay gke, applied for real, on machines in three zones."""

    @classmethod
    def setUpClass(cls):
        plane.apply("-f", "-", objects=[machine(zone, number) for zone in ZONES for number in range(MACHINES_PER_ZONE)])
        plane.apply("-f", "-", objects=[STORAGE_CLASS, *(disk(zone, number) for zone in ZONES for number in range(2))])
        cls.objects = rendered.objects("gke")
        plane.apply("-f", "-", objects=definitions.judged(cls.objects))
        # What KEDA would do, which is not here.
        for each in cls.objects.of("ScaledObject"):
            cls.scale(each["metadata"]["name"], each["spec"]["minReplicaCount"])
        cls.kubelets = cls.enterClassContext(Kubelets(plane, NAMESPACE))
        cls.minimum = {each["metadata"]["name"]: each["spec"]["minReplicaCount"] for each in cls.objects.of("ScaledObject")}
        until(lambda: all(len(cls.ready(role)) == number for role, number in cls.minimum.items()), SCHEDULED_SECONDS_MAX,
              "pods of every role")

    @staticmethod
    def scale(role, number):
        code, said = plane.kubectl("--namespace", NAMESPACE, "scale", f"deployment/{role}", f"--replicas={number}")
        if code != 0:
            raise RuntimeError(said)

    @staticmethod
    def pods(name):
        return [each for each in plane.pods(NAMESPACE) if rendered.component(each["metadata"]["labels"]) == name]

    @classmethod
    def ready(cls, name):
        return [each for each in cls.pods(name)
                if "deletionTimestamp" not in each["metadata"] and each["status"].get("phase") == "Running"]

    def test_every_role_is_in_every_zone_it_can_be_in(self):
        for role, number in self.minimum.items():
            with self.subTest(role=role):
                pods = self.ready(role)
                self.assertTrue(is_spread(pods), zones_of(pods))
                self.assertEqual(len({each["spec"]["nodeName"] for each in pods}), number, "two pods share a machine")

    def test_seven_pods_are_spread_over_three_zones(self):
        self.scale("live", 7)
        self.addCleanup(self.scale, "live", self.minimum["live"])
        pods = until(lambda: len(self.ready("live")) == 7 and self.ready("live"), SCHEDULED_SECONDS_MAX, "seven pods")
        self.assertEqual(sorted(zones_of(pods).values()), [2, 2, 3])

    def test_cassandra_has_a_node_in_each_zone(self):
        pods = until(lambda: len(self.ready("cassandra")) == 3 and self.ready("cassandra"), SCHEDULED_SECONDS_MAX, "three nodes")
        self.assertEqual(zones_of(pods), dict.fromkeys(ZONES, 1))

    def test_the_migration_is_run_once(self):
        name = self.objects.of("Job")[0]["metadata"]["name"]
        job = plane.call("GET", f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs/{name}")
        self.assertEqual(job["spec"]["completions"], 1)
        self.assertEqual(len(self.pods("migrate")), 1)

    def test_another_image_needs_another_job(self):
        job = copy.deepcopy(self.objects.of("Job")[0])
        rendered.caravan(job["spec"]["template"]["spec"])["image"] = "docker.io/caravanchat/caravan@sha256:" + "1" * 64
        code, said = plane.kubectl("apply", "--server-side", "--dry-run=server", "-f", "-", objects=[job])
        self.assertNotEqual(code, 0, said)
        self.assertIn("field is immutable", said)

    def test_a_rollout_never_has_fewer_than_before(self):
        least = self.minimum["chat"]
        before = {each["metadata"]["name"] for each in self.ready("chat")}
        plane.kubectl("--namespace", NAMESPACE, "set", "env", "deployment/chat", "CARAVAN_LOG_LEVEL=debug")

        def is_done():
            now = {each["metadata"]["name"] for each in self.ready("chat")}
            self.assertGreaterEqual(len(now), least)
            return len(now) == least and not now & before

        until(is_done, ROLLOUT_SECONDS_MAX, "new pods")
        self.assertTrue(is_spread(self.ready("chat")))

    def test_one_pod_at_a_time_may_be_evicted(self):
        until(lambda: plane.call("GET", f"/apis/policy/v1/namespaces/{NAMESPACE}/poddisruptionbudgets/auth")
              .get("status", {}).get("disruptionsAllowed") == 1, SCHEDULED_SECONDS_MAX, "the budget")
        first, second, *_ = [each["metadata"]["name"] for each in self.ready("auth")]
        self.evict(first)
        with self.assertRaises(Refused) as refusal:
            self.evict(second)
        self.assertEqual(refusal.exception.status, 429)

    @staticmethod
    def evict(name):
        plane.call("POST", f"/api/v1/namespaces/{NAMESPACE}/pods/{name}/eviction",
                   {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": NAMESPACE}})

    def planted(self, name, change):
        """The role live under another name, with a mistake."""
        thing = copy.deepcopy(self.objects.caravans()["live"])
        labels = {**thing["spec"]["selector"]["matchLabels"], "app.kubernetes.io/component": name}
        thing["metadata"]["name"] = name
        thing["spec"]["selector"]["matchLabels"] = thing["spec"]["template"]["metadata"]["labels"] = labels
        thing["spec"]["replicas"] = 3
        change(thing["spec"]["template"]["spec"])
        plane.apply("-f", "-", objects=[thing])
        self.addCleanup(plane.kubectl, "--namespace", NAMESPACE, "delete", f"deployment/{name}", "--wait=false")

    DEAD = "node.kubernetes.io/unreachable:NoSchedule"

    def lose_zone(self, zone):
        """Its machines, as the controller of nodes marks those that are heard of no more."""
        machines = ("taint", "nodes", "--selector", f"topology.kubernetes.io/zone=zone-{zone}")
        code, said = plane.kubectl(*machines, self.DEAD)
        self.assertEqual(code, 0, said)
        self.addCleanup(plane.kubectl, *machines, f"{self.DEAD}-")

    def test_zones_that_live_take_pods_when_one_is_gone(self):
        self.lose_zone("c")
        self.planted("survivors", lambda spec: None)
        pods = until(lambda: len(self.ready("survivors")) == 3 and self.ready("survivors"), SCHEDULED_SECONDS_MAX, "pods")
        zones = zones_of(pods)
        self.assertEqual((zones.pop("c"), sorted(zones.values())), (0, [1, 2]))

    def test_pods_that_wait_for_a_zone_that_is_gone_are_found(self):
        self.lose_zone("c")
        self.planted("waiting", lambda spec: spec["topologySpreadConstraints"][0].pop("nodeTaintsPolicy"))

        def waits():
            conditions = [each["status"].get("conditions", []) for each in self.pods("waiting")]
            return len(self.ready("waiting")) == 2 and sum("Unschedulable" in str(each) for each in conditions) == 1

        until(waits, SCHEDULED_SECONDS_MAX, "the scheduler's word")

    def test_pods_that_are_not_spread_are_found(self):
        def keep_together(spec):
            del spec["topologySpreadConstraints"]
            spec["nodeSelector"] = {"topology.kubernetes.io/zone": "zone-a"}

        self.planted("together", keep_together)
        pods = until(lambda: len(self.ready("together")) == 3 and self.ready("together"), SCHEDULED_SECONDS_MAX, "pods")
        self.assertFalse(is_spread(pods))

    def test_pods_that_fit_nowhere_are_found(self):
        self.planted("large", lambda spec: rendered.caravan(spec)["resources"]["requests"].update(cpu="9"))

        def unscheduled():
            conditions = [each["status"].get("conditions", []) for each in self.pods("large")]
            return len(conditions) == 3 and all("Unschedulable" in str(each) for each in conditions)

        until(unscheduled, SCHEDULED_SECONDS_MAX, "the scheduler's word")
        self.assertEqual(self.ready("large"), [])


if __name__ == "__main__":
    unittest.main()
