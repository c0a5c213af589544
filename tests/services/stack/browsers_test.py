"""Real browsers on an installation of several nodes on real stores, which they may break: web/e2e/installation.

Usage, with the stores running: run.py postgres cassandra kafka -- browsers_test.py [ARGUMENT OF PLAYWRIGHT...]
"""

import asyncio
import os
import pathlib
import sys
import tempfile

from network import STORES
from nodes import Installation

from proxy import Proxy  # noqa: I001  (network.py says where it is)

WEB = pathlib.Path(__file__).parents[3] / "web"


class RemoteControl:
    """Lets the browsers' tests break things: "front-0 kill\\n" on a Unix socket is answered "done\\n" when it is done, or
    with what went wrong."""

    def __init__(self, actions):
        self._actions = actions

    async def serve(self, reader, writer):
        request = (await reader.readline()).decode().strip()
        try:
            await self._actions[request]()
            answer = "done"
        except Exception as error:  # whatever it was, the one who asked must hear of it
            answer = f"failed: {error!r}"
        writer.write(f"{answer}\n".encode())
        writer.close()


def actions(installation, balancers):
    """All that can be asked for, by the words that ask for it."""

    async def restart(node):
        await node.stop()
        await node.start()

    async def each(ways, how):
        for way in ways:
            await how(way)

    parts = {f"balancer-{n}": [balancer] for n, balancer in enumerate(balancers)}
    parts |= {store: installation.network.ways_to(store) for store in STORES}
    known = {}
    for node in installation.nodes():
        known |= {f"{node.name} {action.__name__}": action for action in (node.kill, node.stop, node.start)}
        known[f"{node.name} restart"] = lambda node=node: restart(node)
    for name, ways in parts.items():
        for how in (Proxy.cut, Proxy.black_hole, Proxy.forward):
            known[f"{name} {how.__name__}"] = lambda ways=ways, how=how: each(ways, how)
    return known


async def run(arguments):
    with tempfile.TemporaryDirectory() as scratch:
        installation = Installation(scratch, "browsers")
        try:
            await installation.start()
            addresses = [node.address for node in installation.fronts]
            balancers = [Proxy(*addresses), Proxy(*reversed(addresses))]
            for balancer in balancers:
                await balancer.forward()
            socket = pathlib.Path(scratch) / "remote control"
            remote = RemoteControl(actions(installation, balancers))
            async with await asyncio.start_unix_server(remote.serve, socket):
                code = await run_browsers(arguments, balancers, socket)
            for balancer in balancers:
                await balancer.stop()
            return code
        finally:
            await installation.kill()


async def run_browsers(arguments, balancers, socket):
    environment = os.environ | {
        "CARAVAN_INSTALLATION_URLS": " ".join("http://{}:{}".format(*balancer.address) for balancer in balancers),
        "CARAVAN_INSTALLATION_CONTROL": str(socket),
    }
    browsers = await asyncio.create_subprocess_exec(
        "npm", "run", "--silent", "e2e:installation", "--", *arguments, cwd=WEB, env=environment
    )
    return await browsers.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1:])))
