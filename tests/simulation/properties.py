"""Whether what the central knows is what people hold in their hands; asked when everything has come to rest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from sync.central.agenda.booking import KeptStatus
from sync.central.agenda.tables import BOOKINGS, CELLS
from sync.central.fleet.restoring import frozen_since
from sync.central.queue.rules import TicketState
from sync.central.queue.tables import TICKETS
from sync.central.records.quarantine import Why
from sync.central.records.tables import QUARANTINE, RECORDS
from sync.protocol.appointments import CHANGED_WITHIN
from sync.protocol.seal import Binding
from tests.simulation.excuses import Cell, cells_of
from tests.simulation.lent import check_lent
from tests.simulation.papers import AppointmentPaper
from tests.simulation.violations import Property, Violation
from tests.simulation.world_view import View

_IN_LINE = (TicketState.WAITING, TicketState.PARKED)
_REMEMBERED = timedelta(days=1)
"""So long after its time an appointment is looked at, on paper and at the central alike."""

LOOKED_AT = timedelta(days=3)
"""After that nobody looks at a paper or a report again."""

_A_MOMENT = timedelta(seconds=1)


def check_all(view: View) -> None:
    """Raise Violation for the first promise that is broken."""
    with view.central.services.database.read() as connection:
        check_arrived(view, connection)
        check_promises(view, connection)
        check_slots(view, connection)
        check_refusals(view, connection)
        check_numbers(view, connection)
        check_lent(view, connection)
    view.witness.forget_before(view.witness.now() - LOOKED_AT)
    view.excuses.forget_before(view.witness.now() - LOOKED_AT)


def check_arrived(view: View, connection: Connection) -> None:
    """Every outbox is empty, nobody's record is in quarantine, and what visitors wrote is there once."""
    for box in view.boxes:
        if box.program is None:
            continue
        counts = box.program.outbox.counts()
        if counts.waiting or counts.quarantined:
            raise Violation(Property.ALL_ARRIVED, f"{box.name}: {counts}")
    _check_reports(view, connection)


def check_conflicts(view: View) -> None:
    """Nothing is in quarantine at the central as another record of the same id: at no time.

    What was rejected comes again later, from the terminal's own quarantine.
    """
    with view.central.services.database.read() as connection:
        aside = connection.execute(select(QUARANTINE).where(QUARANTINE.c.why == Why.CONFLICT)).first()
    if aside is not None:
        raise Violation(Property.ALL_ARRIVED, f"in quarantine: {aside.why} {aside.reason} of {aside.terminal}")


def _check_reports(view: View, connection: Connection) -> None:
    papers = view.papers
    columns, now = RECORDS.c, view.witness.now()
    since = now - 2 * LOOKED_AT
    recent = select(columns.id).where(columns.kind == "report", columns.received_at > since)
    there = set(connection.execute(recent).scalars())
    new = sorted(there - {record for record, _ in view.reports_seen.values()})
    for row in connection.execute(select(RECORDS).where(columns.id.in_(new)).order_by(columns.id)).all():
        opened = view.central.services.keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal))
        number = int(str(opened["number"]))
        if number in view.reports_seen:
            raise Violation(Property.ALL_ARRIVED, f"report {number} arrived twice")
        view.reports_seen[number] = row.id, now
    for number, record in papers.kept.items():
        if record not in there and record not in papers.lost:
            raise Violation(Property.ALL_ARRIVED, f"report {number} ({record}) is not there")
    # Backups are of today: what stood for days is not undone any more.
    for number in [number for number, (_, seen_at) in view.reports_seen.items() if seen_at < now - LOOKED_AT]:
        papers.kept.pop(number, None)


def check_slots(view: View, connection: Connection) -> None:
    """Count officials for every quarter of an hour: what the central has confirmed, and what is on paper."""
    rows = _confirmed(view, connection)
    clashes = {row.id for row in rows if row.clash}
    for row in rows:
        if row.clash and not view.excuses.cover(row.location, row.start_at, row.minutes):
            raise Violation(Property.SLOT_ONCE, f"clash without a reason: {_place(row)}")
    _check_places(view, rows, connection)
    # What was told after its time was never told to hosts as a clash: there was nothing left to do.
    now = view.witness.now()
    past = (row for row in rows if row.start_at <= now)
    clashes |= {row.id for row in past if view.excuses.cover(row.location, row.start_at, row.minutes)}
    kept = [(row.location, row.start_at, row.minutes) for row in rows if row.id not in clashes]
    _check_cells(view, kept, "at the central")
    paper = [one for one in _standing(view) if not one.unsure and one.promise not in clashes]
    paper += _lost_but_lent(view)
    recent = [one for one in paper if one.start > now - _REMEMBERED]
    _check_cells(view, [(one.location, one.start, one.minutes) for one in recent], "on paper")


def _check_places(view: View, rows: Iterable[Row[Any]], connection: Connection) -> None:
    """Each appointment that is to come has its official, or is known to have none."""
    placed = set(connection.execute(select(CELLS.c.booking)).scalars())
    for row in rows:
        if row.start_at > view.witness.now() and row.id not in placed and not row.clash:
            raise Violation(Property.SLOT_ONCE, f"somebody else has the place: {_place(row)}")


