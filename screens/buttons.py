"""The arrangements of the control: card, main button, outlined button, chip, link."""

from collections.abc import Callable
from dataclasses import dataclass

from screens.control import Control, Manner
from screens.icon import Icon, IconTile
from screens.layout import Block, Column, Row
from screens.paint import Panel
from screens.text import Text
from screens.ui import Ui

Act = Callable[[], None]


@dataclass(frozen=True)
class Inks:
    """The colours of one kind of button."""

    fill: str
    line: str
    strong: str
    quiet: str
    tile: str
    mark: str


def plain_inks(ui: Ui) -> Inks:
    """A white card."""
    theme = ui.look.theme
    return Inks(theme.card, theme.line, theme.ink, theme.soft, theme.brand_tint, theme.brand)


def main_inks(ui: Ui) -> Inks:
    """The one main action of a screen."""
    theme = ui.look.theme
    return Inks(theme.brand, theme.brand, theme.on_brand, theme.brand_tint, theme.brand_tint, theme.brand)


def chosen_inks(ui: Ui) -> Inks:
    """What the visitor has chosen: tinted and outlined in the brand colour, or filled where the theme has no tint."""
    theme = ui.look.theme
    if theme.brand_tint == theme.card:
        return main_inks(ui)
    return Inks(theme.brand_tint, theme.brand, theme.ink, theme.ink, theme.card, theme.brand)


def help_inks(ui: Ui) -> Inks:
    """Help: yellow everywhere."""
    theme = ui.look.theme
    return Inks(theme.sun, theme.sun, theme.on_sun, theme.on_sun, theme.sun, theme.on_sun)


def stop_inks(ui: Ui) -> Inks:
    """Stopping."""
    theme = ui.look.theme
    return Inks(theme.card, theme.danger, theme.danger, theme.danger, theme.card, theme.danger)


def card_panel(ui: Ui, inks: Inks, heavy: bool = False) -> Panel:
    """The plane of a button; `heavy` doubles its outline, so that being chosen is seen without colour (row A30)."""
    stroke = ui.look.stroke + (ui.look.stroke + 1) // 2 if heavy else ui.look.stroke
    return Panel(inks.fill, inks.line, stroke, ui.look.radius)


def card(
    ui: Ui, icon: str, label: str, line: str, act: Act, inks: Inks | None = None, chosen: bool | None = None
) -> Control:
    """Icon in a tinted square, a bold label of a few words, one short line below. The whole card is the button."""
    inks = inks or (chosen_inks(ui) if chosen else plain_inks(ui))
    look, paint = ui.look, ui.paint
    words: list[Block] = [Text(ui, label, paint.style("label"), inks.strong)]
    if line:
        words.append(Text(ui, line, paint.style("small"), inks.quiet))
    tile = IconTile(ui, icon, max(look.px(10), round(look.type_px("label") * 1.9)), inks.tile, inks.mark)
    column = Column(ui, words, gap=look.px(0.2))
    row = Row(ui, [tile, column], [0, 1], gap=look.px(2.2))
    spoken = f"{label}. {line}" if line else label
    return Control(
        ui, row, card_panel(ui, inks, bool(chosen)), Manner(spoken, chosen=chosen), act, (look.px(2.8), look.px(1.6))
    )


def word_card(ui: Ui, label: str, act: Act, chosen: bool, enabled: bool = True, above: str = "") -> Control:
    """A short answer in the middle of a card: a village, a time; `above` is a small word over it (a weekday)."""
    inks = main_inks(ui) if chosen and above else chosen_inks(ui) if chosen else plain_inks(ui)
    strong, quiet = (inks.strong, inks.quiet) if enabled else (ui.look.theme.soft, ui.look.theme.soft)
    words: list[Block] = [Text(ui, above, ui.paint.style("small"), quiet, middle=True)] if above else []
    style = ui.paint.style("heading" if above else "label")
    name = Text(ui, label, style, strong, middle=True)
    # A mark as well as a colour: what is chosen is seen in black and white too (acceptance row A30).
    tick = Icon(ui, "check", round(style.px * 0.9), inks.strong) if chosen and not above else None
    words.append(Centred(ui, Row(ui, [tick, name], [0, 0], gap=ui.look.px(1))) if tick else name)
    manner = Manner(f"{above} {label}".strip(), enabled, chosen)
    padding = (ui.look.px(1.6), ui.look.px(2.4))
    return Control(ui, Column(ui, words), card_panel(ui, inks, chosen), manner, act, padding)


def button(ui: Ui, label: str, act: Act, inks: Inks, icon: str = "", small: bool = False, spoken: str = "") -> Control:
    """A word, with an icon before it if there is one, in the middle of its plane."""
    look, paint = ui.look, ui.paint
    style = paint.style("small", bold=True) if small else paint.style("label")
    parts: list[Block] = []
    if icon:
        parts.append(Icon(ui, icon, round(style.px * 1.3), inks.mark))
    if label:
        parts.append(Text(ui, label, style, inks.strong, middle=not icon))
    row = Centred(ui, Row(ui, parts, [0] * len(parts), gap=look.px(1.6)))
    padding = (look.px(2.3), look.px(1.4)) if small else (look.px(3.6), look.px(2.2))
    return Control(ui, row, card_panel(ui, inks), Manner(spoken or label), act, padding)


def main_button(ui: Ui, label: str, act: Act, icon: str = "") -> Control:
    """The main action: filled in the brand colour, larger than the rest."""
    theme = ui.look.theme
    inks = Inks(theme.brand, theme.brand, theme.on_brand, theme.on_brand, theme.brand, theme.on_brand)
    made = button(ui, label, act, inks, icon)
    made.along = ui.look.px(5.0)
    return made


def outline_button(ui: Ui, label: str, act: Act, icon: str = "") -> Control:
    """Any other action."""
    return button(ui, label, act, plain_inks(ui), icon)


def back_link(ui: Ui, act: Act) -> Control:
    """Where the visitor came from: an arrow and a word, without a plane."""
    look, theme = ui.look, ui.look.theme
    style = ui.paint.style("small", bold=True)
    label = ui.texts("screen.back")
    parts = [Icon(ui, "arrow_back", round(style.px * 1.2), theme.brand), Text(ui, label, style, theme.brand)]
    row = Row(ui, parts, [0, 0], gap=look.px(1.4))
    return Control(ui, row, Panel(theme.paper, radius=look.radius), Manner(label), act)


class Centred(Block):
    """A block of its natural width, in the middle; where that is too wide, its lines are broken."""

    def __init__(self, ui: Ui, row: Row) -> None:
        super().__init__(ui, [row])
        self.row = row

    def natural_height(self, width: int) -> int:
        """As the block at the width that it gets."""
        self._squeeze(width)
        return self.row.natural_height(min(width, self.row.natural_width()))

    def arrange(self) -> None:
        """In the middle."""
        self._squeeze(int(self.width))
        width = min(int(self.width), self.row.natural_width())
        self.row.place(int(self.center_x - width / 2), int(self.y), width, int(self.height))

    def _squeeze(self, width: int) -> None:
        """The last part (the word) gives way when all of it does not fit."""
        fits = self.row.natural_width() <= width
        self.row.shares = (*self.row.shares[:-1], 0 if fits else 1)
