"""A line over a file descriptor: every wait ends, and an end is told."""

import os
import socket
import time

import pytest

from devices.printer.line import DescriptorLine


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
