"""Holds the running server against api/openapi.yaml with schemathesis: everything the contract allows must be taken, everything
that it forbids refused, and every answer must be one that it describes.

Usage: run.py [arguments of `schemathesis run`]      (CARAVAN_TEST_LONG=1 tries fifty times as much, with a new seed)
"""

import asyncio
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import aiohttp

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.append(str(HERE.parent / "end_to_end"))

from client import Person  # noqa: E402
from server import Server  # noqa: E402

LONG_EXAMPLES = 2000
SEED = "328128136237207261978686850770534654529"  # that found a gap in the contract


async def make_world(server):
    """Two people with a chat and more messages than one page holds."""
    async with aiohttp.ClientSession() as session:
        ada = await Person(server, session, "ada").sign_up()
        grace = await Person(server, session, "grace").sign_up()
        chat = await ada.open_chat(grace)
        for number in range(25):
            await ada.send(chat, grace, f"message {number}")
        return {"token": ada.token, "me": ada.id, "other": grace.id, "chat_id": chat}


async def run_schemathesis(url, world, scratch, arguments):
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CARAVAN_TEST_WORLD": json.dumps(world),
    }
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    command += [str(ROOT / "api" / "openapi.yaml"), "--url", url, "--checks", "all"]
    # The long form searches; the short one tries the same in every run, so that what breaks is what was changed.
    command += ["--max-examples", str(LONG_EXAMPLES)] if os.environ.get("CARAVAN_TEST_LONG") else ["--seed", SEED]
    # What Hypothesis would remember of this run stays in the scratch folder.
    process = await asyncio.create_subprocess_exec(*command, *arguments, env=environment, cwd=scratch)
    return await process.wait()


async def main(arguments):
    with tempfile.TemporaryDirectory() as scratch:
        # With a key pair there are public keys to ask for; with the default, a secret, there are none.
        key = pathlib.Path(scratch) / "key.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
        settings = ["guard.enabled=false", "auth.administrators=ada", "auth.algorithm=eddsa"]
        settings += [f"auth.key_file={key}"]
        # A feed whose listeners say that they are there. That nobody can reach it is nothing to the contract.
        settings += ["backend.feed=firestore", "firestore.project=demo"]
        nowhere = {"FIRESTORE_EMULATOR_HOST": "127.0.0.1:1"}
        server = Server(pathlib.Path(scratch) / "data", *settings, environment=nowhere)
        await server.start()
        try:
            code = await run_schemathesis(server.url, await make_world(server), scratch, arguments)
            # Whatever was thrown at it, it must still be able to end well.
            stopped = await server.stop()
        finally:
            await server.kill()
        return code or stopped


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
