"""The gateway's shipped configuration in a Caddy that runs: whom its roles take a client for. Behind a proxy that it is told
of, the client's own address arrives; of anybody else, nothing that he says about addresses does."""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

from tools import COMPOSE, program

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

from polling import until  # noqa: E402

CADDYFILE = COMPOSE / "gateway" / "Caddyfile"
START_SECONDS_MAX = 30
CLIENT = "203.0.113.7"
PATHS = ("/auth/x", "/chat/x", "/connection/x", "/cost/api/x", "/")


class Role(http.server.BaseHTTPRequestHandler):
    """Answers with the headers that it was sent."""

    def do_GET(self):  # noqa: N802  (the library calls it so)
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


class Gateway(unittest.TestCase):
    def start(self, **environment):
        """The port of a gateway in front of one role that stands for all."""
        scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        role = self.enterContext(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Role))
        threading.Thread(target=role.serve_forever, daemon=True).start()
        self.addCleanup(role.shutdown)
        port, health = free_ports(2)
        text, roles = re.subn(r"import role \S+ \d+", f"import role 127.0.0.1 {role.server_address[1]}", CADDYFILE.read_text())
        self.assertEqual(roles, len(PATHS))
        for old, new in (("http://:3000", f"http://:{port}"), ("http://:2020", f"http://:{health}"), ("/tmp", str(scratch))):
            text = text.replace(old, new)
        (scratch / "Caddyfile").write_text(text)
        variables = {"PATH": os.environ["PATH"], "HOME": str(scratch), "XDG_CONFIG_HOME": str(scratch),
                     "XDG_DATA_HOME": str(scratch), **environment}
        log = self.enterContext((scratch / "log").open("w"))
        caddy = subprocess.Popen([program("caddy"), "run", "--config", scratch / "Caddyfile", "--adapter", "caddyfile"],
                                 env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(caddy.wait)
        self.addCleanup(caddy.kill)
        until(lambda: self.is_open(port) or caddy.poll() is not None, START_SECONDS_MAX, "the gateway")
        self.assertIsNone(caddy.poll(), (scratch / "log").read_text())
        return port

    @staticmethod
    def is_open(port):
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    @staticmethod
    def seen(port, path, **headers):
        """The headers that a role is sent."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def test_what_a_proxy_that_it_knows_says_arrives(self):
        for proxies in ("127.0.0.1", "127.0.0.0/8", "127.0.0.1/32"):
            port = self.start(CARAVAN_PROXIES=proxies)
            for path in PATHS:
                # Caravan reads it from its end: the proxy, which server.proxies names, and then the client.
                self.assertEqual(self.seen(port, path, X_Forwarded_For=CLIENT)["x-forwarded-for"], f"{CLIENT}, 127.0.0.1")
            self.assertEqual(self.seen(port, "/", X_Forwarded_For=CLIENT, X_Forwarded_Proto="https")["x-forwarded-proto"], "https")

    def test_what_anybody_else_says_does_not(self):
        for environment in ({}, {"CARAVAN_PROXIES": ""}, {"CARAVAN_PROXIES": "192.0.2.0/24"}):
            port = self.start(**environment)
            for path in PATHS:
                seen = self.seen(port, path, X_Forwarded_For=CLIENT, X_Forwarded_Proto="https")
                self.assertEqual((seen["x-forwarded-for"], seen["x-forwarded-proto"]), ("127.0.0.1", "http"), environment)


if __name__ == "__main__":
    unittest.main()
