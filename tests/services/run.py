#!/usr/bin/env python3
"""run.py NAME… -- COMMAND…: starts real servers side by side, runs the command with their addresses in its
environment, stops them, and exits with the command's code.

run.py --fetch: fetches what the servers are made of, so that no start has to wait for it."""

import importlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, wait

from control import Control
from process import CannotRun, needed

# A module of that name each, imported only when asked for.
SERVICES = {
    "postgres": "Postgres",
    "cassandra": "Cassandra",
    "cassandra_cluster": "CassandraCluster",
    "kafka": "Kafka",
    "kafka_cluster": "KafkaCluster",
    "firestore": "Firestore",
}


def usage():
    print(f"usage: {sys.argv[0]} --fetch | NAME... -- COMMAND...; names: {', '.join(SERVICES)}", file=sys.stderr)
    return 2


def class_of(name):
    return getattr(importlib.import_module(name), SERVICES[name])


def stop_all(services):
    for name, service in services.items():
        try:
            service.stop()
        except Exception as error:  # the others must be stopped all the same
            print(f"run.py: {name} did not stop: {error!r}", file=sys.stderr)


def run_with(names, command, folder):
    needed(command[0])
    services = {name: class_of(name)(folder / name) for name in names}
    # The pool lasts until everything has stopped: a server ends with the thread that started it.
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        try:
            starts = [pool.submit(service.start) for service in services.values()]
            wait(starts)
            for start in starts:
                start.result()
            environment = dict(os.environ)
            for source in (*services.values(), Control(services, folder)):
                environment.update(source.environment)
            # Where a server's processor time is found; another process after a restart.
            environment.update({f"CARAVAN_TEST_{name.upper()}_PID": str(services[name].pid) for name in names})
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            stop_all(services)


def fetch_all():
    for name in SERVICES:
        class_of(name).fetch()
    return 0


def main(arguments):
    try:
        return fetch_or_run(arguments)
    except CannotRun as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 1


def fetch_or_run(arguments):
    if arguments == ["--fetch"]:
        return fetch_all()
    if "--" not in arguments:
        return usage()
    middle = arguments.index("--")
    names, command = arguments[:middle], arguments[middle + 1 :]
    if not names or not command or any(name not in SERVICES for name in names):
        return usage()
    # Asked to end, it must still stop the servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="caravan-services-") as folder:
        # Servers that refuse to run as root run as somebody who must get in.
        pathlib.Path(folder).chmod(0o755)
        return run_with(names, command, pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
