"""Telling from its pictures whether a camera is well: the same for every driver."""

from dataclasses import dataclass

from devices.camera.port import CameraState, Frame

STARTS_WITHIN_S = 5.0
FROZEN_AFTER_S = 3.0
DARK_BELOW = 14
"""Mean of red, green and blue, of 255: a covered lens gives less, a library in the evening more."""

_LOOKED_AT = 997
"""Every so manieth byte of a picture is enough to tell dark from light; a prime, so that it meets all colours."""


def brightness(frame: Frame) -> float:
    """The mean of a picture, 0 to 255.

    >>> brightness(Frame(2, 1, bytes([10] * 6)))
    10.0
    """
    sample = frame.rgb[::_LOOKED_AT]
    return sum(sample) / len(sample) if sample else 0.0


@dataclass
class Watch:
    """What a camera that is connected has shown, by the monotonic clock in seconds."""

    woken_at_s: float = 0.0
    number: int | None = None
    changed_at_s: float = 0.0
    dark: bool = False

    def wake(self, now_s: float) -> None:
        """From now on pictures are expected."""
        self.woken_at_s, self.number, self.dark = now_s, None, False

    def see(self, frame: Frame, now_s: float) -> None:
        """A picture has come, which may be the one before."""
        if frame.number != self.number:
            self.number, self.changed_at_s = frame.number, now_s
            self.dark = brightness(frame) < DARK_BELOW

    def state(self, now_s: float) -> CameraState:
        """How the camera is, going by what it shows."""
        if self.number is None:
            return CameraState.STARTING if now_s - self.woken_at_s < STARTS_WITHIN_S else CameraState.FAULT
        if now_s - self.changed_at_s > FROZEN_AFTER_S:
            return CameraState.FROZEN
        return CameraState.DARK if self.dark else CameraState.READY
