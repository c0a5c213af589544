"""What deploy/delivery makes of the changelog, of tags, of images, and of an installation. What it sends away is looked at in
publish_test and release_test."""

import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
DELIVERY = ROOT / "deploy" / "delivery"
sys.path.insert(0, str(DELIVERY))

import changelog  # noqa: E402
import joined  # noqa: E402
import release  # noqa: E402
import revision  # noqa: E402

CHANGELOG = """\
# Changelog

## Unreleased

## 0.2.0 - 2026-12-24

- Newer.

### Upgrading

Stop it first.

## 0.1.0

- The first.
"""


def run(*command, **options):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **options)


class Folder(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = pathlib.Path(made.name)


class Notes(unittest.TestCase):
    def test_a_section_up_to_the_next(self):
        self.assertEqual(changelog.notes(CHANGELOG, "0.2.0"), "- Newer.\n\n### Upgrading\n\nStop it first.")

    def test_the_last_section(self):
        self.assertEqual(changelog.notes(CHANGELOG, "0.1.0"), "- The first.")

    def test_a_version_that_is_not_there(self):
        for version in ("0.1.1", "0.1", "0.2.0 -", ""):
            with self.assertRaisesRegex(changelog.Missing, 'no section "## .*"; there are Unreleased, 0.2.0, 0.1.0'):
                changelog.notes(CHANGELOG, version)

    def test_a_version_of_which_nothing_is_said(self):
        with self.assertRaisesRegex(changelog.Missing, "is empty"):
            changelog.notes(CHANGELOG, "Unreleased")

    def test_the_command(self):
        done = run(sys.executable, DELIVERY / "notes.py", "v999.0.0")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn('notes: CHANGELOG.md has no section "## 999.0.0"; there are Unreleased', done.stderr)
        self.assertNotEqual(run(sys.executable, DELIVERY / "notes.py").returncode, 0)
        self.assertEqual(run(sys.executable, DELIVERY / "notes.py", "Unreleased").returncode, 0)


class Revision(Folder):
    def setUp(self):
        super().setUp()
        (self.folder / "CMakeLists.txt").write_text("project(caravan VERSION 1.2.3 LANGUAGES CXX)\n")
        self.git("init", "--quiet")
        self.git("add", ".")
        self.git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "a")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.folder, check=True)

    def test_most_commits_are_no_version(self):
        self.git("tag", "another-tag")
        self.assertIsNone(revision.released_version(self.folder))
        self.assertRegex(revision.commit(self.folder), "^[0-9a-f]{40}$")

    def test_a_commit_with_the_versions_tag(self):
        self.git("tag", "v1.2.3")
        self.assertEqual(revision.released_version(self.folder), "1.2.3")

    def test_a_tag_of_another_version(self):
        self.git("tag", "v1.2.4")
        with self.assertRaisesRegex(revision.Contradiction, "carries v1.2.4, and CMakeLists.txt says 1.2.3"):
            revision.released_version(self.folder)

    def test_two_versions_tags(self):
        self.git("tag", "v1.2.3")
        self.git("tag", "v1.2.4")
        with self.assertRaises(revision.Contradiction):
            revision.released_version(self.folder)

    def test_this_project_has_a_version(self):
        self.assertRegex(revision.version_of_sources(ROOT), r"^\d+\.\d+\.\d+$")


def image_of(architecture, folder):
    """As `buildah push … dir:` leaves it, with a layer of nothing."""
    folder.mkdir(parents=True)

    def part(content, media):
        joined.file_of(folder, joined.digest_of(content)).write_bytes(content)
        return {"mediaType": media, "digest": joined.digest_of(content), "size": len(content)}

    empty = io.BytesIO()
    with tarfile.open(fileobj=empty, mode="w"):
        pass
    kind = "application/vnd.docker."
    layer = part(gzip.compress(empty.getvalue(), mtime=0), f"{kind}image.rootfs.diff.tar.gzip")
    config = {"architecture": architecture, "os": "linux",
              "rootfs": {"type": "layers", "diff_ids": [joined.digest_of(empty.getvalue())]}}
    manifest = {"schemaVersion": 2, "mediaType": joined.IMAGE, "layers": [layer],
                "config": part(json.dumps(config).encode(), f"{kind}container.image.v1+json")}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


