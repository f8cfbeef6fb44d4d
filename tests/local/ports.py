"""Ports of this machine."""

import socket


class PortTaken(Exception):
    """Another program listens where one of ours should."""


def require_free(port: int, needed_for: str, variable: str) -> None:
    """Raise PortTaken, with what to do, unless `port` is free on the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} ({needed_for}) is taken by another program. "
                f"Stop it, or choose another port: {variable}=<port>."
            ) from error
