"""A found item and the report of its loss, linked by a clerk in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, or_, select

from assets.town import Town
from sync.central.found.items import item_of
from sync.central.found.matching import Match, compare, ranked
from sync.central.records.events import What, write_down
from sync.central.records.inbox import Opened, Record, open_records
from sync.central.records.keys import KeyRing
from sync.central.records.states import RecordState
from sync.central.records.tables import RECORD_MATCHES, RECORDS
from sync.central.storage.portable import insert_if_new
from sync.protocol.kinds import FOUND_ITEM, LOST_ITEM

OTHER_SIDE = {FOUND_ITEM: LOST_ITEM, LOST_ITEM: FOUND_ITEM}
_COMPARED_AT_MOST = 600
"""The youngest: more is opened in half a second, and a loss of long ago is found by its words."""

_LOOKS_BACK = timedelta(days=400)


@dataclass(frozen=True)
class Proposal:
    """A record that may be about the same thing, opened, and why."""

    opened: Opened
    match: Match


def proposals(connection: Connection, keys: KeyRing, town: Town, opened: Opened, now: datetime) -> list[Proposal]:
    """What is still open on the other side and may be about the same thing, the likeliest first."""
    record = opened.record
    if opened.content is None or record.kind not in OTHER_SIDE:
        return []
    own = item_of(opened.content, town)
    others = open_records(connection, keys, _open_on_the_other_side(connection, record, now))
    items = [(other, item_of(other.content, town)) for other in others if other.content is not None]
    was_found = record.kind == FOUND_ITEM
    matches = ((other, compare(own, item) if was_found else compare(item, own)) for other, item in items)
    return [Proposal(other, match) for other, match in ranked(matches)]


def partner(connection: Connection, record: UUID) -> UUID | None:
    """The record that this one is linked to."""
    columns = RECORD_MATCHES.c
    query = select(columns.found, columns.lost).where(or_(columns.found == record, columns.lost == record))
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.lost if row.found == record else row.found)


def link(connection: Connection, one: Record, other: Record, by: str, now: datetime) -> bool:
    """Link a found and a lost item; False when that cannot be: two of a kind, or one of them is linked already."""
    if OTHER_SIDE.get(one.kind) != other.kind:
        return False
    found, lost = (one, other) if one.kind == FOUND_ITEM else (other, one)
    if partner(connection, found.id) or partner(connection, lost.id):
        return False
    if not insert_if_new(connection, RECORD_MATCHES, {"found": found.id, "lost": lost.id, "by": by, "at": now}):
        return False
    for this, that in ((found, lost), (lost, found)):
        write_down(connection, [this.id], What.LINKED, by, now, that.reference)
    return True


def unlink(connection: Connection, record: UUID, by: str, now: datetime) -> bool:
    """Take the link of `record` back; whether there was one."""
    other = partner(connection, record)
    if other is None:
        return False
    columns = RECORD_MATCHES.c
    connection.execute(delete(RECORD_MATCHES).where(or_(columns.found == record, columns.lost == record)))
    write_down(connection, [record, other], What.UNLINKED, by, now)
    return True


def _open_on_the_other_side(connection: Connection, record: Record, now: datetime) -> Sequence[UUID]:
    columns = RECORDS.c
    linked = select(RECORD_MATCHES.c.found).union(select(RECORD_MATCHES.c.lost))
    query = (
        select(columns.id)
        .where(
            columns.kind == OTHER_SIDE[record.kind],
            columns.state != RecordState.DONE,
            columns.deleted_at.is_(None),
            columns.received_at > now - _LOOKS_BACK,
            columns.id.not_in(linked),
        )
        .order_by(columns.received_at.desc())
        .limit(_COMPARED_AT_MOST)
    )
    return connection.execute(query).scalars().all()
