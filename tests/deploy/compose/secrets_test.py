"""secrets.sh: with root and without, cut off at every step, and with settings from the file .env. Without root the engine is stood
in for by a program that does what a container of the image would."""

import itertools
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

from tools import COMPOSE

OWNERS = {"caravan.toml": 10001, "signing.key": 10001, "service-account.json": 10001, "postgres-password": 999,
          "grafana-password": 472, "alert-webhook-url": 65534}
SOMEBODY = 4711
# .env, what is exported, and the folder: beside the files, or with ~ at home. config_test holds Compose to the same.
ENVIRONMENTS = [
    ("", {}, "secrets"), ("CARAVAN_SECRETS=\n", {}, "secrets"), ("OTHER_CARAVAN_SECRETS=elsewhere\n", {}, "secrets"),
    ("CARAVAN_SECRETS=elsewhere\n", {}, "elsewhere"), ("CARAVAN_SECRETS=./elsewhere # not here\n", {}, "elsewhere"),
    ("export CARAVAN_SECRETS='else where'\n", {}, "else where"), ("CARAVAN_SECRETS=~/home\n", {}, "~/home"),
    ('# one\nCARAVAN_SECRETS=other\nCARAVAN_SECRETS="../elsewhere" # that\r\n', {}, "../elsewhere"),
    ("CARAVAN_SECRETS=elsewhere\n", {"CARAVAN_SECRETS": "exported"}, "exported"),
    ("CARAVAN_SECRETS=elsewhere\n", {"CARAVAN_SECRETS": ""}, "secrets"), ("", {"CARAVAN_SECRETS": "../exported"}, "../exported"),
]  # fmt: skip
# Somebody without root. The right to give files away is for the engine's stand-in: secrets.sh does not know of it.
AS_SOMEBODY = ["setpriv", f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}", "--clear-groups", "--inh-caps=-all,+chown",
               "--ambient-caps=-all,+chown", "--"]

# Breaks at the call that BREAK_AT names, and kills who called: nothing after that line happens.
BREAKS = """#!/bin/sh
count=$(($(cat "$CALLS" 2> /dev/null || echo 0) + 1))
echo "$count" > "$CALLS"
[ "$count" != "${BREAK_AT:-none}" ] || { kill -9 "$PPID"; exit 1; }
"""
# Takes the one line that secrets.sh may ask of an engine.
ENGINE = """[ "$1 $2 $3 $4 $5 $6 $7 $8 $9" = "run --rm --network none --user 0 --cap-drop ALL --cap-add" ] || exit 90
shift 9
[ "$1 $2 $3 $4" = "CHOWN --cap-add DAC_OVERRIDE --volume" ] || exit 91
# A name that does not begin with a slash would be a volume of the engine's own.
case $5 in /*:/secrets) folder=${5%:/secrets} ;; *) exit 92 ;; esac
[ "$6 $7" = "--entrypoint chown" ] || exit 93
echo "$8" >> "$IMAGES"
exec /usr/bin/chown "$9" "$folder/${10#/secrets/}"
"""


def folder_of(wanted, site, home):
    """Where the secrets of the files in that folder are, for one who lives there."""
    return (home / wanted[2:] if wanted.startswith("~/") else site / wanted).resolve()


