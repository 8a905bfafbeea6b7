"""What the rest of the house knows of a camera."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CameraState(StrEnum):
    """What a camera can be, as a person understands it. A closed set; each has its words in the translations."""

    READY = "ready"
    STARTING = "starting"
    DARK = "dark"
    """Nothing can be seen: a covered lens, or no light."""
    FROZEN = "frozen"
    """It is there and shows nothing new."""
    NOT_CONNECTED = "not_connected"
    FAULT = "fault"

    @property
    def can_take(self) -> bool:
        """Whether a photo that is taken now would be one. A dark one is the visitor's to judge."""
        return self in (CameraState.READY, CameraState.DARK)


@dataclass(frozen=True)
class Frame:
    """One picture in memory: rows from the top, three bytes (red, green, blue) a pixel. `number` counts up."""

    width_px: int
    height_px: int
    rgb: bytes
    number: int = 0


class Camera(Protocol):
    """A camera. Nothing here raises: a fault is a state. It heals by itself after re-plugging."""

    def wake(self) -> None:
        """Begin to look. Returns at once."""
        ...

    def rest(self) -> None:
        """Look no more, and forget what was seen. Returns at once."""
        ...

    def frame(self) -> Frame | None:
        """The newest picture for the live view; None while there is none. Returns at once."""
        ...

    def state(self) -> CameraState:
        """How it is. Returns at once."""
        ...

    def photograph(self) -> Frame | None:
        """A still, as large as the camera gives; None when there is none within some seconds. Not in the window."""
        ...

    def restart(self) -> None:
        """Let go of it and open it anew, because a person wants that. Returns at once; `state` tells the rest."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...
