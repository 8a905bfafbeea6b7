"""Filling in a form: one question a screen, a review at the end, nothing kept until it is sent."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from assets.form import FieldKind, Form, FormField
from kiosk.content import Content
from kiosk.forms import checks, engine
from kiosk.journeys.effects import Book, Effect, KeepRecord, PrintTicket
from kiosk.journeys.intents import (
    Answer,
    Change,
    Confirm,
    Erase,
    EraseAll,
    GoBack,
    Intent,
    KeepingFailed,
    Kept,
    Send,
    Skip,
    TryAgain,
    TurnPage,
    TypeText,
)
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Awaited,
    Done,
    DoneKind,
    NotKept,
    Paper,
    PaperState,
    Purpose,
    Question,
    Review,
    Waiting,
)
from kiosk.tickets.compose import form_ticket
from sync.protocol.answers import Answers, words_of
from sync.protocol.ids import spaced
from sync.protocol.kinds import APPOINTMENT
from sync.protocol.messages import Meeting

APPOINTMENT_FORM = APPOINTMENT
CALL_BACK_FORM = "call-back"


def appointment_form(content: Content, meeting: Meeting) -> str:
    """The form that asks who comes: a town may have one of its own for each way of meeting."""
    own = f"{APPOINTMENT_FORM}-{meeting.value}"
    return own if own in content.forms else APPOINTMENT_FORM


def start(form: Form, answers: Answers, purpose: Purpose) -> Question | Review:
    """The first open question; the review page when `answers` already has all."""
    field = engine.first_open(form, answers)
    if field is None:
        return Review(form.slug, answers, purpose)
    return Question(form.slug, field.name, answers, purpose=purpose)


def call_back(content: Content, purpose: Purpose, known: Answers | None = None) -> Question | Review:
    """The call-back form, with what is already known: nobody has to type a thing twice."""
    form = content.forms[CALL_BACK_FORM]
    names = {field.name for field in form.fields}
    answers = {name: answer for name, answer in (known or {}).items() if name in names and answer}
    if purpose.product and "subject" in names:
        answers["subject"] = content.texts.local(content.catalogue.product(purpose.product).title)
    return start(form, answers, purpose)


def at_question(state: Question, intent: Intent, content: Content) -> Next | None:
    """One question: typing, choosing, going on, going back."""
    form = content.forms[state.form]
    field = form.field(state.field)
    match intent:
        case TypeText(text):
            return Next(replace(state, draft=(state.draft + text)[: field.max_length], error=None))
        case Erase():
            return Next(replace(state, draft=state.draft[:-1], error=None))
        case EraseAll():
            return Next(replace(state, draft="", error=None))
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
        case Answer(value):
            return _answered(state, form, field, value, content)
        case Confirm():
            return _answered(state, form, field, state.draft, content)
        case Skip() if not field.required:
            return _answered(state, form, field, "", content)
        case GoBack():
            return _one_back(state, form)
    return None


def _answered(state: Question, form: Form, field: FormField, draft: str, content: Content) -> Next:
    answer = checks.tidy(field, draft)
    today = content.now().astimezone(ZoneInfo(content.town.timezone)).date()
    error = checks.mistake(field, answer, today)
    if error is None and field.kind is FieldKind.VILLAGE and answer:
        known = {village.name for village in content.town.villages}
        error = None if answer in known else "form.error.required"
    if error:
        return Next(replace(state, draft=draft, error=error))
    answers = {**state.answers, field.name: answer}
    follower = engine.first_open(form, answers) if state.changing else engine.after(form, answers, field.name)
    if follower is None:
        return Next(Review(form.slug, answers, state.purpose))
    return Next(_asking(form, follower, answers, state.purpose, changing=state.changing))


def _asking(form: Form, field: FormField, answers: Answers, purpose: Purpose, *, changing: bool = False) -> Question:
    """A question with what was answered before, if anything: going back and forth costs nothing."""
    draft = words_of(answers, field.name)
    return Question(form.slug, field.name, answers, draft, purpose=purpose, changing=changing)


def _one_back(state: Question, form: Form) -> Next | None:
    if state.changing and engine.first_open(form, state.answers) is None:
        return Next(Review(state.form, state.answers, state.purpose))
    previous = engine.before(form, state.answers, state.field)
    return Next(_asking(form, previous, state.answers, state.purpose)) if previous else None


def at_review(state: Review, intent: Intent, content: Content) -> Next | None:
    """All answers together: change one, or send."""
    form = content.forms[state.form]
    match intent:
        case Change(name):
            return Next(_asking(form, form.field(name), state.answers, state.purpose, changing=True))
        case GoBack():
            last = engine.asked(form, state.answers)[-1]
            return Next(_asking(form, last, state.answers, state.purpose))
        case Send() if form.record == APPOINTMENT:
            return _book(form, state.answers, state.purpose)
        case Send():
            return Next(state, (_keep(form, state.answers, state.purpose),))
        case Kept():
            return _done(form, state.answers, intent, content)
        case KeepingFailed():
            return Next(NotKept(state.form, state.answers, state.purpose))
    return None


def at_not_kept(state: NotKept, intent: Intent, content: Content) -> Next | None:
    """The disk was full: the answers are still here, and trying again is allowed."""
    form = content.forms[state.form]
    match intent:
        case TryAgain() if form.record == APPOINTMENT:
            return _book(form, state.answers, state.purpose)
        case TryAgain():
            return Next(state, (_keep(form, state.answers, state.purpose),))
        case Kept():
            return _done(form, state.answers, intent, content)
    return None


def _book(form: Form, answers: Answers, purpose: Purpose) -> Next:
    waiting = Waiting(Awaited.BOOKING, purpose, answers=answers)
    return Next(waiting, (Book(engine.relevant(form, answers), purpose),))


def at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    """The disk did not take an appointment that this terminal could have made itself."""
    if isinstance(intent, KeepingFailed) and state.awaited is Awaited.BOOKING:
        return Next(NotKept(appointment_form(content, state.purpose.meeting), state.answers, state.purpose))
    return None


def _keep(form: Form, answers: Answers, purpose: Purpose) -> Effect:
    return KeepRecord(form.slug, engine.relevant(form, answers), purpose)


def _done(form: Form, answers: Answers, kept: Kept, content: Content) -> Next:
    texts = content.texts
    ticket = form_ticket(content, form, answers, kept.reference)
    done = Done(
        DoneKind.FORM,
        spaced(kept.reference),
        texts.local(form.thanks),
        texts.local(form.what_next),
        Paper(ticket, PaperState.PRINTING),
    )
    return Next(done, (PrintTicket(ticket, kept.job),))
