"""A found item by the code on its shelf label: what may be seen of it at a terminal, and that it was handed over there.

The wire is sync.protocol.found. What only the owner knows, and who the finder is, is left out here, not at the other
end: a terminal can be stolen.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row

from assets.form import Form
from sync.central.records.events import What, write_down
from sync.central.records.inbox import Filter, Record, list_records, open_record
from sync.central.records.keys import KeyRing
from sync.central.records.states import RecordState
from sync.central.records.working import move_record
from sync.central.standing import standing
from sync.protocol.answers import payload_of, read_answers
from sync.protocol.found import FoundItem, HandedOver
from sync.protocol.kinds import FOUND_ITEM


def found_item(
    connection: Connection, keys: KeyRing, forms: Mapping[str, Form], reference: str, by: str, now: datetime
) -> FoundItem | None:
    """The item with this code as `by`, a terminal, may show it; None when there is none. That it was looked at is
    written down: `connection` must be a writing one.
    """
    record = _item_with(connection, reference)
    known = None if record is None else standing(connection, keys, reference)
    if record is None or known is None:
        return None
    opened = open_record(connection, keys, record.id)
    form = forms.get(record.form)
    on_paper = {field.name for field in form.fields if field.on_ticket} if form else set()
    answers = read_answers(opened.content) if opened and opened.content else {}
    write_down(connection, [record.id], What.OPENED, by, now)
    return FoundItem(
        reference=reference,
        form=record.form,
        answers=payload_of({name: answer for name, answer in answers.items() if name in on_paper}),
        location=record.location,
        made_at=record.made_at,
        stage=known.state,
        since=known.since,
        outcome=record.outcome,
        deposited_on=record.deposited_on,
    )


def keep_handed_over(
    connection: Connection, keys: KeyRing, told: Row[Any], payload: Mapping[str, Any], now: datetime
) -> bool:
    """Close the item that the record `told` says was handed over; False when a person has to look at it.

    An item that a clerk has closed meanwhile stays as he left it.
    """
    try:
        handed = HandedOver.model_validate(payload)
    except ValidationError:
        return False
    record = _item_with(connection, handed.item)
    if record is None:
        return False
    if record.state is not RecordState.DONE:
        move_record(connection, keys, record, RecordState.DONE, told.terminal, now, handed.taker.value)
    return True


def _item_with(connection: Connection, reference: str) -> Record | None:
    """By its code; None also where two have the same by chance: nobody can tell which is meant."""
    found = list_records(connection, Filter(reference=reference)).records
    return found[0] if len(found) == 1 and found[0].kind == FOUND_ITEM else None
