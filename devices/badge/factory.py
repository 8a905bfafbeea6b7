"""The one place where a badge reader is chosen from the configuration.

none                 this terminal has no badge reader: volunteers cannot sign in
simulated            a reader that is told what is held to it
paper                no reader: badges on paper, which the scanner reads
pcsc                 every reader that the system's card service (pcscd) knows
pcsc:NAME            only those with this in their name, such as pcsc:PICC
wedge:PATH           a reader that pretends to be a keyboard, such as wedge:/dev/input/by-id/usb-RFID-event-kbd
wedge:PATH?layout=L  the same, when it is set to another keyboard than the English one: de or fr
"""

from devices.badge.paper import PaperBadges
from devices.badge.port import BadgeReader
from devices.badge.simulated import SimulatedBadgeReader


class BadgeSettingError(ValueError):
    """A badge setting that cannot be read; says what is expected."""


def badge_reader_from(setting: str) -> BadgeReader | None:
    """The badge reader that `setting` names; None where there is none. Raises BadgeSettingError.

    A real one is only imported when it is chosen: without libpcsclite that would fail.
    """
    kind, colon, where = setting.partition(":")
    match kind:
        case "none" if not colon:
            return None
        case "simulated" if not colon:
            return SimulatedBadgeReader()
        case "paper" if not colon:
            return PaperBadges()
        case "pcsc" if bool(colon) == bool(where):
            from devices.badge.pcsc import PcscBadgeReader

            return PcscBadgeReader(where)
        case "wedge" if where:
            return _wedge(where)
        case _:
            raise BadgeSettingError(f"{setting!r}: expected none, simulated, paper, pcsc, pcsc:NAME or wedge:PATH")


def _wedge(where: str) -> BadgeReader:
    from devices.badge.keystrokes import LAYOUTS
    from devices.badge.wedge import WedgeBadgeReader

    path, question, option = where.partition("?")
    name, _, layout = option.partition("=")
    if question and (name != "layout" or layout not in LAYOUTS):
        raise BadgeSettingError(f"{option!r}: expected layout=us, layout=de or layout=fr")
    return WedgeBadgeReader(path, layout or "us")
