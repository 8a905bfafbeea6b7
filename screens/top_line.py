"""The line above every screen: the town's mark, the place, date and time, and quiet signs when something is away."""

from datetime import datetime

from devices.printer.port import PrinterState
from kiosk.tickets.compose import long_day
from screens.icon import Icon, IconTile
from screens.layout import Block, Row, Space
from screens.text import Text
from screens.ui import Ui

_GAP = "\u2003"
"""An em space: a line is not broken there, and it is not one word for the eye."""


class TopLine(Block):
    """Nothing here can be touched."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        look, theme = ui.look, ui.look.theme
        self._style = ui.paint.style("small")
        self._mark = IconTile(ui, "eco", look.px(6.6), theme.brand, theme.on_brand, round_tile=True)
        self._place = Text(ui, ui.content.location.name, self._style, theme.soft)
        self._online = True
        self._waiting = 0
        self._printer = PrinterState.READY
        self._now: datetime | None = None
        self._fill()

    def set_status(self, online: bool, waiting: int, printer: PrinterState) -> None:
        """What is away now; `waiting` records are kept until the network is back."""
        if (online, waiting, printer) != (self._online, self._waiting, self._printer):
            self._online, self._waiting, self._printer = online, waiting, printer
            self._fill()
            self.arrange()

    def set_time(self, now: datetime) -> None:
        """The local time, shown in minutes: nothing is drawn when the minute is the same."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._now:
            self._now = minute
            self._fill()
            self.arrange()

    def natural_height(self, width: int) -> int:
        """One line."""
        return max(self._mark.side, self._style.line_px)

    def arrange(self) -> None:
        """One row."""
        for part in self.parts:
            part.place(int(self.x), int(self.y), int(self.width), int(self.height))

    def _fill(self) -> None:
        look, theme = self.ui.look, self.ui.look.theme
        for part in (self._mark, self._place):
            if part.parent:
                part.parent.remove_widget(part)
        sign = self._sign()
        clock = Text(self.ui, self._clock_text(), self._style, theme.soft)
        parts: list[Block] = [self._mark, self._place, Space(self.ui), *sign, clock]
        shares = [0.0, 0.0, 1.0, *[0.0] * len(sign), 0.0]
        self.hold([Row(self.ui, parts, shares, gap=look.px(1.8))])

    def _sign(self) -> list[Block]:
        """Icon and words for what is away; the network before the printer."""
        if not self._online:
            return self._icon_and_words("cloud_off", "top.offline")
        if not self._printer.can_print:
            return self._icon_and_words("print_disabled", "top.no_paper")
        return []

    def _icon_and_words(self, icon: str, key: str) -> list[Block]:
        theme = self.ui.look.theme
        mark = Icon(self.ui, icon, round(self._style.px * 1.2), theme.soft)
        words = Text(self.ui, self.ui.texts(key), self._style, theme.soft)
        return [mark, words, Space(self.ui, self.ui.look.px(3))]

    def _clock_text(self) -> str:
        if self._now is None:
            return ""
        return f"{long_day(self.ui.content, self._now)}{_GAP}{self._now:%H:%M}"
