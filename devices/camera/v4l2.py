"""A USB camera through V4L2 (linuxpy): its path under /dev/v4l/by-id stays the same after re-plugging.

Asked for in this order: JPEG pictures (MJPG), which a USB 2 line carries in full size, then YUYV.
"""

import errno
import io
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linuxpy.video.device import BufferFlag, BufferType, Device, FrameSizeType, PixelFormat, V4L2Error, VideoCapture
from PIL import Image, UnidentifiedImageError

from devices.camera.live import RETRY_S, CameraFaultError, CameraGoneError, LiveCamera
from devices.camera.port import Frame
from devices.camera.yuv import from_yuyv

BY_ID = Path("/dev/v4l/by-id")
VIEW_PX = (640, 480)
_LARGEST = {PixelFormat.MJPEG: (1920, 1440), PixelFormat.YUYV: (1280, 960)}
"""More is made small again before it is kept; YUYV of this size is what a USB 2 line carries at a few a second."""

_USUAL = (1280, 720)
_MOST_PX = 25_000_000
"""No camera gave more for what we ask; decoded it would take 75 MB, and a lying camera's much more."""
_NOTHING_YET_S = 0.02
_GONE = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})
_JPEG = frozenset({PixelFormat.MJPEG, PixelFormat.JPEG})
logging.getLogger("linuxpy").setLevel(logging.WARNING)  # it tells of every opening, and we open often


@dataclass(frozen=True)
class JpegShot:
    """A picture of an MJPG stream."""

    jpeg: bytes

    def view(self, number: int) -> Frame:
        """Decoded at half or a quarter of its size, which costs as much less."""
        return self._decoded(number, VIEW_PX)

    def still(self, number: int) -> Frame:
        """Decoded in full."""
        return self._decoded(number, None)

    def _decoded(self, number: int, at_least: tuple[int, int] | None) -> Frame:
        try:
            with Image.open(io.BytesIO(self.jpeg), formats=("JPEG",)) as picture:
                if picture.width * picture.height > _MOST_PX:
                    raise ValueError("a picture of more than we asked for")
                if at_least is not None:
                    picture.draft("RGB", at_least)
                return _frame(picture.convert("RGB"), number)
        except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise ValueError("a damaged JPEG") from error


@dataclass(frozen=True)
class YuyvShot:
    """A picture of a YUYV stream."""

    data: bytes
    size: tuple[int, int]
    bytes_per_line: int

    def view(self, number: int) -> Frame:
        """Made small."""
        picture = from_yuyv(self.data, *self.size, self.bytes_per_line)
        return _frame(picture.reduce(max(1, self.size[0] // VIEW_PX[0])), number)

    def still(self, number: int) -> Frame:
        """As large as it is."""
        return _frame(from_yuyv(self.data, *self.size, self.bytes_per_line), number)


def _frame(picture: Image.Image, number: int) -> Frame:
    return Frame(picture.width, picture.height, picture.tobytes(), number)


class V4l2Source:
    """An open V4L2 device that is streaming. Raises CameraGoneError or CameraFaultError, also when it is made."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._capture = VideoCapture(device)
        try:
            self._start()
        except (OSError, V4L2Error) as error:
            self.close()
            raise _trouble(error) from error

    def _start(self) -> None:
        self._device.open()
        offered = {found.pixel_format for found in self._capture.formats()}
        wanted = next((kind for kind in _LARGEST if kind in offered), None)
        if wanted is None:
            raise V4L2Error("it sends neither MJPG nor YUYV")
        self._device.set_format(BufferType.VIDEO_CAPTURE, *self._size(wanted), wanted)
        self._capture.open()
        self._format = self._capture.buffer.format  # what the driver made of the wish

    def _size(self, kind: PixelFormat) -> tuple[int, int]:
        """The largest that is not larger than we want; the usual one where the driver counts none up."""
        widest, highest = _LARGEST[kind]
        sizes = [
            (size.info.width, size.info.height)
            for size in self._device.info.format_frame_sizes(kind)
            if size.type is FrameSizeType.DISCRETE
        ]
        fitting = [size for size in sizes if size[0] <= widest and size[1] <= highest]
        return max(fitting, key=lambda size: size[0] * size[1], default=_USUAL)

    def read(self, timeout_s: float) -> JpegShot | YuyvShot | None:
        """The next picture."""
        try:
            frame = self._capture.buffer.frame_reader.read(timeout_s)
        except BlockingIOError:
            # A driver in trouble says "ready" and has nothing, at once and for ever: no reason to ask it so often.
            time.sleep(_NOTHING_YET_S)
            return None
        except (OSError, V4L2Error) as error:
            raise _trouble(error) from error
        if frame is None or not frame.nbytes or BufferFlag.ERROR in frame.flags:
            return None
        if self._format.pixel_format in _JPEG:
            return JpegShot(frame.data)
        return YuyvShot(frame.data, (self._format.width, self._format.height), self._format.bytes_per_line)

    def close(self) -> None:
        """Stop the stream and close the file, even when the device is gone."""
        with suppress(OSError, V4L2Error, ValueError):
            self._capture.close()
        with suppress(OSError):
            self._device.close()


def _trouble(error: Exception) -> CameraGoneError | CameraFaultError:
    gone = isinstance(error, OSError) and error.errno in _GONE
    return CameraGoneError(str(error)) if gone else CameraFaultError(str(error))


def first_camera(folder: Path = BY_ID) -> Path | None:
    """The first USB camera by name; the other devices of a camera (metadata) have higher indices."""
    return next(iter(sorted(folder.glob("*-video-index0"))), None)


def v4l2_camera(
    path: Callable[[], Path | None], open_device: Callable[[Path], Any] = Device, retry_s: float = RETRY_S
) -> LiveCamera:
    """The camera at the path that `path` gives, looked up anew each time it is opened."""

    def opened() -> V4l2Source:
        found = path()
        if found is None or not found.exists():
            raise CameraGoneError("no camera is connected")
        return V4l2Source(open_device(found))

    def present() -> bool:
        found = path()
        return found is not None and found.exists()

    return LiveCamera(opened, present, retry_s=retry_s)
