"""The Raspberry Pi's own camera through picamera2, which is imported only when this camera is chosen.

It comes with Raspberry Pi OS (python3-picamera2), not from a package index: the terminal's environment has to see the
system's packages (venv --system-site-packages). Written after picamera2's source; no Pi was at hand to try it on.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PIL import Image

from devices.camera.live import RETRY_S, CameraFaultError, CameraGoneError, LiveCamera
from devices.camera.port import Frame
from devices.camera.yuv import from_i420

_STILL_PX = (1600, 1200)
"""As large as a photo is kept."""

_VIEW_PX = (640, 480)
_FRAME_US = 100_000
"""Ten pictures a second, in libcamera's own words: old versions of picamera2 know no others."""


class NoPicamera2Error(ImportError):
    """picamera2 is not installed; says what to install."""


@dataclass(frozen=True)
class Stream:
    """How the pictures of one stream lie in memory."""

    width_px: int
    height_px: int
    bytes_per_line: int


@dataclass(frozen=True)
class PiShot:
    """One picture, large as red, green and blue, and small as brightness and colours."""

    large: bytes
    small: bytes
    large_stream: Stream
    small_stream: Stream

    def view(self, number: int) -> Frame:
        """The small one."""
        size = self.small_stream
        picture = from_i420(self.small, size.width_px, size.height_px, size.bytes_per_line)
        return Frame(size.width_px, size.height_px, picture.tobytes(), number)

    def still(self, number: int) -> Frame:
        """The large one."""
        size = self.large_stream
        shape = (size.width_px, size.height_px)
        picture = Image.frombytes("RGB", shape, self.large, "raw", "RGB", size.bytes_per_line)
        return Frame(*shape, picture.tobytes(), number)


class PiSource:
    """An open camera that is streaming."""

    def __init__(self, camera: Any) -> None:
        self._camera = camera
        self._asked: Any = None
        try:
            wanted = camera.create_video_configuration(
                main={"size": _STILL_PX, "format": "BGR888"},  # libcamera names it backwards: red comes first
                lores={"size": _VIEW_PX, "format": "YUV420"},
                controls={"FrameDurationLimits": (_FRAME_US, _FRAME_US)},
            )
            camera.configure(wanted)
            given = camera.camera_configuration()
            self._large, self._small = _stream(given["main"]), _stream(given["lores"])
            camera.start()
        except Exception as error:  # libcamera's errors have no class of their own
            self.close()
            raise CameraFaultError(str(error)) from error

    def read(self, timeout_s: float) -> PiShot | None:
        """The next picture. A request that did not come in time is waited for again."""
        self._asked = self._asked or self._camera.capture_request(wait=False)
        try:
            request = self._asked.get_result(timeout=timeout_s)
        except TimeoutError:
            return None
        except Exception as error:
            raise CameraFaultError(str(error)) from error
        self._asked = None
        try:
            large, small = bytes(request.make_buffer("main")), bytes(request.make_buffer("lores"))
        finally:
            request.release()
        return PiShot(large, small, self._large, self._small)

    def close(self) -> None:
        """Let go of it.

        Stopping waits its turn behind a capture that was asked for: of a camera that has fallen silent, for ever. So
        that is cancelled first (which old versions of picamera2 cannot).
        """
        with suppress(Exception):
            self._camera.cancel_all_and_flush()
        with suppress(Exception):
            self._camera.stop()
        with suppress(Exception):
            self._camera.close()


def _stream(given: Any) -> Stream:
    width_px, height_px = given["size"]
    return Stream(int(width_px), int(height_px), int(given["stride"]))


def picamera2() -> Any:
    """The class Picamera2. Raises NoPicamera2Error."""
    try:
        from picamera2 import Picamera2
    except ImportError as error:
        raise NoPicamera2Error(
            "camera 'pi' needs picamera2: sudo apt install python3-picamera2 (Raspberry Pi OS only), "
            "and an environment made with --system-site-packages"
        ) from error
    return Picamera2


def pi_camera(load: Callable[[], Any] = picamera2, retry_s: float = RETRY_S) -> LiveCamera:
    """The first camera at a ribbon cable. Raises NoPicamera2Error."""
    kind = load()
    there = [True]

    def opened() -> PiSource:
        numbers = [place for place, found in enumerate(kind.global_camera_info()) if "usb" not in str(found.get("Id"))]
        there[0] = bool(numbers)
        if not numbers:
            raise CameraGoneError("no camera at the ribbon cable")
        try:
            camera = kind(numbers[0])
        except Exception as error:  # taken by another program, or the cable came loose just now
            raise CameraFaultError(str(error)) from error
        return PiSource(camera)

    return LiveCamera(opened, lambda: there[0], retry_s=retry_s)
