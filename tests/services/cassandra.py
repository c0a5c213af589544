"""A Cassandra node of one test run, from the jars of Maven Central: a fresh cluster of one on free ports, unless it is told
of others."""

import dataclasses
import pathlib
import socket
import struct

from ports import LOOPBACK, reserved_port
from process import Process, call
from service import Service, fill_in, jars

READY_SECONDS_MAX = 180
MEANINGS = {
    # Java looks for a folder's file system among the mounts that it sees.
    "Unable check disk space": "Cassandra finds no file system under its data, because / is no mount point here: in a chroot "
    "or container, first bind-mount the folder that becomes the root onto itself (mount --bind FOLDER FOLDER)",
}
SETTINGS = pathlib.Path(__file__).resolve().parent / "cassandra"


def answers(address):
    """Whether a node there answers what every client asks first: the options of the protocol."""
    question = struct.pack(">BBhBi", 4, 0, 0, 5, 0)
    try:
        with socket.create_connection(address, timeout=2) as connection:
            connection.sendall(question)
            return len(connection.recv(9)) == 9
    except OSError:
        return False


def make_certificates(folder):
    """An authority, and what it has signed for a node and for a client; another one that has signed nothing."""
    folder.mkdir()

    def openssl(*arguments):
        call(["openssl", *arguments], folder)

    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for authority in ("authority", "stranger"):
        openssl("req", "-x509", *curve, "-days", "2", "-subj", f"/CN={authority}", "-keyout", f"{authority}.key",
                "-out", f"{authority}.pem")  # fmt: skip
    (folder / "addresses").write_text("subjectAltName = IP:127.0.0.1\n")
    for holder in ("node", "client"):
        openssl("req", *curve, "-subj", f"/CN={holder}", "-keyout", f"{holder}.key", "-out", f"{holder}.csr")
        openssl("x509", "-req", "-in", f"{holder}.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
                "-days", "2", "-extfile", "addresses", "-out", f"{holder}.pem")  # fmt: skip
    openssl("pkcs12", "-export", "-inkey", "node.key", "-in", "node.pem", "-passout", "pass:caravan", "-out", "node.p12")
    # Of certificates without a key, Java takes those that its own tool has put there.
    call(["keytool", "-importcert", "-noprompt", "-alias", "authority", "-file", "authority.pem", "-keystore", "authority.p12",
          "-storetype", "PKCS12", "-storepass", "caravan"], folder)  # fmt: skip


@dataclasses.dataclass
class Seat:
    """A node's among others: the cluster's nodes listen on the same ports of different addresses. `clients_address` is
    where it says that clients find it."""

    address: str = LOOPBACK
    clients_address: str = LOOPBACK
    seeds: tuple = (LOOPBACK,)
    token: int = 0
    port: int = dataclasses.field(default_factory=reserved_port)
    storage_port: int = dataclasses.field(default_factory=reserved_port)


class Cassandra(Service):
    """`folder` must not exist yet."""

    def __init__(self, folder, seat=None):
        self._folder = pathlib.Path(folder)
        self._seat = seat
        self._data = self._folder / "data"
        self._settings = self._folder / "cassandra.yaml"
        self._tls = self._folder / "tls"
        self._tls_port = None
        self._management_port = None

    @property
    def environment(self):
        return {
            "CARAVAN_TEST_CASSANDRA": f"127.0.0.1:{self._seat.port}",
            # Where clients need a certificate, and a folder with one.
            "CARAVAN_TEST_CASSANDRA_TLS": f"127.0.0.1:{self._tls_port}",
            "CARAVAN_TEST_CASSANDRA_CERTIFICATES": str(self._tls),
            # Where nodetool finds it, and what a backup copies.
            "CARAVAN_TEST_CASSANDRA_MANAGEMENT": f"127.0.0.1:{self._management_port}",
            "CARAVAN_TEST_CASSANDRA_DATA": str(self._data / "data"),
        }

    def start(self):
        self._seat = self._seat or Seat()
        self._tls_port = reserved_port()
        self._management_port = reserved_port()
        self._folder.mkdir(parents=True)
        make_certificates(self._tls)
        self._write_settings()
        self._run()

    def _write_settings(self):
        seat = self._seat
        values = {
            "address": seat.address, "clients_address": seat.clients_address, "token": seat.token, "port": seat.port,
            "storage_port": seat.storage_port, "seeds": ",".join(f"{seed}:{seat.storage_port}" for seed in seat.seeds),
            "hints": "true" if len(seat.seeds) > 1 else "false",
            "tls_port": self._tls_port, "tls": self._tls, "data": self._data,
        }  # fmt: skip
        fill_in(SETTINGS / "cassandra.yaml", values, self._settings)

    def _run(self):
        log = self._folder / "cassandra.log"
        self._process = Process(self._command(), log, meanings=MEANINGS)
        self._process.wait_until(lambda: answers((self._seat.address, self._seat.port)), READY_SECONDS_MAX)

    @staticmethod
    def fetch():
        return jars(SETTINGS, "lib")

    def _command(self):
        folder = self.fetch()
        return [
            "java", f"@{SETTINGS / 'jvm.options'}", f"-javaagent:{next(folder.glob('jamm-*.jar'))}",
            f"-Dcassandra.config=file://{self._settings}", f"-Dcassandra.storagedir={self._data}",
            f"-Dcassandra.jmx.local.port={self._management_port}",
            f"-Dlogback.configurationFile=file://{SETTINGS / 'logback.xml'}", "-Dcassandra-foreground=yes",
            "-cp", f"{folder}/*", "org.apache.cassandra.service.CassandraDaemon",
        ]  # fmt: skip
