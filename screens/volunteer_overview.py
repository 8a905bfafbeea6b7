"""The volunteer's start: is everything working, and what can be done."""

from kiosk.journeys.intents import Stop
from kiosk.journeys.volunteer_intents import Do, ShowDevices
from kiosk.journeys.volunteer_states import Overview, Said
from kiosk.signs import Sign, Tone, signs
from kiosk.tickets.compose import clock_time
from screens.buttons import card, main_inks, outline_button
from screens.icon import Icon
from screens.layout import Block, Grid, Row
from screens.lists import columns
from screens.page import Page, Parts
from screens.screen import Screen
from screens.sign import sign_card
from screens.text import Text
from sync.protocol.badges import Act, BadgeKind, may

_ACTS = {
    Act.CONTACT: "forum",
    Act.HELP: "edit_note",
    Act.FOUND_ITEM: "inventory_2",
    Act.QUEUE: "confirmation_number",
    Act.REPRINT: "receipt_long",
    Act.PAPER: "print",
    Act.CLOSE: "free_breakfast",
    Act.READINESS: "fact_check",
    Act.DEVICES: "restart_alt",
}
"""What is done most stands first."""

_SIDE_SHARE = 0.34


class OverviewScreen(Screen):
    """Draws Overview."""

    def build(self, state: Overview) -> Block:
        """What is wrong, the acts, and how everything is."""
        ui = self.ui
        found = signs(state.health, online=ui.content.online()) if state.health else ()
        share = 1 - _SIDE_SHARE if ui.look.two_columns else 1.0
        wide = columns(ui, round((ui.look.width_px - 2 * ui.look.margin) * share), most=2)
        grid = Grid(ui, self._acts(state), wide, ui.look.gap, roomy=True)
        wrong = [sign for sign in found if sign.tone is not Tone.FINE]
        lead: list[Block] = [sign_card(ui, wrong[0], with_deed=True)] if wrong else []
        main: list[Block] = [grid] if ui.look.two_columns else [*lead, grid]
        side = [*(lead if ui.look.two_columns else []), *self._side(state, found)]
        return Page(ui, Parts(self._title(state, wrong), main, side, back=False, side_share=_SIDE_SHARE))

    @property
    def announces(self) -> str:
        """What became of the last act."""
        return self._said(self.state) if self.state.said else ""

    def _title(self, state: Overview, wrong: list[Sign]) -> str:
        if state.said is not None:
            return self._said(state)
        if state.health is None:
            return self.ui.texts("volunteer.looking")
        return self.ui.texts.count("volunteer.wrong", len(wrong)) if wrong else self.ui.texts("volunteer.fine")

    def _said(self, state: Overview) -> str:
        closed = state.health.closed_until if state.health else None
        if state.said is Said.CLOSED and closed is not None:
            return self.ui.texts("volunteer.said.closed_until", time=clock_time(self.ui.content, closed))
        return self.ui.texts(f"volunteer.said.{state.said}")

    def _acts(self, state: Overview) -> list[Block]:
        ui, texts = self.ui, self.ui.texts
        cards: list[Block] = []
        for act, icon in _ACTS.items():
            if not may(state.helper.role, act):
                continue
            opens = act is Act.CLOSE and state.health is not None and state.health.closed_until is not None
            key = "volunteer.act.open" if opens else f"volunteer.act.{act.value}"
            inks = None if cards else main_inks(ui)
            cards.append(card(ui, icon, texts(key), texts(f"{key}.line"), ui.does(Do(act)), inks))
        return cards

    def _side(self, state: Overview, found: tuple[Sign, ...]) -> list[Block]:
        """Devices, what waits to be sent, and how to leave."""
        ui, texts = self.ui, self.ui.texts
        side: list[Block] = []
        if found:
            working = sum(sign.tone is not Tone.WRONG for sign in found)
            line = texts("volunteer.devices.line", working=working, all=len(found))
            side.append(card(ui, "devices_other", texts("volunteer.devices"), line, ui.does(ShowDevices())))
        if state.health is not None:
            waiting = state.health.waiting + state.health.waiting_photos
            words = texts.count("volunteer.waiting", waiting) if waiting else texts("volunteer.sent")
            side.append(self._line("cloud_upload" if waiting else "cloud_done", words))
        if closed := state.health.closed_until if state.health else None:
            side.append(self._line("free_breakfast", texts("volunteer.closed", time=clock_time(ui.content, closed))))
        strong = state.helper.kind is BadgeKind.STRONG
        leave = texts("volunteer.leave.strong" if strong else "volunteer.leave.simple")
        who = f"{state.helper.label}, {texts(f'badge_role.{state.helper.role.value}')}"
        side.append(self._line("badge", f"{who}. {leave}"))
        if not strong:
            side.append(outline_button(ui, texts("volunteer.leave"), ui.does(Stop()), "logout"))
        return side

    def _line(self, icon: str, words: str) -> Row:
        ui, theme = self.ui, self.ui.look.theme
        style = ui.paint.style("small")
        mark = Icon(ui, icon, round(style.px * 1.3), theme.brand)
        return Row(ui, [mark, Text(ui, words, style, theme.ink)], [0, 1], gap=ui.look.px(1.8))
