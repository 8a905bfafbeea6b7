"""The hand scanner's thread, on a device of which the bytes are the kernel's own: struct input_event through a pipe.

There is no /dev/uinput on the machines that build this, so opening and grabbing a real device is tried there only where
it is present.
"""

import errno
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from evdev import InputEvent, UInput, ecodes
from evdev.eventio import EventIO

from devices.scanner.evdev import EvdevScanner
from devices.scanner.factory import scanner_from
from devices.scanner.port import ScannerState
from tests.devices.scanner.test_keys import ENTER, Press, tap, typing

_EVENT = struct.Struct("llHHi")


class Cable(EventIO):  # type: ignore[misc]  # evdev has no types
    """A scanner's device file: what is written at one end comes out of evdev's own reader at the other."""

    def __init__(self) -> None:
        self.fd, self._far = os.pipe()
        os.set_blocking(self.fd, False)
        self.grabbed = False
        self.pulled = False

    def fileno(self) -> int:
        return self.fd

    def grab(self) -> None:
        self.grabbed = True

    def read(self) -> Iterator[InputEvent]:
        if self.pulled:
            raise OSError(errno.ENODEV, "No such device")
        yield from super().read()

    def close(self) -> None:
        os.close(self.fd)
        os.close(self._far)

    def send(self, keys: list[Press], kind: int = ecodes.EV_KEY) -> None:
        for code, value in keys:
            os.write(self._far, _EVENT.pack(0, 0, kind, code, value) + _EVENT.pack(0, 0, ecodes.EV_SYN, 0, 0))

    def pull(self) -> None:
        """As the kernel does it: the file becomes readable, and reading says that the device is gone."""
        self.pulled = True
        os.write(self._far, bytes(_EVENT.size))


class Desk:
    """A scanner on a desk: `trouble` is what opening it meets, `cable` what is plugged in now."""

    def __init__(self) -> None:
        self.trouble: Exception | None = None
        self.cable = Cable()
        self.told: list[str] = []
        self.scanner = EvdevScanner("/dev/input/by-id/usb-scanner-event-kbd", self._open, retry_s=0.02)
        self.scanner.listen(self.told.append)

    def _open(self, path: str) -> Cable:
        if self.trouble is not None:
            raise self.trouble
        self.cable = Cable()
        return self.cable


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    until(lambda: made.cable.grabbed)
    yield made
    made.scanner.close()
    assert not made.scanner._thread.is_alive()


def until(is_so: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < deadline_s, "it did not come so far"
        time.sleep(0.005)


def test_a_scan_comes_through_as_it_was_printed(desk: Desk) -> None:
    until(lambda: desk.scanner.state() is ScannerState.READY)
    desk.cable.send([*typing("https://info.voorbeeld.nl/a/K7P4XQ"), *tap(ENTER)])
    until(lambda: desk.told == ["https://info.voorbeeld.nl/a/K7P4XQ"])


def test_without_an_end_key_the_pause_ends_it(desk: Desk) -> None:
    desk.cable.send(typing("K7P4XQ"))
    until(lambda: desk.told == ["K7P4XQ"])


def test_events_that_the_kernel_had_to_drop_spoil_one_scan(desk: Desk) -> None:
    desk.cable.send(typing("K7P"))
    desk.cable.send([(ecodes.SYN_DROPPED, 0)], ecodes.EV_SYN)
    desk.cable.send([*typing("4XQ"), *tap(ENTER), *typing("F2N7TH"), *tap(ENTER)])
    until(lambda: desk.told == ["F2N7TH"])


def test_pulled_out_half_way_it_is_not_connected_and_heals_when_it_is_back(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    first = desk.cable
    desk.trouble = FileNotFoundError(errno.ENOENT, "No such file")
    first.send(typing("K7P"))
    first.pull()
    until(lambda: desk.scanner.state() is ScannerState.NOT_CONNECTED)
    time.sleep(0.1)
    desk.trouble = None
    until(lambda: desk.scanner.state() is ScannerState.READY and desk.cable is not first)
    desk.cable.send([*typing("F2N7TH"), *tap(ENTER)])
    until(lambda: desk.told == ["F2N7TH"])
    assert [record.getMessage() for record in caplog.records if record.name.startswith("devices.scanner")] == [
        "the scanner is not_connected",
        "the scanner is ready",
    ]


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (OSError(errno.EBUSY, "somebody else grabbed it"), ScannerState.FAULT),
        (PermissionError(errno.EACCES, "not in the group input"), ScannerState.FAULT),
        (OSError(errno.ENXIO, "gone"), ScannerState.NOT_CONNECTED),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "in its name"), ScannerState.FAULT),
    ],
)
def test_why_it_cannot_be_opened(desk: Desk, trouble: Exception, state: ScannerState) -> None:
    desk.trouble = trouble
    desk.cable.pull()
    until(lambda: desk.scanner.state() is state)
    desk.trouble = None
    until(lambda: desk.scanner.state() is ScannerState.READY)


def test_whoever_listens_badly_does_not_cost_the_scanner(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    heard = threading.Event()

    def stumble(text: str) -> None:
        heard.set()
        raise RuntimeError(text)

    desk.scanner.listen(stumble)
    desk.cable.send([*typing("K7P4XQ"), *tap(ENTER)])
    assert heard.wait(5)
    desk.scanner.listen(desk.told.append)
    desk.cable.send([*typing("F2N7TH"), *tap(ENTER)])
    until(lambda: desk.told == ["F2N7TH"])
    assert "K7P4XQ" not in caplog.text


def test_the_setting_names_the_device(tmp_path: Path) -> None:
    scanner = scanner_from(f"evdev:{tmp_path / 'usb-scanner-event-kbd'}")
    assert isinstance(scanner, EvdevScanner)
    assert scanner.state() is ScannerState.NOT_CONNECTED
    scanner.close()


@pytest.mark.skipif(not os.access("/dev/uinput", os.W_OK), reason="no /dev/uinput on this machine")
def test_a_real_device_of_the_kernel_is_grabbed_and_read() -> None:
    told: list[str] = []
    with UInput(name="infopunt test scanner") as keyboard:
        scanner = EvdevScanner(keyboard.device.path)
        scanner.listen(told.append)
        until(lambda: scanner.state() is ScannerState.READY)
        for code, value in [*typing("infopunt:K7P4XQ"), *tap(ENTER)]:
            keyboard.write(ecodes.EV_KEY, code, value)
            keyboard.syn()
        until(lambda: told == ["infopunt:K7P4XQ"])
    until(lambda: scanner.state() is ScannerState.NOT_CONNECTED)
    scanner.close()


def test_it_is_opened_anew_when_a_person_wants_that(desk: Desk) -> None:
    first = desk.cable
    desk.scanner.restart()
    until(lambda: desk.cable is not first and desk.cable.grabbed)
    until(lambda: desk.scanner.state() is ScannerState.READY)
    desk.cable.send([*typing("K7P4XQ"), *tap(ENTER)])
    until(lambda: desk.told == ["K7P4XQ"])
