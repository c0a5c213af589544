"""The Debian package before anybody installs it: what it holds, and what Debian's own tools say of it."""

import gzip
import os
import re
import subprocess
import unittest

from package import BINARY, SOURCES, PackageCase, output_of

EXPOSURE_TENTHS_MAX = 20


def help_of(*command):
    return output_of(BINARY, *command, "--help")


def commands_of(*command):
    """The names below "Subcommands:" in a command's help."""
    below = help_of(*command).partition("Subcommands:")[2].partition("\n\n")[0]
    return re.findall(r"^  (\w+) ", below, re.MULTILINE)


def every_command():
    for name in commands_of():
        yield (name,)
        for below in commands_of(name):
            yield (name, below)


def options_of(*command):
    return sorted(set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", help_of(*command), re.MULTILINE)))


def is_exposed(unit):
    """Whether the unit may do more to its machine than the bound allows."""
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_TENTHS_MAX}", unit],
                          capture_output=True, text=True, check=False)
    if "Overall exposure level" not in done.stdout:
        raise AssertionError(done.stdout + done.stderr)
    return done.returncode != 0


class Package(PackageCase):
    def test_lintian_finds_no_error(self):
        output_of("lintian", "--allow-root", "--fail-on", "error", self.package)

    def test_it_holds_the_web_ui_and_what_the_program_needs(self):
        self.assertTrue((self.root / "usr/share/caravan/web/manifest.json").exists())
        needed = output_of("dpkg-deb", "--field", self.package, "Depends")
        for library in ("libpq5", "librdkafka1", "libgrpc++1.51", "libsqlite3-0"):
            self.assertRegex(needed, rf"\b{re.escape(library)}\b")

    def test_the_settings_are_sound_and_survive_an_upgrade(self):
        self.assertIn("/etc/caravan/caravan.toml", output_of("dpkg-deb", "--info", self.package, "conffiles"))
        output_of(self.root / "usr/bin/caravan", "config", "check", self.root / "etc/caravan/caravan.toml")

    def test_the_same_inputs_make_the_same_package(self):
        before = self.package.read_bytes()
        again = self.scratch / "again"
        output_of(SOURCES / "build.sh", BINARY.parent, again, env={**os.environ, "DEB_BUILD_OPTIONS": "noautodbgsym"})
        (package,) = again.glob("caravan_*.deb")
        self.assertEqual(package.read_bytes(), before)


class Unit(PackageCase):
    @property
    def unit(self):
        return self.root / "lib/systemd/system/caravan.service"

    def test_it_is_confined(self):
        self.assertFalse(is_exposed(self.unit))

    def test_the_bound_would_notice_a_unit_that_is_not(self):
        loose = self.scratch / "loose.service"
        loose.write_text(re.sub(r"(?m)^(CapabilityBoundingSet|ProtectSystem|SystemCallFilter).*\n", "", self.unit.read_text()))
        self.assertTrue(is_exposed(loose))

    def test_systemd_knows_each_of_its_words(self):
        output_of("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", f"--root={self.root}", self.unit)


class ManualPages(PackageCase):
    def page(self, name):
        section = name.rpartition(".")[2]
        file = self.scratch / name
        file.write_bytes(gzip.decompress((self.root / f"usr/share/man/man{section}/{name}.gz").read_bytes()))
        complaints = subprocess.run(["man", "--warnings", "-l", file], env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
                                    capture_output=True, text=True, check=True)
        self.assertEqual(complaints.stderr, "")
        return re.sub(r"\s+", " ", complaints.stdout)

    def test_each_command_is_explained(self):
        page = self.page("caravan.1")
        for command in every_command():
            if not commands_of(*command):
                self.assertIn(" ".join(command), page)

    def test_each_setting_is_explained(self):
        settings = re.findall(r"^\| `([a-z0-9_.]+)` \|", output_of(BINARY, "config", "doc"), re.MULTILINE)
        self.assertGreater(len(settings), 100)
        page = self.page("caravan.toml.5")
        for setting in settings:
            self.assertIn(f" {setting} ", page)


class Completion(PackageCase):
    """What a shell offers after a line is what the program's own help names."""

    def in_bash(self, *words):
        script = self.root / "usr/share/bash-completion/completions/caravan"
        line = " ".join(("caravan", *words))
        return self.offers(["bash", "-c", f"""
            source /usr/share/bash-completion/bash_completion; source {script}
            compopt() {{ :; }}
            COMP_WORDS=(caravan "$@"); COMP_CWORD=$#; COMP_LINE="{line}"; COMP_POINT=${{#COMP_LINE}}
            _caravan; printf '%s\\n' "${{COMPREPLY[@]}}" """, "bash", *words])

    def in_zsh(self, *words):
        script = self.root / "usr/share/zsh/vendor-completions/_caravan"
        # Outside of its editor zsh completes nothing: what the function would offer is printed instead.
        return self.offers(["zsh", "-f", "-c", f"""
            compadd() {{ while [[ $1 == -* ]]; do [[ $1 == -S ]] && shift; [[ $1 == -- ]] && {{ shift; break; }}; shift; done
                         print -l -- "$@" }}
            _describe() {{ print -l -- "${{(@P)2%%:*}}" }}
            _files() {{ print FILES }}
            words=(caravan "$@"); CURRENT=$#words
            source {script}""", "zsh", *words])

    def offers(self, command):
        program = self.root / "usr/bin"
        return sorted(filter(None, output_of(*command, env={**os.environ, "PATH": f"{program}:{os.environ['PATH']}"}).split("\n")))

    def assert_offers(self, wanted, *words):
        for shell in (self.in_bash, self.in_zsh):
            with self.subTest(shell=shell.__name__, words=words):
                self.assertEqual(shell(*words), sorted(wanted))

    def test_commands(self):
        self.assert_offers(commands_of(), "")
        self.assert_offers(commands_of("config"), "config", "")

    def test_options_of_each_command(self):
        for command in ((), *every_command()):
            self.assert_offers(options_of(*command), *command, "--")

    def test_settings_by_key(self):
        offered = self.in_bash("serve", "--set", "aggregate.w")
        self.assertIn("aggregate.window=", offered)
        self.assertTrue(all(key.startswith("aggregate.w") for key in offered))
        self.assertIn("aggregate.window", self.in_zsh("serve", "--set", ""))

    def test_roles_and_topics(self):
        self.assertIn("fan-out", self.in_bash("serve", "--roles", ""))
        self.assertIn("fan-out", self.in_zsh("serve", "--roles", ""))
        self.assert_offers(["chat_deliveries", "chat_messages", "chat_messages_grouped"], "tail", "")


if __name__ == "__main__":
    unittest.main()
