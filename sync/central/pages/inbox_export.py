"""A part of the inbox as a file for a spreadsheet: never what only an owner knows, and who is who only when asked for.

Each record in the file counts as opened by who asked for it, and that is written down before the file is sent.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import StreamingResponse

from assets.form import Form as FilledForm
from sync.central.pages import spreadsheet
from sync.central.pages.answers import answers_of
from sync.central.pages.inbox_view import ActingClerk, View, ViewAsked, wanted
from sync.central.pages.rendering import Page, StaffPage
from sync.central.records.events import What, write_down
from sync.central.records.inbox import Opened, Record, in_order, open_records, record_of

ROUTER = APIRouter(include_in_schema=False)

_AT_ONCE = 200
_COLUMNS = ("code", "kind", "state", "outcome", "village", "place", "made", "due", "assigned")


@ROUTER.post("/inbox/export")
def export(
    page: StaffPage,
    clerk: ActingClerk,
    view: ViewAsked,
    text: Annotated[str, Form(max_length=2000)] = "",
    personal: Annotated[str, Form(max_length=1)] = "",
) -> StreamingResponse:
    """The records of this part. Of one kind, with their answers; with names and numbers only where `personal`."""
    view = view.searching(text)
    with page.services.database.read() as connection:
        records = [record_of(row) for row in connection.execute(in_order(wanted(view, page)))]
    with page.services.database.write() as connection:
        ids = [record.id for record in records]
        write_down(connection, ids, What.EXPORTED, clerk.user, page.now, "personal" if personal else "")
    questions = _questions(page, view, bool(personal))
    header = [page.texts(f"inbox.column.{name}") for name in _COLUMNS] + questions
    name = f"{page.texts('inbox.file')}-{page.now:%Y%m%d-%H%M}.csv"
    return StreamingResponse(
        spreadsheet.lines(header, _rows(page, records, questions)),
        media_type=spreadsheet.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _questions(page: Page, view: View, personal: bool) -> list[str]:
    """The questions whose answers have a column: those of the one kind that was asked for."""
    forms = [form for form in page.services.content.forms.values() if view.kind and form.record == view.kind]
    asked = [page.texts.local(field.label) for form in forms for field in _told(form, personal)]
    return list(dict.fromkeys(asked))


def _told(form: FilledForm, personal: bool) -> Iterator[Any]:
    return (field for field in form.fields if not field.secret and (personal or not field.personal))


def _rows(page: Page, records: Sequence[Record], questions: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        answers: dict[Any, dict[str, str]] = {}
        if questions:
            with page.services.database.read() as connection:
                opened = open_records(connection, page.services.keys, [record.id for record in some])
            answers = {one.record.id: _answers(page, one) for one in opened}
        for record in some:
            given = answers.get(record.id, {})
            yield [*_cells(page, record), *(given.get(question, "") for question in questions)]


def _answers(page: Page, opened: Opened) -> dict[str, str]:
    form = page.services.content.forms.get(opened.record.form)
    told = answers_of(opened.content or {}, form, page.texts)
    return {answer.label: answer.text for answer in told if not answer.secret}


def _cells(page: Page, record: Record) -> list[str]:
    return [
        record.reference,
        page.kind_title(record.kind),
        page.texts(f"inbox.state.{record.state}"),
        page.outcome(record.outcome),
        record.village or "",
        page.place_name(record.location),
        page.day_and_time(record.made_at),
        page.last_day(record.due_at).isoformat() if record.due_at else "",
        record.assigned_to or "",
    ]
