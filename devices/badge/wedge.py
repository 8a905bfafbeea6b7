"""A badge reader that pretends to be a keyboard ("wedge"): it types the number of each badge that is held to it.

It is grabbed, so that no number ever lands in a form, and what it types is read from the kernel: in a window letters
get lost (Kivy issue 6801).
"""

import errno
import select
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from typing import Any, Protocol

from evdev import InputDevice, ecodes

from devices.badge.holding import HoldingReader
from devices.badge.keystrokes import Keystrokes, letters_of
from devices.badge.port import Badge, BadgeState
from devices.badge.uid import Source, simple_badge

HELD_S = 3.0
"""A reader that types does not tell that a badge leaves: it counts as held for so long."""

_LOOK_S = 0.1
_RETRY_S = 0.5
_CLOSES_WITHIN_S = 2.0
_DOWN = 1
_GONE = (errno.ENODEV, errno.ENOENT, errno.ENXIO)


class KeyDevice(Protocol):
    """The part of an evdev device that is used."""

    def fileno(self) -> int:
        """What to wait for."""
        ...

    def grab(self) -> None:
        """Keep its keys from everybody else. Raises OSError."""
        ...

    def read(self) -> Iterable[Any]:
        """The events that wait. Raises OSError when it was unplugged."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class WedgeBadgeReader(HoldingReader):
    """Listens from a thread of its own, from the start until `close`. `path` should be one of /dev/input/by-id."""

    def __init__(
        self,
        path: str,
        layout: str = "us",
        open_device: Callable[[str], KeyDevice] = InputDevice,
        held_s: float = HELD_S,
    ) -> None:
        super().__init__(BadgeState.NO_READER)
        self._path = path
        self._letters = letters_of(layout)
        self._open_device = open_device
        self._held_s = held_s
        self._ended = threading.Event()
        self._anew = threading.Event()
        """Also set by `close`: the thread waits for one of both."""
        self._thread = threading.Thread(target=self._run, name="badge-wedge", daemon=True)
        self._thread.start()

    def trust(self, ca_certificates: Sequence[bytes]) -> None:
        """A number needs no authority."""

    def restart(self) -> None:
        """Open the device anew."""
        self._anew.set()

    def close(self) -> None:
        """Let go of the device."""
        self._ended.set()
        self._anew.set()
        self._thread.join(_CLOSES_WITHIN_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._anew.clear()
            try:
                with closing(self._open_device(self._path)) as device:
                    device.grab()
                    self._listen(device)
            except OSError as error:
                state = BadgeState.NO_READER if error.errno in _GONE else BadgeState.FAULT
                self._holding.become(state, None, f"{self._path}: {error}")
            except Exception as error:  # whatever it is, a thread that died would shut out every volunteer for ever
                self._holding.become(BadgeState.FAULT, None, repr(error))
            self._anew.wait(_RETRY_S)

    def _listen(self, device: KeyDevice) -> None:
        keystrokes = Keystrokes(self._letters)
        badge: Badge | None = None
        until_s = 0.0
        while not self._ended.is_set() and not self._anew.is_set():
            badge = badge if time.monotonic() < until_s else None
            self._holding.become(BadgeState.READY, badge)
            if number := self._number(device, keystrokes):
                badge, until_s = simple_badge(Source.WEDGE, number.encode()), time.monotonic() + self._held_s

    def _number(self, device: KeyDevice, keystrokes: Keystrokes) -> str | None:
        """Wait a little for a number. When keys went down is said by the kernel: a busy machine reads them late."""
        readable, _, _ = select.select([device.fileno()], [], [], _LOOK_S)
        if not readable:
            return keystrokes.silence(time.time())
        number = None
        for event in device.read():
            if event.type == ecodes.EV_KEY and event.value == _DOWN:
                number = keystrokes.press(event.code, event.timestamp()) or number
        return number
