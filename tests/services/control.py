"""Lets the command under test kill, pause and restart the servers that it was given, in whatever language it is."""

import pathlib
import socket
import threading

ACTIONS = ("kill", "pause", "resume", "restart", "stop", "lose")


class Control:
    """Answers on a Unix socket, one request a connection: "postgres kill\\n" is answered "done\\n" when it is done,
    or with what went wrong; "kafka_cluster/2 kill\\n" is for the second of several. CARAVAN_TEST_CONTROL names the socket."""

    def __init__(self, services, folder):
        self._services = services
        self._path = pathlib.Path(folder) / "control"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen()
        # One thread does it all, and lives as long as the servers: they end with the thread that started them.
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def environment(self):
        return {"CARAVAN_TEST_CONTROL": str(self._path)}

    def _serve(self):
        while True:
            connection, _ = self._listener.accept()
            with connection, connection.makefile("rw", encoding="utf-8") as stream:
                stream.write(self._answer(stream.readline()) + "\n")

    def _answer(self, request):
        try:
            name, action = request.split()
            if action not in ACTIONS:
                raise ValueError(f"no action {action}")
            name, _, member = name.partition("/")
            service = self._services[name]
            getattr(service.members[int(member) - 1] if member else service, action)()
        except Exception as error:  # whatever it was, the one who asked must hear of it
            return f"failed: {error!r}"
        return "done"
