"""Printing a ticket once more: the last ones, or one by its code."""

from kiosk.journeys.states import State
from kiosk.journeys.volunteer_intents import AskCode, PrintJob
from kiosk.journeys.volunteer_states import JobEnd, LastTickets, TicketByCode
from kiosk.print_journal import JobRow, JobState
from kiosk.tickets.compose import clock_time
from kiosk.tickets.ticket import Ticket
from screens.buttons import card, outline_button
from screens.icon import Icon
from screens.layout import Block, Grid, Row
from screens.lists import columns, kind_words
from screens.page import Page, Parts
from screens.screen import Screen
from screens.text import Text
from screens.typed_code import TypedCode

_MOST = 8


class LastTicketsScreen(Screen):
    """Draws LastTickets."""

    def build(self, state: LastTickets) -> Block:
        """The last tickets that are still kept, and what became of the one before."""
        ui, texts = self.ui, self.ui.texts
        kept = [(job, job.ticket) for job in state.jobs or () if job.ticket is not None][:_MOST]
        cards: list[Block] = [self._ticket(job, ticket) for job, ticket in kept]
        wide = columns(ui, round((ui.look.width_px - 2 * ui.look.margin) * 0.7), most=2)
        main: list[Block] = [Grid(ui, cards, wide, ui.look.gap)] if cards else []
        if state.jobs is not None and not cards:
            main = [kind_words(ui, "reprint.empty", "receipt_long")]
        by_code = outline_button(ui, texts("reprint.by_code"), ui.does(AskCode()), "keyboard")
        side: list[Block] = [by_code, Text(ui, texts("reprint.kept"), ui.paint.style("small"), ui.look.theme.soft)]
        lead = [self._ended(state)] if state.sent is not None or state.ended else []
        return Page(ui, Parts(texts("reprint.title"), main, side, lead=lead, page=state.page, turn=ui.turn))

    @property
    def announces(self) -> str:
        """What became of the ticket."""
        state = self.state
        return self.ui.texts(f"reprint.ended.{state.ended}") if state.ended and state.sent is None else ""

    def _ticket(self, job: JobRow, ticket: Ticket) -> Block:
        """Its code, what it was about, when, and whether it came out."""
        ui = self.ui
        came_out = ui.texts("reprint.state.printed" if job.state is JobState.PRINTED else "reprint.state.missing")
        line = f"{clock_time(ui.content, job.made_at)}, {came_out}"
        label = f"{ticket.code}, {ticket.what}" if ticket.code else ticket.what
        return card(ui, "receipt_long", label, line, ui.does(PrintJob(job.id)))

    def _ended(self, state: LastTickets) -> Block:
        ui, theme, style = self.ui, self.ui.look.theme, self.ui.paint.style("body", bold=True)
        if state.sent is not None:
            icon, key, ink = "print", "reprint.printing", theme.soft
        else:
            good = state.ended is JobEnd.PRINTED
            icon, key, ink = (
                ("receipt" if good else "error"),
                f"reprint.ended.{state.ended}",
                (theme.brand if good else theme.danger),
            )
        mark = Icon(ui, icon, round(style.px * 1.3), ink)
        return Row(ui, [mark, Text(ui, ui.texts(key), style, ink)], [0, 1], gap=ui.look.px(1.8))


class TicketByCodeScreen(Screen):
    """Draws TicketByCode."""

    types = True

    def build(self, state: TicketByCode) -> Block:
        """Head, field, what is wrong, keys."""
        texts = self.ui.texts
        self._code = TypedCode(
            self.ui, texts("reprint.code"), texts("reprint.code.example"), "ticket", texts("reprint.find")
        )
        page = self._code.page(texts("reprint.by_code"), state.error)
        self._show(state)
        return page

    def update(self, state: State) -> bool:
        """Another letter, or a mistake."""
        if not isinstance(state, TicketByCode) or not self._code.can_follow(self.state.error, state.error):
            return False
        self.state = state
        self._show(state)
        return True

    @property
    def announces(self) -> str:
        """What is wrong with the code."""
        return self.ui.texts(self.state.error) if self.state.error else ""

    def _show(self, state: TicketByCode) -> None:
        self._code.show(state.draft, state.error, self.ui.texts("reprint.code.hint"))
