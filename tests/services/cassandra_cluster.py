"""A cluster of three Cassandra nodes for one test run. Each is at an address of its own, and tells clients to come to another
one, where a proxy may stand."""

import pathlib

from cassandra import Cassandra, Seat
from ports import reserved_port
from several import Several

NODES = 3
ADDRESSES = [f"127.0.0.{number}" for number in range(1, NODES + 1)]
CLIENTS_ADDRESSES = [f"127.0.1.{number}" for number in range(1, NODES + 1)]
RING = 2**64


class CassandraCluster(Several):
    fetch = staticmethod(Cassandra.fetch)

    def __init__(self, folder):
        self._port = reserved_port(*ADDRESSES[1:], *CLIENTS_ADDRESSES)
        storage_port = reserved_port(*ADDRESSES[1:])
        self.members = [
            Cassandra(
                pathlib.Path(folder) / str(number),
                Seat(
                    address=address,
                    clients_address=clients_address,
                    seeds=tuple(ADDRESSES),
                    token=number * RING // NODES - RING // 2,
                    port=self._port,
                    storage_port=storage_port,
                ),
            )
            for number, (address, clients_address) in enumerate(zip(ADDRESSES, CLIENTS_ADDRESSES))
        ]

    @property
    def environment(self):
        # Of each node where it listens, and where it tells its clients to go.
        ways = [f"{real}:{self._port}={told}:{self._port}" for real, told in zip(ADDRESSES, CLIENTS_ADDRESSES)]
        return {"CARAVAN_TEST_CASSANDRA_CLUSTER": " ".join(ways)}

    def start(self):
        # One after the other: each asks those that are there where everything is.
        for member in self.members:
            member.start()
