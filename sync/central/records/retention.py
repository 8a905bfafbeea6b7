"""Personal data leave by a rule per kind: so many days after a record was closed, as its form says.

Nobody closes what asks nothing of anybody (a smile, the report of a loss that nobody has taken up): its days count
from when it came in. What somebody still has to act on stays until it is closed; the inbox shows that it is late.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, not_, or_, select

from assets.form import Form
from sync.central.records.events import What, write_down
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORDS
from sync.central.records.working import delete_record
from sync.protocol.kinds import FOUND_ITEM

DAYS_WITHOUT_FORM = 365
"""For a record whose form the town does not have (any more)."""

HANDLED_BY = "infopunt"
_AT_ONCE = 50
"""Others wait for the database meanwhile."""


def must_be_closed(form: Form | None) -> bool:
    """Whether somebody has to act on such a record: a day was promised, or the law asks what becomes of the item."""
    return form is None or form.due_working_days is not None or form.record == FOUND_ITEM


def leaves_at(
    form: Form | None, state: RecordState, received_at: datetime, state_at: datetime | None
) -> datetime | None:
    """When what is in a record goes; None while it is still open and somebody has to act on it."""
    days = timedelta(days=form.retention_days if form else DAYS_WITHOUT_FORM)
    if state is RecordState.DONE and state_at is not None:
        return state_at + days
    return received_at + days if state is RecordState.NEW and not must_be_closed(form) else None


def empty_what_is_over(connection: Connection, forms: Mapping[str, Form], now: datetime) -> Sequence[UUID]:
    """Empty some of the records whose time is over; their ids, none when all are. `connection` must be a writing one.

    Row, id and history stay: the id so that a late repeat is not taken for a new record (sync rule 5).
    """
    over = [_over(slug, form, now) for slug, form in forms.items()]
    unknown = RECORDS.c.form.not_in(list(forms))
    over.append(and_(unknown, _closed_before(now - timedelta(days=DAYS_WITHOUT_FORM))))
    query = select(RECORDS.c.id).where(RECORDS.c.deleted_at.is_(None), or_(*over)).limit(_AT_ONCE)
    found = connection.execute(query).scalars().all()
    for record in found:
        delete_record(connection, record, HANDLED_BY, now)
    write_down(connection, found, What.EMPTIED, HANDLED_BY, now)
    return found


def _over(slug: str, form: Form, now: datetime) -> ColumnElement[bool]:
    columns = RECORDS.c
    until = now - timedelta(days=form.retention_days)
    closed = _closed_before(until)
    if must_be_closed(form):
        return and_(columns.form == slug, closed)
    untouched = and_(columns.state == RecordState.NEW, columns.received_at <= until)
    return and_(columns.form == slug, or_(closed, untouched))


def _closed_before(until: datetime) -> ColumnElement[bool]:
    columns = RECORDS.c
    return and_(columns.state == RecordState.DONE, not_(columns.state_at.is_(None)), columns.state_at <= until)
