"""A PostgreSQL server of one test run: a fresh cluster on a free port, with a password and a TLS certificate."""

import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess

from ports import reserved_port
from process import CannotRun, Process, needed
from service import Service

READY_SECONDS_MAX = 60
READY = "database system is ready to accept connections"
USER = "caravan"
PASSWORD = "test only: 100%"
PASSWORD_IN_URL = "test%20only%3A%20100%25"


def programs():
    """The folder of PostgreSQL's programs; Debian keeps a folder for each version."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    on_path = shutil.which("postgres")
    if found:
        return pathlib.Path(found[-1])
    if on_path:
        return pathlib.Path(on_path).parent
    raise CannotRun("there is no PostgreSQL server on this machine: ./dev test installs it")


def unprivileged_user():
    """PostgreSQL refuses to run as root; its package brings a user of its own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


class Postgres(Service):
    """`folder` must not exist yet, and its parents must be open to others when this runs as root."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._data = self._folder / "data"
        self._certificate = self._folder / "server.crt"
        self._key = self._folder / "server.key"
        self._user = unprivileged_user()
        self._programs = programs()
        self._port = None

    @property
    def environment(self):
        return {
            "CARAVAN_TEST_POSTGRES": f"postgresql://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{self._port}/postgres",
            "CARAVAN_TEST_POSTGRES_CA": str(self._certificate),
        }

    def start(self):
        self._port = reserved_port()
        self._folder.mkdir(parents=True)
        self._make_certificate()
        self._make_data()
        self._run()

    def stop(self):
        if self._process is None:
            return
        # "Fast shutdown": it ends its sessions and writes what is to be written.
        self._process.signal_all(signal.SIGCONT)
        self._process.end(signal.SIGINT)

    def _make_certificate(self):
        self._call(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", self._key, "-out", self._certificate,
        )  # fmt: skip
        self._key.chmod(0o600)
        if self._user:
            for path in (self._folder, self._key):
                shutil.chown(path, self._user, self._user)

    def _make_data(self):
        password = self._folder / "password"
        password.write_text(PASSWORD + "\n")
        # The files of a test's cluster need not outlive the machine.
        making = Process(
            [
                self._programs / "initdb", "--no-sync", "--pgdata", self._data, "--username", USER,
                "--pwfile", password, "--auth-local=trust", "--auth-host=scram-sha-256",
                "--encoding=UTF8", "--locale=C.UTF-8",
            ],
            self._folder.parent / "initdb.log",
            user=self._user,
        )  # fmt: skip
        making.wait_for("Success.", READY_SECONDS_MAX)
        making.end(signal.SIGCONT)

    def _run(self):
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self._port,
            "unix_socket_directories": self._folder,
            "ssl": "on",
            "ssl_cert_file": self._certificate,
            "ssl_key_file": self._key,
            # What is killed here is processes, never the machine.
            "fsync": "off",
            "max_connections": 100,
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = Process(
            [self._programs / "postgres", "-D", self._data, *flags],
            self._folder.parent / "postgres.log",
            user=self._user,
        )
        self._process.wait_for(READY, READY_SECONDS_MAX)

    @staticmethod
    def _call(*command):
        done = subprocess.run([needed(command[0]), *map(str, command[1:])], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {done.stderr}")
