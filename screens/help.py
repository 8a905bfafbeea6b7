"""How to get help from a person, and how this screen works."""

from collections.abc import Mapping, Sequence

from devices.sound.port import VOLUMES
from devices.speech.port import RATE_PERCENT
from kiosk.journeys.filling import CALL_BACK_FORM
from kiosk.journeys.intents import StartForm
from kiosk.journeys.listening import ChangeRate, ChangeVolume, SetSpeech
from kiosk.journeys.states import Help, State
from kiosk.keypad import KeypadAct
from screens.buttons import button, card, outline_button, plain_inks
from screens.icon import Icon, IconTile
from screens.layout import Block, Column, Row, Space
from screens.page import Page, Parts
from screens.paint import Panel
from screens.plane import Plane
from screens.screen import Screen
from screens.text import Text

_TOOLS = (
    ("text_fields", "help.screen.text_size"),
    ("brightness_medium", "help.screen.contrast"),
    ("hearing", "help.screen.speech"),
    ("close", "help.screen.stop"),
)

_KEY_ICONS: Mapping[KeypadAct, str] = {
    KeypadAct.UP: "keyboard_arrow_up",
    KeypadAct.DOWN: "keyboard_arrow_down",
    KeypadAct.LEFT: "keyboard_arrow_left",
    KeypadAct.RIGHT: "keyboard_arrow_right",
    KeypadAct.SELECT: "radio_button_checked",
    KeypadAct.HELP: "help_outline",
    KeypadAct.REPEAT: "replay",
    KeypadAct.SPEECH: "hearing",
    KeypadAct.VOLUME_UP: "volume_up",
    KeypadAct.VOLUME_DOWN: "volume_down",
    KeypadAct.FASTER: "fast_forward",
    KeypadAct.SLOWER: "fast_rewind",
}


class HelpScreen(Screen):
    """Draws Help."""

    def build(self, state: Help) -> Block:
        """First the person, then the screen and the keys; how one listens stands where the hand is."""
        ui = self.ui
        main, side = [self._person(), *self._keys(), self._screen()], [self._listening()]
        if not ui.look.two_columns:
            main, side = [main[0], *side, *main[1:]], []
        if CALL_BACK_FORM in ui.content.forms:
            call = ui.does(StartForm(CALL_BACK_FORM))
            side.insert(0, card(ui, "phone", ui.texts("screen.call_back"), ui.texts("screen.call_back.line"), call))
        return Page(ui, Parts(ui.texts("help.title"), main, side, side_share=0.36))

    def update(self, state: State) -> bool:
        """Louder or faster: only the words between the buttons differ."""
        if not isinstance(state, Help):
            return False
        self._volume.say(self._volume_words())
        self._rate.say(self._rate_words())
        return True

    @property
    def announces(self) -> str:
        """Who has a keypad hears what each of its keys does."""
        ui = self.ui
        return ". ".join([ui.texts("help.keys"), *self._key_lines()]) if ui.keys else ""

    def _person(self) -> Plane:
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        tile = IconTile(ui, "emoji_people", look.px(14), theme.sun, theme.on_sun)
        words = Column(
            ui,
            [
                Text(ui, ui.texts("help.person"), ui.paint.style("heading"), theme.ink),
                Text(ui, ui.texts("help.person.line"), ui.paint.style("body"), theme.ink),
            ],
            gap=look.px(0.8),
        )
        panel = Panel(theme.card, theme.line, look.stroke, look.radius)
        return Plane(ui, Row(ui, [tile, words], [0, 1], gap=look.px(3.6)), panel, look.px(3.6), look.px(3.2))

    def _listening(self) -> Block:
        """Reading aloud, and how loud and how fast: also where the bar has no room for it."""
        ui, texts = self.ui, self.ui.texts
        reads = ui.settings().speech
        self._volume, self._rate = self._level(self._volume_words()), self._level(self._rate_words())
        switch = outline_button(
            ui, texts("listen.off" if reads else "listen.on"), ui.does(SetSpeech(not reads)), "hearing"
        )
        rows = [
            Row(ui, [switch, Space(ui)], [0, 1], gap=ui.look.gap),
            self._steps("volume_down", "listen.softer", ChangeVolume(-1), self._volume, "volume_up", "listen.louder"),
            self._steps("remove", "listen.slower", ChangeRate(-1), self._rate, "add", "listen.faster"),
        ]
        return Column(ui, [self._heading("listen.title"), *rows], gap=ui.look.gap, headed=True)

    def _steps(
        self, less_icon: str, less: str, step: ChangeVolume | ChangeRate, level: Text, more_icon: str, more: str
    ) -> Row:
        """Less, more, and how much it is."""
        ui = self.ui
        buttons = [
            button(ui, "", ui.does(wish), plain_inks(ui), icon, spoken=ui.texts(key))
            for icon, key, wish in ((less_icon, less, step), (more_icon, more, type(step)(-step.by)))
        ]
        return Row(ui, [*buttons, level], [0, 0, 1], gap=ui.look.gap)

    def _level(self, words: str) -> Text:
        return Text(self.ui, words, self.ui.paint.style("body"), self.ui.look.theme.ink)

    def _volume_words(self) -> str:
        return self.ui.texts("speech.volume", step=self.ui.settings().volume, most=VOLUMES - 1)

    def _rate_words(self) -> str:
        return self.ui.texts("speech.rate", step=self.ui.settings().rate + 1, most=len(RATE_PERCENT))

    def _screen(self) -> Block:
        return self._lines("help.screen", [(icon, self.ui.texts(key)) for icon, key in _TOOLS])

    def _keys(self) -> list[Block]:
        """What each key of the keypad does."""
        if not self.ui.keys:
            return []
        return [self._lines("help.keys", [(_KEY_ICONS[act], self.ui.texts(f"keypad.{act}")) for act in self.ui.keys])]

    def _key_lines(self) -> list[str]:
        return [self.ui.texts(f"keypad.{act}") for act in self.ui.keys]

    def _lines(self, title: str, lines: Sequence[tuple[str, str]]) -> Block:
        ui, look, theme = self.ui, self.ui.look, self.ui.look.theme
        style = ui.paint.style("body")
        rows = [
            Row(
                ui,
                [Icon(ui, icon, round(style.px * 1.3), theme.brand), Text(ui, words, style, theme.ink)],
                [0, 1],
                gap=look.px(2.4),
            )
            for icon, words in lines
        ]
        return Column(ui, [self._heading(title), *rows], gap=look.px(2), headed=True)

    def _heading(self, key: str) -> Text:
        return Text(self.ui, self.ui.texts(key), self.ui.paint.style("label"), self.ui.look.theme.ink)
