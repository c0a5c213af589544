"""`./dev publish` with the real skopeo, to a real registry on this machine."""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

from delivery_test import DELIVERY, ROOT, image_of, joined, revision

TOOLS = ROOT / ".dev" / "deploy"

SETTINGS = """\
version: 0.1
storage: {{filesystem: {{rootdirectory: {folder}/registry}}}}
http: {{addr: "127.0.0.1:0"}}
"""

# An unpacked package has its libraries beside it.
SKOPEO = """\
#!/bin/sh
LD_LIBRARY_PATH={libraries} exec {program} "$@"
"""


@contextlib.contextmanager
def registry(folder):
    """Its address."""
    (folder / "registry.yml").write_text(SETTINGS.format(folder=folder))
    with subprocess.Popen([TOOLS / "bin" / "docker-registry", "serve", folder / "registry.yml"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                if found := re.search(r"listening on (127\.0\.0\.1:\d+)", line):
                    yield found[1]
                    return
            raise AssertionError(f"the registry did not start: {''.join(said)[-1000:]}")
        finally:
            process.terminate()
            # What it still says would fill the pipe, and the registry would wait for us.
            process.communicate()


class PublishTest(unittest.TestCase):
    def setUp(self):
        resources = contextlib.ExitStack()
        self.addCleanup(resources.close)
        self.folder = pathlib.Path(resources.enter_context(tempfile.TemporaryDirectory()))
        self.address = resources.enter_context(registry(self.folder))
        self.images = self.folder / "images"
        for architecture in ("amd64", "arm64"):
            image_of(architecture, self.images / f"image-{architecture}" / "registry")
        self.make_skopeo()

    def make_skopeo(self):
        policy = self.folder / ".config" / "containers" / "policy.json"
        policy.parent.mkdir(parents=True)
        shutil.copy(TOOLS / "skopeo" / "etc" / "containers" / "policy.json", policy)
        libraries = next((TOOLS / "skopeo" / "usr" / "lib").glob("*-linux-gnu"))
        skopeo = self.folder / "bin" / "skopeo"
        skopeo.parent.mkdir()
        skopeo.write_text(SKOPEO.format(libraries=f"{libraries}:{TOOLS}/skopeo/lib/{libraries.name}",
                                        program=TOOLS / "bin" / "skopeo"))
        skopeo.chmod(0o755)

    def publish(self):
        environment = {**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder)}
        return subprocess.run([sys.executable, DELIVERY / "publish.py", "--images", self.images, "--plain-http",
                               "--name", f"{self.address}/caravanchat/caravan"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False)

    def digest_at(self, reference, media):
        url = f"http://{self.address}/v2/caravanchat/caravan/manifests/{reference}"
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": media}), timeout=10) as answer:
            self.assertEqual(answer.headers["Content-Type"], media)
            return answer.headers["Docker-Content-Digest"]

    def test_the_image_is_there_under_each_tag(self):
        done = self.publish()
        self.assertEqual(done.returncode, 0, done.stderr)
        printed = dict(line.split("=") for line in done.stdout.splitlines())
        self.assertEqual(list(printed), ["digest", "amd64", "arm64"])
        version = revision.released_version(ROOT)
        for tag in [revision.commit(ROOT), *([version, "latest"] if version else [])]:
            self.assertEqual(self.digest_at(tag, joined.LIST), printed["digest"])
        for architecture in ("amd64", "arm64"):
            self.assertEqual(self.digest_at(printed[architecture], joined.IMAGE), printed[architecture])
        # The same images once more are the same image.
        self.assertEqual(self.publish().stdout, done.stdout)

    def test_half_an_image_is_not_published(self):
        shutil.rmtree(self.images / "image-arm64")
        done = self.publish()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("there are images for amd64, not for amd64, arm64", done.stderr)
        self.nothing_is_published()

    def test_an_image_of_another_architecture_is_not_published(self):
        shutil.rmtree(self.images / "image-arm64")
        image_of("riscv64", self.images / "image-arm64" / "registry")
        done = self.publish()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("there are images for amd64, riscv64, not for amd64, arm64", done.stderr)
        self.nothing_is_published()

    def nothing_is_published(self):
        with self.assertRaises(urllib.error.HTTPError):
            self.digest_at(revision.commit(ROOT), joined.LIST)

    def test_a_registry_that_is_away(self):
        self.address = "127.0.0.1:1"
        done = self.publish()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("publish: skopeo failed", done.stderr)


if __name__ == "__main__":
    unittest.main()
