"""Switches for what faulty_calls.c does to a server: failing system calls on its disk, a wall clock that is off."""

import contextlib
import os
import pathlib

PRELOAD = pathlib.Path(
    os.environ.get("FAULTY_CALLS", pathlib.Path(__file__).parents[2] / "build/tests/end_to_end/faulty_calls.so")
)


class Faults:
    """`folder` takes the switches; files under `disk` are those that fail."""

    def __init__(self, folder, disk):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir()
        self._disk = disk

    @property
    def environment(self):
        return {"LD_PRELOAD": str(PRELOAD), "FAULTY_DISK": str(self._disk), "FAULT_SWITCH": str(self._folder)}

    def set(self, kind, number):
        """`open`, `write`, `sync` or `read` with an errno; `clock` with seconds. From the very next call on."""
        fresh = self._folder / f".{kind}"
        fresh.write_text(str(number))
        fresh.rename(self._folder / kind)  # never seen half-written

    def clear(self, kind):
        (self._folder / kind).unlink(missing_ok=True)

    @contextlib.contextmanager
    def failing(self, number, *kinds):
        for kind in kinds:
            self.set(kind, number)
        try:
            yield
        finally:
            for kind in kinds:
                self.clear(kind)