class Images(Folder):
    def join(self, *folders, name="joined"):
        return joined.join(folders, self.folder / name)

    def test_one_image_of_two(self):
        images = [image_of(name, self.folder / name) for name in ("amd64", "arm64")]
        digest, digests = self.join(*images)
        content = (self.folder / "joined" / "manifest.json").read_bytes()
        self.assertEqual(joined.digest_of(content), digest)
        listed = {image["platform"]["architecture"]: image["digest"] for image in json.loads(content)["manifests"]}
        self.assertEqual(listed, digests)
        self.assertEqual(list(listed), ["amd64", "arm64"])
        for file in (self.folder / "joined").iterdir():
            if len(name := file.name.removesuffix(".manifest.json")) == 64:
                self.assertEqual(hashlib.sha256(file.read_bytes()).hexdigest(), name)
        self.assertEqual(self.join(*reversed(images), name="again")[0], digest)

    def test_two_images_of_one_architecture(self):
        with self.assertRaisesRegex(joined.Unusable, "a second image for amd64"):
            self.join(*(image_of("amd64", self.folder / name) for name in ("amd64", "arm64")))

    def test_an_image_that_is_joined_already(self):
        self.join(image_of("amd64", self.folder / "amd64"))
        with self.assertRaisesRegex(joined.Unusable, "something else than the image of one architecture"):
            self.join(self.folder / "joined", name="again")


class Packages(Folder):
    def test_none(self):
        with self.assertRaisesRegex(release.Refused, "./dev package makes it"):
            release.packages(self.folder, "0.1.0")

    def test_one_of_another_version(self):
        for name in ("caravan_0.1.0_amd64.deb", "caravan_0.0.9_amd64.deb"):
            (self.folder / name).touch()
        with self.assertRaisesRegex(release.Refused, "not of version 0.1.0: caravan_0.0.9_amd64.deb"):
            release.packages(self.folder, "0.1.0")

    def test_their_hashes(self):
        (self.folder / "a.deb").write_text("a")
        (self.folder / "SHA256SUMS").write_text(release.hashes([self.folder / "a.deb"]))
        self.assertEqual(run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=self.folder).returncode, 0)


# Stands in for a program: writes its arguments to the file CALLS, and answers what the test says.
STAND_IN = """\
#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
{answers}
"""


class StandIns(Folder):
    def stand_in(self, name, answers=""):
        program = self.folder / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(STAND_IN.format(answers=answers))
        program.chmod(0o755)

    def environment(self, **more):
        return {"PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", "CALLS": str(self.folder / "calls"),
                "HOME": str(self.folder), **more}

    def calls(self):
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []


DIGEST = f"sha256:{'ab' * 32}"


class Signatures(StandIns):
    def signature(self, *arguments, **more):
        return run(DELIVERY / "signature.sh", *arguments, env=self.environment(**more))

    def test_what_cosign_is_told(self):
        self.stand_in("cosign")
        self.assertEqual(self.signature("sign", DIGEST).returncode, 0)
        self.assertEqual(self.signature("verify", DIGEST, IMAGE_SIGNER="some.body/caravan",
                                        IMAGE_NAME="docker.io/somebody/caravan").returncode, 0)
        self.assertEqual(self.signature("verify", DIGEST, IMAGE_NAME="", IMAGE_SIGNER="").returncode, 0)
        signed, verified, by_default = self.calls()
        self.assertEqual(signed, f"cosign sign --yes --recursive docker.io/caravanchat/caravan@{DIGEST}")
        self.assertIn(r"^https://github\.com/some\.body/caravan/\.github/workflows/images\.yaml@refs/(heads/main|tags/v[0-9.]+)$",
                      verified)
        self.assertTrue(verified.endswith(f" docker.io/somebody/caravan@{DIGEST}"), verified)
        # Whoever runs it somewhere else still asks for Caravan's own signature.
        self.assertIn(r"^https://github\.com/caravanchat/caravan/\.github/", by_default)
        self.assertTrue(by_default.endswith(f" docker.io/caravanchat/caravan@{DIGEST}"), by_default)

    def test_a_tag_is_no_digest(self):
        self.stand_in("cosign")
        for wrong in ("latest", f"{DIGEST}0", "sha256:abc"):
            self.assertEqual(self.signature("verify", wrong).returncode, 1)
        self.assertEqual(self.calls(), [])

    def test_without_cosign(self):
        (self.folder / "bin").mkdir()
        self.assertIn("needs cosign", self.signature("sign", DIGEST).stderr)


