"""zizmor finds nothing in the workflows, and what is planted in others. Offline: it asks GitHub nothing."""

import json
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
ZIZMOR = ROOT / ".dev" / "deploy" / "bin" / "zizmor"
HASH = "0123456789abcdef0123456789abcdef01234567"

WORKFLOW = """\
name: planted
on: {trigger}
permissions: {permissions}
concurrency:
  group: planted
  cancel-in-progress: true
jobs:
  job:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: {action}
        with:
          {checkout}
      - run: {run}
"""
SOUND = {"trigger": "push", "permissions": "{}", "action": f"actions/checkout@{HASH} # v7.0.0",
         "checkout": "persist-credentials: false", "run": "./dev test"}

# What is planted, and the audit that has to find it.
PLANTED = {
    "template-injection": {"trigger": "pull_request", "run": "./dev test ${{ github.head_ref }}"},
    "unpinned-uses": {"action": "actions/checkout@v7"},
    "excessive-permissions": {"permissions": "write-all"},
    "dangerous-triggers": {"trigger": "pull_request_target"},
    "artipacked": {"checkout": "fetch-depth: 0"},
}

NO_COOLDOWN = """\
version: 2
updates:
  - package-ecosystem: npm
    directory: /web
    schedule:
      interval: weekly
"""


def zizmor(*arguments, stderr):
    return subprocess.run([ZIZMOR, "--offline", "--persona=pedantic", *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=stderr, text=True, check=False)


def findings(folder, *options):
    """The names of the audits that found something, by file; and zizmor's own exit code."""
    done = zizmor("--format=json", "--quiet", *options, folder, stderr=subprocess.PIPE)
    if not done.stdout:
        raise AssertionError(f"zizmor said nothing: {done.stderr}")
    found = [(pathlib.Path(location["symbolic"]["key"]["Local"]["verbatim_path"]).name, finding["ident"])
             for finding in json.loads(done.stdout) for location in finding["locations"]]
    return set(found), done.returncode


class ZizmorTest(unittest.TestCase):
    def test_nothing_in_the_workflows(self):
        done = zizmor("--strict-collection", "--color=never", ROOT / ".github", stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("No findings to report", done.stdout)

    def test_what_is_planted(self):
        with tempfile.TemporaryDirectory() as made:
            workflows = pathlib.Path(made) / ".github" / "workflows"
            workflows.mkdir(parents=True)
            (workflows / "sound.yml").write_text(WORKFLOW.format(**SOUND))
            for audit, mistake in PLANTED.items():
                (workflows / f"{audit}.yml").write_text(WORKFLOW.format(**{**SOUND, **mistake}))
            (workflows.parent / "dependabot.yml").write_text(NO_COOLDOWN)
            found, code = findings(made, "--config", ROOT / ".github" / "zizmor.yml")
        self.assertNotEqual(code, 0)
        self.assertEqual([audit for file, audit in found if file == "sound.yml"], [])
        for audit in PLANTED:
            self.assertIn((f"{audit}.yml", audit), found)
        self.assertIn(("dependabot.yml", "dependabot-cooldown"), found)


if __name__ == "__main__":
    unittest.main()
