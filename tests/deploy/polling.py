"""Waiting for what nobody announces."""

import threading
import time

LOOK_AGAIN_SECONDS = 0.1


def until(happened, seconds=30, what="what was waited for"):
    """What is asked for, as soon as it is there; after so many seconds without it the test has failed."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen in {seconds} s")
        threading.Event().wait(LOOK_AGAIN_SECONDS)
    return found
