"""Every rule holds for every overlay, and finds the mistake that it is there for."""

import copy
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

import rendered
import rules


def role(objects, name):
    return objects.caravans()[name]["spec"]["template"]["spec"]


def container(objects, name):
    return rendered.caravan(role(objects, name))


def forget(objects, kind, name):
    objects.remove(objects.named(kind, name))


def set_in(thing, path, value):
    *way, last = path.split(".")
    for key in way:
        thing = thing[int(key) if key.isdigit() else key]
    thing[int(last) if last.isdigit() else last] = value


# A rule, an overlay, and how to break it there.
MISTAKES = [
    (rules.every_role_is_there, "local", lambda o: forget(o, "Deployment", "aggregate")),
    (rules.every_role_is_there, "gke", lambda o: forget(o, "PodDisruptionBudget", "live")),
    (rules.every_role_is_there, "gke", lambda o: set_in(container(o, "chat"), "args.2", "auth")),
    (rules.every_role_is_there, "gke", lambda o: set_in(role(o, "publish"), "serviceAccountName", "auth")),
    (rules.every_role_is_probed, "gke", lambda o: container(o, "live").pop("readinessProbe")),
    (rules.every_role_is_probed, "gke",
     lambda o: set_in(container(o, "chat"), "livenessProbe.httpGet.path", "/chat/api/health/")),
    (rules.every_role_is_probed, "local", lambda o: container(o, "auth").pop("startupProbe")),
    (rules.every_role_is_probed, "local", lambda o: set_in(container(o, "web"), "ports.0.containerPort", 8080)),
    (rules.every_end_is_orderly, "gke", lambda o: container(o, "live").pop("lifecycle")),
    (rules.every_end_is_orderly, "gke", lambda o: set_in(role(o, "chat"), "terminationGracePeriodSeconds", 30)),
    (rules.every_end_is_orderly, "gke", lambda o: set_in(o.settings(), "CARAVAN_SERVER_DRAIN_TIMEOUT", "30s")),
    (rules.every_end_is_orderly, "local",
     lambda o: set_in(o.caravans()["auth"], "spec.strategy.rollingUpdate.maxUnavailable", 1)),
    (rules.every_end_is_orderly, "local", lambda o: o.caravans()["web"]["spec"].pop("minReadySeconds")),
    (rules.nobody_has_more_rights_than_needed, "local",
     lambda o: set_in(o.named("Namespace", "caravan"), "metadata.labels", {"pod-security.kubernetes.io/enforce": "baseline"})),
    (rules.nobody_has_more_rights_than_needed, "local", lambda o: role(o, "web").pop("automountServiceAccountToken")),
    (rules.nobody_has_more_rights_than_needed, "local", lambda o: role(o, "web").pop("enableServiceLinks")),
    (rules.nobody_has_more_rights_than_needed, "gke", lambda o: set_in(role(o, "web"), "securityContext.runAsUser", 0)),
    (rules.nobody_has_more_rights_than_needed, "gke",
     lambda o: role(o, "web")["securityContext"].pop("seccompProfile")),
    (rules.nobody_has_more_rights_than_needed, "gke",
     lambda o: set_in(role(o, "auth"), "initContainers.0.securityContext.readOnlyRootFilesystem", False)),
    (rules.nobody_has_more_rights_than_needed, "gke",
     lambda o: set_in(container(o, "auth"), "securityContext.capabilities", {"add": ["NET_ADMIN"]})),
    (rules.every_container_says_what_it_takes, "gke", lambda o: container(o, "live")["resources"].pop("requests")),
    (rules.every_container_says_what_it_takes, "gke",
     lambda o: set_in(container(o, "live"), "resources.limits.cpu", "1")),
    (rules.every_image_is_one_image, "local",
     lambda o: set_in(container(o, "web"), "image", "docker.io/caravanchat/caravan:latest")),
    (rules.every_image_is_one_image, "local",
     lambda o: set_in(container(o, "web"), "image", "docker.io/caravanchat/caravan")),
    (rules.every_image_is_one_image, "gke",
     lambda o: set_in(container(o, "web"), "image", "docker.io/caravanchat/caravan:0.1.0")),
    (rules.every_image_is_one_image, "gke", lambda o: set_in(o.of("Job")[0], "metadata.name", "migrate")),
    (rules.the_migration_ends_and_goes, "gke", lambda o: o.of("Job")[0]["spec"].pop("ttlSecondsAfterFinished")),
    (rules.the_migration_ends_and_goes, "gke",
     lambda o: o.of("Job")[0]["spec"]["template"]["spec"]["initContainers"][0].pop("restartPolicy")),
    (rules.no_secret_is_here, "local", lambda o: o.append({"kind": "Secret", "metadata": {"name": "postgres"}})),
    (rules.no_secret_is_here, "local",
     lambda o: set_in(o.settings(), "CARAVAN_POSTGRES_URL", "postgresql://caravan:hunter2@postgres/caravan")),
    (rules.no_secret_is_here, "gke",
     lambda o: container(o, "chat")["env"].append({"name": "CARAVAN_CASSANDRA_PASSWORD", "value": "hunter2"})),
    (rules.every_way_out_has_a_name, "gke",
     lambda o: o.named("NetworkPolicy", "deny-all")["spec"]["policyTypes"].pop()),
    (rules.every_way_out_has_a_name, "gke",
     lambda o: set_in(o.named("NetworkPolicy", "to-googleapis"), "spec.egress.0.to.0.ipBlock.cidr", "0.0.0.0/0")),
    (rules.every_way_out_has_a_name, "gke", lambda o: forget(o, "NetworkPolicy", "to-metadata")),
    (rules.every_way_out_has_a_name, "local",
     lambda o: set_in(o.named("NetworkPolicy", "to-kafka"), "spec.podSelector", {})),
    (rules.only_the_gateway_comes_in, "local", lambda o: forget(o, "NetworkPolicy", "from-gateway")),
    (rules.only_the_gateway_comes_in, "gke",
     lambda o: o.named("NetworkPolicy", "from-gateway")["spec"]["ingress"][0].pop("ports")),
    (rules.client_addresses_are_believed_from_the_gateway_alone, "gke",
     lambda o: set_in(o.settings(), "CARAVAN_SERVER_PROXIES", "0.0.0.0/0")),
    (rules.every_role_is_spread, "local", lambda o: role(o, "live")["topologySpreadConstraints"].pop()),
    (rules.every_role_is_spread, "gke",
     lambda o: set_in(role(o, "live"), "topologySpreadConstraints.0.whenUnsatisfiable", "ScheduleAnyway")),
    (rules.every_reference_leads_somewhere, "local", lambda o: set_in(role(o, "live"), "serviceAccountName", "alive")),
    (rules.every_reference_leads_somewhere, "local",
     lambda o: set_in(o.named("Service", "live"), "spec.ports.0.targetPort", "ws")),
    (rules.every_reference_leads_somewhere, "local",
     lambda o: set_in(container(o, "live"), "envFrom.0.configMapRef.name", "settings")),
    (rules.every_reference_leads_somewhere, "gke", lambda o: forget(o, "Service", "costs")),
    (rules.every_reference_leads_somewhere, "gke",
     lambda o: set_in(o.named("PodDisruptionBudget", "web"), "spec.selector.matchLabels", {"app": "web"})),
    (rules.every_path_has_its_role, "gke",
     lambda o: set_in(o.named("HTTPRoute", "caravan"), "spec.rules.2.backendRefs.0.name", "chat")),
    (rules.every_path_has_its_role, "local",
     lambda o: o.nginx().update({"nginx.conf": o.nginx()["nginx.conf"].replace("/metrics", "/metric")})),
    (rules.the_balancer_keeps_sockets, "gke",
     lambda o: o.named("Service", "live")["spec"]["ports"][0].pop("appProtocol")),
    (rules.the_balancer_keeps_sockets, "gke",
     lambda o: o.named("GCPBackendPolicy", "live")["spec"]["default"].update(timeoutSec=30)),
    (rules.the_balancer_keeps_sockets, "gke",
     lambda o: o.named("GCPBackendPolicy", "chat")["spec"]["default"].pop("connectionDraining")),
    (rules.the_balancer_keeps_sockets, "gke",
     lambda o: set_in(o.named("HealthCheckPolicy", "web"), "spec.default.config.httpHealthCheck.requestPath", "/")),
    (rules.the_balancer_keeps_sockets, "gke",
     lambda o: set_in(o.named("HTTPRoute", "to-https"), "spec.rules.0.filters.0.requestRedirect.scheme", "http")),
    (rules.every_role_is_scaled, "gke", lambda o: forget(o, "ScaledObject", "web")),
    (rules.every_role_is_scaled, "gke",
     lambda o: o.named("ScaledObject", "publish")["spec"].update(maxReplicaCount=13)),
    (rules.every_role_is_scaled, "gke", lambda o: o.named("ScaledObject", "live")["spec"]["triggers"].pop(0)),
    (rules.every_role_is_scaled, "gke", lambda o: o.caravans()["live"]["spec"].update(replicas=3)),
]


