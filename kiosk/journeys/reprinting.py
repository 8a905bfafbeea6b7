"""Printing a ticket once more because a volunteer wants it: the last ones, or one by its code."""

from dataclasses import replace

from kiosk.content import Content
from kiosk.journeys.intents import Confirm, Erase, EraseAll, Intent, Scanned, TurnPage, TypeText
from kiosk.journeys.next import Next
from kiosk.journeys.volunteer_effects import FindJob, ReadJobs, Reprint
from kiosk.journeys.volunteer_intents import AskCode, JobEnded, JobFound, JobsRead, PrintJob
from kiosk.journeys.volunteer_states import LastTickets, TicketByCode

MOST_LETTERS = 40


def at_last_tickets(state: LastTickets, intent: Intent, content: Content) -> Next | None:
    """One of the last tickets, one at a time."""
    match intent:
        case JobsRead(jobs):
            return Next(replace(state, jobs=jobs or ()))
        case PrintJob(job) if state.sent is None:
            return Next(replace(state, sent=job, ended=None), (Reprint(job),))
        case JobEnded(job, end) if job == state.sent:
            return Next(replace(state, sent=None, ended=end), (ReadJobs(),))
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
        case AskCode():
            return Next(TicketByCode())
        case Scanned(text):
            return Next(TicketByCode(), (FindJob(text),))
    return None


def at_ticket_by_code(state: TicketByCode, intent: Intent, content: Content) -> Next | None:
    """A code as it stands on the ticket."""
    match intent:
        case TypeText(text):
            return Next(TicketByCode((state.draft + text)[:MOST_LETTERS]))
        case Erase():
            return Next(TicketByCode(state.draft[:-1]))
        case EraseAll():
            return Next(TicketByCode())
        case Confirm() if state.draft.strip():
            return Next(state, (FindJob(state.draft),))
        case Scanned(text):
            return Next(TicketByCode(), (FindJob(text),))
        case JobFound(None):
            return Next(replace(state, error="reprint.unknown"))
        case JobFound(job) if job is not None:
            return Next(LastTickets(sent=job), (Reprint(job),))
    return None
