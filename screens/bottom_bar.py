"""The bar below every screen, always the same places: languages; text size, contrast, speech, help, stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel import Locale

from kiosk.journeys.intents import ChooseLanguage, ShowHelp, ShowLanguages, Stop
from kiosk.journeys.listening import ChangeVolume
from screens.buttons import Inks, button, chosen_inks, help_inks, plain_inks, stop_inks
from screens.control import Control
from screens.layout import Block
from screens.paint import Panel
from screens.plane import Plane
from screens.ui import Ui


@dataclass(frozen=True)
class Comfort:
    """What a visitor can change about the screen itself, on every screen (acceptance row A23)."""

    text_size: Callable[[], None]
    contrast: Callable[[], None]
    speech: Callable[[], None]


def language_name(code: str) -> str:
    """A language as its own people call it, with a capital.

    >>> language_name("nl")
    'Nederlands'
    """
    name = str(Locale.parse(code).get_display_name(code))
    return name[:1].upper() + name[1:]


class BottomBar(Plane):
    """Shows as many languages as fit beside the rest; all of them are behind "more languages"."""

    def __init__(self, ui: Ui, comfort: Comfort, can_stop: bool) -> None:
        theme = ui.look.theme
        super().__init__(ui, None, Panel(theme.card, theme.line))
        self._languages = ui.languages
        self._comfort = comfort
        self._can_stop = can_stop
        self._left: list[Control] = []
        self._right = self._tools(volume=False)

    def natural_height(self, width: int) -> int:
        """One row of chips and the room around it."""
        row = max((chip.natural_height(chip.natural_width()) for chip in self._right), default=0)
        return row + 2 * self.ui.look.px(1.9)

    def arrange(self) -> None:
        """Languages from the reading side, tools from the other."""
        super().arrange()
        look = self.ui.look
        rows = self._language_rows()
        self._right, rest = self._right_of(rows)
        self._left = next((chips for chips in rows if _row_width(chips, look.gap) <= rest), rows[-1])
        self.hold([*self._left, *self._right])
        edge = look.margin - int(self.x)
        self._lay(self._left, edge)
        self._lay(self._right, int(self.width) - edge - _row_width(self._right, look.gap))

    def _right_of(self, rows: list[list[Control]]) -> tuple[list[Control], int]:
        """The tools, and the room that they leave. Louder and softer are among them where a way to languages fits."""
        look, reads = self.ui.look, self.ui.settings().speech
        room = look.width_px - 2 * look.margin
        found = []
        for volume in (True, False) if reads else (False,):
            tools = self._tools(volume)
            rest = room - sum(chip.natural_width() + look.gap for chip in tools)
            found.append((tools, rest))
        least = min(_row_width(row, look.gap) for row in rows[-3:])
        return next((pair for pair in found if pair[1] >= least), found[-1])

    def _lay(self, chips: Sequence[Control], offset: int) -> None:
        """Place chips in reading order, `offset` pixels from the reading side."""
        for chip in chips:
            width = chip.natural_width()
            height = chip.natural_height(width)
            left = int(self.width) - offset - width if self.ui.look.right_to_left else offset
            chip.place(int(self.x) + left, int(self.center_y - height / 2), width, height)
            offset += width + self.ui.look.gap

    def _language_rows(self) -> list[list[Control]]:
        """From generous to frugal. The first language is always there at once for who has chosen another by mistake."""
        if len(self._languages) < 2:
            return [[self._language(code) for code in self._languages], []]
        home, current = self._languages[0], self.ui.texts.language
        both = _in_order(self._languages, (home, current))
        others = [code for code in self._languages if code not in both]
        generous = [_in_order(self._languages, (*both, *others[:count])) for count in range(min(2, len(others)), 0, -1)]
        frugal = [both] if current == home else [both, [home]]
        more, brief, bare = self._more("bar.languages"), self._more("bar.languages.short"), self._more("")
        rows = [[*map(self._language, codes), way] for codes in generous for way in (more, brief)]
        rows += [[*map(self._language, codes), way] for codes in frugal for way in (more, brief, bare)]
        return [*rows, [more], [brief], [self._more("bar.languages.short", icon="")], [bare]]

    def _language(self, code: str) -> Control:
        current = code == self.ui.texts.language
        inks = chosen_inks(self.ui) if current else plain_inks(self.ui)
        return self._chip(language_name(code), inks, self.ui.does(ChooseLanguage(code)))

    def _more(self, key: str, icon: str = "language") -> Control:
        texts = self.ui.texts
        act = self.ui.does(ShowLanguages())
        label = texts(key) if key else ""
        return self._chip(label, plain_inks(self.ui), act, icon, texts("bar.languages"))

    def _tools(self, volume: bool) -> list[Control]:
        texts = self.ui.texts
        tools = [
            self._tool("text_fields", "bar.text_size", self._comfort.text_size),
            self._tool("brightness_medium", "bar.contrast", self._comfort.contrast),
            self._speech(),
        ]
        if volume:
            tools += [
                self._tool("volume_down", "listen.softer", self.ui.does(ChangeVolume(-1))),
                self._tool("volume_up", "listen.louder", self.ui.does(ChangeVolume(1))),
            ]
        tools.append(self._chip(texts("bar.help"), help_inks(self.ui), self.ui.does(ShowHelp()), "emoji_people"))
        if self._can_stop:
            tools.append(self._chip(texts("bar.stop"), stop_inks(self.ui), self.ui.does(Stop()), "close"))
        return tools

    def _tool(self, icon: str, key: str, act: Callable[[], None]) -> Control:
        plain = plain_inks(self.ui)
        inks = Inks(plain.fill, plain.line, plain.strong, plain.quiet, plain.tile, plain.strong)
        return self._chip("", inks, act, icon, self.ui.texts(key))

    def _speech(self) -> Control:
        """On or off, to the eye by word and outline, to the ear by what it says (acceptance row A27)."""
        texts = self.ui.texts
        if not self.ui.settings().speech:
            return self._tool("hearing", "bar.speech", self._comfort.speech)
        spoken = f"{texts('bar.speech')}. {texts('bar.speech.on.spoken')}"
        return self._chip(texts("bar.speech.on"), chosen_inks(self.ui), self._comfort.speech, "hearing", spoken)

    def _chip(self, label: str, inks: Inks, act: Callable[[], None], icon: str = "", spoken: str = "") -> Control:
        return button(self.ui, label, act, inks, icon, small=True, spoken=spoken)


def _in_order(languages: Sequence[str], wanted: Sequence[str]) -> list[str]:
    return [code for code in languages if code in wanted]


def _row_width(chips: Sequence[Block], gap: int) -> int:
    return sum(chip.natural_width() for chip in chips) + gap * max(0, len(chips) - 1)
