"""A Cassandra node of one test run: a fresh cluster of one on free ports, from the jars of Maven Central."""

import pathlib
import socket
import struct

from ports import reserved_port
from process import Process
from service import Service, fill_in, jars

READY_SECONDS_MAX = 180
MEANINGS = {
    # Java looks for a folder's file system among the mounts that it sees.
    "Unable check disk space": "Cassandra finds no file system under its data, because / is no mount point here: in a chroot "
    "or container, first bind-mount the folder that becomes the root onto itself (mount --bind FOLDER FOLDER)",
}
SETTINGS = pathlib.Path(__file__).resolve().parent / "cassandra"


def answers(port):
    """Whether a node there answers what every client asks first: the options of the protocol."""
    question = struct.pack(">BBhBi", 4, 0, 0, 5, 0)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(question)
            return len(connection.recv(9)) == 9
    except OSError:
        return False


class Cassandra(Service):
    """`folder` must not exist yet."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._data = self._folder / "data"
        self._settings = self._folder / "cassandra.yaml"
        self._port = None
        self._management_port = None

    @property
    def environment(self):
        return {
            "CARAVAN_TEST_CASSANDRA": f"127.0.0.1:{self._port}",
            # Where nodetool finds it, and what a backup copies.
            "CARAVAN_TEST_CASSANDRA_MANAGEMENT": f"127.0.0.1:{self._management_port}",
            "CARAVAN_TEST_CASSANDRA_DATA": str(self._data / "data"),
        }

    def start(self):
        self._port = reserved_port()
        self._management_port = reserved_port()
        self._folder.mkdir(parents=True)
        self._write_settings()
        self._run()

    def _write_settings(self):
        values = {"port": self._port, "storage_port": reserved_port(), "data": self._data}
        fill_in(SETTINGS / "cassandra.yaml", values, self._settings)

    def _run(self):
        log = self._folder / "cassandra.log"
        self._process = Process(self._command(), log, meanings=MEANINGS)
        self._process.wait_until(lambda: answers(self._port), READY_SECONDS_MAX)

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
