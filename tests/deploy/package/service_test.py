"""The Debian package as an operator meets it: installed, started by a real systemd, used, upgraded, removed."""

import json
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from polling import until  # noqa: E402

from machine import Machine, packages_needed_by
from package import PackageCase, build

PASSWORD = "correct horse battery"
OLD_VERSION = "0.0.1"


class ServiceTest(PackageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = build(cls.scratch / "old", OLD_VERSION)
        cls.machine = Machine(packages_needed_by(cls.package))
        cls.addClassCleanup(cls.machine.stop)
        for name, file in (("old", cls.old), ("new", cls.package)):
            shutil.copy(file, cls.machine.root / "root" / f"{name}.deb")
        cls.machine.boot()

    def setUp(self):
        self.addCleanup(self.machine.run, "sh", "-c", "dpkg --purge caravan; rm -rf /var/lib/caravan /etc/caravan")

    def install(self, name):
        # As apt does it, which asks nobody about settings that were changed.
        self.machine.run("dpkg", "--install", "--force-confold", f"/root/{name}.deb")

    def post(self, path, body, *options):
        return self.machine.http(path, "--header", "Content-Type: application/json", "--data", json.dumps(body), *options)

    def sign_up(self, *names):
        return [str(self.post("/auth/api/v1/users/", {"username": name, "password": PASSWORD})["id"]) for name in names]

    def token_of(self, name):
        answer = self.machine.http("/auth/api/v1/login/", "--data-urlencode", f"username={name}", "--data-urlencode",
                                   f"password={PASSWORD}")
        return ("--header", f"Authorization: Bearer {answer['access_token']}")

    def chat_with_one_message(self):
        """The token of one of two people, and their chat."""
        ada, bob = self.sign_up("ada", "bob")
        token = self.token_of("ada")
        chat = self.post("/chat/api/v1/chat/", {"users_id": [ada, bob]}, *token)["chat_id"]
        self.post("/chat/api/v1/messaging/", {"chat_id": chat, "from_user": ada, "to_user": bob, "body": "hello"}, *token)
        return token, chat

    def bodies(self, token, chat):
        return [message["body"] for message in self.machine.http(f"/chat/api/v1/chat/{chat}/messages/?quantity=10", *token)]

    def main_process(self):
        return int(self.machine.run("systemctl", "show", "--property=MainPID", "--value", "caravan"))

    def version(self):
        return self.machine.run("dpkg-query", "--show", "--showformat=${Version}", "caravan")

    def test_it_serves_once_it_is_installed(self):
        self.install("new")
        self.assertEqual(self.machine.run("systemctl", "is-active", "caravan").strip(), "active")
        self.assertIn("healthy", self.machine.run("caravan", "health", "--config", "/etc/caravan/caravan.toml"))
        self.assertIn("<html", self.machine.run("curl", "--silent", "http://127.0.0.1:3000/", within=("--net",)))
        token, chat = self.chat_with_one_message()
        self.assertEqual(self.bodies(token, chat), ["hello"])
        self.assertIn("process.ready", self.machine.run("journalctl", "--unit", "caravan", "--output", "cat"))

    def test_it_runs_as_nobody_in_particular_and_keeps_its_data_to_itself(self):
        self.install("new")
        process = pathlib.Path("/proc") / str(self.main_process())
        status = self.machine.run("cat", str(process / "status"))
        user = self.machine.run("id", "--user", "caravan").strip()
        self.assertRegex(status, rf"Uid:\s+{user}\s+{user}\s+{user}\s+{user}")
        self.assertRegex(status, r"CapEff:\s+0+\n")
        self.assertRegex(status, r"NoNewPrivs:\s+1")
        self.assertEqual(self.machine.run("stat", "--format=%a %U", "/var/lib/caravan").strip(), "700 caravan")

    def test_it_comes_back_after_a_kill_with_all_that_it_acknowledged(self):
        self.install("new")
        token, chat = self.chat_with_one_message()
        before = self.main_process()
        self.machine.run("systemctl", "kill", "--signal=KILL", "caravan")
        until(lambda: self.main_process() not in (0, before))
        self.machine.run("sh", "-c", "systemctl start caravan")  # returns when it is ready
        self.assertEqual(self.bodies(token, chat), ["hello"])

    def test_an_upgrade_keeps_data_tokens_and_settings(self):
        self.install("old")
        self.assertEqual(self.version(), OLD_VERSION)
        token, chat = self.chat_with_one_message()
        self.machine.run("sh", "-c", "printf '\\n[log]\\nlevel = \"debug\"\\n' >> /etc/caravan/caravan.toml")
        before = self.main_process()
        self.install("new")
        self.assertNotEqual(self.version(), OLD_VERSION)
        self.assertNotIn(self.main_process(), (0, before))
        self.assertEqual(self.bodies(token, chat), ["hello"])
        self.assertIn("debug", self.machine.run("cat", "/etc/caravan/caravan.toml"))
        # Back again, as after an upgrade that was a mistake.
        self.install("old")
        self.assertEqual(self.bodies(token, chat), ["hello"])

    def test_a_lost_store_is_restored_from_its_backup(self):
        self.install("new")
        token, chat = self.chat_with_one_message()
        data, lost, backup = "/var/lib/caravan", "/var/lib/caravan.lost", "/var/backups/caravan.db"
        self.addCleanup(self.machine.run, "rm", "-rf", lost, backup)
        self.machine.run("caravan", "backup", backup, "--data", data)
        self.machine.run("systemctl", "stop", "caravan")
        self.machine.run("mv", data, lost)
        self.machine.run("caravan", "restore", backup, "--data", data)
        self.machine.run("cp", "--preserve", f"{lost}/signing.key", data)
        self.machine.run("chown", "--recursive", "caravan:", data)
        self.machine.run("systemctl", "start", "caravan")
        self.assertEqual(self.bodies(token, chat), ["hello"])

    def test_settings_that_are_wrong_are_named_where_an_operator_looks(self):
        self.install("new")
        self.machine.run("sh", "-c", "echo 'colour = 1' >> /etc/caravan/caravan.toml")
        self.assertTrue(self.machine.fails("systemctl", "restart", "caravan"))
        self.assertIn("colour", self.machine.run("journalctl", "--unit", "caravan", "--output", "cat"))

    def test_secrets_come_from_a_file_that_only_root_reads(self):
        self.install("new")
        self.machine.run("sh", "-c", "umask 077; echo CARAVAN_LOG_LEVEL=debug > /etc/caravan/environment")
        self.machine.run("systemctl", "restart", "caravan")
        self.assertIn("CARAVAN_LOG_LEVEL=debug", self.machine.run("cat", f"/proc/{self.main_process()}/environ"))

    def test_removing_it_ends_the_service_and_leaves_what_people_wrote(self):
        self.install("new")
        token, chat = self.chat_with_one_message()
        self.machine.run("dpkg", "--remove", "caravan")
        self.assertTrue(self.machine.fails("systemctl", "is-active", "caravan"))
        self.machine.run("test", "-e", "/etc/caravan/caravan.toml")
        self.install("new")
        self.assertEqual(self.bodies(token, chat), ["hello"])
        self.machine.run("dpkg", "--purge", "caravan")
        self.assertTrue(self.machine.fails("test", "-e", "/etc/caravan/caravan.toml"))
        self.assertTrue(self.machine.fails("test", "-e", "/lib/systemd/system/caravan.service"))
        self.machine.run("test", "-e", "/var/lib/caravan")
        self.assertEqual(self.machine.run("systemctl", "list-units", "--failed", "--plain", "--no-legend").strip(), "")


if __name__ == "__main__":
    unittest.main()
