"""Several servers that are one service."""

import contextlib


class Several:
    """A class that has made its `members` starts them in `start`; each can be killed, paused and restarted alone."""

    members = ()

    @property
    def pid(self):
        return self.members[0].pid

    def stop(self):
        with contextlib.ExitStack() as stops:  # each, whatever becomes of the others
            for member in self.members:
                stops.callback(member.stop)