def _lost_but_lent(view: View) -> list[AppointmentPaper]:
    """Papers of which every record went with a card: their places were lent, and silence frees nothing (rule 28)."""
    return [
        paper
        for promise, paper in view.papers.appointments.items()
        if promise in view.papers.lost
        and paper.lent
        and paper.blocks
        and not view.excuses.cover(paper.location, paper.start, paper.minutes)
    ]


def _place(row: Row[Any]) -> str:
    return f"{row.reference} of {row.terminal} at {row.location} {row.start_at:%m-%dT%H:%M}, {row.minutes} minutes"


def _check_cells(view: View, taken: Iterable[tuple[str, datetime, int]], where: str) -> None:
    count: Counter[Cell] = Counter()
    for location, start, minutes in taken:
        for cell in cells_of(location, start, minutes):
            count[cell] += 1
            if count[cell] > view.places.lanes[location]:
                raise Violation(Property.SLOT_ONCE, f"{where}: {count[cell]} at {cell[0]} {cell[1]:%m-%dT%H:%M}")


def _confirmed(view: View, connection: Connection) -> Sequence[Row[Any]]:
    since = view.witness.now() - _REMEMBERED
    return connection.execute(
        select(BOOKINGS).where(BOOKINGS.c.status == KeptStatus.CONFIRMED, BOOKINGS.c.start_at > since)
    ).all()


def _standing(view: View) -> list[AppointmentPaper]:
    return [
        paper
        for paper in view.papers.appointments.values()
        if not paper.cancelled and paper.promise not in view.papers.lost
    ]


def check_promises(view: View, connection: Connection) -> None:
    """Each confirmation on paper stands at the central: same place, time and code."""
    since = view.witness.now() - _REMEMBERED
    lost, papers = view.papers.lost, view.papers.appointments.values()
    recent = [paper for paper in papers if paper.start > since and paper.promise not in lost]
    # By name, not by time: of one that is cancelled the central may have forgotten that it was moved before.
    known = select(BOOKINGS).where(BOOKINGS.c.id.in_([paper.promise for paper in recent]))
    rows = {row.id: row for row in connection.execute(known).all()}
    for paper in recent:
        row = rows.get(paper.promise)
        if row is None:
            raise Violation(Property.PROMISE_KNOWN, f"not known: {paper}")
        _check_promise(paper, row, view.witness.now_s())


def _check_promise(paper: AppointmentPaper, row: Row[Any], now_s: float) -> None:
    stands = row.start_at if row.status == KeptStatus.CONFIRMED else None
    if paper.unsure and stands in paper.may_stand():
        if paper.changes and now_s - paper.changes[-1].asked_s < CHANGED_WITHIN.total_seconds():
            return  # the screen says: look again in a while
        # The visitor looks it up, and knows from now on.
        paper.unsure, paper.cancelled, paper.start = False, stands is None, stands or paper.start
    told = (paper.location, None if paper.cancelled else paper.start, paper.minutes, paper.reference)
    kept = (row.location, stands, row.minutes, row.reference)
    if told != kept:
        raise Violation(Property.PROMISE_KNOWN, f"{row.status} {kept}: {paper}")


def check_refusals(view: View, connection: Connection) -> None:
    """Who was told that there is no appointment has none."""
    since = view.witness.now() - LOOKED_AT
    stand = select(BOOKINGS.c.id).where(BOOKINGS.c.status == KeptStatus.CONFIRMED, BOOKINGS.c.start_at > since)
    confirmed = set(connection.execute(stand).scalars())
    for promise in sorted(confirmed & view.papers.told_no.keys()):
        if promise not in view.papers.lost:
            raise Violation(Property.NO_MEANS_NO, f"{promise} of {view.papers.told_no[promise]} stands")


def check_numbers(view: View, connection: Connection) -> None:
    """Each number on today's paper is known under its own code, and somebody has called it."""
    today = view.witness.now().date()
    boots = {box.clock.boot_id() for box in view.boxes}
    rows = {row.id: row for row in connection.execute(select(TICKETS).where(TICKETS.c.day == today)).all()}
    for paper in view.papers.numbers.values():
        if paper.day != today or paper.promise in view.papers.lost:
            continue
        row = rows.get(paper.promise)
        if row is None and not paper.dated and paper.boot not in boots:
            continue  # printed by a clock of which nobody ever knew how wrong it was
        if row is None:
            raise Violation(Property.CALLABLE, f"is in no queue of today: {paper}")
        if (row.location, row.code) != (paper.location, paper.code):
            raise Violation(Property.CALLABLE, f"is {row.location} {row.code} at the central: {paper}")
        if (paper.promise, paper.code) not in view.rooms.called:
            raise Violation(Property.CALLABLE, f"was never called, and is {row.state}: {paper}")
        # After another start nothing tells how wrong its clock was before.
        if paper.boot in boots and row.taken_at < paper.came_at - _A_MOMENT:
            raise Violation(Property.IN_TURN, f"in line since {row.taken_at}: {paper}")


def people_waiting(view: View) -> int:
    """How many are in today's queues."""
    today = view.witness.now().date()
    query = select(func.count()).where(TICKETS.c.day == today, TICKETS.c.state.in_(_IN_LINE))
    with view.central.services.database.read() as connection:
        return connection.execute(query).scalar_one()


def is_frozen(view: View) -> bool:
    """Whether the central still waits for terminals to tell what they hold."""
    with view.central.services.database.read() as connection:
        return frozen_since(connection) is not None
