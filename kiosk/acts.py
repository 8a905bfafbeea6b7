"""Which act of a volunteer has ended, by where the visit was and what the house answered: for the audit trail."""

from dataclasses import dataclass

from kiosk.journeys.intents import BookingAnswered, Intent, KeepingFailed, Kept, NumberKept
from kiosk.journeys.states import NotKept, Review, State, Waiting
from kiosk.journeys.volunteer_intents import FindingsKept, JobEnded, PointMoved
from kiosk.journeys.volunteer_states import JobEnd, Overview, ProbeRound
from kiosk.journeys.volunteering import CONTACT_FORM, FOUND_FORM
from sync.protocol.audit import Outcome
from sync.protocol.badges import Act
from sync.protocol.messages import BookingStatus

_FORMS = {CONTACT_FORM: Act.CONTACT, FOUND_FORM: Act.FOUND_ITEM}


@dataclass(frozen=True)
class Ended:
    """An act and how it ended; `reference` is of its record, if it made one."""

    act: Act
    outcome: Outcome = Outcome.DONE
    reference: str | None = None


def ended(state: State, intent: Intent) -> Ended | None:
    """The act that ended with this answer at this place; None when none did."""
    match state, intent:
        case (Review(form) | NotKept(form), Kept(reference)):
            return Ended(_FORMS.get(form, Act.HELP), reference=reference)
        case (Review(form) | NotKept(form), KeepingFailed()):
            return Ended(_FORMS.get(form, Act.HELP), Outcome.FAILED)
        case Waiting(), NumberKept():
            return Ended(Act.QUEUE)
        case _, BookingAnswered(BookingStatus.CONFIRMED, reference):
            return Ended(Act.HELP, reference=reference)
        case _, JobEnded(_, end):
            return Ended(Act.REPRINT, Outcome.DONE if end is JobEnd.PRINTED else Outcome.FAILED)
        case _, PointMoved():
            return Ended(Act.CLOSE)
        case Overview(), KeepingFailed():
            return Ended(Act.CLOSE, Outcome.FAILED)
        case ProbeRound(), FindingsKept():
            return Ended(Act.READINESS)
        case ProbeRound(), KeepingFailed():
            return Ended(Act.READINESS, Outcome.FAILED)
    return None
