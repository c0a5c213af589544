"""Servers that start side by side never get one port twice."""

import socket
import unittest

from ports import LOOPBACK, reserved_port

# Of some 14,000 that the system offers first: picked anew each time, two would be the same almost surely.
PORTS = 500


class PortsTest(unittest.TestCase):
    def test_a_port_is_given_once(self):
        ports = {reserved_port() for _ in range(PORTS)}
        self.assertEqual(len(ports), PORTS)

    def test_a_server_can_listen_on_it_and_again_after_a_stop(self):
        address = (LOOPBACK, reserved_port())
        for _ in range(2):
            with socket.create_server(address), socket.create_connection(address):
                pass

    def test_nobody_listens_there_before(self):
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, reserved_port()))


if __name__ == "__main__":
    unittest.main()
