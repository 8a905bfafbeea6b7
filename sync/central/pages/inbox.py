"""The clerk's inbox: what came in, opened with the private key, and how far it is."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Header
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from sync.central.api.problems import ProblemError
from sync.central.api.sync import RECORDS_TOPIC
from sync.central.delivery.backlog import backlog
from sync.central.delivery.showing import held
from sync.central.pages.answers import answers_of, in_short
from sync.central.pages.board import event_stream
from sync.central.pages.inbox_reading import nothing_open, reading_of
from sync.central.pages.inbox_view import LATE, ActingClerk, Clerk, View, ViewAsked, wanted
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.sessions import SignedIn
from sync.central.records.events import What, write_down
from sync.central.records.inbox import (
    PAGE_ROWS,
    Opened,
    Record,
    count_by_state,
    count_overdue,
    kinds,
    list_records,
    open_record,
    open_records,
)

ROUTER = APIRouter(include_in_schema=False)

_DOUBTS_SHOWN = 5


@ROUTER.get("/inbox")
def inbox(page: StaffPage, clerk: Clerk, view: ViewAsked, record: UUID | None = None) -> HTMLResponse:
    """The list, and the record that is being read, if any."""
    return _whole(page, clerk, view, record)


@ROUTER.post("/inbox/search")
def search(
    page: StaffPage,
    clerk: ActingClerk,
    view: ViewAsked,
    text: Annotated[str, Form(max_length=2000)] = "",
    page_number: Annotated[int, Form(alias="page", ge=0, le=10_000)] = 0,
    x_part: Annotated[str, Header()] = "",
) -> Response:
    """The part of the list in which `text` stands. Sent as a form: what is looked for may be somebody's name."""
    view = view.searching(text, page_number)
    if not x_part:
        return _whole(page, clerk, view, None)
    with page.services.database.read() as connection:
        return page.show("inbox_list.html", person=clerk, **_list(connection, page, view, None))


@ROUTER.get("/inbox/search")
def search_over(_: Clerk, view: ViewAsked) -> Response:
    """Where another language or a reload leads after a search: what was looked for is in no address."""
    return RedirectResponse(view.address(), status_code=303)


@ROUTER.get("/inbox/list")
def inbox_list(page: StaffPage, clerk: Clerk, view: ViewAsked, record: UUID | None = None) -> HTMLResponse:
    """The list as it is now."""
    with page.services.database.read() as connection:
        return page.show("inbox_list.html", person=clerk, **_list(connection, page, view, record))


@ROUTER.get("/inbox/records/{record}")
def reading(page: StaffPage, clerk: Clerk, record: UUID) -> HTMLResponse:
    """One record, opened."""
    shown = _open(page, clerk, record)
    if shown is None:
        raise ProblemError(404, "unknown_record", "There is no such record")
    return page.show("inbox_record.html", person=clerk, **shown)


@ROUTER.get("/events/inbox")
async def events(page: StaffPage, _: Clerk) -> StreamingResponse:
    """Tells that records came in or moved; nothing of what is in them."""
    return event_stream(page.services, RECORDS_TOPIC)


def _whole(page: Page, clerk: SignedIn, view: View, record: UUID | None) -> HTMLResponse:
    shown = _open(page, clerk, record) if record else None
    with page.services.database.read() as connection:
        values = _list(connection, page, view, record)
    return page.show("inbox.html", person=clerk, **values, **(shown or nothing_open()))


def _open(page: Page, clerk: SignedIn, record: UUID) -> dict[str, Any] | None:
    """What the reading pane shows of a record; that it was opened, and by whom, is written down before it is shown."""
    with page.services.database.read() as connection:
        opened = open_record(connection, page.services.keys, record)
        if opened is None:
            return None
    with page.services.database.write() as connection:
        write_down(connection, [record], What.OPENED, clerk.user, page.now)
    with page.services.database.read() as connection:
        shown = reading_of(connection, page, opened)
    if shown["proposals"]:
        with page.services.database.write() as connection:
            others = [proposal.record.id for proposal in shown["proposals"]]
            write_down(connection, others, What.PROPOSED, clerk.user, page.now, opened.record.reference)
    return shown


def _list(connection: Connection, page: Page, view: View, shown: UUID | None) -> dict[str, Any]:
    found = list_records(connection, wanted(view, page), view.page)
    counts: dict[str, int] = {state.value: number for state, number in count_by_state(connection).items()}
    counts[LATE] = count_overdue(connection, page.now)
    return {
        "rows": _rows(connection, page, found.records),
        "shown": shown,
        "view": view,
        "total": found.total,
        "pages": -(-found.total // PAGE_ROWS),
        "counts": counts,
        "kinds": kinds(connection),
        "in_doubt": held(connection)[:_DOUBTS_SHOWN],
        "held_up": [one for one in backlog(connection, page.now) if one.waiting or one.held],
    }


def _rows(connection: Connection, page: Page, records: Sequence[Record]) -> list[tuple[Record, str]]:
    """Each record with a line that tells what it is about, and not about whom."""
    keys, forms = page.services.keys, page.services.content.forms
    opened = {one.record.id: one for one in open_records(connection, keys, [record.id for record in records])}

    def short(one: Opened) -> str:
        told = in_short(answers_of(one.content, forms.get(one.record.form), page.texts)) if one.content else ""
        village = one.record.village or ""
        return told if village in told else ", ".join(part for part in (village, told) if part)

    return [(record, short(opened[record.id])) for record in records]