def with_stores_in_the_cluster(tree):
    """The overlay gke in a copy of the files, changed as deploy/kubernetes/README.md says, for an installation that has neither Cloud
    SQL nor managed Kafka."""
    shutil.copytree(rendered.KUBERNETES, tree)
    overlay = tree / "overlays" / "gke"
    for name, changes in (
        ("kustomization.yaml", {"components/cloud-sql\n": "components/postgres\n", "components/managed-kafka\n": "components/kafka\n"}),
        ("installation.env", {r"(?m)^(SQL|KAFKA)_.*\n": ""}),
    ):
        text = (overlay / name).read_text()
        for old, new in changes.items():
            text, count = re.subn(old, new, text)
            if count == 0:
                raise AssertionError(f"{name} has no {old}")
        (overlay / name).write_text(text)
    return rendered.objects_of(rendered.text_of(overlay))


class Rules(unittest.TestCase):
    def test_every_rule_holds(self):
        for overlay in rendered.OVERLAYS:
            for rule in rules.ALL:
                with self.subTest(overlay=overlay, rule=rule.__name__):
                    self.assertEqual(list(rule(rendered.objects(overlay))), [])

    def test_stores_in_the_cluster_take_their_places_by_a_line_each(self):
        with tempfile.TemporaryDirectory() as scratch:
            objects = with_stores_in_the_cluster(pathlib.Path(scratch) / "kubernetes")
        for rule in rules.ALL:
            with self.subTest(rule=rule.__name__):
                self.assertEqual(list(rule(copy.deepcopy(objects))), [])
        told = objects.settings()
        self.assertEqual((told["CARAVAN_POSTGRES_URL"], told["CARAVAN_KAFKA_BROKERS"], told["CARAVAN_KAFKA_REPLICATION"]),
                         ("postgresql://caravan@postgres:5432/caravan", "kafka:9092", "1"))
        self.assertNotIn("CARAVAN_KAFKA_AUTHENTICATION", told)
        images = {container["image"] for _, _, spec in objects.pods() for container in rendered.containers(spec)}
        self.assertEqual([image for image in images if not image.startswith("europe-west1-docker.pkg.dev/")], [])
        self.assertEqual([image for image in images if not re.search("[:@]", image.rpartition("/")[2])], [])

    def test_every_rule_finds_its_mistakes(self):
        for number, (rule, overlay, break_it) in enumerate(MISTAKES):
            with self.subTest(mistake=number, overlay=overlay, rule=rule.__name__):
                objects = rendered.objects(overlay)
                break_it(objects)
                self.assertNotEqual(list(rule(objects)), [])

    def test_managed_prometheus_has_the_alarms_that_are_tested(self):
        made = subprocess.run([rendered.ROOT / "deploy" / "observability" / "managed.py"], capture_output=True, text=True, check=True)
        self.assertEqual((rendered.KUBERNETES / "components" / "alarms" / "rules.yaml").read_text(), made.stdout,
                         "make it anew: deploy/observability/managed.py > deploy/kubernetes/components/alarms/rules.yaml")
        [there] = rendered.objects("gke").of("Rules")
        wanted = [group for name in ("recording", "alerts") for group in self.groups(name)]
        self.assertEqual([{"interval": "30s", **group} for group in wanted], there["spec"]["groups"])

    @staticmethod
    def groups(name):
        file = rendered.ROOT / "deploy" / "observability" / "prometheus" / f"{name}.yaml"
        return yaml.safe_load(file.read_text())["groups"]

    def test_every_rule_has_a_mistake(self):
        self.assertEqual({rule.__name__ for rule in rules.ALL}, {rule.__name__ for rule, _, _ in MISTAKES})


if __name__ == "__main__":
    unittest.main()
