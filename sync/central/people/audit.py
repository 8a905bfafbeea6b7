"""The trail of what was done with badges, and by managers: kept as it comes in, read by managers, gone after a year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, ValidationError
from sqlalchemy import Connection, Row, Select, delete, func, select

from sync.central.people.badge_tables import AUDIT, BADGES
from sync.central.people.pin_guard import heard
from sync.central.storage.portable import insert_if_new
from sync.protocol.messages import Message, Name, Reference

KEPT_FOR = timedelta(days=365)
"""Long enough for a yearly look back; it is about people who work here, so not for ever (AVG, article 5.1.e)."""

PAGE_ROWS = 50


class _Line(Message):
    """AuditEntry of any version: what we have no word for is kept, and shown as it came (sync rule 24)."""

    event: Name
    badge: UUID | None = None
    role: Name | None = None
    act: Name | None = None
    outcome: Name | None = None
    why: Name | None = None
    tries: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    reference: Reference | None = None
    device: Name | None = None
    late_s: Annotated[int, Field(ge=0, le=10**7)] = 0


@dataclass(frozen=True)
class Line:
    """A line as a manager reads it; `label` is of the badge, as it is called now."""

    record: UUID
    terminal: str
    location: str
    at: datetime
    event: str
    badge: UUID | None
    label: str | None
    role: str | None
    act: str | None
    outcome: str | None
    why: str | None
    tries: int
    reference: str | None
    device: str | None
    by: str | None
    about: str | None


@dataclass(frozen=True)
class AuditFilter:
    """Which lines; None means all."""

    terminal: str | None = None
    badge: UUID | None = None
    managers: bool = False
    """Only what managers did."""


def keep(connection: Connection, record: Row[Any], payload: Mapping[str, Any]) -> bool:
    """Keep the line that a record brought; False when it makes no sense."""
    try:
        line = _Line.model_validate(payload)
    except ValidationError:
        return False
    row = {
        "record": record.id,
        "terminal": record.terminal,
        "location": record.location,
        # A line that had to wait for the terminal's disk tells how long.
        "at": record.corrected_at - timedelta(seconds=line.late_s),
        "seq": record.seq,
        "by": None,
        "about": None,
        **line.model_dump(exclude={"late_s"}),
    }
    if insert_if_new(connection, AUDIT, row) and line.badge is not None:
        heard(connection, line.badge, line.event, record.corrected_at)
    return True


def lines(connection: Connection, wanted: AuditFilter, page: int = 0) -> tuple[list[Line], int]:
    """A page (from 0) of the lines that fit, the last first, and how many there are on all pages."""
    total = connection.execute(_fitting(select(func.count()), wanted)).scalar_one()
    rows = connection.execute(_in_order(wanted).limit(PAGE_ROWS).offset(page * PAGE_ROWS))
    return [Line(*row) for row in rows], total


def all_lines(connection: Connection, wanted: AuditFilter) -> Iterator[Line]:
    """All lines that fit, the last first."""
    for row in connection.execute(_in_order(wanted)):
        yield Line(*row)


def terminals_named(connection: Connection) -> list[str]:
    """The terminals that the trail tells of."""
    return list(
        connection.execute(
            select(AUDIT.c.terminal).where(AUDIT.c.terminal != "").distinct().order_by(AUDIT.c.terminal)
        ).scalars()
    )


def forget_past(connection: Connection, now: datetime) -> int:
    """Forget what is older than a year; how many lines there were."""
    return connection.execute(delete(AUDIT).where(AUDIT.c.at < now - KEPT_FOR)).rowcount


def _in_order(wanted: AuditFilter) -> Select[Any]:
    columns = AUDIT.c
    shown = (
        *(columns.record, columns.terminal, columns.location, columns.at, columns.event, columns.badge),
        BADGES.c.label,
        *(
            columns.role,
            columns.act,
            columns.outcome,
            columns.why,
            columns.tries,
            columns.reference,
            columns.device,
            columns.by,
            columns.about,
        ),
    )
    query = _fitting(select(*shown), wanted)
    return query.order_by(columns.at.desc(), columns.terminal, columns.seq.desc())


def _fitting(query: Select[Any], wanted: AuditFilter) -> Select[Any]:
    query = query.select_from(AUDIT.outerjoin(BADGES, BADGES.c.id == AUDIT.c.badge))
    if wanted.terminal is not None:
        query = query.where(AUDIT.c.terminal == wanted.terminal)
    if wanted.managers:
        query = query.where(AUDIT.c.by.is_not(None))
    if wanted.badge is not None:
        query = query.where(AUDIT.c.badge == wanted.badge)
    return query
