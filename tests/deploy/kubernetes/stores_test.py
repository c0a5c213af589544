"""The settings of the stores in the cluster, taken by the stores themselves: the jars of tests/services, with this machine's
folders and ports in place of the pods'."""

import pathlib
import sys
import tempfile
import unittest

from rendered import KUBERNETES, ROOT

sys.path.append(str(ROOT / "tests" / "services"))
from cassandra import Cassandra  # noqa: E402
from kafka import Kafka  # noqa: E402
from ports import reserved_port  # noqa: E402

COMPONENTS = KUBERNETES / "components"


def adapted(file, changes):
    """The file with each of these texts, which must be there, replaced."""
    text = file.read_text()
    for old, new in changes.items():
        if old not in text:
            raise LookupError(f"{file} has no {old}")
        text = text.replace(old, new)
    return text


def instead(command, option, value):
    """The command with another value of this option, which it must have."""
    if not any(str(each).startswith(option) for each in command):
        raise LookupError(f"the command has no {option}")
    return [option + value if str(each).startswith(option) else each for each in command]


class ShippedCassandra(Cassandra):
    def _write_settings(self):
        storage = reserved_port()
        text = adapted(COMPONENTS / "cassandra" / "settings.yaml",
                       {"/var/lib/cassandra": str(self._folder / "data"), "cassandra-0.cassandra": f"127.0.0.1:{storage}"})
        self._settings.write_text(text + "listen_address: 127.0.0.1\nrpc_address: 127.0.0.1\n"
                                  f"native_transport_port: {self._port}\nstorage_port: {storage}\n")
        # As the image has it.
        (self._folder / "cassandra-rackdc.properties").write_text("dc=dc1\nrack=rack1\n")

    def _command(self):
        command = super()._command()
        classes = command.index("-cp") + 1
        command[classes] = f"{self._folder}:{command[classes]}"
        return instead(command, "-Dlogback.configurationFile=", f"file://{COMPONENTS / 'cassandra' / 'logback.xml'}")

    def said(self):
        return (self._folder / "cassandra.log").read_text()


class ShippedKafka(Kafka):
    def _write_settings(self):
        self._settings.write_text(adapted(COMPONENTS / "kafka" / "server.properties", {
            "/var/lib/kafka/data/log": str(self._folder / "data"), "localhost:9093": f"127.0.0.1:{reserved_port()}",
            "BROKER://:9092": f"BROKER://127.0.0.1:{self._port}", "kafka-0.kafka:9092": f"127.0.0.1:{self._port}"}))  # fmt: skip


    def _java(self):
        return instead(super()._java(), "-Dlog4j.configuration=", f"file:{COMPONENTS / 'kafka' / 'log4j.properties'}")

    def said(self):
        return (self._folder / "kafka.log").read_text()


class MistakenKafka(ShippedKafka):
    def _write_settings(self):
        super()._write_settings()
        self._settings.write_text(self._settings.read_text().replace("controller.listener.names=CONTROLLER\n", ""))


class Stores(unittest.TestCase):
    def folder(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        return pathlib.Path(scratch.name) / "store"

    def starts(self, store):
        self.addCleanup(store.stop)
        store.start()

    def test_cassandra_takes_its_settings(self):
        cassandra = ShippedCassandra(self.folder())
        self.starts(cassandra)
        self.assertIn("INFO  [main]", cassandra.said())

    def test_kafka_takes_its_settings(self):
        kafka = ShippedKafka(self.folder())
        self.starts(kafka)
        self.assertIn("] INFO ", kafka.said())

    def test_settings_that_kafka_does_not_take_are_found(self):
        with self.assertRaises(RuntimeError):
            self.starts(MistakenKafka(self.folder()))


if __name__ == "__main__":
    unittest.main()
