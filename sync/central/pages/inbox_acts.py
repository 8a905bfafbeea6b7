"""What a clerk does with a record that is being read. Each act is done to the record as the clerk saw it, or not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Header
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from sync.central.api.problems import ProblemError
from sync.central.api.sync import RECORDS_TOPIC
from sync.central.delivery.showing import deliveries_of, it_is_there, send_again
from sync.central.found.links import link, unlink
from sync.central.pages.inbox_reading import MAX_ANSWER_LENGTH, MAX_NOTE_LENGTH, reading_of
from sync.central.pages.inbox_view import ActingClerk
from sync.central.pages.rendering import Page, StaffPage
from sync.central.people.clerks import clerks
from sync.central.people.sessions import SignedIn
from sync.central.records.inbox import Opened, Record, open_record
from sync.central.records.outcomes import outcomes_of
from sync.central.records.reading import Reader, read_words_again
from sync.central.records.states import RecordState
from sync.central.records.working import RecordMovedError, answer_visitor, assign, claim, deposit, move_record

ROUTER = APIRouter(prefix="/inbox/records/{record}", include_in_schema=False)


class Verdict(StrEnum):
    """What a clerk says of a delivery that was in doubt."""

    THERE = "there"
    AGAIN = "again"


KEPT, CHANGED = "inbox.kept", "inbox.moved_meanwhile"


@dataclass(frozen=True)
class Acting:
    """A clerk about to do something with a record, which he saw as it was at `seen`; `part` is for our script."""

    page: Page
    clerk: SignedIn
    record: UUID
    seen: datetime | None
    part: bool

    def do(self, act: Callable[[Connection, Opened], str]) -> Response:
        """Do `act` in one transaction; it gives the key of what to tell the clerk."""
        services = self.page.services
        try:
            with services.database.write() as connection:
                opened = self._opened(connection)
                as_seen = replace(opened, record=replace(opened.record, handled_at=self.seen))
                said = act(connection, as_seen)
        except RecordMovedError:
            said = CHANGED
        services.hub.publish(RECORDS_TOPIC, RECORDS_TOPIC)
        return self._told(said)

    def find_by_words(self, connection: Connection) -> None:
        """Let the record be found by what the clerk has written just now."""
        services = self.page.services
        read_words_again(connection, Reader(services.keys, services.content.forms, services.town), self.record)

    def _told(self, said: str) -> Response:
        """The pane as it is now for our script; a browser without it gets the whole page."""
        with self.page.services.database.read() as connection:
            opened = self._opened(connection)
            if not self.part:
                where = f"state={opened.record.state}&record={self.record}&lang={self.page.texts.language}"
                return RedirectResponse(f"/inbox?{where}", status_code=303)
            shown = reading_of(connection, self.page, opened, self.page.texts(said))
        return self.page.show("inbox_record.html", person=self.clerk, **shown)

    def _opened(self, connection: Connection) -> Opened:
        opened = open_record(connection, self.page.services.keys, self.record)
        if opened is None:
            raise ProblemError(404, "unknown_record", "There is no such record")
        return opened


def _acting(
    page: StaffPage,
    clerk: ActingClerk,
    record: UUID,
    seen: Annotated[str, Form(max_length=40)] = "",
    x_part: Annotated[str, Header()] = "",
) -> Acting:
    return Acting(page, clerk, record, _moment(seen), bool(x_part))


Asked = Annotated[Acting, Depends(_acting)]


@ROUTER.post("")
def move(
    acting: Asked,
    state: Annotated[RecordState, Form()],
    note: Annotated[str, Form(max_length=MAX_NOTE_LENGTH)] = "",
    outcome: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Move a record on, or close it with an outcome; the note for colleagues is kept with it."""

    def act(connection: Connection, opened: Opened) -> str:
        record = opened.record
        ended = outcome if outcome in outcomes_of(record.kind) else None
        if state is RecordState.DONE and ended is None:
            if record.state is not RecordState.DONE:
                return "inbox.choose_outcome"
            ended = record.outcome
        keys, now = acting.page.services.keys, acting.page.now
        words = _clean(note)
        move_record(
            connection, keys, record, state, acting.clerk.user, now, ended if state is RecordState.DONE else None, words
        )
        acting.find_by_words(connection)
        return KEPT

    return acting.do(act)


