"""The one place where a camera is chosen from the configuration.

v4l2                 the first USB camera of /dev/v4l/by-id
v4l2:PATH            this USB camera, such as /dev/v4l/by-id/usb-…-video-index0
pi                   the Raspberry Pi's own camera, at the ribbon cable
none                 this terminal has no camera: nobody is asked for a photo
simulated            a camera that sees a drawn street
simulated:FOLDER     a camera that sees the pictures of a folder, one after the other
"""

from pathlib import Path

from PIL.Image import Image

from devices.camera.pi import NoPicamera2Error, pi_camera
from devices.camera.port import Camera
from devices.camera.simulated import SimulatedCamera, pictures_in


class CameraSettingError(ValueError):
    """A camera setting that cannot be read; says what is expected."""


def camera_from(setting: str) -> Camera | None:
    """The camera that `setting` names; None where there is none. Raises CameraSettingError."""
    kind, _, folder = setting.partition(":")
    match kind:
        case "none" if not folder:
            return None
        case "simulated":
            return SimulatedCamera(_pictures(Path(folder)) if folder else ())
        case "v4l2":
            return _usb(folder)
        case "pi" if not folder:
            return _pi()
        case _:
            raise CameraSettingError(f"{setting!r}: expected none, v4l2, v4l2:PATH, pi, simulated or simulated:FOLDER")


def _usb(path: str) -> Camera:
    """Imported only when it is chosen: a terminal starts faster without what it does not have."""
    try:
        from devices.camera.v4l2 import first_camera, v4l2_camera
    except ModuleNotFoundError as error:
        raise CameraSettingError("for a USB camera linuxpy is needed: pip install -e '.[usb-camera]'") from error
    return v4l2_camera((lambda: Path(path)) if path else first_camera)


def _pi() -> Camera:
    try:
        return pi_camera()
    except NoPicamera2Error as error:
        raise CameraSettingError(str(error)) from error


def _pictures(folder: Path) -> list[Image]:
    try:
        pictures = pictures_in(folder)
    except OSError as error:
        raise CameraSettingError(f"{folder}: a folder with pictures is expected ({error})") from error
    if not pictures:
        raise CameraSettingError(f"{folder}: a folder with pictures (.jpg, .png) is expected")
    return pictures
