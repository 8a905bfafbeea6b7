"""The one place where a badge reader is chosen from the configuration.

none                 this terminal has no badge reader: volunteers cannot sign in
simulated            a reader that is told what is held to it
"""

from devices.badge.port import BadgeReader
from devices.badge.simulated import SimulatedBadgeReader


class BadgeSettingError(ValueError):
    """A badge setting that cannot be read; says what is expected."""


def badge_reader_from(setting: str) -> BadgeReader | None:
    """The badge reader that `setting` names; None where there is none. Raises BadgeSettingError."""
    match setting:
        case "none":
            return None
        case "simulated":
            return SimulatedBadgeReader()
        case _:
            raise BadgeSettingError(f"{setting!r}: expected none or simulated")
