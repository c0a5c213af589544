"""Holds the WebSocket below the live protocol against the cases of the Autobahn test suite, with kosoku as their runner.

The cases judge by what an echo server sends back, so echo_server stands in for Caravan: the same reading of the handshake and the
same stream, with an echo on top instead of the live protocol. What the live protocol itself makes of hostile frames is for
end_to_end/websocket_test.py.

Usage: run.py ECHO_SERVER [CASE …]      (CASE is an id or a glob such as "6.*")
"""

import asyncio
import sys

from kosoku import FailureError, run_fuzzingclient

# Compression: Caravan does not offer permessage-deflate (live/websocket_stream.cpp says why).
NOT_OFFERED = ["12.*", "13.*"]
CASES_AT_ONCE = 4
READY_SECONDS_MAX = 20


async def run_cases(address, wanted):
    try:
        return await run_fuzzingclient(address, wanted or None, NOT_OFFERED, concurrency=CASES_AT_ONCE)
    except FailureError as failure:
        return failure.results


def report(results):
    failed = [result for result in results if not result.passed]
    for result in failed:
        print(f"{result.case_id}: {result.behavior.value}, {result.behavior_close.value} when closing: {result.result} {result.result_close}")
    for verdict in sorted({result.behavior.value for result in results}):
        print(f"{verdict}: {sum(result.behavior.value == verdict for result in results)}")
    print(f"{len(results) - len(failed)} of {len(results)} cases passed")
    return not failed and len(results) > 0


async def main(binary, *wanted):
    server = await asyncio.create_subprocess_exec(binary, stdout=asyncio.subprocess.PIPE)
    try:
        port = int(await asyncio.wait_for(server.stdout.readline(), READY_SECONDS_MAX))
        good = report(await run_cases(f"ws://127.0.0.1:{port}", wanted))
        server.terminate()
        stopped = await asyncio.wait_for(server.wait(), READY_SECONDS_MAX)
    finally:
        if server.returncode is None:
            server.kill()
    return 0 if good and stopped == 0 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
