"""Ports of this machine for one test run."""

import socket

LOOPBACK = "127.0.0.1"

# Bound but never listening: so the system neither offers their ports to anybody nor connects from them.
_kept = []


def bound_socket(address):
    """Several of these share an address, as long as those that come later find none listening."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(address)
    return bound


def reserved_port(*further_addresses):
    """A port of loopback, and of those addresses of this machine, that the system gives to nobody else while this process
    lives. A server that was told of it can listen there, and again after a stop, if it sets SO_REUSEADDR as servers do."""
    while True:
        bound = [bound_socket((LOOPBACK, 0))]
        port = bound[0].getsockname()[1]
        try:
            bound += [bound_socket((address, port)) for address in further_addresses]
        except OSError:  # somebody has it on one of them; those bound so far stay kept from the next try
            _kept.extend(bound)
            continue
        _kept.extend(bound)
        return port
