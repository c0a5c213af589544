"""A Kafka broker of one test run, from the jars of Maven Central: a fresh KRaft cluster of one node on free ports, unless it
is told of others."""

import base64
import dataclasses
import os
import pathlib
import shutil
import socket
import struct

from ports import LOOPBACK, reserved_port
from process import Process, call
from service import Service, fill_in, jars

READY_SECONDS_MAX = 90
ROUTES = 8
SETTINGS = pathlib.Path(__file__).resolve().parent / "kafka"
VALIDATOR = SETTINGS / "GoogleTokenValidator.java"
# A test is over before the second compiler's work pays for itself: half of what a start costs.
JAVA = (
    "java", "-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxMetaspaceSize=96m",
    "-XX:ReservedCodeCacheSize=64m", "-Xss512k", "-Djava.awt.headless=true",
    f"-Dlog4j.configuration=file:{SETTINGS / 'log4j.properties'}",
)  # fmt: skip


def compiled(source, libraries):
    """The folder of its classes, compiled anew when the source or the libraries have changed since."""
    classes, stamp = libraries.parent / "classes", libraries.parent / "classes.stamp"
    wanted = source.read_text() + (SETTINGS / "pom.xml").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(classes, ignore_errors=True)
        path = ":".join(map(str, sorted(libraries.glob("*.jar"))))
        compiler = "org.eclipse.jdt.internal.compiler.batch.Main"
        call([*JAVA, "-cp", libraries / "*", compiler, "-17", "-proc:none", "-cp", path, "-d", classes, source])
        stamp.write_text(wanted)
    return classes


def make_certificate(path):
    """One file with a key of its own and what it says about itself, which clients are told to trust."""
    subject = ("-subj", "/CN=a broker of a test", "-addext", f"subjectAltName=IP:{LOOPBACK}")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    call(["openssl", "req", "-x509", *curve, "-nodes", "-days", "2", *subject, "-keyout", path, "-out", f"{path}.part"])
    path.write_text(path.read_text() + pathlib.Path(f"{path}.part").read_text())


def answers(port):
    """Whether a broker there answers what every client asks first: which versions of the protocol it speaks."""
    question = struct.pack(">ihhih", 10, 18, 0, 1, -1)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(question)
            return len(connection.recv(8)) == 8
    except OSError:
        return False


class Route:
    """A listener that tells its clients to come back to another address, where a proxy may stand. Clients of a broker go
    where it says that it is, so whoever shall be reached by a way of its own needs one of these."""

    def __init__(self, number):
        self.name = f"ROUTE{number}"
        self.listener = f"{LOOPBACK}:{reserved_port()}"
        self.advertised = f"{LOOPBACK}:{reserved_port()}"


def new_cluster_id():
    # An id that began with a dash would be taken for an option.
    return "c" + base64.urlsafe_b64encode(os.urandom(16)).decode()[1:22]


@dataclasses.dataclass
class Seat:
    """A broker's among others: its number, and the controllers' ports of all of them in the order of their numbers."""

    node: int = 1
    controller_ports: tuple = dataclasses.field(default_factory=lambda: (reserved_port(),))
    cluster_id: str = dataclasses.field(default_factory=new_cluster_id)
    routes: int = ROUTES

    @property
    def voters(self):
        return ",".join(f"{node}@{LOOPBACK}:{port}" for node, port in enumerate(self.controller_ports, 1))


class Kafka(Service):
    """`folder` must not exist yet."""

    def __init__(self, folder, seat=None):
        self._folder = pathlib.Path(folder)
        self._seat = seat
        self._data = self._folder / "data"
        self._settings = self._folder / "server.properties"
        self._certificate = self._folder / "broker.pem"
        self._port = None
        self._token_listener = None
        self._routes = []

    @property
    def environment(self):
        return {
            "CARAVAN_TEST_KAFKA": f"127.0.0.1:{self._port}",
            # Where clients need a token, and by what certificate they know the broker.
            "CARAVAN_TEST_KAFKA_TOKENS": self._token_listener,
            "CARAVAN_TEST_KAFKA_CERTIFICATE": str(self._certificate),
            # Of each route its listener, and where that one tells its clients to go.
            "CARAVAN_TEST_KAFKA_ROUTES": " ".join(f"{route.listener}={route.advertised}" for route in self._routes),
        }

    @property
    def routes(self):
        return self._routes

    def start(self):
        self._seat = self._seat or Seat()
        self._port = reserved_port()
        self._routes = [Route(number) for number in range(self._seat.routes)]
        self._token_listener = f"{LOOPBACK}:{reserved_port()}"
        self._folder.mkdir(parents=True)
        make_certificate(self._certificate)
        self._write_settings()
        self._make_data()
        self._run()

    def _make_data(self):
        self._call("kafka.tools.StorageTool", "format", "-t", self._seat.cluster_id, "-c", self._settings)

    def _write_settings(self):
        values = {
            "port": self._port,
            "node": self._seat.node,
            "voters": self._seat.voters,
            "brokers": len(self._seat.controller_ports),
            "controller_port": self._seat.controller_ports[self._seat.node - 1],
            "data": self._data,
            "token_listener": self._token_listener,
            "certificate": self._certificate,
            "route_listeners": ",".join(f"{route.name}://{route.listener}" for route in self._routes),
            "route_advertised": ",".join(f"{route.name}://{route.advertised}" for route in self._routes),
            "route_protocols": ",".join(f"{route.name}:PLAINTEXT" for route in self._routes),
        }
        fill_in(SETTINGS / "server.properties", values, self._settings)

    def _run(self):
        log = self._folder / "kafka.log"
        self._process = Process([*self._java(), "kafka.Kafka", self._settings], log)
        self._process.wait_until(lambda: answers(self._port), READY_SECONDS_MAX)

    def _call(self, *command):
        call([*self._java(), *command])

    @staticmethod
    def fetch():
        libraries = jars(SETTINGS, "libs")
        return [libraries / "*", compiled(VALIDATOR, libraries)]

    def _java(self):
        return [*JAVA, "-cp", ":".join(map(str, self.fetch()))]
