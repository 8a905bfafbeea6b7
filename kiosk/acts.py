"""Which act of a volunteer has ended, by where the visit was and what the house answered: for the audit trail."""

from dataclasses import dataclass

from devices.printer.port import PrintOutcome
from kiosk.journeys.intents import (
    BookingAnswered,
    CentralSilent,
    Changed,
    Intent,
    KeepingFailed,
    Kept,
    NumberKept,
    PaperMoved,
    Stop,
)
from kiosk.journeys.states import Awaited, NotKept, Purpose, Question, Review, State, Waiting
from kiosk.journeys.volunteer_intents import DeviceRestarted, FindingsKept, HandedOverKept, JobEnded, PointMoved
from kiosk.journeys.volunteer_states import (
    ChangePaper,
    ClosePoint,
    FoundThing,
    HandOver,
    JobEnd,
    Overview,
    PaperStep,
    ProbeRound,
)
from kiosk.journeys.volunteering import CONTACT_FORM, FOUND_FORM
from sync.protocol.appointments import ChangeStatus
from sync.protocol.audit import Outcome
from sync.protocol.badges import Act
from sync.protocol.messages import BookingStatus

_FORMS = {CONTACT_FORM: Act.CONTACT, FOUND_FORM: Act.FOUND_ITEM}


@dataclass(frozen=True)
class Ended:
    """An act and how it ended; `reference` is of its record, if it made one, `device` what it was done to."""

    act: Act
    outcome: Outcome = Outcome.DONE
    reference: str | None = None
    device: str | None = None


def ended(state: State, intent: Intent) -> Ended | None:
    """The act that ended with this answer at this place; None when none did. Stop: the volunteer went away from it."""
    if isinstance(intent, Stop):
        return _given_up(state)
    return _with_form(state, intent) if isinstance(state, Review | NotKept) else _otherwise(state, intent)


def _given_up(state: State) -> Ended | None:
    match state:
        case Question(form, _, answers) | Review(form, answers) if answers:
            return Ended(_FORMS.get(form, Act.HELP), Outcome.GIVEN_UP)
        case ProbeRound() if state.at is not None:
            return Ended(Act.READINESS, Outcome.GIVEN_UP)
        case ChangePaper(step=step) if step not in (PaperStep.OPEN, PaperStep.READY):
            return Ended(Act.PAPER, Outcome.GIVEN_UP)
    return None


def _with_form(state: Review | NotKept, intent: Intent) -> Ended | None:
    act = _FORMS.get(state.form, Act.HELP)
    match intent:
        case Kept(reference):
            return Ended(act, reference=reference)
        case KeepingFailed():
            return Ended(act, Outcome.FAILED)
    return _otherwise(state, intent)


def _otherwise(state: State, intent: Intent) -> Ended | None:
    match state, intent:
        case Waiting(), NumberKept():
            return Ended(Act.QUEUE)
        case _, BookingAnswered(BookingStatus.CONFIRMED, reference):
            return Ended(Act.HELP, reference=reference)
        case _, JobEnded(_, end):
            return Ended(Act.REPRINT, Outcome.DONE if end is JobEnd.PRINTED else Outcome.FAILED)
        case _, DeviceRestarted(device, well):
            return Ended(Act.DEVICES, Outcome.DONE if well else Outcome.FAILED, device=device)
        case _, PointMoved():
            return Ended(Act.CLOSE)
        case Overview() | ClosePoint(), KeepingFailed():
            return Ended(Act.CLOSE, Outcome.FAILED)
        case ProbeRound(), FindingsKept():
            return Ended(Act.READINESS)
        case ProbeRound(), KeepingFailed():
            return Ended(Act.READINESS, Outcome.FAILED)
    return _with_the_central(state, intent)


def _with_the_central(state: State, intent: Intent) -> Ended | None:
    match state, intent:
        case Waiting(Awaited.NUMBER), CentralSilent():
            return Ended(Act.QUEUE, Outcome.FAILED)
        case Waiting(Awaited.MOVE | Awaited.CANCEL, Purpose(appointment=known)), Changed() | CentralSilent() if known:
            is_done = isinstance(intent, Changed) and intent.answer.status is ChangeStatus.DONE
            return Ended(Act.HELP, Outcome.DONE if is_done else Outcome.FAILED, known.reference)
    return _with_a_thing(state, intent)


def _with_a_thing(state: State, intent: Intent) -> Ended | None:
    match state, intent:
        case HandOver(thing), HandedOverKept():
            return Ended(Act.FOUND_ITEM, reference=thing.reference)
        case HandOver(thing), KeepingFailed():
            return Ended(Act.FOUND_ITEM, Outcome.FAILED, thing.reference)
        case FoundThing(reference), PaperMoved(outcome):
            how = Outcome.DONE if outcome is PrintOutcome.PRINTED else Outcome.FAILED
            return Ended(Act.REPRINT, how, reference)
    return None
