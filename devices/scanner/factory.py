"""The one place where a scanner is chosen from the configuration.

none                    codes are typed
simulated               a hand scanner that is told what it reads
"""

from devices.scanner.port import Scanner
from devices.scanner.simulated import SimulatedScanner


class ScannerSettingError(ValueError):
    """A scanner setting that cannot be read; says what is expected."""


def scanner_from(setting: str) -> Scanner | None:
    """The scanner that `setting` names; None where there is none. Raises ScannerSettingError."""
    match setting:
        case "none":
            return None
        case "simulated":
            return SimulatedScanner()
        case _:
            raise ScannerSettingError(f"{setting!r}: expected none or simulated")
