"""The clerk's inbox: what came in, opened with the private key, and how far it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Header, Query
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from sync.central.api.problems import ProblemError
from sync.central.api.sync import RECORDS_TOPIC
from sync.central.pages.answers import Answer, answers_of, in_short, readable
from sync.central.pages.board import event_stream
from sync.central.pages.guards import posted_by, signed_in
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role
from sync.central.records.inbox import (
    PAGE_ROWS,
    Filter,
    Opened,
    count_by_state,
    kinds,
    list_records,
    open_record,
)
from sync.central.records.states import RecordState
from sync.central.records.working import RecordMovedError, move_record

ROUTER = APIRouter()

Clerk = Annotated[SignedIn, Depends(signed_in(Role.CLERK))]
ActingClerk = Annotated[SignedIn, Depends(posted_by(Role.CLERK))]

MAX_NOTE_LENGTH = 2000


@dataclass(frozen=True)
class View:
    """Which part of the inbox is shown."""

    kind: str
    state: str
    page: int

    def wanted(self) -> Filter:
        """The same as a filter; a word that is no state means all states."""
        state = RecordState(self.state) if self.state in set(RecordState) else None
        return Filter(state=state, kind=self.kind or None)


def _view_of(
    kind: Annotated[str, Query(max_length=64)] = "",
    state: Annotated[str, Query(max_length=16)] = RecordState.NEW,
    page_number: Annotated[int, Query(alias="page", ge=0, le=10_000)] = 0,
) -> View:
    return View(kind, state, page_number)


ViewAsked = Annotated[View, Depends(_view_of)]


@ROUTER.get("/inbox")
def inbox(page: StaffPage, clerk: Clerk, view: ViewAsked, record: UUID | None = None) -> HTMLResponse:
    """The list, and the record that is being read, if any."""
    with page.services.database.read() as connection:
        values = _list(connection, page, view, record)
        opened = open_record(connection, page.services.keys, record) if record else None
    return page.show("inbox.html", person=clerk, **values, **_reading(page, opened))


@ROUTER.get("/inbox/list")
def inbox_list(page: StaffPage, _: Clerk, view: ViewAsked, record: UUID | None = None) -> HTMLResponse:
    """The list as it is now."""
    with page.services.database.read() as connection:
        return page.show("inbox_list.html", **_list(connection, page, view, record))


@ROUTER.get("/inbox/records/{record}")
def reading(page: StaffPage, clerk: Clerk, record: UUID) -> HTMLResponse:
    """One record, opened."""
    return _show_record(page, clerk, record)


@ROUTER.post("/inbox/records/{record}")
def move(
    page: StaffPage,
    clerk: ActingClerk,
    record: UUID,
    state: Annotated[RecordState, Form()],
    note: Annotated[str, Form(max_length=MAX_NOTE_LENGTH)] = "",
    seen: Annotated[str, Form(max_length=40)] = "",
    x_part: Annotated[str, Header()] = "",
) -> Response:
    """Move a record on, with a note; `seen` is when it was last handled as far as the clerk could see.

    Our script asks for the part of the page that changes (X-Part); a browser without it gets the whole page.
    """
    said = page.texts(_move(page, clerk, record, state, note, _moment(seen)))
    if not x_part:
        return RedirectResponse(f"/inbox?state={state}&record={record}&lang={page.texts.language}", status_code=303)
    return _show_record(page, clerk, record, said)


@ROUTER.get("/events/inbox")
async def events(page: StaffPage, _: Clerk) -> StreamingResponse:
    """Tells that records came in or moved; nothing of what is in them."""
    return event_stream(page.services, RECORDS_TOPIC)


def _move(page: Page, clerk: SignedIn, record: UUID, state: RecordState, note: str, seen: datetime | None) -> str:
    """Do it; the key of what to tell the clerk."""
    services = page.services
    with services.database.write() as connection:
        opened = open_record(connection, services.keys, record)
        if opened is None:
            raise _no_such_record()
        as_seen = replace(opened.record, handled_at=seen)
        note = note.replace("\0", "").strip()
        try:
            move_record(connection, services.keys, as_seen, state, clerk.user, page.now, note=note)
        except RecordMovedError:
            return "inbox.moved_meanwhile"
    services.hub.publish(RECORDS_TOPIC, RECORDS_TOPIC)
    return "inbox.kept"


def _show_record(page: Page, clerk: SignedIn, record: UUID, said: str = "") -> HTMLResponse:
    with page.services.database.read() as connection:
        opened = open_record(connection, page.services.keys, record)
    if opened is None:
        raise _no_such_record()
    return page.show("inbox_record.html", person=clerk, **_reading(page, opened, said))


def _list(connection: Connection, page: Page, view: View, shown: UUID | None) -> dict[str, Any]:
    found = list_records(connection, view.wanted(), view.page)
    rows = [
        (record, in_short(_answers(page, open_record(connection, page.services.keys, record.id))))
        for record in found.records
    ]
    return {
        "rows": rows,
        "shown": shown,
        "view": view,
        "total": found.total,
        "pages": -(-found.total // PAGE_ROWS),
        "counts": {state.value: number for state, number in count_by_state(connection).items()},
        "kinds": kinds(connection),
    }


def _reading(page: Page, opened: Opened | None, said: str = "") -> dict[str, Any]:
    content = opened.content if opened and opened.content else {}
    return {
        "opened": opened,
        "answers": _answers(page, opened),
        "product": readable(content.get("product") or ""),
        "language": str(content.get("language") or "nl"),
        "said": said,
        "max_note_length": MAX_NOTE_LENGTH,
    }


def _answers(page: Page, opened: Opened | None) -> list[Answer]:
    if opened is None or opened.content is None:
        return []
    return answers_of(opened.content, page.services.content.forms.get(opened.record.form), page.texts)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise ProblemError(422, "invalid", "seen: a moment is expected") from error
    if moment is not None and moment.tzinfo is None:
        raise ProblemError(422, "invalid", "seen: a moment with its offset from UTC is expected")
    return moment


def _no_such_record() -> ProblemError:
    return ProblemError(404, "unknown_record", "There is no such record")
