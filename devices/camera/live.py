"""What every real camera needs around its driver: a thread of its own that keeps the newest picture, and heals.

The device is open only while somebody looks, so that its light tells the truth.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from devices.camera.port import CameraState, Frame
from devices.camera.watch import FROZEN_AFTER_S, Watch

RETRY_S = 1.0
_VIEW_EVERY_S = 0.08
"""The live view is drawn ten times a second: more pictures than that are not worth being decoded."""

_READ_S = 0.25
_STILL_WITHIN_S = 4.0
_CLOSE_WITHIN_S = 2.0
_log = logging.getLogger(__name__)


class CameraGoneError(Exception):
    """The camera is not there (any more)."""


class CameraFaultError(Exception):
    """The camera is there, and does not do what a camera does."""


class Shot(Protocol):
    """One picture as it came from the camera, not decoded yet. Both may raise ValueError: it is damaged."""

    def view(self, number: int) -> Frame:
        """Small, for the live view."""
        ...

    def still(self, number: int) -> Frame:
        """As large as it is."""
        ...


class Source(Protocol):
    """An open camera."""

    def read(self, timeout_s: float) -> Shot | None:
        """The next picture; None when none came in time. Raises CameraGoneError or CameraFaultError."""
        ...

    def close(self) -> None:
        """Let go of it; raises nothing."""
        ...


class LiveCamera:
    """A camera that is opened by `opened` and is there while `present` says so.

    `opened` raises CameraGoneError or CameraFaultError.
    """

    def __init__(
        self,
        opened: Callable[[], Source],
        present: Callable[[], bool],
        now_s: Callable[[], float] = time.monotonic,
        retry_s: float = RETRY_S,
    ) -> None:
        self._opened = opened
        self._present = present
        self._now_s = now_s
        self._retry_s = retry_s
        self._watch = Watch()
        self._trouble: CameraState | None = None
        self._told: CameraState | None = None
        self._view: Frame | None = None
        self._shot: tuple[int, Shot] | None = None
        self._count = 0
        self._news = threading.Condition()
        self._wanted = threading.Event()
        self._closed = threading.Event()
        self._anew = threading.Event()
        self._thread = threading.Thread(target=self._work, name="camera", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Begin to look."""
        if not self._wanted.is_set():
            self._trouble = None
            self._watch.wake(self._now_s())
            self._wanted.set()

    def rest(self) -> None:
        """Look no more, and forget what was seen."""
        self._wanted.clear()
        self._forget()

    def frame(self) -> Frame | None:
        """The newest picture."""
        return self._view

    def state(self) -> CameraState:
        """How it is; at rest it is known only whether it is there."""
        if not self._wanted.is_set():
            return CameraState.READY if self._present() else CameraState.NOT_CONNECTED
        return self._trouble or self._watch.state(self._now_s())

    def photograph(self) -> Frame | None:
        """The first picture from now on."""
        with self._news:
            since = self._count
            if not self._wanted.is_set() or not self._news.wait_for(lambda: self._newer(since), _STILL_WITHIN_S):
                return None
            newest = self._shot
        try:
            return newest[1].still(newest[0]) if newest else None
        except ValueError:
            _log.warning("a photo was damaged")
            return None

    def restart(self) -> None:
        """Open it anew, if anybody looks; else it is opened for whoever does next."""
        self._anew.set()

    def close(self) -> None:
        """End the thread and let go of the device."""
        self._closed.set()
        self._wanted.set()
        self._thread.join(_CLOSE_WITHIN_S)

    def _newer(self, since: int) -> bool:
        return self._shot is not None and self._shot[0] > since

    def _looks(self) -> bool:
        return self._wanted.is_set() and not self._closed.is_set()

    def _work(self) -> None:
        while not self._closed.is_set():
            self._wanted.wait()
            if self._looks():
                try:
                    self._look()
                except CameraGoneError:
                    self._fall(CameraState.NOT_CONNECTED)
                except Exception as error:  # a driver that stumbles is a camera that is out of order, no dead thread
                    _log.warning("the camera failed: %s", type(error).__name__)
                    self._fall(CameraState.FAULT)

    def _look(self) -> None:
        """Open it and take pictures until nobody looks, or until none come any more: then it is opened anew."""
        self._anew.clear()
        source = self._opened()
        try:
            if self._trouble is not None:
                self._watch.wake(self._now_s())  # once it is back, it has to start
            self._trouble = None
            last_s = time.monotonic()
            while self._looks() and not self._anew.is_set() and time.monotonic() - last_s < 2 * FROZEN_AFTER_S:
                shot = source.read(_READ_S)
                if shot is not None and self._take(shot):
                    last_s = time.monotonic()
        finally:
            source.close()
            self._forget()

    def _take(self, shot: Shot) -> bool:
        """Keep it; False when it is damaged. Decoded are as many as the live view shows."""
        number = self._count + 1
        view, due = self._view, self._now_s() - self._watch.changed_at_s >= _VIEW_EVERY_S
        try:
            view = shot.view(number) if view is None or due else view
        except ValueError:
            return False
        with self._news:
            if not self._looks():
                return True
            self._count, self._shot, self._view = number, (number, shot), view
            self._watch.see(view, self._now_s())
            self._news.notify_all()
        self._tell(CameraState.READY)
        return True

    def _fall(self, state: CameraState) -> None:
        self._trouble = state
        self._tell(state)
        self._closed.wait(self._retry_s)

    def _forget(self) -> None:
        with self._news:
            self._view = self._shot = None

    def _tell(self, state: CameraState) -> None:
        if state is not self._told:
            self._told = state
            _log.info("the camera is %s", state.value)
