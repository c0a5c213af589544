"""What must be true of an overlay, whichever. Each rule takes the overlay's objects and yields what is wrong with them."""

import re

from rendered import ROOT, KUBERNETES, LOCAL_CONFIG, caravan, component, containers, seconds, selects, values_of

SERVED = ("auth", "chat", "live", "web")
CONSUMERS = ("fan-out", "aggregate", "publish")
ROLES = SERVED + CONSUMERS
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
        wanted = {"from-gateway"} if component(labels) in SERVED + ("publish",) else set()
        if is_gke(objects):
            wanted = wanted | {"from-prometheus"}
        if ways != wanted:
            yield f"{name} is reached by {sorted(ways)}, and should be by {sorted(wanted)}"
    for policy in objects.of("NetworkPolicy"):
        for way in policy["spec"].get("ingress", []):
            if not way.get("ports"):
                yield f"{policy['metadata']['name']} opens every port"


def client_addresses_are_believed_from_the_gateway_alone(objects):
    proxies = objects.settings()["CARAVAN_SERVER_PROXIES"].split(",")
    if not is_gke(objects):
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
    for name, role in {**{each: each for each in SERVED}, "costs": "publish"}.items():
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
       if callable(rule) and getattr(rule, "__module__", None) == __name__ and rule is not is_gke]
