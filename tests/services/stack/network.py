"""The network between the nodes of an installation and its stores: a way for each pair, so that each can fail alone."""

import contextlib
import os
import pathlib
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from proxy import Proxy, parse_address  # noqa: E402

STORES = ("postgres", "cassandra", "kafka")


class Network:
    """Every named node reaches every store through a proxy of its own, and in no other way."""

    def __init__(self, names):
        self._postgres = urllib.parse.urlsplit(os.environ["CARAVAN_TEST_POSTGRES"])
        cassandra = parse_address(os.environ["CARAVAN_TEST_CASSANDRA"])
        routes = os.environ["CARAVAN_TEST_KAFKA_ROUTES"].split()
        self._own_ports = {self._postgres.port, cassandra[1], parse_address(os.environ["CARAVAN_TEST_KAFKA"])[1]}
        self._ways = {}
        for name, route in zip(names, routes):
            listener, advertised = map(parse_address, route.split("="))
            self._own_ports.add(listener[1])
            self._ways[name, "postgres"] = Proxy((self._postgres.hostname, self._postgres.port))
            # The driver takes the node's address from the node, and the port from the contact point: the proxy's.
            self._ways[name, "cassandra"] = Proxy(cassandra)
            self._ways[name, "kafka"] = Proxy(listener, address=advertised)

    async def start(self):
        for way in self._ways.values():
            await way.forward()

    async def stop(self):
        for way in self._ways.values():
            await way.stop()

    def ways(self, nodes, stores):
        return [self._ways[node.name, store] for node in nodes for store in stores]

    def ways_to(self, store):
        return [way for (_, end), way in self._ways.items() if end == store]

    def settings(self, name):
        """Where the node of that name finds its stores."""
        address = {store: "{}:{}".format(*self._ways[name, store].address) for store in STORES}
        login = self._postgres.netloc.rsplit("@", 1)[0]
        url = self._postgres._replace(netloc=f"{login}@{address['postgres']}").geturl()
        return [
            f"postgres.url={url}",
            f"cassandra.contact_points={address['cassandra']}",
            f"kafka.brokers={address['kafka']}",
        ]

    def detours(self, nodes):
        """Names of nodes that are connected to a store past their proxy: no fault here would touch them."""
        return [node.name for node in nodes if self._own_ports & ports_reached_by(node.pid)]


def ports_reached_by(pid):
    """The remote ports of a process's TCP connections."""
    own = set()
    for entry in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a node goes on closing descriptors while they are read
            own.add(os.readlink(entry))
    ports = set()
    for line in pathlib.Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        _, _, remote, _, _, _, _, _, _, inode, *_ = line.split()
        if f"socket:[{inode}]" in own:
            ports.add(int(remote.rsplit(":", 1)[1], 16))
    return ports


class ClusterNetwork:
    """To clusters of several servers: a way to each server, which all nodes of the installation take."""

    def __init__(self):
        self._postgres = os.environ["CARAVAN_TEST_POSTGRES"]
        self._ways = {store: _ways_of(f"CARAVAN_TEST_{store.upper()}_CLUSTER") for store in ("cassandra", "kafka")}

    async def start(self):
        for ways in self._ways.values():
            for way in ways:
                await way.forward()

    async def stop(self):
        for ways in self._ways.values():
            for way in ways:
                await way.stop()

    def way(self, store, number):
        """To the server of that number, from 1 on."""
        return self._ways[store][number - 1]

    def settings(self, _):
        addresses = {store: ",".join("{}:{}".format(*way.address) for way in ways) for store, ways in self._ways.items()}
        return [
            f"postgres.url={self._postgres}",
            f"cassandra.contact_points={addresses['cassandra']}",
            f"kafka.brokers={addresses['kafka']}",
        ]


def _ways_of(variable):
    pairs = [pair.split("=") for pair in os.environ[variable].split()]
    return [Proxy(parse_address(listener), address=parse_address(told)) for listener, told in pairs]
