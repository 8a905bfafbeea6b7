"""A hand scanner that is told what it reads, and has bad days."""

from enum import StrEnum
from threading import Lock

from devices.scanner.port import OnScan, ScannerState, clean


class Trouble(StrEnum):
    """What can be wrong with it."""

    NONE = "none"
    UNPLUGGED = "unplugged"
    BROKEN = "broken"
    """It is there, and its system lets nobody read it."""
    STUTTER = "stutter"
    """The trigger is pressed too long: every code comes twice."""
    GARBLED = "garbled"
    """A worn cable: letters get lost on the way."""


_STATES = {Trouble.UNPLUGGED: ScannerState.NOT_CONNECTED, Trouble.BROKEN: ScannerState.FAULT}


class SimulatedScanner:
    """`scan` is what a person does with it; `trouble` is set by whoever wants to see what happens then."""

    def __init__(self) -> None:
        self.trouble = Trouble.NONE
        self._on_scan: OnScan | None = None
        self._lock = Lock()

    @property
    def by_camera(self) -> bool:
        """It is held in the hand."""
        return False

    def scan(self, text: str) -> None:
        """Somebody reads a code with it. May be called from any thread."""
        with self._lock:
            told, trouble = self._on_scan, self.trouble
        read = clean(text[::2] if trouble is Trouble.GARBLED else text)
        if told is None or trouble in _STATES or not read:
            return
        for _ in range(2 if trouble is Trouble.STUTTER else 1):
            told(read)

    def state(self) -> ScannerState:
        """How it is."""
        return _STATES.get(self.trouble, ScannerState.READY)

    def listen(self, on_scan: OnScan) -> None:
        """Tell `on_scan`."""
        with self._lock:
            self._on_scan = on_scan

    def wake(self) -> None:
        """It always reads."""

    def rest(self) -> None:
        """It always reads."""

    def restart(self) -> None:
        """What was broken is mended by that; a cable that is out stays out."""
        if self.trouble is Trouble.BROKEN:
            self.trouble = Trouble.NONE

    def close(self) -> None:
        """Tell nobody any more."""
        with self._lock:
            self._on_scan = None
