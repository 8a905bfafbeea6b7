"""The line above every screen: the town's mark, the place, date and time, and quiet signs when something is away."""

from datetime import datetime

from devices.printer.port import PrinterState
from kiosk.tickets.compose import long_day
from screens.icon import Icon, IconTile
from screens.layout import Block, Row, Space
from screens.paint import TextStyle
from screens.text import Text
from screens.ui import Ui

_MOST_MM = 4.2
_GAP = "\u2003"
"""An em space: a line is not broken there, and it is not one word for the eye."""


class TopLine(Block):
    """Nothing here can be touched."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui)
        # It stays small in the larger sizes: what is below it needs the height more than place and date do.
        small = ui.paint.style("small")
        self._style = TextStyle(min(small.px, round(ui.look.px(_MOST_MM))), False, small.leading)
        self._online = True
        self._waiting = 0
        self._printer = PrinterState.READY
        self._unheard = ""
        self._now: datetime | None = None

    def set_status(self, online: bool, waiting: int, printer: PrinterState, unheard: str = "") -> None:
        """What is away now; `waiting` records are kept until the network is back; `unheard` says why nothing is heard.

        That is a key of the texts, for a visitor who asked to be read to; "" where all is well.
        """
        if (online, waiting, printer, unheard) != (self._online, self._waiting, self._printer, self._unheard):
            self._online, self._waiting, self._printer, self._unheard = online, waiting, printer, unheard
            self.arrange()

    def set_time(self, now: datetime) -> None:
        """The local time, shown in minutes: nothing is drawn when the minute is the same."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._now:
            self._now = minute
            self.arrange()

    def natural_height(self, width: int) -> int:
        """One line."""
        return max(self.ui.look.px(6.6), self._style.line_px)

    def arrange(self) -> None:
        """The most that fits on one line."""
        width = int(self.width)
        rows = self._rows()
        row = next((row for row in rows if row.natural_width() <= width), rows[-1])
        self.hold([row])
        row.place(int(self.x), int(self.y), width, int(self.height))

    def _rows(self) -> list[Row]:
        """From all there is to say down to the mark and the time."""
        name = self.ui.content.location.name
        day, time = self._day_and_time()
        sign = self._away()
        rows = [self._row(name, sign, f"{day}{_GAP}{time}")]
        if sign:
            rows += [
                self._row("", sign, f"{day}{_GAP}{time}"),
                self._row("", sign, time),
                self._row("", (sign[0], ""), time),
            ]
        return [*rows, self._row(name, None, time), self._row("", sign and (sign[0], ""), time)]

    def _row(self, name: str, sign: tuple[str, str] | None, clock: str) -> Row:
        look, theme = self.ui.look, self.ui.look.theme
        parts: list[Block] = [IconTile(self.ui, "eco", look.px(6.6), theme.brand, theme.on_brand, round_tile=True)]
        if name:
            parts.append(Text(self.ui, name, self._style, theme.soft))
        shares = [*[0.0] * len(parts), 1.0]
        parts.append(Space(self.ui))
        if sign:
            icon, words = sign
            parts.append(Icon(self.ui, icon, round(self._style.px * 1.2), theme.soft))
            parts.append(Text(self.ui, words, self._style, theme.soft))
            parts.append(Space(self.ui, look.px(2)))
        parts.append(Text(self.ui, clock, self._style, theme.soft))
        return Row(self.ui, parts, [*shares, *[0.0] * (len(parts) - len(shares))], gap=look.px(1.8))

    def _away(self) -> tuple[str, str] | None:
        """Icon and words for what is away: what one has just asked for, then the network, then the printer."""
        if self._unheard:
            return "volume_off", self.ui.texts(self._unheard)
        if not self._online:
            return "cloud_off", self.ui.texts("top.offline")
        if not self._printer.can_print:
            return "print_disabled", self.ui.texts("top.no_paper")
        return None

    def _day_and_time(self) -> tuple[str, str]:
        if self._now is None:
            return "", ""
        return long_day(self.ui.content, self._now), f"{self._now:%H:%M}"
