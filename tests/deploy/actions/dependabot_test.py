"""Every file that names versions of what others make is in a folder that Dependabot looks at."""

import fnmatch
import pathlib
import re
import subprocess
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]

# By ecosystem, the files that Dependabot reads there.
MANIFESTS = {
    "github-actions": r"^\.github/workflows/[^/]+\.ya?ml$|/action\.ya?ml$",
    "npm": r"(^|/)package-lock\.json$",
    "cargo": r"(^|/)Cargo\.lock$",
    "pip": r"(^|/)requirements[^/]*\.txt$|^tests/deploy/tools/python/[^/]+\.txt$",
    "maven": r"(^|/)pom\.xml$",
    "gomod": r"(^|/)go\.mod$",
    "docker": r"(^|/)Dockerfile(\.[^/]+)?$",
    "docker-compose": r"(^|/)compose[^/]*\.yaml$",
    "terraform": r"(^|/)\.terraform\.lock\.hcl$|(^|/)versions\.tf$",
}


def files():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip("\0").split("\0")


def folder_of(ecosystem, file):
    """As Dependabot names it: the workflows' is the root."""
    if ecosystem == "github-actions" and file.startswith(".github/workflows/"):
        return "/"
    return "/" + "/".join(file.split("/")[:-1])


def looks_at(patterns, folder):
    """`*` is one folder, `**` any number of them."""
    return any(len(pattern.split("/")) == len(folder.split("/")) and fnmatch.fnmatchcase(folder, pattern)
               or pattern.endswith("/**") and f"{folder}/".startswith(pattern[:-2]) for pattern in patterns)


def forgotten(updates, names):
    """The files that no entry of `updates` looks at."""
    by_ecosystem = {}
    for update in updates:
        by_ecosystem.setdefault(update["package-ecosystem"], []).extend(update["directories"])
    return [name for ecosystem, manifest in MANIFESTS.items() for name in names if re.search(manifest, name)
            and not looks_at(by_ecosystem.get(ecosystem, []), folder_of(ecosystem, name))]


class DependabotTest(unittest.TestCase):
    def setUp(self):
        self.updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]

    def test_no_manifest_is_forgotten(self):
        self.assertEqual(forgotten(self.updates, files()), [])

    def test_one_that_is_forgotten_is_found(self):
        names = ["tools/package-lock.json", "tests/a/b/package-lock.json", "Dockerfile", "other/go.mod", "web/package-lock.json"]
        self.assertEqual(sorted(forgotten(self.updates, names)), sorted(names[:-1]))

    def test_an_ecosystem_that_is_missing_is_found(self):
        without = [update for update in self.updates if update["package-ecosystem"] != "cargo"]
        self.assertEqual(forgotten(without, files()), ["src/adapters/cassandra/bridge/Cargo.lock"])


if __name__ == "__main__":
    unittest.main()
