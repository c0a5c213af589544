"""`./dev release` with the real gh, to a GitHub that plays its part on this machine."""

import contextlib
import http.server
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest
import unittest.mock
import urllib.parse

from delivery_test import CHANGELOG, ROOT, changelog, release

API = "http://api.github.localhost"
RELEASES = "/repos/caravanchat/caravan/releases"


class GitHub(http.server.BaseHTTPRequestHandler):
    """The part of its API that a release takes. gh gets here through HTTP_PROXY, so requests name the whole URL."""

    protocol_version = "HTTP/1.1"

    def answer(self, status, document):
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_HEAD(self):
        # There is no release of that tag yet.
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        if self.headers["Authorization"] != "token the-token":
            self.answer(401, {"message": "Bad credentials"})
        elif url.path == "/graphql":
            known = json.loads(body)["variables"]["tagName"].removeprefix("refs/tags/") in server.tags
            self.answer(200, {"data": {"repository": {"ref": {"id": "1"} if known else None}}})
        elif url.path == RELEASES:
            server.release = json.loads(body)
            self.answer(201, {"url": f"{API}{RELEASES}/1", "upload_url": f"{API}/upload{{?name,label}}", "html_url": "https://r"})
        elif url.path == "/upload":
            server.assets[urllib.parse.parse_qs(url.query)["name"][0]] = body
            self.answer(201, {"name": "a", "state": "uploaded"})
        else:
            self.answer(404, {"message": f"not played: {self.path}"})

    def do_PATCH(self):
        self.server.release |= json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(200, {"html_url": "https://r"})

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def github(tags):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), GitHub) as server:
        server.tags, server.release, server.assets = tags, None, {}
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class ReleaseTest(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.tree = pathlib.Path(made.name) / "tree"
        self.packages = pathlib.Path(made.name) / "packages"
        self.packages.mkdir()
        for architecture in ("amd64", "arm64"):
            (self.packages / f"caravan_0.2.0_{architecture}.deb").write_text(architecture)
        self.tree.mkdir()
        (self.tree / "CMakeLists.txt").write_text("project(caravan VERSION 0.2.0 LANGUAGES CXX)\n")
        (self.tree / "CHANGELOG.md").write_text(CHANGELOG)
        self.git("init", "--quiet")
        self.git("add", ".")
        self.git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "a")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.tree, check=True)

    def publish(self, server):
        environment = {"PATH": f"{ROOT / '.dev' / 'deploy' / 'bin'}:{os.environ['PATH']}", "HOME": str(self.tree.parent),
                       "HTTP_PROXY": f"http://127.0.0.1:{server.server_port}", "GH_TOKEN": "the-token",
                       "GH_REPO": "github.localhost/caravanchat/caravan", "GH_NO_UPDATE_NOTIFIER": "1"}
        with unittest.mock.patch.dict(os.environ, environment, clear=True):
            release.publish(self.tree, self.packages)

    def test_a_release_with_its_packages(self):
        self.git("tag", "v0.2.0")
        with github(["v0.2.0"]) as server:
            self.publish(server)
        self.assertEqual(server.release["tag_name"], "v0.2.0")
        self.assertEqual(server.release["name"], "Caravan 0.2.0")
        self.assertEqual(server.release["body"], "- Newer.\n\n### Upgrading\n\nStop it first.")
        # People see it when everything is there.
        self.assertIs(server.release["draft"], False)
        self.assertEqual(sorted(server.assets), ["SHA256SUMS", "caravan_0.2.0_amd64.deb", "caravan_0.2.0_arm64.deb"])
        self.assertEqual(server.assets["caravan_0.2.0_arm64.deb"], b"arm64")
        self.assertEqual(len(server.assets["SHA256SUMS"].splitlines()), 2)

    def test_a_commit_without_the_tag(self):
        with github([]) as server, self.assertRaisesRegex(release.Refused, "carries no tag v0.2.0"):
            self.publish(server)
        self.assertIsNone(server.release)

    def test_a_tag_that_was_not_pushed(self):
        self.git("tag", "v0.2.0")
        with github([]) as server, self.assertRaises(subprocess.CalledProcessError):
            self.publish(server)
        self.assertIsNone(server.release)

    def test_a_version_of_which_the_changelog_says_nothing(self):
        self.git("tag", "v0.2.0")
        (self.tree / "CHANGELOG.md").write_text(CHANGELOG.replace("## 0.2.0", "## 0.3.0"))
        with github(["v0.2.0"]) as server, self.assertRaisesRegex(changelog.Missing, 'no section "## 0.2.0"'):
            self.publish(server)
        self.assertIsNone(server.release)


if __name__ == "__main__":
    unittest.main()
