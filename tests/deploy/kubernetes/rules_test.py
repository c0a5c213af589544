"""Every rule holds for every overlay, and finds the mistake that it is there for."""

import copy
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

import reach
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


def store(objects, name):
    return objects.named("StatefulSet", name)["spec"]["template"]["spec"]


def policy(objects, name):
    return objects.named("NetworkPolicy", name)["spec"]


def in_configuration(objects, file, old, new):
    """Changes a file that a ConfigMap has."""
    data = next(each["data"] for each in objects.of("ConfigMap") if file in each["data"])
    if old not in data[file]:
        raise LookupError(f"{file} has no {old}")
    data[file] = data[file].replace(old, new)


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
    (rules.every_end_is_orderly, "gke", lambda o: container(o, "publish").pop("lifecycle")),
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
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local",
     lambda o: set_in(policy(o, "to-kafka"), "egress.0.ports.0.port", 1)),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "to-kafka"), "egress.0.ports.0.port", 1)),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "to-postgres"), "egress.0.ports.0.port", 5432)),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "to-metadata"), "egress.0.to.0.ipBlock.cidr", "169.254.169.253/32")),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "to-metadata"), "egress.1.ports.0.port", 80)),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: policy(o, "from-prometheus")["ingress"][0].pop("from")),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "from-prometheus"), "ingress.0.from.0.namespaceSelector",
                      {"matchLabels": {"kubernetes.io/metadata.name": "nowhere"}})),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "from-prometheus"), "ingress.0.from.0.namespaceSelector",
                      {"matchLabels": {"kubernetes.io/metadata.name": "gmp-system"}})),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "from-prometheus"), "ingress.0.from.0", {"namespaceSelector": {}})),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: policy(o, "from-gateway")["ingress"][0].pop("from")),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "from-gateway"), "ingress.0.from.0.ipBlock.cidr", "0.0.0.0/0")),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local",
     lambda o: policy(o, "from-gateway")["ingress"][0].pop("from")),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local",
     lambda o: set_in(policy(o, "from-gateway"), "ingress.0.from", [{"ipBlock": {"cidr": "0.0.0.0/0"}}])),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local",
     lambda o: set_in(policy(o, "gateway"), "egress.0.ports.0.port", 8000)),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "to-dns"), "egress.0.ports.0.port", 54)),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local",
     lambda o: set_in(policy(o, "to-dns"), "egress.0.to.0.namespaceSelector", {})),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke",
     lambda o: set_in(policy(o, "to-cassandra"), "egress.0.to.0.podSelector.matchLabels", {"app.kubernetes.io/name": "kafka"})),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "gke", lambda o: forget(o, "NetworkPolicy", "cassandra")),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local", lambda o: policy(o, "cassandra").update(ingress=[{}])),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local",
     lambda o: policy(o, "postgres")["ingress"][0].update({"from": [{"podSelector": {}}, {"namespaceSelector": {}}]})),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local",
     lambda o: policy(o, "deny-all")["policyTypes"].remove("Ingress")),
    (rules.everybody_reaches_whom_they_must_and_nobody_else, "local", lambda o: forget(o, "NetworkPolicy", "kafka")),
    (rules.client_addresses_are_believed_from_the_gateway_alone, "gke",
     lambda o: set_in(o.settings(), "CARAVAN_SERVER_PROXIES", "0.0.0.0/0")),
    (rules.client_addresses_are_believed_from_the_gateway_alone, "local",
     lambda o: set_in(o.settings(), "CARAVAN_SERVER_PROXIES", "0.0.0.0/0")),
    (rules.client_addresses_are_believed_from_the_gateway_alone, "local",
     lambda o: set_in(o.settings(), "CARAVAN_SERVER_PROXIES", "10.0.0.0/8,172.0.0.0/8")),
    (rules.client_addresses_are_believed_from_the_gateway_alone, "local",
     lambda o: set_in(o.settings(), "CARAVAN_SERVER_PROXIES", "10.0.0.0/8,::/0")),
    (rules.every_role_is_spread, "local", lambda o: role(o, "live")["topologySpreadConstraints"].pop()),
    (rules.every_role_is_spread, "gke",
     lambda o: set_in(role(o, "live"), "topologySpreadConstraints.0.whenUnsatisfiable", "ScheduleAnyway")),
    (rules.every_role_is_spread, "gke",
     lambda o: role(o, "live")["topologySpreadConstraints"][0].pop("nodeTaintsPolicy")),
    (rules.every_role_is_spread, "gke",
     lambda o: store(o, "cassandra")["topologySpreadConstraints"][0].pop("nodeTaintsPolicy")),
    (rules.every_store_is_on_its_claim, "local",
     lambda o: set_in(store(o, "kafka"), "containers.0.volumeMounts.0.mountPath", "/var/lib/kafka")),
    (rules.every_store_is_on_its_claim, "local",
     lambda o: set_in(store(o, "kafka"), "initContainers.0.volumeMounts.0.mountPath", "/var/lib/kafka")),
    (rules.every_store_is_on_its_claim, "local",
     lambda o: in_configuration(o, "server.properties", "log.dirs=/var/lib/kafka/data/log", "log.dirs=/var/lib/kafka/data")),
    (rules.every_store_is_on_its_claim, "local",
     lambda o: in_configuration(o, "server.properties", "log.dirs=/var/lib/kafka/data/log", "log.dirs=/tmp/kafka")),
    (rules.every_store_is_on_its_claim, "local",
     lambda o: set_in(store(o, "postgres"), "containers.0.volumeMounts.0.name", "tmp")),
    (rules.every_store_is_on_its_claim, "local",
     lambda o: next(each for each in store(o, "postgres")["containers"][0]["env"]
                    if each["name"] == "PGDATA").update(value="/var/lib/postgresql/18")),
    (rules.every_store_is_on_its_claim, "gke",
     lambda o: set_in(store(o, "cassandra"), "containers.0.volumeMounts.0.mountPath", "/var/lib")),
    (rules.every_store_is_on_its_claim, "gke",
     lambda o: in_configuration(o, "cassandra.yaml", "/var/lib/cassandra/commitlog", "/tmp/commitlog")),
    (rules.every_store_is_on_its_claim, "gke",
     lambda o: set_in(store(o, "cassandra"), "containers.0.image", "docker.io/scylladb/scylla:6.2")),
    (rules.no_log_fills_a_volume, "gke", lambda o: store(o, "cassandra")["containers"][0]["volumeMounts"].pop(2)),
    (rules.no_log_fills_a_volume, "local",
     lambda o: in_configuration(o, "logback.xml", "ConsoleAppender", "rolling.RollingFileAppender")),
    (rules.no_log_fills_a_volume, "local",
     lambda o: in_configuration(o, "log4j.properties", "ConsoleAppender", "DailyRollingFileAppender")),
    (rules.no_log_fills_a_volume, "local", lambda o: store(o, "kafka")["containers"][0]["env"].pop()),
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


