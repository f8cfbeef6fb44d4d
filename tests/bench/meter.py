"""Counts the bytes that go to a port of this machine and come back: as HTTP, without TLS."""

import socket
import threading


class Meter:
    """Stands before a port while it is a context, on a port of its own."""

    def __init__(self, port: int):
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        # Bytes to the port, and bytes from it.
        self.out, self.back = 0, 0
        self._lock = threading.Lock()

    def __enter__(self) -> "Meter":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                inside, _ = self._listener.accept()
            except OSError:
                return
            outside = socket.create_connection(("127.0.0.1", self._port))
            for source, to, name in ((inside, outside, "out"), (outside, inside, "back")):
                threading.Thread(target=self._forward, args=(source, to, name), daemon=True).start()

    def _forward(self, source: socket.socket, to: socket.socket, name: str) -> None:
        try:
            while part := source.recv(65_536):
                with self._lock:
                    setattr(self, name, getattr(self, name) + len(part))
                to.sendall(part)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            # The other end is gone: both are closed.
            source.close()
            to.close()
