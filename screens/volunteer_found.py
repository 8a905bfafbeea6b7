"""A found thing whose label a volunteer scanned: what it is, where it is, its slip once more, and giving it away."""

from kiosk.journeys.intents import GoBack, PrintAgain
from kiosk.journeys.states import PaperState
from kiosk.journeys.volunteer_intents import AskTaker, GiveTo
from kiosk.journeys.volunteer_states import FoundThing, HandOver
from kiosk.tickets.appointment import location_of
from kiosk.tickets.compose import long_day, moment
from kiosk.tickets.form import told_of
from screens.buttons import card, main_button, outline_button
from screens.icon import Icon
from screens.layout import Block, Column, Grid, Row
from screens.lists import columns
from screens.page import Page, Parts
from screens.paper import paper_words
from screens.screen import Screen
from screens.text import Text
from sync.protocol.found import FoundItem, Taker
from sync.protocol.ids import spaced
from sync.protocol.standing import RecordStage

_TAKERS = {Taker.OWNER: "person", Taker.FINDER: "volunteer_activism"}


class FoundThingScreen(Screen):
    """Draws FoundThing."""

    def build(self, state: FoundThing) -> Block:
        """What the label says, how it stands, and what one can do with it."""
        ui, texts, theme = self.ui, self.ui.texts, self.ui.look.theme
        icon, words, danger = self._standing(state)
        style = ui.paint.style("label")
        ink = theme.danger if danger else theme.brand
        mark = Icon(ui, icon, round(style.px * 1.3), ink)
        lead = Row(ui, [mark, Text(ui, words, style, theme.danger if danger else theme.ink)], [0, 1], ui.look.px(2))
        side: list[Block] = []
        if state.label is not None:
            side += paper_words(ui, state.label, "thing.keep")
            if state.label.state is not PaperState.PRINTING:
                side.append(outline_button(ui, texts("thing.label"), ui.does(PrintAgain()), "print"))
        if state.is_here:
            act = main_button(ui, texts("thing.hand_over"), ui.does(AskTaker()))
        else:
            act = main_button(ui, texts("thing.back"), ui.does(GoBack()))
        return Page(ui, Parts(texts("thing.title"), self._words(state), side, act, lead=[lead], side_share=0.36))

    @property
    def announces(self) -> str:
        """How it stands."""
        return self._standing(self.state)[1]

    def _words(self, state: FoundThing) -> list[Block]:
        """The code, and what the slip says."""
        ui, theme = self.ui, self.ui.look.theme
        code = [
            Text(ui, ui.texts("thing.code"), ui.paint.style("small"), theme.soft),
            Text(ui, spaced(state.reference), ui.paint.style("heading"), theme.ink),
        ]
        what, *more = self._details(state)
        lines = [Text(ui, line, ui.paint.style("body"), theme.ink) for line in more if line]
        named = [Text(ui, what, ui.paint.style("label"), theme.ink)] if what else []
        return [Column(ui, code), *named, *lines]

    def _details(self, state: FoundThing) -> tuple[str, ...]:
        """What it is; where it was found; where and when it was handed in."""
        item, content, texts = state.item, self.ui.content, self.ui.texts
        if item is None:
            ticket = state.label.ticket if state.label else None
            return (", ".join(ticket.details), ticket.moment) if ticket else ("",)
        what, found = told_of(content, item)
        place = location_of(content, item.location)
        handed = texts("thing.at", place=place.name if place else item.location, when=moment(content, item.made_at))
        return what, texts("thing.found", found=found) if found else "", handed

    def _standing(self, state: FoundThing) -> tuple[str, str, bool]:
        """Icon, words, and whether it needs somebody's care."""
        texts = self.ui.texts
        if state.not_kept:
            return "error", texts("thing.not_kept"), True
        if state.taken is not None:
            return "check_circle", texts(f"thing.taken.{state.taken.value}"), False
        if state.item is None:
            return "cloud_off", texts("thing.unknown" if state.unknown else "thing.silent"), False
        return self._known(state.item)

    def _known(self, item: FoundItem) -> tuple[str, str, bool]:
        texts = self.ui.texts
        if item.stage is RecordStage.CLOSED:
            outcome = texts(f"inbox.outcome.{item.outcome}") if item.outcome else texts("standing.closed")
            return "check_circle", texts("thing.closed", outcome=outcome), False
        if item.deposited_on is None:
            return "inbox", texts("thing.not_deposited"), False
        return "inventory_2", texts("thing.deposited", day=long_day(self.ui.content, item.deposited_on)), False


class HandOverScreen(Screen):
    """Draws HandOver."""

    def build(self, state: HandOver) -> Block:
        """A card for each who may take it along."""
        ui, texts = self.ui, self.ui.texts
        cards: list[Block] = [
            card(
                ui,
                icon,
                texts(f"thing.taker.{taker.value}"),
                texts(f"thing.taker.{taker.value}.line"),
                ui.does(GiveTo(taker)),
            )
            for taker, icon in _TAKERS.items()
        ]
        words = Text(ui, texts("thing.check"), ui.paint.style("body"), ui.look.theme.ink)
        wide = columns(ui, ui.look.width_px - 2 * ui.look.margin, most=2)
        return Page(ui, Parts(texts("thing.who"), [Grid(ui, cards, wide, ui.look.gap, roomy=True)], lead=[words]))
