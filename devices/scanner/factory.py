"""The one place where a scanner is chosen from the configuration.

none                    codes are typed
simulated               a hand scanner that is told what it reads
evdev:PATH              a hand scanner as a keyboard: /dev/input/by-id/usb-…-event-kbd
camera                  the terminal's camera, while a code is asked for
"""

from devices.camera.port import Camera
from devices.scanner.port import Scanner
from devices.scanner.simulated import SimulatedScanner


class ScannerSettingError(ValueError):
    """A scanner setting that cannot be read; says what is expected."""


def scanner_from(setting: str, camera: Camera | None = None) -> Scanner | None:
    """The scanner that `setting` names; None where there is none. Raises ScannerSettingError.

    A real one is only imported when it is chosen: a terminal starts faster without what it does not have.
    """
    kind, _, path = setting.partition(":")
    match kind:
        case "none" if not path:
            return None
        case "simulated" if not path:
            return SimulatedScanner()
        case "evdev" if path:
            from devices.scanner.evdev import EvdevScanner

            return EvdevScanner(path)
        case "camera" if not path:
            if camera is None:
                raise ScannerSettingError("scanner 'camera': a camera is expected in the setting `camera`")
            from devices.scanner.camera import CameraScanner

            return CameraScanner(camera)
        case _:
            raise ScannerSettingError(f"{setting!r}: expected none, simulated, evdev:PATH or camera")
