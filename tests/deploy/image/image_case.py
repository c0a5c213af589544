"""The image as whoever runs it meets it: what it holds, what it may do, and a chat in it. For each architecture a test class of its
own says of which one, and where its program was built."""

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from polling import until  # noqa: E402

from containers import REPOSITORY, Containers, output_of, temporary_folder

SYFT = REPOSITORY / ".dev/deploy/bin/syft"
MEGABYTES_MAX = 60
MACHINE = output_of("dpkg", "--print-architecture").strip()
PASSWORD = "correct horse battery"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class ImageCase(unittest.TestCase):
    architecture = MACHINE
    program = REPOSITORY / "build"
    start_seconds_max = 30
    call_seconds_max = 10

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(temporary_folder()))
        cls.containers = Containers(cls.folder)
        cls.addClassCleanup(cls.containers.remove)
        cls.containers.import_base(cls.architecture)
        cls.package = output_of(REPOSITORY / "deploy/debian/build.sh", cls.program, REPOSITORY / "build/package",
                                env={**os.environ, "DEB_BUILD_OPTIONS": "noautodbgsym", "ARCHITECTURE": cls.architecture}).strip()
        cls.image, cls.digest = cls.build(cls.folder / "first")

    @classmethod
    def build(cls, target):
        """The image's name and its digest in a registry."""
        words = output_of(REPOSITORY / "deploy/docker/build.sh", target,
                          env={**cls.containers.environment, "ARCHITECTURE": cls.architecture}).split()
        return words[-2], words[-1]

    def setUp(self):
        self.port = free_port()
        self.data = f"data-{self.port}"
        self.names = []
        self.addCleanup(lambda: [self.containers.podman("rm", "--force", "--volumes", name) for name in self.names])

    def serve(self, *options):
        """Starts it as a careful operator would, and returns when it is healthy."""
        name = f"caravan-{self.port}-{len(self.names)}"
        self.names.append(name)
        self.containers.podman("run", "--detach", f"--name={name}", "--read-only", "--cap-drop=all", "--health-interval=disable",
                               "--security-opt=no-new-privileges", "--network=host", f"--env=CARAVAN_SERVER_LISTEN=127.0.0.1:{self.port}",
                               f"--volume={self.data}:/var/lib/caravan", *options, self.image)
        until(lambda: self.is_healthy(name), self.start_seconds_max, f"the start of {name}")
        return name

    def is_healthy(self, name):
        return subprocess.run(["podman", "healthcheck", "run", name], env=self.containers.environment, capture_output=True,
                              check=False).returncode == 0

    def call(self, path, body=None, token=None, form=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = None
        if body is not None:
            headers["Content-Type"], data = "application/json", json.dumps(body).encode()
        if form is not None:
            data = form.encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=self.call_seconds_max) as answer:
            return json.loads(answer.read())

    def chat_with_one_message(self):
        ada, bob = (str(self.call("/auth/api/v1/users/", {"username": name, "password": PASSWORD})["id"]) for name in ("ada", "bob"))
        token = self.call("/auth/api/v1/login/", form="username=ada&password=correct+horse+battery")["access_token"]
        chat = self.call("/chat/api/v1/chat/", {"users_id": [ada, bob]}, token)["chat_id"]
        self.call("/chat/api/v1/messaging/", {"chat_id": chat, "from_user": ada, "to_user": bob, "body": "hello"}, token)
        return token, chat

    def bodies(self, token, chat):
        return [message["body"] for message in self.call(f"/chat/api/v1/chat/{chat}/messages/?quantity=10", token=token)]

    def inside(self, script):
        return output_of("podman", "run", "--rm", "--user=0", "--entrypoint=/bin/sh", self.image, "-c", script,
                         env=self.containers.environment)


class ImageTests:
    """What holds of the image of every architecture, for a class that is an ImageCase too."""

    def test_the_same_inputs_give_the_same_digest(self):
        self.assertEqual(self.build(self.folder / "second")[1], self.digest)

    def test_it_is_small(self):
        blobs = [file for file in (self.folder / "first/registry").iterdir() if re.fullmatch(r"[0-9a-f]{64}", file.name)]
        megabytes = sum(file.stat().st_size for file in blobs) / 1e6
        print(f"\n{megabytes:.1f} MB compressed", flush=True)
        self.assertLessEqual(megabytes, MEGABYTES_MAX)

    def test_nobody_becomes_another_user_in_it(self):
        self.assertEqual(self.inside("find / -xdev -type f -perm /6000"), "")

    def test_it_says_what_it_is(self):
        (image,) = json.loads(self.containers.podman("inspect", self.image))
        self.assertEqual(image["Architecture"], self.architecture)
        self.assertEqual(image["User"], "10001:10001")
        self.assertEqual(image["Labels"]["org.opencontainers.image.revision"],
                         output_of("git", "-C", REPOSITORY, "rev-parse", "HEAD").strip())
        self.assertEqual(image["Healthcheck"]["Test"], ["CMD", "/usr/bin/caravan", "health"])

    def test_its_packages_can_be_listed(self):
        self.assertIn("install ok installed", self.inside("grep -A1 '^Package: caravan$' /var/lib/dpkg/status"))
        listed = json.loads(output_of(SYFT, "scan", "--quiet", f"docker-archive:{self.folder}/first/caravan.tar", "--output", "spdx-json"))
        names = {package["name"] for package in listed["packages"]}
        self.assertLessEqual({"caravan", "libssl3", "librdkafka1", "libgrpc++1.51"}, names)

    def test_people_chat_in_it_and_the_volume_outlives_it(self):
        first = self.serve()
        token, chat = self.chat_with_one_message()
        self.assertEqual(self.bodies(token, chat), ["hello"])
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=self.call_seconds_max) as page:
            self.assertIn(b"<html", page.read())
        self.containers.podman("kill", "--signal=KILL", first)
        self.containers.podman("rm", "--force", first)
        self.serve()
        self.assertEqual(self.bodies(token, chat), ["hello"])

    def test_it_stops_when_it_is_told_to(self):
        name = self.serve()
        self.containers.podman("stop", "--time=20", name)
        self.assertEqual(self.containers.podman("inspect", "--format={{.State.ExitCode}}", name).strip(), "0")

    def test_it_knows_every_store(self):
        key = self.folder / "signing.key"
        key.write_bytes(bytes(range(32)))
        os.chown(key, 10001, 10001)
        key.chmod(0o600)
        # All of them are away, which keeps no process from serving.
        self.serve(f"--volume={key}:/run/secrets/signing.key:ro", "--env=CARAVAN_AUTH_KEY_FILE=/run/secrets/signing.key",
                   "--env=CARAVAN_BACKEND_ACCOUNTS=postgres", "--env=CARAVAN_BACKEND_HISTORY=cassandra",
                   "--env=CARAVAN_BACKEND_LOG=kafka", "--env=CARAVAN_POSTGRES_URL=postgresql://127.0.0.1:1/caravan",
                   "--env=CARAVAN_CASSANDRA_CONTACT_POINTS=127.0.0.1:1", "--env=CARAVAN_KAFKA_BROKERS=127.0.0.1:1",
                   "--health-cmd=/usr/bin/caravan health --roles live")
