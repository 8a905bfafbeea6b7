"""A way for bytes to a printer and back, with an end to every wait. Every transport has one; the driver is the same."""

import fcntl
import os
import select
import struct
import termios
import time
from typing import Protocol

_READ_BYTES = 4096
_OUT_QUEUE_LOOK_S = 0.01
_EMPTY_READ_S = 0.05


class Line(Protocol):
    """An open connection. Trouble is an OSError, raised only when nothing of this call's bytes has left."""

    def write(self, data: bytes, timeout_s: float) -> int:
        """Give some of `data`; how many bytes were taken, 0 when the other side took none in time."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What has come, at once when there is something; empty when nothing came in time."""
        ...

    def flush(self, timeout_s: float) -> bool:
        """Wait until all that was given has left this machine; False when it has not in time."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


class LineInDoubt(OSError):  # noqa: N818 - it is a condition of the line, named as a person would say it
    """The line broke while bytes were under way: some of them may have arrived."""


class LinePort(Protocol):
    """Where a printer is plugged in. A connection is opened for each job and each question, and closed after it:
    an idle one is dropped by some printers without a word, and blocks others for the rest of the day.
    """

    def connect(self) -> Line:
        """Open a connection; raises OSError when there is no printer."""
        ...


class DescriptorLine:
    """A line over a file descriptor that does not block: a socket, a device file, a serial port.

    `ends` says whether reading nothing means that the other side is gone, as it does on a socket.
    """

    def __init__(self, descriptor: int, *, ends: bool) -> None:
        self._descriptor = descriptor
        self._ends = ends
        os.set_blocking(descriptor, False)

    def write(self, data: bytes, timeout_s: float) -> int:
        """Give some of `data`, waiting until the other side takes some of it."""
        end_s = time.monotonic() + timeout_s
        while self._wait(select.POLLOUT, max(0.0, end_s - time.monotonic())):
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:  # usblp calls itself writable, and takes nothing, while its printer has no paper
                if time.monotonic() >= end_s:
                    break
                time.sleep(_OUT_QUEUE_LOOK_S)
        return 0

    def read(self, timeout_s: float) -> bytes:
        """What has come; raises ConnectionResetError when the other side has closed."""
        if not self._wait(select.POLLIN, timeout_s):
            return b""
        try:
            received = os.read(self._descriptor, _READ_BYTES)
        except BlockingIOError:
            return b""
        if not received and self._ends:
            raise ConnectionResetError("the printer closed the connection")
        if not received:
            time.sleep(min(timeout_s, _EMPTY_READ_S))  # some devices call themselves readable all the time
        return received

    def flush(self, timeout_s: float) -> bool:
        """Wait until the kernel holds nothing of it any more; True at once where the kernel does not tell."""
        end_s = time.monotonic() + timeout_s
        while self._held_bytes():
            if time.monotonic() >= end_s:
                return False
            time.sleep(_OUT_QUEUE_LOOK_S)
        return True

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self._descriptor)

    def _wait(self, event: int, timeout_s: float) -> bool:
        """Wait for `event`. A line that hung up counts as ready: the read or write after it tells what happened."""
        poll = select.poll()
        poll.register(self._descriptor, event)
        return bool(poll.poll(timeout_s * 1000))

    def _held_bytes(self) -> int:
        try:
            answer = fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, b"\0" * 4)
        except OSError:
            return 0
        return int(struct.unpack("i", answer)[0])