INSTALLATION = (DELIVERY.parent / "kubernetes" / "overlays" / "gke" / "installation.env")
KUBECTL = """\
case "$*" in
  "config current-context") echo "$CONTEXT" ;;
  "get deployment chat "*) echo "$BEFORE" ;;
  "get deployments "*) printf 'deployment.apps/auth\\ndeployment.apps/chat\\n' ;;
  apply*) cp -r "$(dirname "$(dirname "$3")")" "$HOME/applied" ;;
  "rollout status "*) exit "${ROLLOUT:-0}" ;;
esac
"""


class Deploy(StandIns):
    def setUp(self):
        super().setUp()
        self.stand_in("kubectl", KUBECTL)
        self.installation = INSTALLATION.read_text().replace("PROJECT=example-project", "PROJECT=ours")
        self.assertIn("PROJECT=ours", self.installation)

    def deploy(self, digest=DIGEST, **more):
        context = {"CONTEXT": "gke_ours_europe-west1_caravan", "BEFORE": "", "INSTALLATION": self.installation} | more
        return run(sys.executable, DELIVERY / "deploy.py", digest, env=self.environment(**context))

    def test_the_image_is_applied_and_waited_for(self):
        done = self.deploy()
        self.assertEqual(done.returncode, 0, done.stderr)
        after = self.calls()[2:]
        # The migration before, whose template cannot be changed, goes first.
        self.assertEqual(after[0], "kubectl delete job --namespace caravan "
                                   "--selector app.kubernetes.io/component=migrate --ignore-not-found")
        self.assertRegex(after[1], "^kubectl apply --kustomize .*/overlays/gke$")
        self.assertIn("job/migrate-abababababab", after[2])
        self.assertEqual([call.split()[5] for call in after[4:]], ["deployment.apps/auth", "deployment.apps/chat"])
        self.assertIn(f"nothing yet becomes docker.io/caravanchat/caravan@{DIGEST}", done.stdout)
        # What was applied, as the real kubectl renders it.
        kubectl = ROOT / ".dev" / "deploy" / "bin" / "kubectl"
        rendered = run(kubectl, "kustomize", self.folder / "applied" / "overlays" / "gke", env=os.environ)
        self.assertEqual(rendered.returncode, 0, rendered.stderr)
        mirror, = re.findall("^DOCKER_HUB=(.*)$", self.installation, re.MULTILINE)
        images = set(re.findall("image: (.*/caravanchat/caravan.*)", rendered.stdout))
        self.assertEqual(images, {f"{mirror}/caravanchat/caravan@{DIGEST}"})
        for line in ("name: migrate-abababababab", "CARAVAN_FIRESTORE_PROJECT: ours"):
            self.assertTrue(f"  {line}\n" in rendered.stdout, line)

    def test_the_tree_is_not_changed(self):
        before = INSTALLATION.read_text()
        self.deploy()
        self.assertEqual(INSTALLATION.read_text(), before)
        self.assertNotIn("abab", INSTALLATION.with_name("release.env").read_text())

    def test_a_cluster_of_another_installation(self):
        done = self.deploy(CONTEXT="gke_theirs_europe-west1_caravan")
        self.assertEqual(done.returncode, 1)
        self.assertIn("kubectl speaks to gke_theirs_europe-west1_caravan, and the installation is gke_ours", done.stderr)
        self.assertEqual(len(self.calls()), 1)

    def test_the_example_is_no_installation(self):
        self.assertEqual(self.deploy(INSTALLATION="").returncode, 1)

    def test_an_installation_that_lacks_something(self):
        done = self.deploy(INSTALLATION=self.installation.replace("CLUSTER=", "CLUTSER="))
        self.assertIn("the installation lacks CLUSTER", done.stderr)
        self.assertEqual(self.calls(), [])

    def test_a_tag_is_no_digest(self):
        self.assertIn("is no digest", self.deploy("latest").stderr)
        self.assertEqual(self.calls(), [])

    def test_a_release_that_does_not_come_up(self):
        before = f"docker.io/caravanchat/caravan@sha256:{'cd' * 32}"
        done = self.deploy(ROLLOUT="1", BEFORE=before)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"`./dev deploy sha256:{'cd' * 32}` goes back", done.stderr)


if __name__ == "__main__":
    unittest.main()
