"""A hand scanner that acts as a keyboard, read through evdev and grabbed: its keys reach nobody else.

A thread of its own reads it; when it is pulled out, its path is tried again every second.
"""

import errno
import logging
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Protocol

from evdev import InputDevice, InputEvent, ecodes

from devices.scanner.keys import PAUSE_S, KeyReader
from devices.scanner.port import OnScan, ScannerState

RETRY_S = 1.0
_CLOSE_WITHIN_S = 2.0
_GONE = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})
_log = logging.getLogger(__name__)


class Keys(Protocol):
    """What is used of evdev's InputDevice. Each may raise OSError: it was pulled out, or belongs to somebody else."""

    def fileno(self) -> int:
        """To wait for keys."""
        ...

    def grab(self) -> None:
        """Have its keys for ourselves."""
        ...

    def read(self) -> Iterator[InputEvent]:
        """The events that are there."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class EvdevScanner:
    """The scanner at `path`, such as /dev/input/by-id/usb-…-event-kbd, which stays the same after re-plugging."""

    def __init__(self, path: str, open_device: Callable[[str], Keys] = InputDevice, retry_s: float = RETRY_S) -> None:
        self._path = path
        self._open = open_device
        self._retry_s = retry_s
        self._state = ScannerState.NOT_CONNECTED
        self._told_state: ScannerState | None = None
        self._on_scan: OnScan | None = None
        self._closed = threading.Event()
        self._anew = threading.Event()
        """Also set by `close`: the thread waits for one of both."""
        self._thread = threading.Thread(target=self._work, name="scanner", daemon=True)
        self._thread.start()

    @property
    def by_camera(self) -> bool:
        """It is held in the hand."""
        return False

    def state(self) -> ScannerState:
        """How it was when it was last tried, a second ago at most."""
        return self._state

    def listen(self, on_scan: OnScan) -> None:
        """Tell `on_scan`."""
        self._on_scan = on_scan

    def wake(self) -> None:
        """It always reads."""

    def rest(self) -> None:
        """It always reads."""

    def restart(self) -> None:
        """Open it anew."""
        self._anew.set()

    def close(self) -> None:
        """End the thread and let go of the device."""
        self._closed.set()
        self._anew.set()
        self._thread.join(_CLOSE_WITHIN_S)

    def _work(self) -> None:
        while not self._closed.is_set():
            self._anew.clear()
            try:
                with closing(self._open(self._path)) as device:
                    device.grab()
                    self._note(ScannerState.READY)
                    self._read(device)
            except OSError as error:
                self._note(ScannerState.NOT_CONNECTED if error.errno in _GONE else ScannerState.FAULT)
            except Exception as error:  # a thread that died would leave a scanner that says it is ready
                _log.warning("the scanner failed: %s", type(error).__name__)
                self._note(ScannerState.FAULT)
            self._anew.wait(self._retry_s)

    def _read(self, device: Keys) -> None:
        """Until it is closed; raises OSError when the scanner is pulled out."""
        reader = KeyReader()
        while not self._closed.is_set() and not self._anew.is_set():
            ready, _, _ = select.select([device.fileno()], [], [], PAUSE_S)
            if not ready:
                self._tell(reader.quiet() if reader.pending else None)
                continue
            for event in device.read():
                if event.type == ecodes.EV_KEY:
                    self._tell(reader.key(event.code, event.value))
                elif event.type == ecodes.EV_SYN and event.code == ecodes.SYN_DROPPED:
                    reader.spoil()

    def _tell(self, scan: str | None) -> None:
        told = self._on_scan
        if scan is None or told is None:
            return
        try:
            told(scan)
        except Exception as error:  # whoever listens must not cost us the scanner
            _log.error("a scan was not taken: %s", type(error).__name__)

    def _note(self, state: ScannerState) -> None:
        self._state = state
        if state is not self._told_state:
            self._told_state = state
            _log.info("the scanner is %s", state.value)