@ROUTER.post("/assign")
def give(acting: Asked, to: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Give it to a colleague, or to nobody."""

    def act(connection: Connection, opened: Opened) -> str:
        if to and to not in clerks(connection):
            return CHANGED
        assign(connection, opened.record, to or None, acting.clerk.user, acting.page.now)
        return KEPT

    return acting.do(act)


@ROUTER.post("/answer")
def answer(acting: Asked, words: Annotated[str, Form(max_length=MAX_ANSWER_LENGTH)] = "") -> Response:
    """What the visitor reads who types the code; no words take it back."""

    def act(connection: Connection, opened: Opened) -> str:
        keys = acting.page.services.keys
        answer_visitor(connection, keys, opened.record, _clean(words), acting.clerk.user, acting.page.now)
        acting.find_by_words(connection)
        return "inbox.answer_kept" if _clean(words) else "inbox.answer_gone"

    return acting.do(act)


@ROUTER.post("/deposit")
def deposited(acting: Asked, on: Annotated[str, Form(max_length=10)] = "") -> Response:
    """A found item is with the municipality since this day; no day: it is not."""
    return _dated(acting, on, deposit)


@ROUTER.post("/claim")
def claimed(acting: Asked, on: Annotated[str, Form(max_length=10)] = "") -> Response:
    """The owner was told on this day what it costs; no day: he was not."""
    return _dated(acting, on, claim)


def _dated(acting: Acting, on: str, keep: Callable[[Connection, Record, date | None, str, datetime], None]) -> Response:
    def act(connection: Connection, opened: Opened) -> str:
        try:
            day = date.fromisoformat(on) if on else None
        except ValueError:
            return "inbox.choose_day"
        keep(connection, opened.record, day, acting.clerk.user, acting.page.now)
        return KEPT

    return acting.do(act)


@ROUTER.post("/link")
def linked(acting: Asked, other: Annotated[UUID, Form()]) -> Response:
    """Link a found and a lost item."""

    def act(connection: Connection, opened: Opened) -> str:
        second = open_record(connection, acting.page.services.keys, other)
        done = second and link(connection, opened.record, second.record, acting.clerk.user, acting.page.now)
        return "inbox.linked_now" if done else CHANGED

    return acting.do(act)


@ROUTER.post("/unlink")
def unlinked(acting: Asked) -> Response:
    """Take the link back."""

    def act(connection: Connection, opened: Opened) -> str:
        return KEPT if unlink(connection, opened.record.id, acting.clerk.user, acting.page.now) else CHANGED

    return acting.do(act)


@ROUTER.post("/delivery")
def settled(
    acting: Asked,
    delivery: Annotated[int, Form()],
    verdict: Annotated[Verdict, Form()],
    known_as: Annotated[str, Form(max_length=256)] = "",
) -> Response:
    """A clerk has looked in the other system: it is there, under this number or address, or it is to be sent again."""

    def act(connection: Connection, opened: Opened) -> str:
        if delivery not in {one.id for one in deliveries_of(connection, opened.record.id)}:
            return CHANGED
        who, now = acting.clerk.user, acting.page.now
        if verdict is Verdict.THERE:
            return KEPT if it_is_there(connection, delivery, who, now, _clean(known_as)) else CHANGED
        return KEPT if send_again(connection, delivery, who, now) else CHANGED

    return acting.do(act)


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise ProblemError(422, "invalid", "seen: a moment is expected") from error
    if moment is not None and moment.tzinfo is None:
        raise ProblemError(422, "invalid", "seen: a moment with its offset from UTC is expected")
    return moment
