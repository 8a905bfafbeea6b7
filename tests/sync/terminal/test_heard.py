"""What the central said of the time is there when a record is sent, in this boot or after the next start."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.protocol.messages import MAX_HEARD, Heard
from sync.terminal.database import TerminalDatabase
from sync.terminal.heard import bring_over
from sync.terminal.outbox import Outbox
from tests.sync.terminal.parts import SMALL_ROOM, START, SteppedClock, answer, identity, put_report, seeded

WRONG = datetime.fromisoformat("2001-01-01T00:00:00Z")


class BootClock(SteppedClock):
    """The clocks of a terminal without a battery in boot `boot`."""

    def __init__(self, boot: str) -> None:
        super().__init__(WRONG)
        self._boot = boot

    def boot_id(self) -> str:
        return self._boot


@pytest.fixture
def database(tmp_path: Path) -> TerminalDatabase:
    return TerminalDatabase.open(tmp_path / "terminal.db", room=SMALL_ROOM)


def started(database: TerminalDatabase, clock: SteppedClock) -> Outbox:
    return Outbox(database, identity(), clock, seeded(1))


def test_it_is_known_after_the_next_start_with_what_was_made_before(database: TerminalDatabase) -> None:
    outbox = started(database, BootClock("one"))
    first = put_report(outbox)
    made = outbox.get(first)
    outbox.mark(answer(now=START))
    put_report(outbox)

    assert made is not None
    (heard,) = started(database, BootClock("two")).heard()
    assert heard == Heard(at=START, monotonic_s=1000, boot_id="one", incarnation=1, seq=made.seq)


@pytest.mark.parametrize(("after_minutes", "noted"), [(1, False), (14, False), (16, True)])
def test_within_a_boot_it_is_not_written_down_each_time(
    database: TerminalDatabase, after_minutes: int, noted: bool
) -> None:
    clock = BootClock("one")
    outbox = started(database, clock)
    outbox.mark(answer(now=START))
    later = timedelta(minutes=after_minutes)
    clock.step(later.total_seconds())
    outbox.mark(answer(now=START + later))
    assert [(one.at, one.monotonic_s) for one in outbox.heard()] == [
        (START + later, 1000 + later.total_seconds()) if noted else (START, 1000)
    ]


def test_the_oldest_boots_are_forgotten(database: TerminalDatabase) -> None:
    for boot in range(MAX_HEARD + 2):
        started(database, BootClock(f"boot {boot}")).mark(answer(now=START + timedelta(days=boot)))
    heard = started(database, BootClock("last")).heard()
    assert [one.boot_id for one in heard] == [f"boot {boot}" for boot in range(2, MAX_HEARD + 2)]


def test_of_several_damaged_databases_no_more_is_brought_over_than_a_batch_takes(tmp_path: Path) -> None:
    """Found by seed 1 of a million events: nothing could be sent any more."""
    new = TerminalDatabase.open(tmp_path / "new.db", room=SMALL_ROOM)
    outbox = started(new, BootClock("new"))
    for life in ("first", "second"):
        database = TerminalDatabase.open(tmp_path / f"{life}.db", room=SMALL_ROOM)
        for boot in range(MAX_HEARD - 1):
            started(database, BootClock(f"{life} {boot}")).mark(answer(now=START))
        with new.transaction() as connection:
            bring_over(connection, database.query("SELECT * FROM heard"))
    assert [one.boot_id for one in outbox.heard()] == [
        f"first {MAX_HEARD - 2}",
        *(f"second {boot}" for boot in range(MAX_HEARD - 1)),
    ]


def test_in_a_boot_without_a_name_nothing_is_noted(database: TerminalDatabase) -> None:
    outbox = started(database, BootClock(""))
    outbox.mark(answer(now=START))
    assert outbox.heard() == ()
