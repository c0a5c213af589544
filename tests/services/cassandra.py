"""A Cassandra node of one test run: a fresh cluster of one on free ports, from the jars of Maven Central."""

import pathlib
import select
import signal
import socket
import struct
import subprocess
import time

from process import Process, free_port

READY_SECONDS_MAX = 180
BETWEEN_LOOKS_SECONDS = 0.1
SETTINGS = pathlib.Path(__file__).resolve().parent / "cassandra"
CACHE = SETTINGS.parents[2] / ".dev" / "services" / "cassandra"
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"


def jars():
    """The folder of the node's jars, fetched when pom.xml has changed since."""
    folder, stamp = CACHE / "lib", CACHE / "pom.xml"
    wanted = (SETTINGS / "pom.xml").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["mvn", "-q", "-B", "-f", SETTINGS / "pom.xml", MAVEN_COPY, "-DincludeScope=runtime",
             f"-DoutputDirectory={folder}"],
            check=True,
        )  # fmt: skip
        stamp.write_text(wanted)
    return folder


def answers(port):
    """Whether a node there answers what every client asks first: the options of the protocol."""
    question = struct.pack(">BBhBi", 4, 0, 0, 5, 0)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(question)
            return len(connection.recv(9)) == 9
    except OSError:
        return False


class Cassandra:
    """`folder` must not exist yet."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._settings = self._folder / "cassandra.yaml"
        self._port = None
        self._process = None

    @property
    def environment(self):
        return {"CARAVAN_TEST_CASSANDRA": f"127.0.0.1:{self._port}"}

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        self._port = free_port()
        self._folder.mkdir(parents=True)
        self._write_settings()
        self._run()

    def stop(self):
        if self._process is None:
            return
        # Nobody reads its data again, and an orderly end takes seconds.
        self._process.kill()

    def kill(self):
        self._process.kill()

    def pause(self):
        self._process.signal_all(signal.SIGSTOP)

    def resume(self):
        self._process.signal_all(signal.SIGCONT)

    def restart(self):
        """After `stop` or `kill`: the same data on the same port."""
        self._run()

    def _write_settings(self):
        text = (SETTINGS / "cassandra.yaml").read_text()
        values = {"port": self._port, "storage_port": free_port(), "data": self._folder / "data"}
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        self._settings.write_text(text)

    def _run(self):
        log = self._folder / "cassandra.log"
        self._process = Process(self._command(), log)
        deadline = time.monotonic() + READY_SECONDS_MAX
        while not answers(self._port):
            if time.monotonic() > deadline:
                raise RuntimeError(f"the node gave no answer:\n{log.read_text()[-4000:]}")
            # What it says when it is ready it says a little before: all there is to do is to ask again.
            select.select([], [], [], BETWEEN_LOOKS_SECONDS)

    def _command(self):
        folder = jars()
        return [
            "java", f"@{SETTINGS / 'jvm.options'}", f"-javaagent:{next(folder.glob('jamm-*.jar'))}",
            f"-Dcassandra.config=file://{self._settings}", f"-Dcassandra.storagedir={self._folder / 'data'}",
            f"-Dlogback.configurationFile=file://{SETTINGS / 'logback.xml'}", "-Dcassandra-foreground=yes",
            "-cp", f"{folder}/*", "org.apache.cassandra.service.CassandraDaemon",
        ]  # fmt: skip
