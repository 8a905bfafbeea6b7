from pathlib import Path
from typing import Any

import pytest

from assets import ASSETS_DIR
from assets.document import DocumentError, parse
from assets.opening import Closure
from assets.town import read_town

DEMO = (ASSETS_DIR / "demo" / "town.yaml").read_text(encoding="utf-8")
REASON = "reason: {nl: Studiedag}"


def closure(begins: str, until: str, reason: str = REASON) -> Closure:
    return parse(f"from: {begins}\nuntil: {until}\n{reason}", Path("town.yaml"), Closure)


@pytest.mark.parametrize(
    ("begins", "until", "closed_from", "closed_until"),
    [
        ("2026-12-24", "2026-12-24", "2026-12-24T00:00:00", "2026-12-25T00:00:00"),
        ("2026-12-24", "2027-01-03", "2026-12-24T00:00:00", "2027-01-04T00:00:00"),
        ("2026-12-24 15:00", "2026-12-24", "2026-12-24T15:00:00", "2026-12-25T00:00:00"),
        ("2026-12-03", "2026-12-03 13:00", "2026-12-03T00:00:00", "2026-12-03T13:00:00"),
        ('"2026-12-03"', "2026-12-03 13:00:00", "2026-12-03T00:00:00", "2026-12-03T13:00:00"),
    ],
    ids=["a day", "the days between", "from three o'clock", "until one o'clock", "quoted"],
)
def test_a_closure_in_days_and_times(begins: str, until: str, closed_from: str, closed_until: str) -> None:
    found = closure(begins, until)
    assert (found.closed_from.isoformat(), found.closed_until.isoformat()) == (closed_from, closed_until)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("2026-12-24", "2026-12-23"), "'until' is expected to be later than 'from'"),
        (("2026-12-24 15:00", "2026-12-24 15:00"), "'until' is expected to be later than 'from'"),
        (("2026-12-24T15:00:00+01:00", "2026-12-25"), "local time is expected, without a zone"),
        (("2026-12-24", "tomorrow"), "until"),
        (("2026-12-24", "2026-12-24", "reason: {en: Training day}"), "a Dutch text is expected"),
        (("2026-12-24", "2026-12-24", ""), "reason: this key is missing"),
    ],
)
def test_a_closure_that_cannot_be_says_what_is_expected(parts: Any, expected: str) -> None:
    with pytest.raises(DocumentError, match=expected):
        closure(*parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("at_once: 1, meetings: [home]", "at_once: 0, meetings: [home]", "greater than or equal to 1"),
        ("at_once: 1, meetings: [home]", "at_once: 1, meetings: []", "at least 1 item"),
        ("at_once: 1, meetings: [home]", "at_once: 1, meetings: [pigeon]", "'desk', 'home', 'video' or 'phone'"),
        ('closes: "19:30", at_once: 2', 'closes: "20:00", at_once: 2', "on day 3 17:00-20:00, when 'gemeentehuis' is"),
        ('closes: "19:30", at_once: 2', 'closes: "16:00", at_once: 2', "later than 'opens'"),
        ("    # Two officials", "    agendas: []\n    # Two officials", "agendas: this key is not known here"),
        ("  - name: Bingelrade", "  - name: Amstenrade", "the village 'Amstenrade' stands twice"),
        ("timezone: Europe/Amsterdam", "home_visits: {speed_kmh: 0}\ntimezone: Europe/Amsterdam", "greater than 0"),
        (
            "timezone: Europe/Amsterdam",
            "appointments: {move_until_minutes: -5}\ntimezone: Europe/Amsterdam",
            "greater than or equal to 0",
        ),
    ],
)
def test_an_agenda_that_cannot_be_is_refused_with_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert DEMO.count(old) >= 1
    path = tmp_path / "town.yaml"
    path.write_text(DEMO.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DocumentError, match=expected) as caught:
        read_town(path)
    assert caught.value.line > 1


def test_an_agenda_of_a_place_that_takes_no_appointments_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(DEMO.replace("    takes_appointments: true\n    # Two", "    # Two", 1), encoding="utf-8")
    with pytest.raises(DocumentError, match="'takes_appointments: true' is expected"):
        read_town(path)
