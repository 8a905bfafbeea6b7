"""Our own keyboard on the screen: every key is a control that can be focused and speaks (acceptance row A19)."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import accumulate

from assets.keyboard import Board, KeyFace
from kiosk.journeys.intents import Confirm, Erase, EraseAll, TypeText
from screens.buttons import Inks, card_panel, main_inks, plain_inks
from screens.control import Control, Manner
from screens.icon import Icon
from screens.layout import Block, Row
from screens.strikes import QUIET_KEY_S
from screens.text import Text
from screens.ui import Ui

_FEW_KEYS = 6
"""A board of so few keys a row (numbers) does not take the full width: its keys would be too far apart."""

_LEAST_FACE_PX = 12

_ICONS = {"erase": "backspace", "shift": "arrow_upward", "space": "space_bar", "clear": "clear"}


class Keyboard(Block):
    """One page of a board. `confirm` is the word on the key that goes on; without it there is no such key.

    `hushed` is what each letter says where others can hear it (acceptance row A8).
    """

    def __init__(self, ui: Ui, board: Board, confirm: str = "", hushed: str | None = None) -> None:
        super().__init__(ui)
        self._board = board
        self._confirm = confirm
        self._hushed = hushed
        self._page = next(iter(board))
        self._shifted = False
        self._fill()

    def natural_height(self, width: int) -> int:
        """So many rows of keys."""
        rows = len(self.parts)
        return rows * self._key_height + (rows - 1) * self._gap

    def arrange(self) -> None:
        """Rows from the top down, as wide as they should be."""
        width = min(int(self.width), self._widest)
        x = int(self.right) - width if self.ui.look.right_to_left else int(self.x)
        top = int(self.top)
        for row in self.parts:
            row.place(x, top - self._key_height, width, self._key_height)
            top -= self._key_height + self._gap

    @property
    def _gap(self) -> int:
        return self.ui.look.least_gap

    @property
    def _key_height(self) -> int:
        look = self.ui.look
        if look.landscape:
            return look.touch
        return max(look.touch, look.px(17.0 if self._keys_a_row < _FEW_KEYS else 13.5))

    @property
    def _keys_a_row(self) -> float:
        return sum(face.width for face in self._board[self._page][0])

    @property
    def _widest(self) -> int:
        keys = self._keys_a_row
        return round(keys * 1.9 * self.ui.look.touch) if keys < _FEW_KEYS else int(self.width)

    def _fill(self) -> None:
        rows = self._board[self._page]
        self.hold([self._row(row) for row in rows])

    def _row(self, faces: tuple[KeyFace, ...]) -> Row:
        shown = faces if self._confirm else _without_confirm(faces)
        # Letters keep their places in every language: a keyboard does not mirror.
        row = KeyRow(
            self.ui, [self._key(face) for face in shown], [face.width for face in shown], self._gap, centred=False
        )
        row.mirrors = False
        return row

    def _key(self, face: KeyFace) -> Control:
        if face.deed == "confirm":
            theme = self.ui.look.theme
            inks = Inks(theme.brand, theme.brand, theme.on_brand, theme.on_brand, theme.brand, theme.on_brand)
            return self._control(
                self._word(self._confirm, inks, face.width), inks, self._confirm, self.ui.does(Confirm())
            )
        if face.deed:
            return self._named(face.deed)
        letter = face.text.upper() if self._shifted and len(face.text) == 1 else face.text
        inks, act = plain_inks(self.ui), partial(self._type, letter)
        return self._control(self._word(letter, inks, face.width), inks, letter, act, self._hushed)

    def _named(self, deed: str) -> Control:
        deeds: dict[str, Callable[[], None]] = {
            "erase": self.ui.does(Erase()),
            "clear": self.ui.does(EraseAll()),
            "space": lambda: self._type(" "),
            "shift": self._shift,
        }
        pressed = deed == "shift" and self._shifted
        inks = main_inks(self.ui) if pressed else self._quiet_inks()
        spoken = self.ui.texts(f"keys.{deed}")
        icon = _ICONS.get(deed)
        style_px = self.ui.look.type_px("label")
        face: Block = (
            Icon(self.ui, icon, min(round(style_px * 1.1), self.ui.look.touch - self._gap), inks.strong)
            if icon
            else self._word(self.ui.texts(f"keys.face.{deed}"), inks)
        )
        act = deeds.get(deed) or (lambda: self._turn_to(deed))
        return self._control(face, inks, spoken, act)

    def _quiet_inks(self) -> Inks:
        theme = self.ui.look.theme
        return Inks(theme.brand_tint, theme.line, theme.ink, theme.soft, theme.card, theme.brand)

    def _word(self, text: str, inks: Inks, keys: float = 1.0) -> Text:
        """The face of a key, smaller where it would touch the edges of `keys` keys."""
        paint, look = self.ui.paint, self.ui.look
        style = paint.style("label")
        key_width = (look.width_px - 2 * look.margin) / 10 - self._gap
        widest = max(1.0, keys) * key_width * 0.84 if self._keys_a_row >= _FEW_KEYS else look.touch * 1.5
        while style.line_px > look.touch or (paint.width(text, style) > widest and style.px > _LEAST_FACE_PX):
            style = replace(style, px=style.px - 1)
        return Text(self.ui, text, style, inks.strong, middle=True)

    def _control(
        self, face: Block, inks: Inks, spoken: str, act: Callable[[], None], aloud: str | None = None
    ) -> Control:
        manner = Manner(spoken, quiet_s=QUIET_KEY_S, aloud=aloud)
        return Control(self.ui, face, card_panel(self.ui, inks), manner, act)

    def _type(self, text: str) -> None:
        self.ui.emit(TypeText(text))
        if self._shifted:
            self._shift()

    def _shift(self) -> None:
        self._shifted = not self._shifted
        self._redraw()

    def _turn_to(self, page: str) -> None:
        self._page = page
        self._shifted = False
        self._redraw()

    def _redraw(self) -> None:
        self._fill()
        self.arrange()
        self.ui.rearranged()


class KeyRow(Row):
    """Keys on one raster: a key of two is as wide as two keys and the gap between them."""

    def widths(self, width: int) -> list[int]:
        """Of every key."""
        keys = sum(self.shares)
        unit = (width - self.gap * (keys - 1)) / keys
        ends = [round(done * (unit + self.gap) - self.gap) for done in accumulate(self.shares)]
        starts = [0, *(end + self.gap for end in ends)]
        return [end - start for start, end in zip(starts, ends, strict=False)]


def _without_confirm(faces: tuple[KeyFace, ...]) -> tuple[KeyFace, ...]:
    """The same row where there is nothing to confirm: its widest key takes the room."""
    room = sum(face.width for face in faces if face.deed == "confirm")
    rest = [face for face in faces if face.deed != "confirm"]
    widest = max((face.width for face in rest), default=0)
    return tuple(replace(face, width=face.width + room) if face.width == widest else face for face in rest)
