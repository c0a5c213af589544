"""Firestore of one test run: the emulator hidane on a free port, and in front of it a proxy that fails on command and
counts what Google would bill (firestore/proxy.mjs)."""

import pathlib
import socket

from ports import LOOPBACK, reserved_port
from process import Process
from service import Service

READY_SECONDS_MAX = 60
ROOT = pathlib.Path(__file__).resolve().parents[2]
SETTINGS = pathlib.Path(__file__).resolve().parent / "firestore"
RULES = ROOT / "deploy" / "firebase" / "firestore.rules"
EMULATOR = ROOT / ".dev" / "hidane" / "bin" / "hidane"


def answers(port):
    """Whether the emulator there answers a request."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=2) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return connection.recv(4) == b"HTTP"
    except OSError:
        return False


class Firestore(Service):
    """Kill, pause, resume and restart are the emulator's, which forgets everything when it ends. `folder` must not exist
    yet."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._port = None
        self._proxy_port = None
        self._control_port = None
        self._proxy = None

    @property
    def environment(self):
        return {
            "CARAVAN_TEST_FIRESTORE": f"{LOOPBACK}:{self._port}",
            "CARAVAN_TEST_FIRESTORE_PROXY": f"{LOOPBACK}:{self._proxy_port}",
            "CARAVAN_TEST_FIRESTORE_CONTROL": f"{LOOPBACK}:{self._control_port}",
        }

    def start(self):
        self._port, self._proxy_port, self._control_port = reserved_port(), reserved_port(), reserved_port()
        self._folder.mkdir(parents=True)
        self._run()
        self._proxy = Process(
            ["node", SETTINGS / "proxy.mjs", self._proxy_port, self._control_port, self._port],
            self._folder / "proxy.log",
        )
        self._proxy.wait_for("ready", READY_SECONDS_MAX)

    def stop(self):
        super().stop()
        if self._proxy is not None:
            self._proxy.kill()

    def _run(self):
        command = [EMULATOR, "--host", LOOPBACK, "--port", self._port, "--rules", RULES]
        self._process = Process(command, self._folder / "firestore.log")
        self._process.wait_until(lambda: answers(self._port), READY_SECONDS_MAX)