def changed(tree, changes):
    """The overlay gke in a copy of the files, with each of these texts, which must be there, replaced."""
    shutil.copytree(rendered.KUBERNETES, tree)
    overlay = tree / "overlays" / "gke"
    for name, changes in changes.items():
        text = (overlay / name).read_text()
        for old, new in changes.items():
            text, count = re.subn(old, new, text)
            if count == 0:
                raise AssertionError(f"{name} has no {old}")
        (overlay / name).write_text(text)
    return overlay


def with_stores_in_the_cluster(tree):
    """As deploy/kubernetes/README.md says, for an installation that has neither Cloud SQL nor managed Kafka."""
    return rendered.objects_of(rendered.text_of(changed(tree, {
        "kustomization.yaml": {"components/cloud-sql\n": "components/postgres\n", "components/managed-kafka\n": "components/kafka\n"},
        "installation.env": {r"(?m)^(SQL|KAFKA)_.*\n": ""},
    })))  # fmt: skip


ELSEWHERE = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: to-cassandra
spec:
  podSelector:
    matchExpressions: [{key: app.kubernetes.io/component, operator: In, values: [chat, fan-out]}]
  policyTypes: [Egress]
  egress:
  - to: [{ipBlock: {cidr: 10.9.0.0/24}}]
    ports: [{port: 9042, protocol: TCP}]
