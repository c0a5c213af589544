"""Waiting for what nobody announces."""

import threading
import time

LOOK_AGAIN_SECONDS = 0.1


def until(happened, seconds=30, what="what was waited for"):
    """Returns when the question is answered yes; after so many seconds it is a failure of the test."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen in {seconds} s")
        threading.Event().wait(LOOK_AGAIN_SECONDS)
