"""Containers of Caravan as processes of this machine: the same arguments, settings and secrets as their pods have. Where they
listen and where their key is are this machine's."""

import json
import os
import pathlib
import re
import signal
import subprocess
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
    "CARAVAN_KAFKA_PROPERTIES": "security.protocol=SASL_SSL,sasl.mechanism=PLAIN,sasl.username=caravan,sasl.password=secret",
}


def environment(objects, container, with_optional_secrets):
    """What the kubelet would put together."""
    # Google gives a pod on its machines an identity; here Firestore is away like any other store.
    variables = {"PATH": os.environ["PATH"], "FIRESTORE_EMULATOR_HOST": "127.0.0.1:9"}
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
    """A role's process, with what its init container leaves behind. `differing` are variables that this machine has otherwise."""

    def __init__(self, objects, role, folder, differing=None):
        spec = objects.caravans()[role]["spec"]["template"]["spec"]
        variables = environment(objects, rendered.caravan(spec), with_optional_secrets=False) | (differing or {})
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
            self._process = subprocess.Popen([BINARY, *arguments], env={**variables, "CARAVAN_DATA_DIR": "/proc/nowhere"},
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
