"""actionlint finds nothing in the workflows, and what is planted in others."""

import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
ACTIONLINT = ROOT / ".dev" / "deploy" / "bin" / "actionlint"

SOUND = """\
on:
  workflow_dispatch:
    inputs:
      digest: {type: string}
jobs:
  job:
    runs-on: ubuntu-24.04
    steps:
      - run: ./dev test
        env:
          DIGEST: ${{ inputs.digest }}
  after:
    needs: job
    runs-on: ubuntu-24.04
    steps:
      - run: ./dev check
"""

# What is planted, and what actionlint says of it.
PLANTED = (
    ("ubuntu-24.04", "ubuntu-42.04", 'label "ubuntu-42.04" is unknown'),
    ("inputs.digest", "inputs.hash", 'property "hash" is not defined'),
    ("needs: job", "needs: jbo", 'needs job "jbo" which does not exist'),
    ("./dev test", "./dev test ${{ github.event.pull_request.title }}", "is potentially untrusted"),
    ("workflow_dispatch:", "workflow_dispach:", "unknown Webhook event"),
    ("    steps:\n      - run: ./dev check\n", "    setps: []\n", 'unexpected key "setps"'),
)


def lint(*files, cwd=ROOT):
    done = subprocess.run([ACTIONLINT, "-no-color", *files], cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


class ActionlintTest(unittest.TestCase):
    def test_nothing_in_the_workflows(self):
        self.assertEqual(lint(*sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))), (0, ""))

    def test_what_is_planted(self):
        with tempfile.TemporaryDirectory() as made:
            file = pathlib.Path(made) / "planted.yml"
            file.write_text(SOUND)
            self.assertEqual(lint(file, cwd=made), (0, ""))
            for old, new, said in PLANTED:
                with self.subTest(new):
                    self.assertIn(old, SOUND)
                    file.write_text(SOUND.replace(old, new))
                    code, output = lint(file, cwd=made)
                    self.assertEqual(code, 1)
                    self.assertIn(said, output)


if __name__ == "__main__":
    unittest.main()
