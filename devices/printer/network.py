"""A printer on the network: raw TCP, port 9100."""

import contextlib
import socket

from devices.printer.line import DescriptorLine, Line

PORT = 9100
_CONNECT_S = 3.0


class SocketLine(DescriptorLine):
    """A line over a connected socket."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(connection.fileno(), ends=True)
        self._connection = connection

    def close(self) -> None:
        """Say goodbye properly: a printer that misses the end may refuse everybody for the rest of the day."""
        with contextlib.suppress(OSError):  # it may be gone already
            self._connection.shutdown(socket.SHUT_WR)
        self._connection.close()


class NetworkPort:
    """A printer's address."""

    def __init__(self, host: str, port: int = PORT) -> None:
        self._address = (host, port)

    def connect(self) -> Line:
        """Connect within three seconds; raises OSError."""
        return SocketLine(socket.create_connection(self._address, timeout=_CONNECT_S))
