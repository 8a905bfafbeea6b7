"""All answers of a form before anything is sent, each with a way to change it (acceptance row A41)."""

from assets.form import FormField
from kiosk.forms.engine import asked
from kiosk.journeys.intents import Change, Send
from kiosk.journeys.states import Review
from kiosk.tickets.appointment import meeting_words
from kiosk.tickets.compose import day_and_time, shown_answer
from screens.buttons import card_panel, main_button, plain_inks
from screens.control import Control, Manner
from screens.icon import Icon
from screens.layout import Block, Column, Row
from screens.page import Page, Parts
from screens.paint import Panel
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text
from sync.protocol.answers import AnswerValue
from sync.protocol.messages import Meeting


class ReviewScreen(Screen):
    """Draws Review."""

    def build(self, state: Review) -> Block:
        """One card an answer; sending is the main action."""
        ui, texts = self.ui, self.ui.texts
        form = ui.content.forms[state.form]
        rows: list[Block] = [
            self._answer(field, state.answers.get(field.name, "")) for field in asked(form, state.answers)
        ]
        side: list[Block] = [*self._purpose(state)]
        side.append(Text(ui, texts("review.nothing_sent"), ui.paint.style("body"), ui.look.theme.soft))
        send = main_button(ui, texts.local(form.send), ui.does(Send()), "check")
        return Page(ui, Parts(texts("review.title"), rows, side, send, side_share=0.33))

    def _answer(self, field: FormField, answer: AnswerValue) -> Control:
        """The whole card changes the answer; the word on it says so."""
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        label = texts.local(field.label)
        shown = self._shown(field, answer) if answer else texts("review.empty")
        small = ui.paint.style("small")
        words = Column(
            ui,
            [
                Text(ui, label, small, theme.soft),
                Text(ui, shown, ui.paint.style("label"), theme.ink if answer else theme.soft),
            ],
        )
        change = Text(ui, texts("review.change"), ui.paint.style("small", bold=True), theme.brand)
        edit = Icon(ui, "edit", round(small.px * 1.3), theme.brand)
        row = Row(ui, [words, edit, change], [1, 0, 0], gap=look.px(1.6))
        aloud = texts("review.change.aloud", label=label) if answer else None
        spoken = Manner(texts("review.change.spoken", label=label, answer=shown), aloud=aloud)
        padding = (look.px(3.2), look.px(1.2))
        return Control(ui, row, card_panel(ui, plain_inks(ui)), spoken, ui.does(Change(field.name)), padding)

    def _shown(self, field: FormField, answer: AnswerValue) -> str:
        """What only an owner knows is not even shown here: others may be looking on."""
        return self.ui.texts("form.secret") if field.secret else shown_answer(self.ui.content, field, answer)

    def _purpose(self, state: Review) -> list[Block]:
        """What was chosen before the form: the appointment itself."""
        ui, look, theme, content = self.ui, self.ui.look, self.ui.look.theme, self.ui.content
        purpose = state.purpose
        if purpose.start is None or purpose.product is None or purpose.location is None:
            return []
        place = content.town.location(purpose.location).name
        if purpose.meeting is not Meeting.DESK:
            place = meeting_words(content, purpose.meeting, purpose.village)
        lines = [
            Text(ui, ui.texts("review.appointment"), ui.paint.style("small"), theme.soft),
            Text(
                ui, ui.texts.local(content.catalogue.product(purpose.product).title), ui.paint.style("label"), theme.ink
            ),
            Text(ui, f"{day_and_time(content, purpose.start)}\n{place}", ui.paint.style("body"), theme.ink),
        ]
        panel = Panel(theme.card, theme.line, look.stroke, look.radius)
        return [Plane(ui, Column(ui, lines, gap=look.px(1)), panel, look.px(3.6), look.px(3.2))]
