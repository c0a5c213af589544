"""What every service of the Compose files must keep to, judged on what `docker compose config --format json` made of them."""

import re

LIMITS = ("cpus", "memory", "pids")
# Where an image's tag may move: the project's own, which operators pin by its digest.
OWN_IMAGE = "docker.io/caravanchat/caravan:latest"
ROLES = {"auth", "chat", "live", "fan-out", "aggregate", "publish", "web"}
SECRET_WORDS = re.compile(r"password|secret|token|private|api_key", re.IGNORECASE)


def is_one_shot(service):
    return str(service.get("restart", "")).startswith("on-failure")


def faults_of_service(service):
    if not service.get("read_only"):
        yield "its root folder can be written"
    if service.get("cap_drop") != ["ALL"]:
        yield "it keeps capabilities"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield "it may gain privileges"
    if service.get("privileged") or service.get("network_mode") == "host" or service.get("pid") == "host":
        yield "it is let out of its container"
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    for limit in LIMITS:
        if not limits.get(limit):
            yield f"nothing limits its {limit}"
    if not re.search(r":v?\d+\.\d+\.\d+|@sha256:|:\d+\.\d+-", service["image"]) and service["image"] != OWN_IMAGE:
        if "build" not in service:
            yield f"{service['image']} is no fixed version"
    if is_one_shot(service):
        return
    if not service.get("healthcheck", {}).get("test"):
        yield "nobody knows whether it is healthy"
    if service.get("restart") != "unless-stopped":
        yield "it stays dead when it dies"
    if not service.get("logging", {}).get("options", {}).get("max-size"):
        yield "its log grows without end"


def faults_of_ports(service):
    for port in service.get("ports", []):
        if port.get("host_ip") != "127.0.0.1":
            yield f"port {port['target']} is open to the network"


def faults_of_secrets(service):
    """A secret is a file that a variable may name, never the variable's value."""
    for name, value in (service.get("environment") or {}).items():
        is_path = str(value).startswith("/run/secrets/")
        if SECRET_WORDS.search(name) and value not in ("", None) and not is_path and name != "CARAVAN_FIREBASE_API_KEY":
            yield f"{name} holds a secret"
        if is_path and str(value).removeprefix("/run/secrets/") not in {secret["source"] for secret in service.get("secrets", [])}:
            yield f"{name} names a secret that it is not given"


def faults_of_order(name, services):
    """Whoever needs another one waits until that one is well, or has ended well."""
    for other, how in services[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if is_one_shot(services[other]) else "service_healthy"
        if how["condition"] != wanted:
            yield f"it does not wait until {other} is ready"


def faults(config):
    services = config["services"]
    found = []
    for name, service in services.items():
        for fault in (*faults_of_service(service), *faults_of_ports(service), *faults_of_secrets(service),
                      *faults_of_order(name, services)):
            found.append(f"{name}: {fault}")
    return sorted(found)


def missing_roles(config):
    """Roles that no service has; each stands alone in its own."""
    there = {(service.get("environment") or {}).get("CARAVAN_ROLES") for service in config["services"].values()}
    return sorted(ROLES - there)
