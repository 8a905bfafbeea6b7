"""A line over a file descriptor: every wait ends, and an end is told."""

import os
import socket
import time

import pytest

from devices.printer.line import DescriptorLine
from devices.printer.usb import LpLine


def test_what_came_is_read_at_once_and_nothing_after_the_time_out() -> None:
    near, far = socket.socketpair()
    line = DescriptorLine(near.detach(), ends=True)
    far.sendall(b"\x12")
    assert line.read(5) == b"\x12"
    start_s = time.monotonic()
    assert line.read(0.05) == b""
    assert 0.04 < time.monotonic() - start_s < 2
    far.close()
    with pytest.raises(ConnectionResetError):
        line.read(5)
    line.close()


def test_writing_ends_when_nobody_takes_it() -> None:
    near, far = socket.socketpair()
    line = DescriptorLine(near.detach(), ends=True)
    while line.write(b"x" * 65_536, 0.02):
        pass
    assert not line.flush(0.03), "it is still in this machine"
    far.close()
    with pytest.raises(BrokenPipeError):
        line.write(b"x", 0.1)
    line.close()


def test_a_device_that_reads_as_empty_is_no_end_and_no_busy_loop() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    line = DescriptorLine(reading, ends=False)
    start_s = time.monotonic()
    assert line.read(0.03) == b""
    assert time.monotonic() - start_s >= 0.03
    assert line.flush(0.01)
    line.close()


def test_a_device_that_calls_itself_writable_and_takes_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """As usblp does while its printer has no paper."""
    near, far = socket.socketpair()
    line = LpLine(near.detach(), ends=False)
    refusals = [BlockingIOError()] * 5
    real = os.write

    def write(descriptor: int, data: bytes) -> int:
        if refusals:
            raise refusals.pop()
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    assert line.write(b"ticket", 5) == 6
    assert far.recv(9) == b"ticket"
    refusals.extend([BlockingIOError()] * 100)
    start_s = time.monotonic()
    assert line.write(b"ticket", 0.05) == 0
    assert time.monotonic() - start_s < 2
    line.close()
    far.close()


def test_the_kernels_printer_device_is_closed_after_its_last_transfer_only() -> None:
    """It is writable again when the bytes before have gone, and says nothing else about them."""
    near, far = socket.socketpair()
    line = LpLine(near.detach(), ends=False)
    assert line.flush(0.01)
    while line.write(b"x" * 65_536, 0.01):
        pass
    assert not line.flush(0.03)
    far.close()
    line.close()
