"""A camera that shows a sequence of pictures, its own or those of a folder, and has bad days."""

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from PIL import Image, ImageDraw

from devices.camera.port import CameraState, Frame
from devices.camera.watch import Watch

VIEW_PX = (640, 480)
STILL_PX = (2000, 1500)
FRAMES_A_SECOND = 10
_PICTURE_FRAMES = 30
"""So long each picture of the sequence is seen."""

_SLOW_S = 1.5


class Trouble(StrEnum):
    """What can be wrong with it."""

    NONE = "none"
    UNPLUGGED = "unplugged"
    FROZEN = "frozen"
    DARK = "dark"
    SLOW = "slow"
    """A picture every second and a half, and a still takes as long."""
    BROKEN = "broken"
    """It is there, and no picture comes."""
    NO_STILL = "no_still"
    """The live view is well, and taking a photo fails."""


_WITHOUT_STILL = (Trouble.UNPLUGGED, Trouble.BROKEN, Trouble.NO_STILL, Trouble.FROZEN)


class SimulatedCamera:
    """Made of pictures; `trouble` is set by whoever wants to see what happens then."""

    def __init__(
        self,
        pictures: Sequence[Image.Image] = (),
        now_s: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.trouble = Trouble.NONE
        self.awake = False
        self._pictures = tuple(picture.convert("RGB") for picture in pictures) or _street()
        self._now_s = now_s
        self._sleep = sleep
        self._watch = Watch()
        self._frozen_at: int | None = None
        self._drawn: dict[tuple[int, bool], bytes] = {}

    def wake(self) -> None:
        """Begin to look."""
        if not self.awake:
            self.awake = True
            self._watch.wake(self._now_s())

    def rest(self) -> None:
        """Look no more."""
        self.awake = False

    def frame(self) -> Frame | None:
        """What it sees now."""
        if not self.awake or self.trouble in (Trouble.UNPLUGGED, Trouble.BROKEN):
            return None
        frame = self._seen(VIEW_PX)
        self._watch.see(frame, self._now_s())
        return frame

    def state(self) -> CameraState:
        """How it is, found out as for a real one; at rest it is known only whether it is there."""
        if self.trouble is Trouble.UNPLUGGED:
            self._watch.wake(self._now_s())  # once it is back, it has to start
            return CameraState.NOT_CONNECTED
        if not self.awake:
            return CameraState.READY
        self.frame()
        return self._watch.state(self._now_s())

    def photograph(self) -> Frame | None:
        """A still."""
        if self.trouble is Trouble.SLOW:
            self._sleep(_SLOW_S)
        if not self.awake or self.trouble in _WITHOUT_STILL:
            return None
        return self._seen(STILL_PX)

    def restart(self) -> None:
        """What hung goes on after that; what is unplugged, dark or broken for good stays so."""
        if self.trouble is Trouble.FROZEN:
            self.trouble = Trouble.NONE
            self._watch.wake(self._now_s())

    def close(self) -> None:
        """Nothing is held."""
        self.awake = False

    def _seen(self, size: tuple[int, int]) -> Frame:
        number = int(self._now_s() * (1 / _SLOW_S if self.trouble is Trouble.SLOW else FRAMES_A_SECOND))
        if self.trouble is Trouble.FROZEN:
            self._frozen_at = number = number if self._frozen_at is None else self._frozen_at
        else:
            self._frozen_at = None
        if self.trouble is Trouble.DARK:
            return Frame(*size, bytes([4]) * (3 * size[0] * size[1]), number)
        place = number // _PICTURE_FRAMES % len(self._pictures)
        return Frame(*size, self._rgb(place, size), number)

    def _rgb(self, place: int, size: tuple[int, int]) -> bytes:
        key = (place, size == VIEW_PX)
        if key not in self._drawn:
            self._drawn[key] = self._pictures[place].resize(size, Image.Resampling.BILINEAR).tobytes()
        return self._drawn[key]


def pictures_in(folder: Path) -> list[Image.Image]:
    """The JPEG and PNG files of a folder, by name. Raises OSError for what is no picture."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    pictures = []
    for path in paths:
        with Image.open(path) as picture:
            pictures.append(picture.convert("RGB"))
    return pictures


def _street() -> tuple[Image.Image, ...]:
    """A street with a lamp that leans over, a little further each time."""
    return tuple(_lamp(lean_px) for lean_px in (30, 60, 90))


def _lamp(lean_px: int) -> Image.Image:
    image = Image.new("RGB", VIEW_PX, "#b9d4e6")
    draw = ImageDraw.Draw(image)
    for left, wall, roof in ((0, "#c98f6b", "#7a4a3a"), (230, "#d9c3a0", "#6b4a42"), (460, "#b8745a", "#5f3d34")):
        draw.rectangle((left, 190, left + 180, 360), fill=wall)
        draw.polygon([(left - 10, 190), (left + 90, 110), (left + 190, 190)], fill=roof)
        draw.rectangle((left + 30, 230, left + 75, 285), fill="#e8f0f4")
        draw.rectangle((left + 115, 260, left + 155, 360), fill="#3f5a4a")
    draw.rectangle((0, 360, 640, 400), fill="#bdb8ae")
    draw.rectangle((0, 400, 640, 480), fill="#5d6066")
    draw.line((330, 400, 330 + lean_px, 130), fill="#2e3338", width=12)
    draw.line((330 + lean_px, 130, 390 + lean_px, 140), fill="#2e3338", width=9)
    draw.ellipse((370 + lean_px, 130, 420 + lean_px, 160), fill="#f2e6a8")
    return image
