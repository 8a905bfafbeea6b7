from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.closing import CLOSING_MIGRATIONS, LONGEST, Closing
from kiosk.readiness import READINESS_MIGRATIONS, Finding, Probe, ReadinessLog, Verdict, probes
from sync.terminal.database import TerminalDatabase
from tests.sync.terminal.parts import SteppedClock

NOW = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[TerminalDatabase]:
    opened = TerminalDatabase.open(tmp_path / "terminal.db", (CLOSING_MIGRATIONS, READINESS_MIGRATIONS))
    yield opened
    opened.close()


def test_a_point_that_was_closed_stays_so_over_a_restart_and_opens_by_itself(database: TerminalDatabase) -> None:
    clock = SteppedClock(NOW)
    closing = Closing(database, clock)
    assert closing.until() is None
    closing.move(NOW + timedelta(minutes=30))
    closing.move(NOW + timedelta(minutes=20))
    again = Closing(database, clock)
    assert again.until() == NOW + timedelta(minutes=20)
    clock.step(timedelta(minutes=20).total_seconds())
    assert again.until() is None


def test_a_volunteer_opens_it_again(database: TerminalDatabase) -> None:
    closing = Closing(database, SteppedClock(NOW))
    closing.move(NOW + timedelta(minutes=30))
    closing.move(None)
    assert closing.until() is None
    assert Closing(database, SteppedClock(NOW)).until() is None


def test_a_clock_that_is_set_back_does_not_keep_it_closed_for_ever(database: TerminalDatabase) -> None:
    Closing(database, SteppedClock(NOW)).move(NOW + timedelta(minutes=30))
    assert Closing(database, SteppedClock(NOW - LONGEST)).until() is None


def test_the_last_round_of_tests_is_kept_with_its_date(database: TerminalDatabase) -> None:
    log = ReadinessLog(database)
    assert log.last() is None
    log.keep(NOW, "coordinator", (Finding(Probe.PRINT, Verdict.FAILED), Finding(Probe.TOUCH, Verdict.PASSED)))
    log.keep(NOW + timedelta(days=1), "technician", (Finding(Probe.PRINT, Verdict.PASSED),))
    kept = ReadinessLog(database).last()
    assert kept == log.last()
    assert kept is not None
    assert (kept.at, kept.role, kept.passed, kept.failed) == (NOW + timedelta(days=1), "technician", 1, ())


@pytest.mark.parametrize(
    ("devices", "asked"),
    [
        ((), [Probe.TOUCH]),
        (("printer", "keypad"), [Probe.PRINT, Probe.KEYS, Probe.TOUCH]),
        (
            ("camera", "speaker", "headset", "scanner"),
            [Probe.SCAN, Probe.PHOTO, Probe.SPEAKER, Probe.HEADSET, Probe.TOUCH],
        ),
    ],
)
def test_only_what_is_there_is_tested(devices: tuple[str, ...], asked: list[Probe]) -> None:
    assert [probe for probe in probes(frozenset(devices)) if probe.needs_person] == asked
