"""An appointment as a calendar file that every phone can take in (iCalendar, RFC 5545).

There is no METHOD in it: that makes a file an invitation that wants an organiser's mail address (RFC 5546), which a
municipality's appointment does not have. Without it the file is simply an event; the same UID with a higher SEQUENCE
takes the place of the earlier one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

MEDIA_TYPE = "text/calendar"
_LINE_OCTETS = 75
"""Of a line without its break (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class Event:
    """What goes into the file. `uid` never changes, `sequence` counts the changes; `address` is the visitor's page."""

    uid: UUID
    sequence: int
    start: datetime
    minutes: int
    cancelled: bool
    title: str
    place: str
    text: str
    address: str


def calendar_file(event: Event, now: datetime) -> bytes:
    """The file, as written at `now`. Times are in UTC, so that no calendar needs to know the town's time zone."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Infopunt//Afspraken//NL",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(event.start)}",
        f"DTEND:{_utc(event.start + timedelta(minutes=event.minutes))}",
        f"SUMMARY:{_escaped(event.title)}",
        f"LOCATION:{_escaped(event.place)}",
        f"DESCRIPTION:{_escaped(event.text)}",
        f"URL:{event.address}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    r"""A value of type TEXT (RFC 5545, 3.3.11); characters that no value may have are left out.

    >>> print(_escaped("Breng mee: pas; foto, bril\n\\o/"))
    Breng mee: pas\; foto\, bril\n\\o/
    """
    plain = "".join(letter for letter in text.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())
    for letter in "\\;,":
        plain = plain.replace(letter, f"\\{letter}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line in pieces of 75 octets, each after the first behind a space; never through the middle of a letter."""
    pieces: list[bytes] = [b""]
    for letter in line:
        octets = letter.encode("utf-8", "replace")
        if len(pieces[-1]) + len(octets) > _LINE_OCTETS:
            pieces.append(b" ")
        pieces[-1] += octets
    return b"\r\n".join(pieces) + b"\r\n"