"""


def with_cassandra_elsewhere(tree):
    """As deploy/kubernetes/README.md says, for a Cassandra that somebody else runs."""
    overlay = changed(tree, {
        "kustomization.yaml": {"- ../../components/cassandra\n- three-nodes\n": "",
                               "- network.yaml\n": "- network.yaml\n- cassandra.yaml\n"},
        "settings.env": {"(CONTACT_POINTS)=.*": r"\1=10.9.0.1:9042"},
    })  # fmt: skip
    (overlay / "cassandra.yaml").write_text(ELSEWHERE)
    return rendered.objects_of(rendered.text_of(overlay))


def block_of(file, command):
    """The lines of the block of commands that has this one, up to it."""
    for block in re.findall(r"(?ms)^```sh\n(.*?)^```", (rendered.ROOT / file).read_text()):
        lines = block.splitlines()
        if command in lines:
            return lines[: lines.index(command)]
    raise LookupError(f"{file} has no {command}")


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

    def test_cassandra_may_be_elsewhere(self):
        with tempfile.TemporaryDirectory() as scratch:
            objects = with_cassandra_elsewhere(pathlib.Path(scratch) / "kubernetes")
        wrong = {text for rule in rules.ALL for text in rule(copy.deepcopy(objects))}
        ways = {(each, "10.9.0.0/24", "9042/TCP") for each in rules.HISTORY}
        self.assertEqual(wrong, {f"{sender} reaches {receiver} on {port}, which nobody needs" for sender, receiver, port in ways})
        self.assertLessEqual(ways, reach.reached(objects))
        self.assertEqual(objects.of("StatefulSet"), [])

    def test_the_migration_before_is_deleted_before_each_apply(self):
        for file in ("deploy/kubernetes/README.md", "docs/deploy.md"):
            for overlay in rendered.OVERLAYS:
                with self.subTest(file=file, overlay=overlay):
                    before = block_of(file, f"kubectl apply -k deploy/kubernetes/overlays/{overlay}")
                    self.assertIn(rendered.DELETE_MIGRATION, before)

    def test_every_rule_finds_its_mistakes(self):
        for number, (rule, overlay, break_it) in enumerate(MISTAKES):
            with self.subTest(mistake=number, overlay=overlay, rule=rule.__name__):
                objects = rendered.objects(overlay)
                break_it(objects)
                self.assertNotEqual(list(rule(objects)), [])

    def test_stores_are_of_the_versions_that_tests_run(self):
        compose = yaml.safe_load((rendered.ROOT / "deploy" / "compose" / "compose.full.yaml").read_text())["services"]
        for name, artifact in {"kafka": "kafka_2.13", "cassandra": "cassandra-all", "postgres": None}.items():
            with self.subTest(store=name):
                tag = store(rendered.objects("local"), name)["containers"][0]["image"].rpartition(":")[2]
                self.assertEqual(tag, compose[name]["image"].rpartition(":")[2])
                if artifact:
                    text = (rendered.ROOT / "tests" / "services" / name / "pom.xml").read_text()
                    self.assertIn(f"<artifactId>{artifact}</artifactId>\n      <version>{tag}</version>", text)

    def test_cassandra_logs_as_under_compose(self):
        here = rendered.KUBERNETES / "components" / "cassandra" / "logback.xml"
        there = rendered.ROOT / "deploy" / "compose" / "cassandra" / "logback.xml"
        self.assertEqual(here.read_text(), there.read_text(), f"copy {there} to {here}")

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


class Release(unittest.TestCase):
    """release.sh, on a copy of the overlay."""

    DIGEST = "sha256:" + "ab" * 32

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.tree = pathlib.Path(scratch.name) / "kubernetes"
        shutil.copytree(rendered.KUBERNETES, self.tree)
        self.file = self.tree / "overlays" / "gke" / "release.env"

    def say(self, *arguments):
        return subprocess.run([self.tree / "release.sh", *arguments], capture_output=True, text=True, check=False)

    def test_an_image_of_docker_hub_is_taken(self):
        for image in (f"docker.io/caravanchat/caravan@{self.DIGEST}", f"docker.io/some_body.else/a-caravan@{self.DIGEST}"):
            with self.subTest(image=image):
                self.assertEqual(self.say("gke", image).returncode, 0)
                self.assertEqual(rendered.values_of(self.file), {"IMAGE": image, "RELEASE": "ab" * 6})

    def test_whatever_the_overlay_would_change_is_refused(self):
        before = self.file.read_text()
        image = f"docker.io/caravanchat/caravan@{self.DIGEST}"
        for wrong, why in {
            f"ghcr.io/caravanchat/caravan@{self.DIGEST}": "mirror",
            f"europe-docker.pkg.dev/ours/images/caravan@{self.DIGEST}": "mirror",
            f"caravanchat/caravan@{self.DIGEST}": "mirror",
            f"docker.io/caravan@{self.DIGEST}": "mirror",
            f"docker.io/caravanchat/caravan/more@{self.DIGEST}": "mirror",
            f"docker.io/caravanchat/caravan:0.1.0@{self.DIGEST}": "mirror",
            f"docker.io/caravanchat/caravan@{self.DIGEST}0": "mirror",
            f"docker.io/../caravan@{self.DIGEST}": "mirror",
            "docker.io/caravanchat/caravan:0.1.0": "a tag may be another",
            f"{image}\nIMAGE=docker.io/somebody/else": "signs",
            f"nothing\n{image}": "signs",
            f"{image}\n": "signs",
            f"docker.io/caravanchat/car&van@{self.DIGEST}": "signs",
            f"docker.io/caravanchat/car|van@{self.DIGEST}": "signs",
            f"docker.io/Caravanchat/caravan@{self.DIGEST}": "signs",
            "": "a tag may be another",
        }.items():  # fmt: skip
            with self.subTest(image=wrong):
                done = self.say("gke", wrong)
                self.assertEqual(done.returncode, 2)
                self.assertIn("is no docker.io/OWNER/NAME@sha256:DIGEST", done.stderr)
                self.assertIn(why, done.stderr)
                self.assertEqual(self.file.read_text(), before)

    def test_an_overlay_without_releases_is_refused(self):
        done = self.say("local", f"docker.io/caravanchat/caravan@{self.DIGEST}")
        self.assertEqual(done.returncode, 2)
        self.assertIn("is not there", done.stderr)


if __name__ == "__main__":
    unittest.main()