class Secrets(unittest.TestCase):
    def setUp(self):
        self.assertEqual(os.geteuid(), 0, "needs root, who may give files away")
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.site = self.scratch / "compose"
        self.site.mkdir()
        for name in ("secrets.sh", "compose.full.yaml"):
            shutil.copy(COMPOSE / name, self.site)
        self.folder = self.site / "secrets"
        self.key = str(self.scratch / "key.json")
        pathlib.Path(self.key).write_text('{"private_key": "ours"}')
        pathlib.Path(self.key).chmod(0o644)
        for path in (self.scratch, self.site):
            path.chmod(0o755)
            os.chown(path, SOMEBODY, SOMEBODY)

    def stand_in(self, breaking=None, **programs):
        folder = self.scratch / "bin"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, text in programs.items():
            (folder / name).write_text((BREAKS if name == breaking else "#!/bin/sh\n") + text)
        for path in (folder, *folder.iterdir()):
            path.chmod(0o755)

    def make(self, has_root=True, cwd=None, **environment):
        variables = {"PATH": f"{self.scratch}/bin:{os.environ['PATH']}", "HOME": str(self.scratch),
                     "CALLS": f"{self.scratch}/calls", "IMAGES": f"{self.scratch}/images", **environment}
        (self.scratch / "calls").unlink(missing_ok=True)
        command = [*([] if has_root else AS_SOMEBODY), self.site / "secrets.sh"]
        return subprocess.run(command, env=variables, cwd=cwd or self.scratch, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)

    def made(self, folder=None):
        return {file.name: file for file in (folder or self.folder).iterdir() if file.name in OWNERS}

    def check_what_is_there(self):
        """Whatever a reader would find is whole, and is his."""
        made = self.made()
        for name, file in made.items():
            self.assertEqual((file.stat().st_uid, stat.S_IMODE(file.stat().st_mode)), (OWNERS[name], 0o600), name)
            self.assertGreater(file.stat().st_size, 0, name)
        if {"caravan.toml", "postgres-password"} <= made.keys():
            self.assertIn(made["postgres-password"].read_text(), made["caravan.toml"].read_text())
        return made

    def test_they_are_made_once_each_for_its_reader(self):
        for has_root in (True, False):
            with self.subTest(has_root=has_root):
                shutil.rmtree(self.folder, ignore_errors=True)
                self.stand_in(docker=ENGINE)
                done = self.make(has_root)
                self.assertEqual(done.returncode, 0, done.stdout)
                made = self.check_what_is_there()
                self.assertEqual(made.keys(), OWNERS.keys())
                self.assertEqual(stat.S_IMODE(self.folder.stat().st_mode), 0o700)
                self.assertEqual(sorted(path.name for path in self.folder.iterdir()), sorted(OWNERS))
                self.assertIn("BEGIN PRIVATE KEY", json.loads(made["service-account.json"].read_text())["private_key"])
                before = {name: file.read_text() for name, file in made.items()}
                again = self.make(has_root)
                self.assertEqual((again.returncode, again.stdout), (0, ""))
                self.assertEqual({name: file.read_text() for name, file in made.items()}, before)
                made["caravan.toml"].unlink()
                refused = self.make(has_root)
                self.assertEqual(refused.returncode, 1)
                self.assertIn("hold the same password", refused.stdout)

    def test_cut_off_anywhere_nothing_half_made_counts_as_there(self):
        gives, moves = 'exec /usr/bin/chown "$@"\n', 'exec /usr/bin/mv "$@"\n'
        for has_root, name, text in ((True, "chown", gives), (True, "mv", moves), (False, "docker", ENGINE), (False, "mv", moves)):
            for call in itertools.count(1):
                with self.subTest(has_root=has_root, breaks=name, call=call):
                    shutil.rmtree(self.folder, ignore_errors=True)
                    self.stand_in(breaking=name, **{"docker": ENGINE, name: text})
                    broken = self.make(has_root, BREAK_AT=str(call), SERVICE_ACCOUNT_KEY=self.key)
                    self.check_what_is_there()
                    self.stand_in(docker=ENGINE)
                    done = self.make(has_root, SERVICE_ACCOUNT_KEY=self.key)
                    self.assertEqual(done.returncode, 0, done.stdout)
                    self.assertEqual(self.check_what_is_there().keys(), OWNERS.keys())
                if broken.returncode == 0:
                    break
            self.assertEqual(call, len(OWNERS) + 1, "each secret is given away once, and moved once")

    def test_without_root_and_without_an_engine_it_says_what_it_needs(self):
        self.stand_in(docker="exit 125\n")
        refused = self.make(has_root=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("needs root or an engine", refused.stdout)
        self.assertEqual(self.made(), {})

    def test_it_reads_the_file_env(self):
        has_root = False
        for text, exported, wanted in ENVIRONMENTS:
            # Both ways by turns: each takes its time.
            has_root = not has_root
            with self.subTest(text=text, exported=exported, has_root=has_root):
                (self.site / ".env").write_text(text + "CARAVAN_IMAGE=registry.example/caravan@sha256:1\n")
                self.stand_in(docker=ENGINE)
                done = self.make(has_root, cwd="/", SERVICE_ACCOUNT_KEY=self.key, **exported)
                self.assertEqual(done.returncode, 0, done.stdout)
                folder = folder_of(wanted, self.site, self.scratch)
                self.assertEqual(self.made(folder).keys(), OWNERS.keys(), done.stdout)
                self.assertEqual([file for file in self.scratch.rglob("signing.key") if file.parent != folder], [])
                shutil.rmtree(folder)
        self.assertEqual(set((self.scratch / "images").read_text().split()), {"registry.example/caravan@sha256:1"})

    def test_what_it_cannot_read_in_env_is_no_guess(self):
        for text in ("CARAVAN_SECRETS=$HOME/secrets\n", 'CARAVAN_SECRETS="a\\tb"\n', "CARAVAN_SECRETS='open\n"):
            (self.site / ".env").write_text(text)
            refused = self.make()
            self.assertEqual(refused.returncode, 1, refused.stdout)
            self.assertIn("export CARAVAN_SECRETS instead", refused.stdout)

    def test_a_service_account_of_ones_own_is_taken(self):
        for key in (self.key, os.path.basename(self.key)):
            for has_root in (True, False):
                shutil.rmtree(self.folder, ignore_errors=True)
                self.stand_in(docker=ENGINE)
                self.assertEqual(self.make(has_root, SERVICE_ACCOUNT_KEY=key).returncode, 0)
                self.assertEqual(self.check_what_is_there()["service-account.json"].read_text(), '{"private_key": "ours"}')

    def test_every_secret_of_the_file_is_made(self):
        text = (COMPOSE / "compose.full.yaml").read_text()
        named = set(re.findall(r'\{file: "\$\{CARAVAN_SECRETS:-\./secrets\}/([\w.-]+)"\}', text))
        self.assertEqual(named, set(OWNERS))


if __name__ == "__main__":
    unittest.main()
