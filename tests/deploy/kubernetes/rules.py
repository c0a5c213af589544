"""What must be true of an overlay, whichever. Each rule takes the overlay's objects and yields what is wrong with them."""

import ipaddress
import re

import yaml

from reach import ANYBODY, reached
from rendered import ROOT, KUBERNETES, LOCAL_CONFIG, caravan, component, containers, seconds, selects, values_of

# Behind the balancer, by the Service of its name or of another one; and what reads the log. One role is both.
SERVED = ("auth", "chat", "live", "publish", "web")
CONSUMERS = ("fan-out", "aggregate", "publish")
ROLES = tuple(dict.fromkeys(SERVED + CONSUMERS))
SERVICES = {"auth": "auth", "chat": "chat", "live": "live", "publish": "costs", "web": "web"}
# A balancer goes on sending requests for so long to a pod that is ending; then Caravan is given CARAVAN_SERVER_DRAIN_TIMEOUT,
# and this much to end: 5 s when Kafka is away, which is told of the end in vain.
DETACHED_SECONDS = 15
END_SECONDS = 8
SECRETS = {"signing-key", "postgres", "cassandra", "kafka"}
# Each pod's ways out, in a cluster that has all its stores, and where they are elsewhere.
WAYS_OUT = {
    "auth": {"to-postgres"},
    "chat": {"to-postgres", "to-cassandra", "to-kafka"},
    "live": {"to-kafka"},
    "fan-out": {"to-cassandra", "to-kafka"},
    "aggregate": {"to-kafka"},
    "publish": {"to-postgres", "to-kafka"},
    "web": set(),
    "migrate": {"to-postgres"},
}
WAYS_OUT_ON_GKE = {
    "auth": {"to-metadata", "to-googleapis"},
    "chat": {"to-metadata", "to-googleapis"},
    "live": {"to-metadata"},
    "fan-out": {"to-metadata"},
    "aggregate": {"to-metadata"},
    "publish": {"to-metadata", "to-googleapis"},
    "web": set(),
    "migrate": {"to-metadata", "to-googleapis"},
}
# Who reaches whom on which port: of every overlay, then of one alone, then of each store where it is in the cluster.
NAMES = ("k8s-app=kube-dns|node-local-dns in kubernetes.io/metadata.name=kube-system", "169.254.20.10/32")
ACCOUNTS, HISTORY = {"auth", "chat", "publish", "migrate"}, {"chat", "fan-out"}
LOG = {"chat", "live", "fan-out", "aggregate", "publish"}
SERVED_PORTS = {"auth": 8000, "chat": 9000, "live": 9100, "publish": 9200, "web": 3000}
METRICS_PORTS = SERVED_PORTS | {"fan-out": 9200, "aggregate": 9200}
REACHED_ON_LOCAL = {
    ("gateway", "8080/TCP"): {ANYBODY},
    **{(role, f"{port}/TCP"): {"gateway"} for role, port in SERVED_PORTS.items()},
}
COLLECTORS = "any in kubernetes.io/metadata.name=gmp-system|gke-gmp-system"
REACHED_ON_GKE = {
    ("169.254.169.254/32", "80/TCP"): LOG | ACCOUNTS,
    ("169.254.169.252/32", "988/TCP"): LOG | ACCOUNTS,
    ("GOOGLEAPIS_NETWORK", "443/TCP"): ACCOUNTS,
    **{(role, f"{port}/TCP"): {COLLECTORS} | ({"35.191.0.0/16", "130.211.0.0/22"} if role in SERVED_PORTS else set())
       for role, port in METRICS_PORTS.items()},
}
REACHED_HERE = {
    "postgres": {("postgres", "5432/TCP"): ACCOUNTS},
    "cassandra": {("cassandra", "9042/TCP"): HISTORY, ("cassandra", "7000/TCP"): {"cassandra"}},
    "kafka": {("kafka", "9092/TCP"): LOG | {"kafka"}},
}
REACHED_ELSEWHERE = {
    "postgres": {("SQL_NETWORK", "3307/TCP"): ACCOUNTS},
    "cassandra": {},
    "kafka": {("KAFKA_NETWORK", "9092/TCP"): LOG},
}
PRIVATE = [ipaddress.ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
# What the images declare as volumes. On each that nothing is mounted on exactly, the container's runtime puts an empty one of its
# own, over whatever is mounted above it; it ends with the pod.
VOLUMES = {
    "apache/kafka": ("/var/lib/kafka/data", "/etc/kafka/secrets", "/mnt/shared/config"),
    "library/postgres": ("/var/lib/postgresql/data",),
    "library/cassandra": ("/var/lib/cassandra",),
}
WITHOUT_DATA = {"/etc/kafka/secrets", "/mnt/shared/config"}
ROUTES = {"/auth": "auth", "/chat": "chat", "/connection": "live", "/cost/api": "costs", "/": "web"}


def is_gke(objects):
    return bool(objects.of("Gateway"))


def every_role_is_there(objects):
    deployments = objects.caravans()
    for role in ROLES:
        if role not in deployments:
            yield f"no Deployment for the role {role}"
            continue
        arguments = caravan(deployments[role]["spec"]["template"]["spec"])["args"]
        if arguments[:3] != ["serve", "--roles", role]:
            yield f"{role} is started as {arguments}"
        if deployments[role]["spec"]["template"]["spec"].get("serviceAccountName") != role:
            yield f"{role} has no service account of its own"
        labels = deployments[role]["spec"]["template"]["metadata"]["labels"]
        if not any(selects(each["spec"]["selector"], labels) and each["spec"]["maxUnavailable"] == 1
                   for each in objects.of("PodDisruptionBudget")):
            yield f"{role} has no disruption budget that lets one pod go at a time"


def every_role_is_probed(objects):
    for role, deployment in objects.caravans().items():
        container = caravan(deployment["spec"]["template"]["spec"])
        for probe in ("readinessProbe", "livenessProbe"):
            if container.get(probe, {}).get("httpGet") != {"path": "/health/", "port": "http"}:
                yield f"{role}'s {probe} does not ask /health/: {container.get(probe)}"
        if role in ("auth", "chat"):
            path = container.get("startupProbe", {}).get("httpGet", {}).get("path")
            if path != f"/{role}/api/health/":
                yield f"{role} starts without asking whether its stores answer: {path}"
        port = next((each["containerPort"] for each in container["ports"] if each["name"] == "http"), None)
        if container["args"][-1] != f"0.0.0.0:{port}":
            yield f"{role} listens on {container['args'][-1]}, and its port is {port}"


def every_end_is_orderly(objects):
    drain = seconds(objects.settings()["CARAVAN_SERVER_DRAIN_TIMEOUT"])
    for role, deployment in objects.caravans().items():
        spec = deployment["spec"]["template"]["spec"]
        sleep = caravan(spec).get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        if role in SERVED and sleep <= DETACHED_SECONDS:
            yield f"{role} ends while a balancer still sends requests there: preStop is {sleep} s"
        if spec["terminationGracePeriodSeconds"] <= sleep + drain + END_SECONDS:
            yield f"{role} is killed before {sleep + drain + END_SECONDS} s, which its end takes, are over"
        strategy = deployment["spec"].get("strategy", {}).get("rollingUpdate", {})
        if strategy.get("maxUnavailable") != 0 or not strategy.get("maxSurge"):
            yield f"{role} goes before its successor is there: {strategy}"
        if not deployment["spec"].get("minReadySeconds"):
            yield f"{role} counts as there at once"


def nobody_has_more_rights_than_needed(objects):
    namespace = objects.named("Namespace", "caravan")
    if namespace["metadata"]["labels"].get("pod-security.kubernetes.io/enforce") != "restricted":
        yield "the namespace does not enforce the profile restricted"
    for name, _, spec in objects.pods():
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{name} is given a token of the cluster's API"
        if spec.get("enableServiceLinks") is not False:
            yield f"{name} is given variables for Services, which Caravan would take for settings"
        user = spec.get("securityContext", {})
        if user.get("runAsNonRoot") is not True or not user.get("runAsUser"):
            yield f"{name} may be root"
        if user.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{name} may make any system call"
        for container in containers(spec):
            rights = container.get("securityContext", {})
            if rights.get("readOnlyRootFilesystem") is not True:
                yield f"{name}: {container['name']} can write to its root"
            if rights.get("allowPrivilegeEscalation") is not False or rights.get("capabilities") != {"drop": ["ALL"]}:
                yield f"{name}: {container['name']} may have more rights: {rights}"


def every_container_says_what_it_takes(objects):
    for name, _, spec in objects.pods():
        for container in containers(spec):
            asked, most = (container.get("resources", {}).get(each, {}) for each in ("requests", "limits"))
            missing = {"cpu", "memory", "ephemeral-storage"} - asked.keys() | {"memory", "ephemeral-storage"} - most.keys()
            if missing:
                yield f"{name}: {container['name']} does not say how much it takes: {', '.join(sorted(missing))}"
            if "cpu" in most:
                yield f"{name}: {container['name']} is throttled within a core that nobody else wants"


def every_image_is_one_image(objects):
    for name, _, spec in objects.pods():
        for container in containers(spec):
            image = container["image"]
            last = image.rpartition("/")[2]
            if "@sha256:" not in image and (":" not in last or last.endswith(":latest")):
                yield f"{name}: {container['name']} runs whatever {image} is today"
    if not is_gke(objects):
        return
    release = values_of(KUBERNETES / "overlays" / "gke" / "release.env")["IMAGE"]
    mirror = values_of(KUBERNETES / "overlays" / "gke" / "installation.env")["DOCKER_HUB"]
    image = release.replace("docker.io/", mirror + "/", 1)
    for name, labels, spec in objects.pods():
        if labels["app.kubernetes.io/name"] != "caravan":
            continue
        for container in containers(spec):
            if container["name"] in ("caravan", "signing-key") and container["image"] != image:
                yield f"{name}: {container['name']} runs {container['image']}, and the release is {image}"
    digest = image.partition("@sha256:")[2]
    job = objects.of("Job")[0]["metadata"]["name"]
    if job != f"migrate-{digest[:12]}":
        yield f"the migration is named {job}, and not by the digest {digest[:12]}"


def the_migration_ends_and_goes(objects):
    for job in objects.of("Job"):
        for limit in ("ttlSecondsAfterFinished", "activeDeadlineSeconds", "backoffLimit"):
            if not job["spec"].get(limit):
                yield f"{job['metadata']['name']} has no {limit}"
        for extra in job["spec"]["template"]["spec"].get("initContainers", []):
            if "proxy" in extra["name"] and extra.get("restartPolicy") != "Always":
                yield f"{job['metadata']['name']} waits for {extra['name']} to end, which it never does"
    if not objects.of("Job"):
        yield "nobody migrates"


def no_secret_is_here(objects):
    for secret in objects.of("Secret"):
        yield f"a Secret with its value: {secret['metadata']['name']}"
    for name, _, spec in objects.pods():
        for container in containers(spec):
            for variable in container.get("env", []):
                reference = variable.get("valueFrom", {}).get("secretKeyRef")
                if reference and reference["name"] not in SECRETS:
                    yield f"{name} wants the Secret {reference['name']}, which README.md does not know"
                if "value" in variable and re.search(r"PASSWORD|SECRET|TOKEN|PROPERTIES", variable["name"]):
                    yield f"{name} has the value of {variable['name']} in its template"
    for settings in objects.of("ConfigMap"):
        for key, value in settings.get("data", {}).items():
            if re.search(r"password=|PRIVATE KEY|://[^/@:\s]+:[^/@\s]+@", value):
                yield f"the ConfigMap {settings['metadata']['name']} holds a secret: {key}"


def every_way_out_has_a_name(objects):
    policies = objects.of("NetworkPolicy")
    deny = objects.named("NetworkPolicy", "deny-all")["spec"]
    if deny != {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}:
        yield "deny-all does not deny all"
    for policy in policies:
        for way in policy["spec"].get("egress", []):
            if not way.get("to") or not way.get("ports"):
                yield f"{policy['metadata']['name']} lets out to anywhere"
            for peer in way.get("to", []):
                if peer.get("ipBlock", {}).get("cidr", "").endswith("/0"):
                    yield f"{policy['metadata']['name']} lets out to the whole internet"
    for name, labels, _ in objects.pods():
        wanted = WAYS_OUT.get(component(labels))
        if wanted is None:
            continue
        wanted = wanted | {"to-dns"} | (WAYS_OUT_ON_GKE[component(labels)] if is_gke(objects) else set())
        has = {each["metadata"]["name"] for each in policies
               if each["spec"].get("egress") and selects(each["spec"]["podSelector"], labels)}
        if has != wanted:
            yield f"{name} may go out by {sorted(has)}, and needs {sorted(wanted)}"


def only_the_gateway_comes_in(objects):
    for name, labels, _ in objects.pods():
        if labels["app.kubernetes.io/name"] != "caravan":
            continue
        ways = {each["metadata"]["name"] for each in objects.of("NetworkPolicy")
                if each["spec"].get("ingress") and selects(each["spec"]["podSelector"], labels)}
        wanted = {"from-gateway"} if component(labels) in SERVED else set()
        if is_gke(objects):
            wanted = wanted | {"from-prometheus"}
        if ways != wanted:
            yield f"{name} is reached by {sorted(ways)}, and should be by {sorted(wanted)}"
    for policy in objects.of("NetworkPolicy"):
        for way in policy["spec"].get("ingress", []):
            if not way.get("ports"):
                yield f"{policy['metadata']['name']} opens every port"


def everybody_reaches_whom_they_must_and_nobody_else(objects):
    places = {**values_of(KUBERNETES / "overlays" / "gke" / "installation.env")} if is_gke(objects) else {}
    pods = {component(labels) for _, labels, _ in objects.pods()}
    table = {(place, f"53/{protocol}"): pods for place in NAMES for protocol in ("UDP", "TCP")}
    table |= REACHED_ON_GKE if is_gke(objects) else REACHED_ON_LOCAL
    for store, here in REACHED_HERE.items():
        table |= here if store in pods else REACHED_ELSEWHERE[store]
    wanted = {(sender, places.get(place, place), port) for (place, port), senders in table.items() for sender in senders}
    found = reached(objects)
    for sender, receiver, port in sorted(wanted - found):
        yield f"{sender} does not reach {receiver} on {port}"
    for sender, receiver, port in sorted(found - wanted):
        yield f"{sender} reaches {receiver} on {port}, which nobody needs"


def client_addresses_are_believed_from_the_gateway_alone(objects):
    proxies = objects.settings()["CARAVAN_SERVER_PROXIES"].split(",")
    if not is_gke(objects):
        # The gateway is wherever the cluster puts its pods, which is no address of the internet.
        for each in map(ipaddress.ip_network, proxies):
            if not any(each.version == net.version and each.subnet_of(net) for net in PRIVATE):
                yield f"addresses are believed from {each}, where the gateway cannot be"
        return
    ways = objects.named("NetworkPolicy", "from-gateway")["spec"]["ingress"][0]["from"]
    address = values_of(KUBERNETES / "overlays" / "gke" / "installation.env")["ADDRESS"]
    wanted = [each["ipBlock"]["cidr"] for each in ways] + [address]
    if sorted(proxies) != sorted(wanted):
        yield f"addresses are believed from {proxies}, and the balancer is {wanted}"


def every_role_is_spread(objects):
    for role, deployment in objects.caravans().items():
        constraints = {each["topologyKey"]: each
                       for each in deployment["spec"]["template"]["spec"].get("topologySpreadConstraints", [])}
        zone, node = (constraints.get(key) for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname"))
        if not zone or not node:
            yield f"{role} may be on one node: {sorted(constraints)}"
        elif is_gke(objects) and zone["whenUnsatisfiable"] != "DoNotSchedule":
            yield f"{role} may be in one zone"
    for name, _, spec in objects.pods():
        for each in spec.get("topologySpreadConstraints", []):
            if each["topologyKey"] == "topology.kubernetes.io/zone" and each.get("nodeTaintsPolicy") != "Honor":
                yield f"{name} waits for a zone whose machines are gone"


def every_store_is_on_its_claim(objects):
    for store in objects.of("StatefulSet"):
        name, spec = store["metadata"]["name"], store["spec"]["template"]["spec"]
        claims = {each["metadata"]["name"] for each in store["spec"]["volumeClaimTemplates"]}
        for container in containers(spec):
            image = re.sub(r"[:@][^/]*$", "", container["image"])
            declared = next((paths for known, paths in VOLUMES.items() if image.endswith("/" + known)), None)
            if declared is None:
                yield f"{name}: nobody knows what volumes {image} declares"
                continue
            mounts = {each["mountPath"]: each["name"] for each in container["volumeMounts"]}
            for path in declared:
                if path not in WITHOUT_DATA and mounts.get(path) not in claims:
                    yield f"{name}: {container['name']} has at {path} what ends with the pod"
                kept = [value for value in _data_folders(objects, store, container) if not value.startswith(path + "/")]
                if path not in WITHOUT_DATA and kept:
                    yield f"{name}: {container['name']} keeps its data at {', '.join(kept)}, and the claim's folders are in {path}"


def _data_folders(objects, store, container):
    """Where a store was told to keep what it has. A claim's own root may have a lost+found."""
    told = [each["value"] for each in container.get("env", []) if each["name"] == "PGDATA"]
    for each in store["spec"]["template"]["spec"].get("volumes", []):
        for file, text in objects.named("ConfigMap", each["configMap"]["name"])["data"].items() if "configMap" in each else ():
            if file == "server.properties":
                told += re.findall(r"(?m)^log\.dirs=(.*)$", text)
            if file == "cassandra.yaml":
                settings = yaml.safe_load(text)
                told += [*settings["data_file_directories"], *(settings[key] for key in settings if key.endswith("_directory"))]
    return told or ["nowhere that is known"]


def no_log_fills_a_volume(objects):
    """A pod whose files outgrow an emptyDir is evicted; what is said to the container's output the kubelet keeps short."""
    for store in objects.of("StatefulSet"):
        name, spec = store["metadata"]["name"], store["spec"]["template"]["spec"]
        files = {each["name"]: objects.named("ConfigMap", each["configMap"]["name"])["data"]
                 for each in spec.get("volumes", []) if "configMap" in each}
        for container in containers(spec):
            environment = {each["name"]: each.get("value") for each in container.get("env", [])}
            mounts = {each["mountPath"]: files.get(each["name"], {}) for each in container["volumeMounts"]}
            if name == "cassandra":
                text = mounts.get("/etc/cassandra/logback.xml", {}).get("logback.xml", "")
            elif name == "kafka":
                text = mounts["/settings"].get((environment.get("KAFKA_LOG4J_OPTS") or "").rpartition("=file:/settings/")[2], "")
                if "-loggc" in (environment.get("EXTRA_ARGS") or "-loggc"):
                    yield f"{name}: {container['name']} writes its collector's log into a folder"
            else:
                continue
            if "ConsoleAppender" not in text or "FileAppender" in text:
                yield f"{name}: {container['name']} writes its log into a folder"


def every_reference_leads_somewhere(objects):
    templates = [(labels, spec) for _, labels, spec in objects.pods()]
    configurations = {each["metadata"]["name"] for each in objects.of("ConfigMap")}
    accounts = {each["metadata"]["name"] for each in objects.of("ServiceAccount")}
    services = {each["metadata"]["name"]: each for each in objects.of("Service")}
    for name, _, spec in objects.pods():
        if spec.get("serviceAccountName", "default") not in accounts | {"default"}:
            yield f"{name} runs as nobody: {spec['serviceAccountName']}"
        wanted = {each["configMapRef"]["name"] for container in containers(spec) for each in container.get("envFrom", [])}
        wanted |= {each["configMap"]["name"] for each in spec.get("volumes", []) if "configMap" in each}
        if wanted - configurations:
            yield f"{name} wants {sorted(wanted - configurations)}, which is not there"
    for name, service in services.items():
        targets = [spec for labels, spec in templates if selects({"matchLabels": service["spec"]["selector"]}, labels)]
        ports = {port.get("name") for spec in targets for each in containers(spec) for port in each.get("ports", [])}
        if not {each["targetPort"] for each in service["spec"]["ports"]} <= ports:
            yield f"the Service {name} leads to no port of any pod"
    for route in objects.of("HTTPRoute"):
        for rule in route["spec"]["rules"]:
            for backend in rule.get("backendRefs", []):
                service = services.get(backend["name"])
                if not service or backend["port"] not in [each["port"] for each in service["spec"]["ports"]]:
                    yield f"the route {route['metadata']['name']} leads to {backend}, which is not there"
    for policy in objects.of("HealthCheckPolicy", "GCPBackendPolicy"):
        if policy["spec"]["targetRef"]["name"] not in services:
            yield f"{policy['kind']} {policy['metadata']['name']} is for no Service"
    for budget in objects.of("PodDisruptionBudget"):
        if not any(selects(budget["spec"]["selector"], labels) for labels, _ in templates):
            yield f"the budget {budget['metadata']['name']} is for no pod"
    for each in objects:
        if each["metadata"].get("annotations", {}).get(LOCAL_CONFIG):
            yield f"{each['metadata']['name']} would be applied, and is there for kustomize alone"


def every_path_has_its_role(objects):
    if is_gke(objects):
        rules = objects.named("HTTPRoute", "caravan")["spec"]["rules"]
        paths = [(rule["matches"][0]["path"]["value"], rule) for rule in rules]
        routes = {path: rule["backendRefs"][0]["name"] for path, rule in paths if "backendRefs" in rule}
        hidden = {path for path, rule in paths if "filters" in rule}
    else:
        text = objects.nginx()["nginx.conf"]
        routes = dict(re.findall(r"location (/\S*) \{ proxy_pass http://(\S+); \}", text))
        hidden = set(re.findall(r"location (/\S*) \{ return 302 /; \}", text))
    if routes != ROUTES:
        yield f"paths lead to {routes}, and should to {ROUTES}"
    if hidden != {"/metrics"}:
        yield f"the metrics are everybody's: only {hidden} is kept back"


def the_balancer_keeps_sockets(objects):
    if not is_gke(objects):
        return
    if objects.named("Service", "live")["spec"]["ports"][0].get("appProtocol") != "kubernetes.io/ws":
        yield "the balancer is not told that live speaks WebSocket"
    if objects.named("GCPBackendPolicy", "live")["spec"]["default"]["timeoutSec"] != 86400:
        yield "the balancer cuts sockets before a day is over"
    pods = {role: each["spec"]["template"]["spec"] for role, each in objects.caravans().items()}
    for role, name in SERVICES.items():
        default = objects.named("GCPBackendPolicy", name)["spec"]["default"]
        draining = default.get("connectionDraining", {}).get("drainingTimeoutSec", 0)
        if not 0 < draining <= pods[role]["terminationGracePeriodSeconds"]:
            yield f"the balancer drains {name} for {draining} s, and its pods are gone before"
        health = objects.named("HealthCheckPolicy", name)["spec"]["default"]["config"].get("httpHealthCheck", {})
        port = caravan(pods[role])["ports"][0]["containerPort"]
        if (health.get("port"), health.get("requestPath")) != (port, "/health/"):
            yield f"the balancer asks {name} {health}"
    gateway = objects.named("Gateway", "caravan")["spec"]["listeners"]
    if {each["protocol"] for each in gateway} != {"HTTP", "HTTPS"}:
        yield "the gateway does not listen for http and https"
    redirect = objects.named("HTTPRoute", "to-https")["spec"]
    if redirect["parentRefs"][0].get("sectionName") != "http" or not any(
            each.get("requestRedirect", {}).get("scheme") == "https" for each in redirect["rules"][0]["filters"]):
        yield "http does not lead to https"
    if objects.named("HTTPRoute", "caravan")["spec"]["parentRefs"][0].get("sectionName") != "https":
        yield "Caravan is served without TLS"


def every_role_is_scaled(objects):
    if not is_gke(objects):
        return
    partitions = int(re.search(r"`kafka.partitions` \| integer \| `(\d+)`",
                               (ROOT / "docs" / "configuration.md").read_text()).group(1))
    for role in ROLES:
        if "replicas" in objects.caravans()[role]["spec"]:
            yield f"{role} goes back to a number of pods with each apply"
        scaled = [each for each in objects.of("ScaledObject") if each["spec"]["scaleTargetRef"]["name"] == role]
        if not scaled:
            yield f"nobody scales {role}"
            continue
        spec = scaled[0]["spec"]
        if spec["minReplicaCount"] < 2:
            yield f"{role} may come down to {spec['minReplicaCount']}"
        triggers = {each["type"]: each["metadata"] for each in spec["triggers"]}
        query = triggers.get("prometheus", {}).get("query", "")
        if role in CONSUMERS and (f'caravan_kafka_lag_records{{namespace="caravan", group="caravan.{role.replace("-", "_")}"}}'
                                  not in query or spec["maxReplicaCount"] > partitions):
            yield f"{role} is not scaled by its lag within {partitions} partitions: {query}"
        if role in ("auth", "chat", "live") and not ("cpu" in triggers and re.search("connections_open|sockets_open", query)):
            yield f"{role} is not scaled by processor and sockets"


ALL = [rule for rule in list(globals().values())
       if callable(rule) and getattr(rule, "__module__", None) == __name__ and rule is not is_gke
       and not rule.__name__.startswith("_")]
