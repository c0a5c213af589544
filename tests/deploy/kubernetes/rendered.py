"""The objects that `kubectl apply -k` would send for an overlay."""

import copy
import functools
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
KUBERNETES = ROOT / "deploy" / "kubernetes"
PROGRAMS = ROOT / ".dev" / "deploy" / "bin"
OVERLAYS = ("local", "gke")
# A job's template cannot be changed, so the one before would be in the way of whatever changes it.
DELETE_MIGRATION = "kubectl --namespace caravan delete job --selector app.kubernetes.io/component=migrate --ignore-not-found"
LOCAL_CONFIG = "config.kubernetes.io/local-config"


@functools.cache
def text(overlay):
    return text_of(KUBERNETES / "overlays" / overlay)


def text_of(folder):
    done = subprocess.run([PROGRAMS / "kubectl", "kustomize", folder], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"kustomize refuses {folder}: {done.stderr}")
    return done.stdout


@functools.cache
def _parsed(overlay):
    return objects_of(text(overlay))


def objects_of(text):
    return Objects(yaml.load_all(text, yaml.CSafeLoader))


def objects(overlay):
    """A copy of one's own."""
    return copy.deepcopy(_parsed(overlay))


def values_of(file):
    """An .env file."""
    lines = [line for line in pathlib.Path(file).read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


class Objects(list):
    def of(self, *kinds):
        return [each for each in self if each["kind"] in kinds]

    def named(self, kind, name):
        found = [each for each in self.of(kind) if each["metadata"]["name"] == name]
        if not found:
            raise LookupError(f"there is no {kind} {name}")
        return found[0]

    def settings(self):
        return next(each["data"] for each in self.of("ConfigMap") if "CARAVAN_BACKEND_LOG" in each.get("data", {}))

    def nginx(self):
        return next(each["data"] for each in self.of("ConfigMap") if "nginx.conf" in each.get("data", {}))

    def pods(self):
        """What makes pods, with their template: (kind/name, labels, spec)."""
        for each in self.of("Deployment", "StatefulSet", "Job"):
            template = each["spec"]["template"]
            yield f"{each['kind']}/{each['metadata']['name']}", template["metadata"]["labels"], template["spec"]

    def caravans(self):
        """The Deployments of roles, by their role."""
        return {component(each["spec"]["template"]["metadata"]["labels"]): each
                for each in self.of("Deployment")
                if each["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/name"] == "caravan"}


def component(labels):
    """A role of Caravan, or what else runs."""
    return labels.get("app.kubernetes.io/component", labels["app.kubernetes.io/name"])


def containers(spec):
    return spec.get("initContainers", []) + spec["containers"]


def caravan(spec):
    return next(each for each in spec["containers"] if each["name"] == "caravan")


def selects(selector, labels):
    """Whether a label selector takes these labels."""
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for expression in selector.get("matchExpressions", []):
        if expression["operator"] != "In":
            raise ValueError(f"an operator that is not judged here: {expression['operator']}")
        if labels.get(expression["key"]) not in expression["values"]:
            return False
    return True


def seconds(duration):
    return int(duration.removesuffix("s"))
