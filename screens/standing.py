"""How far a record is, for whoever typed its code: a state in words and its steps, and what the town answered."""

from kiosk.journeys.intents import GoHome, Stop
from kiosk.journeys.states import Standing
from kiosk.tickets.compose import day_and_time
from screens.buttons import main_button, outline_button
from screens.icon import IconTile
from screens.layout import Block, Column, Row
from screens.page import Page, Parts
from screens.paint import Panel
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text
from sync.protocol.ids import spaced
from sync.protocol.standing import RecordStage

_ICONS = {
    RecordStage.RECEIVED: "inbox",
    RecordStage.PASSED_ON: "forward_to_inbox",
    RecordStage.IN_PROGRESS: "construction",
    RecordStage.CLOSED: "check_circle",
}
_KEPT = "save"


class StandingScreen(Screen):
    """Draws Standing."""

    def build(self, state: Standing) -> Block:
        """State, since when, and the answer; nothing of what it is about."""
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        known = state.standing
        tile = IconTile(
            ui, _KEPT if state.kept_here else _ICONS[known.state], look.px(12), theme.brand_tint, theme.brand
        )
        lines: list[Block] = [
            Text(ui, self._stage(), ui.paint.style("heading"), theme.ink),
            Text(ui, self._since(), ui.paint.style("body"), theme.soft),
        ]
        head = Row(ui, [tile, Column(ui, lines, gap=look.px(0.4))], [0, 1], gap=look.px(3))
        nothing = texts("standing.kept_words" if state.kept_here else "standing.no_words")
        answer: list[Block] = [Text(ui, nothing, ui.paint.style("body"), theme.soft)]
        if known.words:
            said = Text(ui, known.words, ui.paint.style("body"), theme.ink)
            answer = [Text(ui, texts("standing.words"), ui.paint.style("small"), theme.soft), said]
        panel = Panel(theme.card, theme.line, look.stroke, look.radius)
        plane = Plane(ui, Column(ui, answer, gap=look.px(1)), panel, look.px(3.6), look.px(3.2))
        code = Column(
            ui,
            [
                Text(ui, texts("standing.code"), ui.paint.style("small"), theme.soft),
                Text(ui, spaced(known.reference), ui.paint.style("label"), theme.ink),
            ],
        )
        another = outline_button(ui, texts("screen.another"), ui.does(GoHome()))
        finish = main_button(ui, texts("screen.finished"), ui.does(Stop()))
        return Page(ui, Parts(texts("standing.title"), [head, plane, code], [another], finish, side_share=0.3))

    def _stage(self) -> str:
        stage = "kept" if self.state.kept_here else self.state.standing.state.value
        return self.ui.texts(f"standing.{stage}")

    def _since(self) -> str:
        return self.ui.texts("standing.since", when=day_and_time(self.ui.content, self.state.standing.since))

    @property
    def announces(self) -> str:
        """State and answer: they name nobody."""
        return f"{self._stage()}. {self._since()}. {self.state.standing.words}".rstrip(". ")
