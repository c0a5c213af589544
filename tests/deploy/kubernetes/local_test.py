"""The overlay local without a cluster: its settings, its job, its roles and its gateway as processes of this machine, on stores
that run.py has started. Two browsers chat through it.

Usage: run.py postgres cassandra kafka -- local_test.py
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import rendered
from pods import BINARY, Pod, environment, status

sys.path += [str(rendered.ROOT / "tests" / part) for part in ("services", "deploy")]
from polling import until  # noqa: E402
from ports import LOOPBACK, reserved_port  # noqa: E402
from process import Process  # noqa: E402

READY_SECONDS_MAX = 120
BROWSERS = "two people on two nodes chat"


def stores():
    """Where the Services postgres, cassandra and kafka are here."""
    url = urllib.parse.urlsplit(os.environ["CARAVAN_TEST_POSTGRES"])
    return {
        "CARAVAN_POSTGRES_URL": url._replace(netloc=f"{url.username}@{url.hostname}:{url.port}").geturl(),
        "PGPASSWORD": urllib.parse.unquote(url.password),
        "CARAVAN_CASSANDRA_CONTACT_POINTS": os.environ["CARAVAN_TEST_CASSANDRA"],
        "CARAVAN_CASSANDRA_LOCAL_DATACENTER": "datacenter1",
        "CARAVAN_KAFKA_BROKERS": os.environ["CARAVAN_TEST_KAFKA"],
        "CARAVAN_SERVER_PROXIES": f"{LOOPBACK}/32",
        "CARAVAN_WEB_ROOT": str(rendered.ROOT / "web" / "dist"),
    }


class Local(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.objects = rendered.objects("local")
        self.pods = {role: self.pod(role) for role in self.objects.caravans()}

    def pod(self, role):
        folder = self.folder / role
        folder.mkdir()
        pod = Pod(self.objects, role, folder, stores())
        self.addCleanup(pod.kill)
        return pod

    def is_started(self, role):
        container = rendered.caravan(self.objects.caravans()[role]["spec"]["template"]["spec"])
        return status(self.pods[role].url + container["startupProbe"]["httpGet"]["path"]) == 200

    def migrate(self):
        container = rendered.caravan(self.objects.of("Job")[0]["spec"]["template"]["spec"])
        subprocess.run([BINARY, *container["args"]], env=environment(self.objects, container, False) | stores(), check=True)

    def gateway(self):
        """nginx with the overlay's file, in which the Services' names and its own port are this machine's."""
        roles = {service["metadata"]["name"]: rendered.component(service["spec"]["selector"])
                 for service in self.objects.of("Service") if "app.kubernetes.io/component" in service["spec"]["selector"]}
        text = re.sub(r"proxy_pass http://(\w+);",
                      lambda match: f"proxy_pass {self.pods[roles[match.group(1)]].url};", self.objects.nginx()["nginx.conf"])
        port = reserved_port()
        text = text.replace("listen 8080", f"listen {LOOPBACK}:{port}").replace("/tmp/", f"{self.folder}/")
        settings = self.folder / "nginx.conf"
        settings.write_text(text)
        process = Process([rendered.PROGRAMS / "nginx", "-e", "stderr", "-c", settings], self.folder / "nginx.log")
        self.addCleanup(process.kill)
        url = f"http://{LOOPBACK}:{port}"
        until(lambda: self.answers(url), READY_SECONDS_MAX, "nginx")
        return url

    @staticmethod
    def answers(url):
        try:
            return status(url + "/gateway/health") == 200
        except OSError:
            return False

    def test_two_browsers_chat(self):
        # No schema, no start: whoever came first waits for the job.
        self.assertFalse(self.is_started("auth"))
        self.migrate()
        for role in ("auth", "chat"):
            until(lambda role=role: self.is_started(role), READY_SECONDS_MAX, role)
        url = self.gateway()
        self.assertEqual(status(url + "/metrics"), 200, "led to the web UI's first page")
        told = {"CARAVAN_INSTALLATION_URLS": f"{url} {url}", "CARAVAN_INSTALLATION_CONTROL": "nobody"}
        subprocess.run(["npm", "run", "--silent", "e2e:installation", "--", "--grep", BROWSERS],
                       cwd=rendered.ROOT / "web", env=os.environ | told, check=True)


if __name__ == "__main__":
    unittest.main()
