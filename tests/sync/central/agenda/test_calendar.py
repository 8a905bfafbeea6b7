import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from sync.central.agenda.calendar import Event, calendar_file

NOW = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)
EVENT = Event(
    uid=UUID(int=7),
    sequence=0,
    start=datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")),
    minutes=15,
    cancelled=False,
    title="Paspoort",
    place="Gemeentehuis Nuth",
    text="Neem mee: een foto",
    address="https://punt.voorbeeld.nl/a/K7P4XQ",
)


def read(file: bytes) -> dict[str, str]:
    """The properties of the one event in a file, read back by the book: unfolded, then unescaped."""
    text = file.decode()
    assert text.endswith("\r\n")
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    inside = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    found = dict(line.split(":", 1) for line in inside)
    assert len(found) == len(inside)
    escapes = {"\\n": "\n", "\\\\": "\\", "\\;": ";", "\\,": ","}
    return {name: re.sub(r"\\.", lambda match: escapes[match[0]], value) for name, value in found.items()}


def test_an_appointment_as_every_calendar_reads_it() -> None:
    assert read(calendar_file(EVENT, NOW)) == {
        "UID": "00000000-0000-0000-0000-000000000007",
        "SEQUENCE": "0",
        "DTSTAMP": "20261123T120005Z",
        "DTSTART": "20261124T080000Z",
        "DTEND": "20261124T081500Z",
        "SUMMARY": "Paspoort",
        "LOCATION": "Gemeentehuis Nuth",
        "DESCRIPTION": "Neem mee: een foto",
        "URL": "https://punt.voorbeeld.nl/a/K7P4XQ",
        "STATUS": "CONFIRMED",
        "CLASS": "PRIVATE",
    }


def test_the_file_around_it() -> None:
    lines = calendar_file(EVENT, NOW).decode().split("\r\n")
    assert lines[1:4] == ["VERSION:2.0", "PRODID:-//Infopunt//Afspraken//NL", "CALSCALE:GREGORIAN"]
    assert not any(line.startswith("METHOD") for line in lines)


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ({"sequence": 3}, "SEQUENCE", "3"),
        ({"cancelled": True}, "STATUS", "CANCELLED"),
        ({"start": datetime(2026, 6, 24, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))}, "DTSTART", "20260624T070000Z"),
        ({"start": datetime(2026, 10, 25, 0, 50, tzinfo=UTC), "minutes": 30}, "DTEND", "20261025T012000Z"),
        ({"text": "a;b,c\\d\ne"}, "DESCRIPTION", "a;b,c\\d\ne"),
        ({"text": "a\r\nEND:VEVENT\r\nb"}, "DESCRIPTION", "a\nEND:VEVENT\nb"),
        ({"title": "nul\0 bel\a tab\t\x85\u2028"}, "SUMMARY", "nul bel tab"),
        ({"place": "Café ’t Hoekje – 1ᵉ étage 🏛"}, "LOCATION", "Café ’t Hoekje – 1ᵉ étage 🏛"),
        ({"text": "é" * 300}, "DESCRIPTION", "é" * 300),
    ],
)
def test_what_is_written_is_read_back(change: dict[str, object], name: str, value: str) -> None:
    file = calendar_file(replace(EVENT, **change), NOW)  # type: ignore[arg-type]
    assert read(file)[name] == value


@pytest.mark.parametrize("letter", ["x", "é", "€", "🏛", "\\", ","])
@pytest.mark.parametrize("length", [60, 61, 62, 63, 64, 65, 66, 150])
def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(letter: str, length: int) -> None:
    file = calendar_file(replace(EVENT, title=letter * length), NOW)
    lines = file.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert [line.decode() for line in lines]
    assert read(file)["SUMMARY"] == letter * length
