"""What the reading pane of the inbox shows of one record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from assets.form import FilledBy
from sync.central.delivery.showing import deliveries_of
from sync.central.found.items import found_item_of, what_and_sort
from sync.central.found.links import OTHER_SIDE, partner, proposals
from sync.central.found.matching import Reason
from sync.central.found.special import instruction_of
from sync.central.found.terms import Term, terms_of
from sync.central.pages.answers import Answer, answers_of, in_short, readable
from sync.central.pages.inbox_photos import photos_of
from sync.central.pages.rendering import Page
from sync.central.pages.village_map import map_of
from sync.central.people.clerks import clerks
from sync.central.records.events import events_of
from sync.central.records.inbox import Opened, Record, open_record
from sync.central.records.outcomes import outcomes_of
from sync.central.records.retention import leaves_at
from sync.central.records.states import RecordState
from sync.protocol.answers import Answers, read_answers
from sync.protocol.kinds import FOUND_ITEM

MAX_NOTE_LENGTH = 2000
MAX_ANSWER_LENGTH = 600


@dataclass(frozen=True)
class Proposed:
    """A record that may be about the same item: what a clerk needs to judge it by, and nothing about whose it is."""

    record: Record
    short: str
    points: int
    reasons: Sequence[Reason]


def nothing_open(said: str = "") -> dict[str, Any]:
    """The pane before a record is chosen."""
    return {"opened": None, "said": said}


def reading_of(connection: Connection, page: Page, opened: Opened, said: str = "") -> dict[str, Any]:
    """Everything that the pane shows of `opened`; `said` is what came of the clerk's last act."""
    record, content = opened.record, opened.content or {}
    answers = read_answers(content)
    form = page.services.content.forms.get(record.form)
    linked = partner(connection, record.id)
    return {
        "opened": opened,
        "answers": _answers(page, opened),
        "product": readable(content.get("product") or ""),
        "by_volunteer": content.get("by") == FilledBy.VOLUNTEER.value,
        "language": str(content.get("language") or "nl"),
        "said": said,
        "overdue": record.is_overdue(page.now),
        "photos": photos_of(connection, record.id, answers),
        "map": map_of(page.services.town, answers),
        "clerks": sorted({*clerks(connection), *([record.assigned_to] if record.assigned_to else [])}),
        "outcomes": outcomes_of(record.kind),
        "deliveries": deliveries_of(connection, record.id),
        "history": events_of(connection, record.id),
        "leaves_at": leaves_at(form, record.state, record.received_at, record.state_at),
        "today": page.now.astimezone(ZoneInfo(page.services.town.timezone)).date(),
        "max_note_length": MAX_NOTE_LENGTH,
        "max_answer_length": MAX_ANSWER_LENGTH,
        **_of_an_item(connection, page, opened, answers, linked),
    }


def _of_an_item(
    connection: Connection, page: Page, opened: Opened, answers: Answers, linked: UUID | None
) -> dict[str, Any]:
    record = opened.record
    is_item = record.kind in OTHER_SIDE
    other = open_record(connection, page.services.keys, linked) if linked else None
    open_still = is_item and linked is None and record.state is not RecordState.DONE
    return {
        "is_item": is_item,
        "instruction": instruction_of(*what_and_sort(answers)) if record.kind == FOUND_ITEM else None,
        "terms": _terms(page, record, opened.content or {}),
        "linked": _proposed(page, other, 0, ()) if other else None,
        "proposals": _proposals(connection, page, opened) if open_still else [],
    }


def _proposals(connection: Connection, page: Page, opened: Opened) -> list[Proposed]:
    services = page.services
    found = proposals(connection, services.keys, services.town, opened, page.now)
    return [_proposed(page, one.opened, one.match.points, one.match.reasons) for one in found]


def _proposed(page: Page, other: Opened, points: int, reasons: Sequence[Reason]) -> Proposed:
    return Proposed(other.record, in_short(_answers(page, other)), points, reasons)


def _terms(page: Page, record: Record, content: Mapping[str, Any]) -> list[Term]:
    if record.kind != FOUND_ITEM or not content:
        return []
    return terms_of(found_item_of(content, _day(page, record.made_at), record.deposited_on, record.claimed_on))


def _day(page: Page, moment: datetime) -> Any:
    return moment.astimezone(ZoneInfo(page.services.town.timezone)).date()


def _answers(page: Page, opened: Opened) -> list[Answer]:
    if opened.content is None:
        return []
    return answers_of(opened.content, page.services.content.forms.get(opened.record.form), page.texts)
