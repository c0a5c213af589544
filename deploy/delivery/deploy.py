"""Behind `./dev deploy DIGEST`: applies deploy/kubernetes/overlays/gke with the image of that digest, and waits until every
role runs it.

The variable INSTALLATION, when it is set, takes the place of overlays/gke/installation.env; nothing in the tree is changed.
kubectl must speak to the cluster that the installation names, by the name that gcloud gives its context.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

KUBERNETES = pathlib.Path(__file__).resolve().parents[1] / "kubernetes"
OVERLAY = "overlays/gke"
IMAGE = os.environ.get("IMAGE_NAME") or "docker.io/caravanchat/caravan"
NAMESPACE = "caravan"
ROLES = "app.kubernetes.io/name=caravan"
MIGRATION = "app.kubernetes.io/component=migrate"
# The job ends by itself after 15 minutes; a role of many pods goes on one by one.
MIGRATION_WAIT = "16m"
ROLLOUT_WAIT = "20m"


class Refused(Exception):
    pass


def kubectl(*arguments):
    """What it prints; what it says of itself goes where this program's words go."""
    done = subprocess.run(["kubectl", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Refused(f"kubectl {' '.join(map(str, arguments))} failed")
    return done.stdout.strip()


def tell(*arguments):
    print(kubectl(*arguments), flush=True)


def values(text):
    """The settings of a file of NAME=value lines."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))


def prepare(tree, digest, installation):
    """A copy of the overlay at `tree` for that image and installation, and its values."""
    shutil.copytree(KUBERNETES, tree)
    settings = tree / OVERLAY / "installation.env"
    if installation:
        settings.write_text(f"{installation.strip()}\n")
    its = values(settings.read_text())
    missing = {"PROJECT", "LOCATION", "CLUSTER"} - its.keys()
    if missing:
        raise Refused(f"the installation lacks {', '.join(sorted(missing))}; {OVERLAY}/installation.env tells what they are")
    subprocess.run([tree / "release.sh", pathlib.Path(OVERLAY).name, f"{IMAGE}@{digest}"], check=True)
    return its | values((tree / OVERLAY / "release.env").read_text())


def check_cluster(installation):
    """Whoever has several clusters has once applied to the wrong one."""
    wanted = "gke_{PROJECT}_{LOCATION}_{CLUSTER}".format(**installation)
    context = kubectl("config", "current-context")
    if context != wanted:
        raise Refused(f"kubectl speaks to {context}, and the installation is {wanted}")


def running_image():
    return kubectl("get", "deployment", "chat", "--namespace", NAMESPACE, "--ignore-not-found",
                   "--output", "jsonpath={.spec.template.spec.containers[?(@.name=='caravan')].image}")


def roll_out(tree, release):
    # A job's template cannot be changed: one of the same release, which failed or has other settings, would be in the way.
    tell("delete", "job", "--namespace", NAMESPACE, "--selector", MIGRATION, "--ignore-not-found")
    tell("apply", "--kustomize", tree / OVERLAY)
    tell("wait", "--namespace", NAMESPACE, "--for=condition=complete", f"job/migrate-{release}", f"--timeout={MIGRATION_WAIT}")
    roles = kubectl("get", "deployments", "--namespace", NAMESPACE, "--selector", ROLES, "--output", "name").split()
    for role in roles:
        tell("rollout", "status", "--namespace", NAMESPACE, role, f"--timeout={ROLLOUT_WAIT}")


def deploy(digest, installation):
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise Refused(f'"{digest}" is no digest, sha256:…, as ./dev publish printed it')
    with tempfile.TemporaryDirectory() as made:
        tree = pathlib.Path(made) / "kubernetes"
        its = prepare(tree, digest, installation)
        check_cluster(its)
        before = running_image()
        print(f"==> {its['CLUSTER']} in {its['PROJECT']}: {before or 'nothing yet'} becomes {its['IMAGE']}", flush=True)
        try:
            roll_out(tree, its["RELEASE"])
        except Refused:
            if "@sha256:" in before:
                print(f"==> `./dev deploy {before.split('@')[1]}` goes back to what ran before", file=sys.stderr)
            raise


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("digest", help="of a published image, sha256:…")
    options = parser.parse_args()
    try:
        deploy(options.digest, os.environ.get("INSTALLATION", ""))
    except Refused as why:
        sys.exit(f"deploy: {why}")


if __name__ == "__main__":
    main()
