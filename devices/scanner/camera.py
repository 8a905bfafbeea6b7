"""The terminal's camera as a scanner: its pictures are read in a thread of its own, only while a code is wanted."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import zxingcpp

from devices.camera.port import Camera, CameraState, Frame
from devices.scanner.port import OnScan, ScannerState, clean

LOOKS_EVERY_S = 0.2
_REST_SHARE = 0.5
"""After a look as long as the look itself took there is half as long a rest: a slow machine keeps breath for others."""
_GONE_AFTER_LOOKS = 6
_GONE_AFTER_S = 20.0
_CLOSE_WITHIN_S = 2.0
_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.MicroQRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.EAN13,
    ]
)
"""With a checksum worth its name: others read a code into a striped jumper."""

_STATES = {
    CameraState.NOT_CONNECTED: ScannerState.NOT_CONNECTED,
    CameraState.FAULT: ScannerState.FAULT,
    CameraState.FROZEN: ScannerState.FAULT,
}
_log = logging.getLogger(__name__)


def codes_in(frame: Frame) -> list[str]:
    """What can be read in a picture, the code nearest to its middle first; also light on dark, as phones show them."""
    image = zxingcpp.ImageView(frame.rgb, frame.width_px, frame.height_px, zxingcpp.ImageFormat.RGB)
    found = zxingcpp.read_barcodes(image, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    found.sort(key=lambda code: _from_middle(code, frame))
    return [read for code in found if (read := clean(code.text))]


def _from_middle(code: Any, frame: Frame) -> float:
    """The square of the distance between the middles of a code and its picture, in pixels."""
    at = code.position
    x = (at.top_left.x + at.bottom_right.x) / 2 - frame.width_px / 2
    y = (at.top_left.y + at.bottom_right.y) / 2 - frame.height_px / 2
    return float(x * x + y * y)


@dataclass
class Lens:
    """Which codes are before the lens. A code is told once in each of its visits.

    It was away when some looks did not find it: one bad picture is no going away, and while nobody looks (its answer is
    awaited) it stays. After twenty seconds it may be tried again in any case.
    """

    _here: dict[str, tuple[int, float]] = field(default_factory=dict)
    """For each code how many looks have missed it, and when it was last seen."""

    def new(self, codes: Iterable[str], now_s: float) -> list[str]:
        """Those of `codes` that were not here a moment ago.

        >>> lens = Lens()
        >>> lens.new(["A"], 0.0), lens.new(["A"], 0.2), lens.new([], 0.4), lens.new(["A"], 0.6)
        (['A'], [], [], [])
        >>> [lens.new([], 1.0 + look) for look in range(_GONE_AFTER_LOOKS)][-1], lens.new(["A"], 9.0)
        ([], ['A'])
        """
        missed = {code: (looks + 1, at_s) for code, (looks, at_s) in self._here.items()}
        self._here = {
            code: (looks, at_s)
            for code, (looks, at_s) in missed.items()
            if looks <= _GONE_AFTER_LOOKS and now_s - at_s <= _GONE_AFTER_S
        }
        new = [code for code in codes if code not in self._here]
        self._here |= dict.fromkeys(codes, (0, now_s))
        return new


class CameraScanner:
    """Reads what `camera` sees. The camera is woken while a code is wanted, and rests when it is not."""

    def __init__(
        self, camera: Camera, now_s: Callable[[], float] = time.monotonic, looks_every_s: float = LOOKS_EVERY_S
    ) -> None:
        self._camera = camera
        self._now_s = now_s
        self._looks_every_s = looks_every_s
        self._lens = Lens()
        self._on_scan: OnScan | None = None
        self._wanted = threading.Event()
        self._closed = threading.Event()
        self._number: int | None = None
        self._thread = threading.Thread(target=self._work, name="camera-scanner", daemon=True)
        self._thread.start()

    @property
    def by_camera(self) -> bool:
        """A code is held before it."""
        return True

    def state(self) -> ScannerState:
        """How its camera is."""
        seen = _STATES.get(self._camera.state())
        if not self._wanted.is_set():
            # A camera that rests cannot tell whether it is well, only that it is not there.
            return ScannerState.NOT_CONNECTED if seen is ScannerState.NOT_CONNECTED else ScannerState.ASLEEP
        return seen or ScannerState.READY

    def listen(self, on_scan: OnScan) -> None:
        """Tell `on_scan`."""
        self._on_scan = on_scan

    def wake(self) -> None:
        """Begin to look."""
        if not self._wanted.is_set():
            self._camera.wake()
            self._wanted.set()

    def rest(self) -> None:
        """Look no more."""
        if self._wanted.is_set():
            self._wanted.clear()
            self._camera.rest()

    def restart(self) -> None:
        """It is the camera that begins anew."""
        self._lens = Lens()
        self._camera.restart()

    def close(self) -> None:
        """End the thread; the camera is closed by whoever made it."""
        self._closed.set()
        self._wanted.set()
        self._thread.join(_CLOSE_WITHIN_S)

    def look(self) -> None:
        """Read the newest picture, if it is one that was not read yet."""
        frame = self._camera.frame()
        if frame is None or frame.number == self._number:
            return
        self._number = frame.number
        new = self._lens.new(codes_in(frame), self._now_s())
        told = self._on_scan
        if new and told is not None and self._wanted.is_set() and not self._closed.is_set():
            told(new[0])

    def _work(self) -> None:
        while True:
            self._wanted.wait()
            if self._closed.is_set():
                return
            began_s = time.monotonic()
            try:
                self.look()
            except Exception as error:  # a picture that the library stumbles over costs that picture only
                _log.warning("a picture could not be read: %s", type(error).__name__)
            took_s = time.monotonic() - began_s
            self._closed.wait(max(self._looks_every_s - took_s, took_s * _REST_SHARE))
