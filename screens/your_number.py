"""A queue number whose ticket was scanned: how many are before it, how long it takes, and its ticket once more."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from kiosk.journeys.intents import GoHome, PrintAgain, Stop
from kiosk.journeys.states import PaperState, YourNumber
from kiosk.tickets.appointment import location_of
from kiosk.tickets.compose import clock_time, long_day
from kiosk.tickets.number import in_words, service_of
from screens.buttons import main_button, outline_button
from screens.icon import Icon
from screens.layout import Block, Column, Row
from screens.page import Page, Parts
from screens.paint import TextStyle
from screens.paper import paper_words
from screens.screen import Screen
from screens.text import Text
from sync.protocol.following import NumberStage, NumberStanding

_CODE_MM = 19.0


class YourNumberScreen(Screen):
    """Draws YourNumber."""

    def build(self, state: YourNumber) -> Block:
        """What is to be done now as the title; the number as large as on the ticket."""
        ui, texts = self.ui, self.ui.texts
        main: list[Block] = [*self._code(), *(self._line(icon, words) for icon, words in self._lines())]
        side: list[Block] = []
        if state.paper is not None:
            side += paper_words(ui, state.paper, "paper.keep.number")
            if state.paper.state is not PaperState.PRINTING:
                side.append(outline_button(ui, texts("paper.again"), ui.does(PrintAgain()), "print"))
        side.append(outline_button(ui, texts("screen.another"), ui.does(GoHome())))
        finish = main_button(ui, texts("screen.finished"), ui.does(Stop()))
        return Page(ui, Parts(self._title(), main, side, finish, side_share=0.34))

    @property
    def announces(self) -> str:
        """All that is said: whoever scanned waits for it."""
        code = self._number()
        words = [*([self.ui.texts("yournumber.code", code=code)] if code else []), self._title()]
        return ". ".join(part.rstrip(".") for part in (*words, *(line for _, line in self._lines())))

    @property
    def _counts(self) -> bool:
        """Whether this terminal gave it out, so that there is no doubt about it."""
        return self.state.given_at is not None or self.state.paper is not None

    def _number(self) -> str:
        state = self.state
        return state.standing.code if state.standing else state.paper.ticket.code if state.paper else ""

    def _title(self) -> str:
        known, texts = self.state.standing, self.ui.texts
        if known is None:
            key = "yournumber.silent" if self._counts else "yournumber.no_answer.title"
            return texts("follow.unknown" if self.state.unknown else key)
        match known.stage:
            case NumberStage.WAITING:
                return texts.count("follow.ahead", known.ahead) if known.ahead else texts("follow.next")
            case NumberStage.PAST:
                noon = datetime.combine(known.day, time(12), ZoneInfo(self.ui.content.town.timezone))
                return texts("follow.other_day", day=long_day(self.ui.content, noon))
            case stage:
                return texts(f"follow.{stage.value}")

    def _lines(self) -> list[tuple[str, str]]:
        """An icon and words each, the most important first."""
        known = self.state.standing
        lines = self._unasked() if known is None else self._told(known)
        if self.state.given_at is not None and known is None:
            lines.append(("history", self.ui.texts("yournumber.given", time=self._clock(self.state.given_at))))
        return lines

    def _unasked(self) -> list[tuple[str, str]]:
        texts = self.ui.texts
        if self.state.unknown:
            return [("info", texts("yournumber.unknown"))]
        return [("schedule", texts("yournumber.counts" if self._counts else "yournumber.no_answer"))]

    def _told(self, known: NumberStanding) -> list[tuple[str, str]]:
        content, texts = self.ui.content, self.ui.texts
        lines: list[tuple[str, str]] = []
        counter = self._counter(known)
        if known.stage is NumberStage.WAITING:
            lines.append(("schedule", in_words(texts, known.wait) if known.wait else texts("yournumber.nobody")))
            words = texts("follow.to_counter", counter=counter) if counter else self._service(known)
            lines.append(("confirmation_number", words))
        elif known.stage is NumberStage.CALLED and counter:
            lines.append(("place", texts("yournumber.go_to", counter=counter)))
        elif known.stage is NumberStage.NO_SHOW:
            lines.append(("emoji_people", texts("yournumber.no_show")))
        elsewhere = location_of(content, known.location)
        if elsewhere is not None and elsewhere.slug != content.location.slug:
            address = f"{elsewhere.street}, {elsewhere.village}"
            lines.insert(0, ("place", texts("yournumber.elsewhere", place=elsewhere.name, address=address)))
        return lines

    def _service(self, known: NumberStanding) -> str:
        place = location_of(self.ui.content, known.location) or self.ui.content.location
        service = next((one for one in place.services if one.slug == known.service), None)
        name = service or service_of(self.ui.content, known.service)
        return self.ui.texts("follow.transferred", service=self.ui.texts.local(name.name))

    def _counter(self, known: NumberStanding) -> str:
        place = location_of(self.ui.content, known.location)
        counters = place.counters if place else ()
        found = next((one for one in counters if one.slug == known.counter), None)
        return self.ui.texts.local(found.name) if found else known.counter or ""

    def _clock(self, when: datetime) -> str:
        return clock_time(self.ui.content, when)

    def _code(self) -> list[Block]:
        ui, theme, code = self.ui, self.ui.look.theme, self._number()
        if not code:
            return []
        style = TextStyle(ui.look.px(_CODE_MM if not ui.look.scarce else _CODE_MM / 2), bold=True, leading=1.15)
        label = Text(ui, ui.texts("done.number.code"), ui.paint.style("small"), theme.soft)
        return [Column(ui, [label, Text(ui, code, style, theme.ink)])]

    def _line(self, icon: str, words: str) -> Block:
        ui, theme, style = self.ui, self.ui.look.theme, self.ui.paint.style("body")
        mark = Icon(ui, icon, round(style.px * 1.3), theme.brand)
        return Row(ui, [mark, Text(ui, words, style, theme.ink)], [0, 1], gap=ui.look.px(2.2))
