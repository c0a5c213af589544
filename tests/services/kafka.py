"""A Kafka broker of one test run: a fresh KRaft cluster of one node on free ports, from the jars of Maven Central."""

import base64
import os
import pathlib
import select
import signal
import socket
import struct
import subprocess
import time

from process import Process, free_port

READY_SECONDS_MAX = 90
BETWEEN_LOOKS_SECONDS = 0.1
SETTINGS = pathlib.Path(__file__).resolve().parent / "kafka"
CACHE = SETTINGS.parents[2] / ".dev" / "services" / "kafka"
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
JAVA = (
    "java", "-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:MaxMetaspaceSize=96m", "-XX:ReservedCodeCacheSize=64m",
    "-Xss512k", "-Djava.awt.headless=true", f"-Dlog4j.configuration=file:{SETTINGS / 'log4j.properties'}",
)  # fmt: skip


def jars():
    """The folder of the broker's jars, fetched when pom.xml has changed since."""
    folder, stamp = CACHE / "libs", CACHE / "pom.xml"
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
    """Whether a broker there answers what every client asks first: which versions of the protocol it speaks."""
    question = struct.pack(">ihhih", 10, 18, 0, 1, -1)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(question)
            return len(connection.recv(8)) == 8
    except OSError:
        return False


class Kafka:
    """`folder` must not exist yet."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._settings = self._folder / "server.properties"
        self._port = None
        self._process = None

    @property
    def environment(self):
        return {"CARAVAN_TEST_KAFKA": f"127.0.0.1:{self._port}"}

    @property
    def pid(self):
        return self._process.pid

    def start(self):
        self._port = free_port()
        self._folder.mkdir(parents=True)
        self._write_settings()
        # An id that began with a dash would be taken for an option.
        cluster = "c" + base64.urlsafe_b64encode(os.urandom(16)).decode()[1:22]
        self._call("kafka.tools.StorageTool", "format", "-t", cluster, "-c", self._settings)
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
        text = (SETTINGS / "server.properties").read_text()
        values = {"port": self._port, "controller_port": free_port(), "data": self._folder / "data"}
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        self._settings.write_text(text)

    def _run(self):
        log = self._folder / "kafka.log"
        self._process = Process([*self._java(), "kafka.Kafka", self._settings], log)
        deadline = time.monotonic() + READY_SECONDS_MAX
        while not answers(self._port):
            if time.monotonic() > deadline:
                raise RuntimeError(f"the broker gave no answer:\n{log.read_text()[-4000:]}")
            # It says nothing when it is ready: all there is to do is to ask again.
            select.select([], [], [], BETWEEN_LOOKS_SECONDS)

    def _call(self, *command):
        done = subprocess.run([*self._java(), *map(str, command)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {done.stderr}")

    @staticmethod
    def _java():
        return [*JAVA, "-cp", f"{jars()}/*"]
