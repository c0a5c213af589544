"""A cluster of three Kafka brokers for one test run. Each has a listener that tells clients to come to another address, where
a proxy may stand."""

import pathlib
from concurrent.futures import ThreadPoolExecutor

from kafka import Kafka, Seat, new_cluster_id
from ports import reserved_port
from several import Several

BROKERS = 3


class KafkaCluster(Several):
    fetch = staticmethod(Kafka.fetch)

    def __init__(self, folder):
        controller_ports = tuple(reserved_port() for _ in range(BROKERS))
        cluster_id = new_cluster_id()
        self.members = [
            Kafka(pathlib.Path(folder) / str(node), Seat(node, controller_ports, cluster_id, routes=1))
            for node in range(1, BROKERS + 1)
        ]
        # It lasts as long as the brokers: a server ends with the thread that started it.
        self._pool = ThreadPoolExecutor(max_workers=BROKERS)

    @property
    def environment(self):
        routes = [member.routes[0] for member in self.members]
        return {"CARAVAN_TEST_KAFKA_CLUSTER": " ".join(f"{route.listener}={route.advertised}" for route in routes)}

    def start(self):
        # Together: a broker is ready when most of the controllers are there.
        self.fetch()
        for start in [self._pool.submit(member.start) for member in self.members]:
            start.result()

    def stop(self):
        super().stop()
        self._pool.shutdown()
