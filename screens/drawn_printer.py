"""The ticket printer, drawn step by step: open, old roll out, new roll in, shut. In the town's colours."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from assets.theme import Theme, mix
from kiosk.journeys.volunteer_states import PaperStep
from screens.layout import Block
from screens.picture import Picture
from screens.ui import Ui

_OVERSAMPLING = 3
_WIDE, _HIGH = 120.0, 100.0
"""The units that it is drawn in."""


@dataclass(frozen=True)
class _Scene:
    """What is to be seen: the lid, the roll (its middle and how thick), paper at the front, and which way things go."""

    open: bool
    roll: tuple[float, float, float] | None = None
    paper: bool = False
    arrow: tuple[float, float, bool] | None = None
    """Its middle, and whether it points up."""


_SCENES = {
    PaperStep.OPEN: _Scene(open=True, arrow=(96, 34, True)),
    PaperStep.TAKE_OUT: _Scene(open=True, roll=(54, 28, 8), arrow=(26, 28, True)),
    PaperStep.PUT_IN: _Scene(open=True, roll=(54, 27, 17), arrow=(20, 30, False)),
    PaperStep.CLOSE: _Scene(open=True, roll=(52, 55, 15), paper=True, arrow=(96, 34, False)),
    PaperStep.READY: _Scene(open=False, paper=True),
}


def printer_picture(ui: Ui, step: PaperStep, height: int) -> Block:
    """The printer at this step, so many pixels high; the words beside it say the same (acceptance row A7)."""
    width = round(height * _WIDE / _HIGH)
    theme = ui.look.theme
    texture = ui.paint.picture(("printer", step, width), lambda: draw_printer(theme, step, width, height))
    return Picture(ui, texture, ui.texts(f"paper_step.{step.value}"))


def draw_printer(theme: Theme, step: PaperStep, width: int, height: int) -> Image.Image:
    """A printer on a tinted ground."""
    scale = _OVERSAMPLING * width / _WIDE
    image = Image.new("RGBA", (width * _OVERSAMPLING, height * _OVERSAMPLING), (0, 0, 0, 0))
    pen = _Pen(ImageDraw.Draw(image), scale, theme)
    scene = _SCENES[step]
    pen.box((2, 2, _WIDE - 2, _HIGH - 2), theme.brand_tint, radius=8)
    if scene.open:
        pen.lid_open()
    if scene.roll is not None and scene.roll[1] > 40:
        pen.roll(*scene.roll)
    pen.body(open_above=scene.open)
    if scene.roll is not None and scene.roll[1] <= 40:
        pen.roll(*scene.roll)
    if scene.paper:
        pen.paper()
    if scene.arrow is not None:
        pen.arrow(*scene.arrow)
    if step is PaperStep.READY:
        pen.tick()
    return image.resize((width, height), Image.Resampling.LANCZOS)


class _Pen:
    """Draws in units of the scene."""

    def __init__(self, draw: ImageDraw.ImageDraw, scale: float, theme: Theme) -> None:
        self._draw = draw
        self._scale = scale
        self._theme = theme
        self._line = theme.ink
        self._shell = mix(theme.brand_tint, theme.brand, 0.55)

    def box(
        self, at: tuple[float, float, float, float], fill: str, radius: float = 0, outline: str | None = None
    ) -> None:
        """A rounded rectangle."""
        self._draw.rounded_rectangle(
            [value * self._scale for value in at],
            radius * self._scale,
            fill=fill,
            outline=outline,
            width=round(1.2 * self._scale),
        )

    def body(self, *, open_above: bool) -> None:
        """The box of the printer, with its slot and its light."""
        self.box((22, 50, 84, 84), self._shell, radius=4, outline=self._line)
        if open_above:
            self.box((30, 50, 76, 56), mix(self._shell, self._theme.ink, 0.5), radius=2)
        else:
            self.box((22, 42, 84, 56), self._theme.brand, radius=4, outline=self._line)
        self.box((32, 66, 74, 69), self._theme.ink, radius=1.5)
        self.box((77, 76, 80, 79), self._theme.sun, radius=1.5)

    def lid_open(self) -> None:
        """The lid, upright at the back."""
        self.box((76, 18, 84, 54), self._theme.brand, radius=3, outline=self._line)

    def roll(self, x: float, y: float, thick: float) -> None:
        """A roll of paper seen from its end."""
        self._disc(x, y, thick, self._theme.card, self._line)
        if thick > 9:
            self._disc(x, y, thick * 0.66, None, mix(self._theme.card, self._theme.ink, 0.3))
        self._disc(x, y, 4.5, mix(self._theme.brand_tint, self._theme.ink, 0.35), self._line)

    def paper(self) -> None:
        """Paper that sticks out at the front."""
        self.box((36, 67, 70, 92), self._theme.card, radius=0, outline=self._line)
        for y in (76, 81, 86):
            self.box((41, y, 65, y + 1.4), mix(self._theme.card, self._theme.ink, 0.35))

    def arrow(self, x: float, y: float, up: bool) -> None:
        """Which way it goes."""
        turn = 1 if up else -1
        tip, foot, wing = y - 14 * turn, y + 14 * turn, y - 3 * turn
        points = [(x, tip), (x + 9, wing), (x + 4, wing), (x + 4, foot), (x - 4, foot), (x - 4, wing), (x - 9, wing)]
        scaled = [(across * self._scale, down * self._scale) for across, down in points]
        self._draw.polygon(scaled, fill=self._theme.sun, outline=self._line, width=round(1.2 * self._scale))

    def tick(self) -> None:
        """All is well."""
        self._disc(96, 26, 13, self._theme.brand, None)
        points = [(89.5, 26), (94, 31), (103, 20)]
        scaled = [(across * self._scale, down * self._scale) for across, down in points]
        self._draw.line(scaled, fill=self._theme.on_brand, width=round(3 * self._scale), joint="curve")

    def _disc(self, x: float, y: float, radius: float, fill: str | None, outline: str | None) -> None:
        box = [
            (x - radius) * self._scale,
            (y - radius) * self._scale,
            (x + radius) * self._scale,
            (y + radius) * self._scale,
        ]
        self._draw.ellipse(box, fill=fill, outline=outline, width=round(1.2 * self._scale))
