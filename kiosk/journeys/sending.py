"""Sending a form that is complete: keeping its record, and its end; how the visit went can be said there."""

from dataclasses import replace

from assets.form import Form
from kiosk.content import Content
from kiosk.forms import engine
from kiosk.journeys.effects import Book, KeepRecord, PrintTicket
from kiosk.journeys.intents import Intent, KeepingFailed, Kept, Send, Smile, TryAgain
from kiosk.journeys.next import Next
from kiosk.journeys.states import (
    Awaited,
    Done,
    DoneKind,
    NotKept,
    Paper,
    PaperState,
    Purpose,
    Review,
    Thanks,
    Waiting,
)
from kiosk.tickets.form import filled_in, first_call, form_ticket, next_words, shelf_label
from sync.protocol.answers import Answers
from sync.protocol.ids import spaced
from sync.protocol.kinds import APPOINTMENT, appointment_forms
from sync.protocol.messages import Meeting

APPOINTMENT_FORM = APPOINTMENT
SMILE_FORM = "smile"


def appointment_form(content: Content, meeting: Meeting) -> str:
    """The form that asks who comes: a town may have one of its own for each way of meeting."""
    return next((form for form in appointment_forms(meeting) if form in content.forms), APPOINTMENT)


def complete(form: Form, answers: Answers, purpose: Purpose) -> Next:
    """Every question is answered: the review page, or at once where nothing was typed and the form says so."""
    review = Review(form.slug, answers, purpose)
    given = engine.relevant(form, answers)
    touched = all(form.field(name).kind.is_chosen for name in given)
    return Next(review, (_keep(form, answers, purpose),)) if form.at_once and touched else Next(review)


def at_review(state: Review, intent: Intent, content: Content) -> Next | None:
    """Sending, and what became of it."""
    form = content.forms[state.form]
    match intent:
        case Send() if form.record == APPOINTMENT:
            return _book(form, state.answers, state.purpose)
        case Send():
            return Next(state, (_keep(form, state.answers, state.purpose),))
        case Kept():
            return _done(form, state.answers, state.purpose, intent, content)
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
            return _done(form, state.answers, state.purpose, intent, content)
    return None


def at_waiting(state: Waiting, intent: Intent, content: Content) -> Next | None:
    """The disk did not take an appointment that this terminal could have made itself."""
    if isinstance(intent, KeepingFailed) and state.awaited is Awaited.BOOKING:
        return Next(NotKept(appointment_form(content, state.purpose.meeting), state.answers, state.purpose))
    return None


def at_done(state: Done, intent: Intent, content: Content) -> Next | None:
    """How did it go? One touch, once a visit."""
    form = content.forms.get(SMILE_FORM)
    if not isinstance(intent, Smile) or form is None or state.smiled:
        return None
    answers = {form.fields[0].name: intent.value}
    return Next(replace(state, smiled=True), (KeepRecord(form.slug, answers, Purpose()),))


def _book(form: Form, answers: Answers, purpose: Purpose) -> Next:
    waiting = Waiting(Awaited.BOOKING, purpose, answers=answers)
    return Next(waiting, (Book(engine.relevant(form, answers), purpose),))


def _keep(form: Form, answers: Answers, purpose: Purpose) -> KeepRecord:
    return KeepRecord(form.slug, engine.relevant(form, answers), purpose)


def _done(form: Form, answers: Answers, purpose: Purpose, kept: Kept, content: Content) -> Next:
    if not form.ticket:
        return Next(Thanks(form.slug, purpose.about))
    ticket = form_ticket(content, form, answers, kept.reference)
    label = shelf_label(content, form, answers, kept.reference)
    done = Done(
        DoneKind.FORM,
        spaced(kept.reference),
        filled_in(content, form, form.thanks),
        next_words(content, form, answers),
        Paper(ticket, PaperState.PRINTING),
        scan_later=kept.offline,
        label=Paper(label, PaperState.PRINTING) if label else None,
        call=first_call(form, answers),
    )
    prints = [PrintTicket(ticket, kept.job)]
    prints += [PrintTicket(label, kept.label_job)] if label else []
    return Next(done, tuple(prints))
