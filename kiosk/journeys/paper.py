"""The ticket on its way to paper, and printing again because a person asks for it."""

from dataclasses import replace

from devices.printer.port import PrintOutcome
from kiosk.content import Content
from kiosk.journeys.effects import Effect, PrintKept, PrintTicket
from kiosk.journeys.intents import Intent, PaperMoved, PrintAgain
from kiosk.journeys.next import Next
from kiosk.journeys.states import Done, Paper, PaperState, TakeAlong

_AFTER = {
    PrintOutcome.PRINTED: PaperState.PRINTED,
    PrintOutcome.NOT_PRINTED: PaperState.NOT_PRINTED,
    PrintOutcome.UNKNOWN: PaperState.UNKNOWN,
}


def at_paper(state: Done | TakeAlong, intent: Intent, content: Content) -> Next | None:
    """The printer said what became of the ticket, or the visitor asks for (another) print."""
    match intent:
        case PaperMoved(outcome, printer, ticket) if ticket in (None, state.paper.ticket):
            return Next(replace(state, paper=replace(state.paper, state=_AFTER[outcome], printer=printer)))
        case PaperMoved(outcome, printer, ticket) if isinstance(state, Done) and state.label and ticket:
            label = replace(state.label, state=_AFTER[outcome], printer=printer)
            return Next(replace(state, label=label)) if ticket == state.label.ticket else None
        case PrintAgain() if state.paper.state is not PaperState.PRINTING:
            paper = replace(state.paper, state=PaperState.PRINTING)
            again = [PrintTicket(paper.ticket)]
            if isinstance(state, Done) and state.label and state.label.state is not PaperState.PRINTING:
                again.append(PrintTicket(state.label.ticket))
                state = replace(state, label=replace(state.label, state=PaperState.PRINTING))
            return Next(replace(state, paper=paper), tuple(again))
    return None


def at_kept_paper(paper: Paper, job: int | None, intent: Intent) -> tuple[Paper, tuple[Effect, ...]] | None:
    """Printing once more what was printed here as `job`, or what is no job yet: the paper then, and what to do."""
    match intent:
        case PaperMoved(outcome, printer, ticket) if ticket == paper.ticket:
            return replace(paper, state=_AFTER[outcome], printer=printer), ()
        case PrintAgain() if paper.state is not PaperState.PRINTING:
            again = PrintTicket(paper.ticket) if job is None else PrintKept(job, paper.ticket)
            return replace(paper, state=PaperState.PRINTING), (again,)
    return None
