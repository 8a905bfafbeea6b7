"""Day and time of an appointment; what was chosen so far stands where the hand is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from kiosk.journeys.choices import choices_in
from kiosk.journeys.filling import CALL_BACK_FORM
from kiosk.journeys.intents import ChooseDay, ChooseStart, Confirm, StartForm, TurnDays
from kiosk.journeys.states import PickSlot
from kiosk.tickets.appointment import location_of, meeting_words, product_name
from kiosk.tickets.compose import day_and_time, long_day
from screens.buttons import button, main_button, plain_inks, word_card
from screens.control import Control
from screens.icon import Icon
from screens.layout import Block, Column, Grid, Row
from screens.page import Page, Parts
from screens.paint import Panel
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text
from sync.protocol.messages import Meeting, SlotDay

_EMS_A_DAY = 4.6
_MOST_DAYS = 5


class PickSlotScreen(Screen):
    """Draws PickSlot."""

    def build(self, state: PickSlot) -> Block:
        """Days in a row, the times of the chosen day, the summary beside them."""
        ui = self.ui
        main: list[Block] = [*self._notes(state), self._days(state)]
        words = long_day(ui.content, self._chosen_day(state))
        main.append(Text(ui, words, ui.paint.style("body"), ui.look.theme.soft))
        main.append(Grid(ui, self._times(state), self._times_in_a_row, ui.look.gap, roomy=True))
        # Where height is scarce the foot has room for one button only.
        beside = self._call(state) if ui.look.scarce else []
        parts = Parts(
            self._title(state),
            main,
            [self._summary(state), *beside],
            self._action(state),
            side_share=0.283,
            page=state.page,
            turn=ui.turn,
        )
        return Page(ui, parts)

    def _title(self, state: PickSlot) -> str:
        if state.purpose.appointment:
            return self.ui.texts("pick.slot.move")
        return self.ui.texts(f"pick.slot.{state.purpose.meeting.value}")

    def _notes(self, state: PickSlot) -> list[Block]:
        """What went wrong before, and how many choices there are while the network is away."""
        texts = self.ui.texts
        notes: list[Block] = []
        if state.trouble:
            notes.append(self._note("info", texts(f"pick.slot.{state.trouble.value}"), self.ui.look.theme.danger))
        if state.offline:
            words = texts.count("pick.slot.offline", choices_in(state.days))
            notes.append(self._note("cloud_off", words, self.ui.look.theme.soft))
        return notes

    @property
    def _main_width(self) -> int:
        look = self.ui.look
        width = look.width_px - 2 * look.margin
        return round(width * 0.69) if look.two_columns else width

    @property
    def _times_in_a_row(self) -> int:
        return max(2, min(4, int(self._main_width // (6 * self.ui.look.type_px("label")))))

    def _chosen_day(self, state: PickSlot) -> datetime:
        return datetime.combine(state.day, datetime.min.time(), ZoneInfo(self.ui.content.town.timezone))

    def _note(self, icon: str, words: str, colour: str) -> Row:
        ui = self.ui
        style = ui.paint.style("body")
        mark = Icon(ui, icon, round(style.px * 1.3), colour)
        return Row(ui, [mark, Text(ui, words, style, ui.look.theme.ink)], [0, 1], gap=ui.look.px(2.2))

    def _days(self, state: PickSlot) -> Block:
        """One row of days, with earlier and later ones behind buttons below."""
        ui, gap = self.ui, self.ui.look.gap
        room = self._main_width - 2 * (ui.look.touch + gap)
        in_a_row = max(2, min(_MOST_DAYS, int(room // (_EMS_A_DAY * ui.look.type_px("label")))))
        pages = [state.days[start : start + in_a_row] for start in range(0, len(state.days), in_a_row)]
        page = min(state.first_day, len(pages) - 1)
        row: Block = Grid(ui, [self._day(day, state) for day in pages[page]], in_a_row, gap, roomy=True)
        if len(pages) == 1:
            return row
        earlier = self._arrow("chevron_left", "pick.slot.earlier", page - 1 - state.first_day, page > 0)
        later = self._arrow("chevron_right", "pick.slot.later", page + 1 - state.first_day, page < len(pages) - 1)
        return Row(ui, [row, earlier, later], [1, 0, 0], gap=gap, centred=False)

    def _arrow(self, icon: str, key: str, by: int, enabled: bool) -> Control:
        ui = self.ui
        made = button(ui, "", ui.does(TurnDays(by)), plain_inks(ui), icon, spoken=ui.texts(key))
        if not enabled:
            made.disable()
        return made

    def _day(self, offered: SlotDay, state: PickSlot) -> Control:
        ui = self.ui
        weekday = format_date(offered.day, ui.texts("moment.short_day_pattern"), locale=ui.texts.language).rstrip(".")
        return word_card(
            ui,
            str(offered.day.day),
            ui.does(ChooseDay(offered.day)),
            offered.day == state.day,
            bool(offered.starts),
            weekday,
        )

    def _times(self, state: PickSlot) -> list[Control]:
        starts = next((offered.starts for offered in state.days if offered.day == state.day), ())
        return [self._time(start, state) for start in starts]

    def _time(self, start: datetime, state: PickSlot) -> Control:
        ui = self.ui
        return word_card(ui, f"{self._local(start):%H:%M}", ui.does(ChooseStart(start)), start == state.start)

    def _local(self, start: datetime) -> datetime:
        return start.astimezone(ZoneInfo(self.ui.content.town.timezone))

    def _summary(self, state: PickSlot) -> Plane:
        ui, look, theme, texts = self.ui, self.ui.look, self.ui.look.theme, self.ui.texts
        purpose = state.purpose
        chosen = texts("pick.slot.no_time")
        if state.start:
            chosen = texts("pick.slot.at", time=f"{self._local(state.start):%H:%M}")
        minutes = texts("pick.slot.minutes", minutes=purpose.minutes)
        day = long_day(ui.content, self._chosen_day(state))
        small, body = ui.paint.style("small"), ui.paint.style("body")
        lines: list[Block] = [
            Text(ui, texts("pick.slot.yours"), small, theme.soft),
            Text(ui, product_name(ui.content, purpose.product), ui.paint.style("label"), theme.ink),
            Text(ui, f"{self._where(state)}\n{day}\n{chosen}, {minutes}", body, theme.soft),
        ]
        if purpose.appointment:
            was = day_and_time(ui.content, purpose.appointment.start)
            lines.append(Text(ui, texts("pick.slot.was", when=was), small, theme.soft))
        panel = Panel(theme.card, theme.line, look.stroke, look.radius)
        return Plane(ui, Column(ui, lines, gap=look.px(1)), panel, look.px(3.6), look.px(3.2))

    def _where(self, state: PickSlot) -> str:
        content, purpose = self.ui.content, state.purpose
        if purpose.meeting is not Meeting.DESK:
            return meeting_words(content, purpose.meeting, purpose.village)
        place = location_of(content, purpose.location)
        return place.name if place else ""

    def _action(self, state: PickSlot) -> Block:
        confirm = self._confirm(state)
        call = [] if self.ui.look.scarce else self._call(state)
        return Column(self.ui, [confirm, *call], gap=self.ui.look.gap) if call else confirm

    def _call(self, state: PickSlot) -> list[Block]:
        """A call, while the network is away, for whom none of the few times will do."""
        ui = self.ui
        if not state.offline or CALL_BACK_FORM not in ui.content.forms:
            return []
        label, act = ui.texts("pick.slot.call_back"), ui.does(StartForm(CALL_BACK_FORM))
        return [button(ui, label, act, plain_inks(ui), "phone", small=True)]

    def _confirm(self, state: PickSlot) -> Control:
        key = "pick.slot.move_here" if state.purpose.appointment else "screen.next"
        made = main_button(self.ui, self.ui.texts(key), self.ui.does(Confirm()))
        if state.start is None:
            made.disable()
        return made
