"""What a terminal keeps of an appointment that was moved or cancelled at it."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sync.protocol.appointments import Appointment, AppointmentStatus
from sync.protocol.messages import RecordStatus
from sync.terminal.changes import keep_change
from sync.terminal.database import TerminalDatabase
from sync.terminal.leases import Leases
from sync.terminal.outbox import Outbox
from tests.sync.terminal.parts import (
    SECOND_EPOCH,
    SMALL_ROOM,
    START,
    SteppedClock,
    answer,
    identity,
    open_outbox,
    opened,
    seeded,
)

BOOKING = UUID("01a208a2-8b80-7000-8000-000000000001")


def stands(**changes: Any) -> Appointment:
    plain = {
        "id": BOOKING,
        "reference": "K7P4XQ",
        "status": AppointmentStatus.CONFIRMED,
        "product": "paspoort",
        "location": "schimmert",
        "start": START,
        "minutes": 30,
        "revision": 3,
    }
    return Appointment.model_validate(plain | changes)


@pytest.mark.parametrize(("status", "cancelled"), [("confirmed", False), ("cancelled", True)])
def test_the_record_says_how_it_stands_and_goes_again_to_a_restored_central(
    tmp_path: Path, status: str, cancelled: bool
) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    kept = keep_change(outbox, stands(status=status))
    (record,) = outbox.pending()
    assert (record.id, record.kind, record.reference) == (kept, "appointment-change", "K7P4XQ")
    told = {"booking": str(BOOKING), "reference": "K7P4XQ", "revision": 3, "cancelled": cancelled}
    assert opened(record) == told | {"start": "2026-11-23T09:00:00Z"}
    outbox.mark(answer((record.id, RecordStatus.CREATED)))
    assert outbox.pending() == ()
    outbox.mark(answer(epoch=SECOND_EPOCH))
    assert outbox.pending() == (record,)


@pytest.mark.parametrize("changes", [{"revision": 0}, {"status": "past"}, {"arrived": True}], ids=str)
def test_of_what_was_never_changed_or_is_over_nothing_is_kept(tmp_path: Path, changes: dict[str, Any]) -> None:
    outbox = open_outbox(tmp_path / "terminal.db")
    assert keep_change(outbox, stands(**changes)) is None
    assert outbox.pending() == ()


def test_a_terminal_has_not_told_all_while_a_change_waits(tmp_path: Path) -> None:
    database = TerminalDatabase.open(tmp_path / "terminal.db", room=SMALL_ROOM)
    outbox = Outbox(database, identity(), SteppedClock(), seeded(1))
    leases = Leases(database, outbox, SteppedClock(), seeded(2))
    keep_change(outbox, stands())
    assert leases.request().complete is False
