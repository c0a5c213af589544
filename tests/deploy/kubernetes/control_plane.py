"""A cluster without machines: etcd, the API server, the scheduler and the controllers, on free ports of loopback. `Kubelets`
stands in for the machines: it says of every pod with a node that it runs."""

import json
import pathlib
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request

from rendered import PROGRAMS, ROOT

sys.path += [str(ROOT / "tests" / part) for part in ("services", "deploy")]
from polling import until  # noqa: E402
from ports import reserved_port  # noqa: E402
from process import Process  # noqa: E402

READY_SECONDS_MAX = 180
BETWEEN_LOOKS_SECONDS = 0.2
TOKEN = "administrator"
# What makes pods of the shipped objects and counts them; nothing that would miss machines.
CONTROLLERS = ("deployment", "replicaset", "statefulset", "job", "disruption", "serviceaccount", "persistentvolume-binder")


class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class ControlPlane:
    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self.kubeconfig = self._folder / "kubeconfig"
        self._url = f"https://127.0.0.1:{reserved_port()}"
        self._trust = ssl._create_unverified_context()
        self._processes = []

    def start(self):
        self._write_keys()
        store, peers = (f"http://127.0.0.1:{reserved_port()}" for _ in range(2))
        self._run("etcd", "--data-dir", self._folder / "etcd", "--listen-client-urls", store, "--advertise-client-urls", store,
                  "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers, "--initial-cluster", f"default={peers}",
                  "--unsafe-no-fsync")
        self._run("kube-apiserver", f"--etcd-servers={store}", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
                  f"--secure-port={self._url.rpartition(':')[2]}", f"--cert-dir={self._folder / 'certificates'}",
                  f"--token-auth-file={self._folder / 'tokens.csv'}", "--authorization-mode=RBAC",
                  "--service-account-issuer=https://kubernetes.default.svc",
                  f"--service-account-key-file={self._folder / 'accounts.pub'}",
                  f"--service-account-signing-key-file={self._folder / 'accounts.key'}",
                  "--service-cluster-ip-range=10.96.0.0/16",
                  # Nobody here would ever say that a machine is ready.
                  "--disable-admission-plugins=TaintNodesByCondition")
        until(self._is_ready, READY_SECONDS_MAX, "the API server")
        common = (f"--kubeconfig={self.kubeconfig}", f"--authentication-kubeconfig={self.kubeconfig}",
                  f"--authorization-kubeconfig={self.kubeconfig}", "--leader-elect=false", "--bind-address=127.0.0.1",
                  f"--cert-dir={self._folder / 'certificates'}")
        self._run("kube-scheduler", *common, f"--secure-port={reserved_port()}")
        self._run("kube-controller-manager", *common, f"--secure-port={reserved_port()}",
                  f"--service-account-private-key-file={self._folder / 'accounts.key'}",
                  "--controllers=" + ",".join(f"{each}-controller" for each in CONTROLLERS))

    def stop(self):
        for process in reversed(self._processes):
            process.kill()

    def _write_keys(self):
        key = self._folder / "accounts.key"
        for command in (["genrsa", "-out", key, "2048"], ["rsa", "-in", key, "-pubout", "-out", self._folder / "accounts.pub"]):
            subprocess.run(["openssl", *command], check=True, capture_output=True)
        (self._folder / "tokens.csv").write_text(f'{TOKEN},administrator,1,"system:masters"\n')
        self.kubeconfig.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "here",
            "clusters": [{"name": "here", "cluster": {"server": self._url, "insecure-skip-tls-verify": True}}],
            "users": [{"name": "administrator", "user": {"token": TOKEN}}],
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": "administrator"}}],
        }))  # fmt: skip

    def _run(self, program, *arguments):
        self._processes.append(Process([PROGRAMS / program, *arguments], self._folder / f"{program}.log"))

    def _is_ready(self):
        try:
            self.call("GET", "/readyz")
        except (OSError, Refused):
            return False
        return True

    def call(self, method, path, body=None, kind="application/json"):
        """The API itself: kubectl takes a third of a second for each word."""
        request = urllib.request.Request(self._url + path, method=method, data=body and json.dumps(body).encode(),
                                         headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=30, context=self._trust) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as refusal:
            raise Refused(refusal.code, refusal.read().decode()) from None
        return json.loads(text) if text.startswith("{") else text

    def kubectl(self, *arguments, objects=None):
        """(code, what it said), the objects on its standard input."""
        text = None if objects is None else "---\n".join(json.dumps(each) + "\n" for each in objects)
        done = subprocess.run([PROGRAMS / "kubectl", "--kubeconfig", self.kubeconfig, *map(str, arguments)], input=text,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.returncode, done.stdout

    def apply(self, *arguments, objects=None):
        code, said = self.kubectl("apply", "--server-side", *arguments, objects=objects)
        if code != 0:
            raise RuntimeError(said)

    def pods(self, namespace):
        return self.call("GET", f"/api/v1/namespaces/{namespace}/pods")["items"]


class Kubelets:
    """Every pod that has a node is ready, and every one that is told to end is gone."""

    def __init__(self, plane, namespace):
        self._plane, self._namespace = plane, namespace
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._thread.join()

    def _work(self):
        while not self._stopping.wait(BETWEEN_LOOKS_SECONDS):
            for pod in self._plane.pods(self._namespace):
                try:
                    self._serve(pod)
                except Refused as refusal:
                    if refusal.status not in (404, 409):
                        raise

    def _serve(self, pod):
        path = f"/api/v1/namespaces/{self._namespace}/pods/{pod['metadata']['name']}"
        if "deletionTimestamp" in pod["metadata"]:
            self._plane.call("DELETE", path + "?gracePeriodSeconds=0")
        elif pod["spec"].get("nodeName") and pod["status"].get("phase") == "Pending":
            # Ready for long enough to count as available.
            ready = {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}
            self._plane.call("PATCH", path + "/status", {"status": {"phase": "Running", "conditions": [ready]}},
                             "application/strategic-merge-patch+json")
