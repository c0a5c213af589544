"""A Compose file that runs on an engine of its own, for the tests of one class."""

import copy
import json
import os
import pathlib
import signal
import unittest

import hardening
import standins
from engine import Engine, until
from tools import COMPOSE

SCRATCH = pathlib.Path(os.environ.get("CARAVAN_TEST_SCRATCH", "/nonexistent"))
RECOVERY_SECONDS_MAX = 180
WAIT_SECONDS_MAX = 420


class ComposeCase(unittest.TestCase):
    FILE = None
    # What a person would export before `docker compose up`.
    ENVIRONMENT = {}

    @classmethod
    def setUpClass(cls):
        cls.engine = cls.enterClassContext(Engine(SCRATCH / cls.FILE))
        standins.make_all(cls.engine, cls.images())
        cls.addClassCleanup(cls.down)

    @classmethod
    def down(cls):
        there = cls.engine.left_behind()
        cls.compose("down", "--volumes", "--timeout", "10")
        left = cls.engine.left_behind()
        if left or not there:
            raise AssertionError(f"Compose left behind: {left}, and before there was: {there}")

    @classmethod
    def compose(cls, *arguments, file=None):
        return cls.engine.compose(*arguments, file=file or COMPOSE / cls.FILE, environment=cls.ENVIRONMENT)

    @classmethod
    def config(cls, file=None):
        return json.loads(cls.compose("config", "--format", "json", file=file))

    @classmethod
    def images(cls):
        return {service["image"] for service in cls.config()["services"].values()}

    @classmethod
    def up(cls):
        """As a person starts it; what must be built has been."""
        try:
            cls.compose("up", "--detach", "--no-build", "--pull", "never", "--wait", "--wait-timeout", WAIT_SECONDS_MAX)
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{cls.compose('ps', '--all')}\n{cls.compose('logs', '--tail', '15')[-12000:]}") from None

    @classmethod
    def state(cls, service):
        container = cls.compose("ps", "--all", "--quiet", service).split()[0]
        return cls.engine.inspect(container)

    @classmethod
    def kill(cls, service):
        """A crash, and not what operators do: the engine must start it again, and it must become healthy."""
        before = cls.state(service)
        os.kill(before["State"]["Pid"], signal.SIGKILL)

        def is_back():
            now = cls.state(service)
            return now["RestartCount"] > before["RestartCount"] and now["State"].get("Health", {}).get("Status") == "healthy"

        until(is_back, RECOVERY_SECONDS_MAX, f"{service} to come back")

    def check_rules_of_services(self):
        """Every service keeps to them; breaking any of them in any service is seen."""
        config = self.config()
        self.assertEqual(hardening.faults(config), [])
        for name in config["services"]:
            for fault, spoil in SPOILED.items():
                broken = copy.deepcopy(config)
                if spoil(broken["services"][name]) is not False:
                    self.assertIn(f"{name}: {fault}", hardening.faults(broken))

    def check_that_nonsense_is_refused(self, folder):
        """Compose itself does not take the file with a misspelt key."""
        text = (COMPOSE / self.FILE).read_text().replace("read_only: true", "read_onyl: true", 1)
        broken = pathlib.Path(folder) / self.FILE
        broken.write_text(text)
        with self.assertRaisesRegex(RuntimeError, "read_onyl"):
            self.config(broken)


def spoil_port(service):
    if not service.get("ports"):
        return False
    service["ports"][0]["host_ip"] = "0.0.0.0"
    return None


def spoil_limit(name):
    return lambda service: service["deploy"]["resources"]["limits"].pop(name) and None


def spoil_restart(service):
    if hardening.is_one_shot(service):
        return False
    service["restart"] = "no"
    return None


def spoil_health(service):
    if hardening.is_one_shot(service):
        return False
    service["healthcheck"] = {}
    return None


def spoil_image(service):
    if "build" in service:
        return False
    service["image"] = "debian:latest"
    return None


def spoil_secret(service):
    service["environment"] = {**(service.get("environment") or {}), "CARAVAN_CASSANDRA_PASSWORD": "hunter2"}


SPOILED = {
    "its root folder can be written": lambda service: service.update(read_only=False),
    "it keeps capabilities": lambda service: service.update(cap_drop=[]),
    "it may gain privileges": lambda service: service.update(security_opt=[]),
    "it is let out of its container": lambda service: service.update(privileged=True),
    **{f"nothing limits its {name}": spoil_limit(name) for name in hardening.LIMITS},
    "debian:latest is no fixed version": spoil_image,
    "it stays dead when it dies": spoil_restart,
    "nobody knows whether it is healthy": spoil_health,
    "CARAVAN_CASSANDRA_PASSWORD holds a secret": spoil_secret,
}  # fmt: skip
SPOILED_PORT = spoil_port
