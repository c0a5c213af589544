"""A whole installation of one test run: several processes of every role on the stores that run.py has started."""

import asyncio
import itertools
import os
import pathlib
import secrets
import signal
import sys

import aiohttp

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "end_to_end"))

from faults import Faults  # noqa: E402
from network import Network  # noqa: E402, I001
from server import Server  # noqa: E402

FRONT = "auth,chat,live,web"
CONSUMERS = ("fan-out", "aggregate", "publish")
COPIES = 2
CLOCK_SKEW_SECONDS = 2  # so much is the clock of one front node ahead of the other's, all the time
SESSION_TIMEOUT_SECONDS = 6  # brokers take no less
HEALTHY_SECONDS_MAX = 60


def settings(scratch, topic_prefix):
    """What all nodes share."""
    key = pathlib.Path(scratch) / "signing.key"
    key.touch(mode=0o600)
    key.write_text(secrets.token_hex(32))
    return [
        "backend.accounts=postgres",
        "backend.history=cassandra",
        "backend.log=kafka",
        "backend.feed=log",
        f"cassandra.keyspace={topic_prefix}",
        f"kafka.topic_prefix={topic_prefix}.",
        "kafka.partitions=4",
        "kafka.replication=1",
        f"kafka.session_timeout={SESSION_TIMEOUT_SECONDS}s",
        f"auth.key_file={key}",
        "guard.enabled=false",
        "aggregate.window=200ms",
        # A reader whose node stands still notices soon.
        "live.ping_interval=2s",
        "live.pong_timeout=2s",
    ]


async def control(service, action):
    """Has run.py do something to a store: kill, pause, resume or restart."""
    reader, writer = await asyncio.open_unix_connection(os.environ["CARAVAN_TEST_CONTROL"])
    writer.write(f"{service} {action}\n".encode())
    answer = (await reader.readline()).decode().strip()
    writer.close()
    if answer != "done":
        raise RuntimeError(f"{service} {action}: {answer}")


class Node(Server):
    """One process of the installation."""

    def __init__(self, name, roles, folder, shared, **options):
        super().__init__(pathlib.Path(folder) / name, f"roles={roles}", *shared, **options)
        self.name = name

    async def is_healthy(self, session):
        try:
            async with session.get(f"{self.url}/auth/api/health/") as auth, session.get(f"{self.url}/chat/api/health/") as chat:
                return auth.status == chat.status == 200
        except aiohttp.ClientConnectionError:
            return False  # it does not listen yet

    async def until_healthy(self, session):
        while not await self.is_healthy(session):
            await asyncio.sleep(0.1)  # nobody announces it

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)


class Installation:
    """`further` are settings, and `environment` variables, of all nodes beside their own. `network` is how they reach their
    stores, a `Network` by default."""

    def __init__(self, scratch, name="stack", further=(), environment=None, network=None):
        shared = [*settings(scratch, name), *further]
        skew = Faults(pathlib.Path(scratch) / "switches", scratch)
        skew.set("clock", CLOCK_SKEW_SECONDS)
        environments = {"front-1": skew.environment}
        everywhere = environment or {}
        roles = {f"front-{n}": FRONT for n in range(COPIES)}
        roles |= {f"{role}-{n}": role for role in CONSUMERS for n in range(COPIES)}
        self.network = network or Network(roles)
        made = {
            name: Node(
                name,
                role,
                scratch,
                [*shared, *self.network.settings(name)],
                environment=everywhere | environments.get(name, {}),
            )
            for name, role in roles.items()
        }
        self.fronts = [made[f"front-{n}"] for n in range(COPIES)]
        self.consumers = {role: [made[f"{role}-{n}"] for n in range(COPIES)] for role in CONSUMERS}

    def nodes(self):
        return [*self.fronts, *itertools.chain.from_iterable(self.consumers.values())]

    async def start(self):
        """All at once, as a cluster starts them; returns when the front nodes have reached their stores."""
        await self.network.start()
        await asyncio.gather(*(node.start() for node in self.nodes()))
        try:
            async with aiohttp.ClientSession() as session, asyncio.timeout(HEALTHY_SECONDS_MAX):
                for node in self.fronts:
                    await node.until_healthy(session)
        except TimeoutError:
            said = "\n".join(f"{node.name}: {node.log()[-1500:]}" for node in self.nodes())
            raise RuntimeError(f"not healthy after {HEALTHY_SECONDS_MAX} s\n{said}") from None

    async def kill(self):
        """Leaves nothing running, whatever went wrong before."""
        await asyncio.gather(*(node.kill() for node in self.nodes() if node.is_running))
        await self.network.stop()

    async def stop(self):
        """Returns the names of the nodes that did not end with 0."""
        codes = await asyncio.gather(*(node.stop() for node in self.nodes()))
        return [node.name for node, code in zip(self.nodes(), codes) if code != 0]


class Roaming:
    """What clients take for the server: the next front node at each request, as behind a balancer."""

    def __init__(self, fronts):
        self._turns = itertools.cycle(fronts)

    @property
    def url(self):
        return next(self._turns).url
