"""What keys and plugs do: walking and choosing, louder and faster, help, and reading aloud that starts by itself."""

from collections.abc import Callable, Mapping

from kiosk.conductor import Conductor
from kiosk.journeys.intents import ShowHelp
from kiosk.journeys.listening import ChangeRate, ChangeVolume, SetSpeech
from kiosk.journeys.volunteer_intents import PressKey
from kiosk.keypad import Keypad, KeypadAct
from kiosk.visit import Visit
from screens.keys import KEY_NAMES, QUIET_PRESS_S, QUIET_STEP_S, Keys
from screens.narrator import Narrator
from screens.shell import Shell

_WALKS: Mapping[KeypadAct, str] = {
    KeypadAct.UP: "up",
    KeypadAct.DOWN: "down",
    KeypadAct.LEFT: "left",
    KeypadAct.RIGHT: "right",
    KeypadAct.SELECT: "enter",
}
"""What the shell does by itself, by the name of the key that it knows for it."""


_AFTER_LETTERS = frozenset({"backspace", "tab"})
"""Keys without a deed of a keypad that do something to what was written, or after it."""


class Tactile:
    """The keys of one terminal. `now_s` is a monotonic clock in seconds; `write_soon` has `write` called soon."""

    def __init__(
        self,
        keypad: Keypad,
        shell: Shell,
        conductor: Conductor,
        narrator: Narrator,
        now_s: Callable[[], float],
        write_soon: Callable[[], None],
    ) -> None:
        self._keypad = keypad
        self._shell = shell
        self._conductor = conductor
        self._narrator = narrator
        self._now_s = now_s
        self._keys = Keys()
        self._is_no_letter = False
        self._write_soon = write_soon
        self._written = ""
        self._written_for: Visit | None = None
        self._deeds: Mapping[KeypadAct, Callable[[], None]] = {
            KeypadAct.HELP: lambda: conductor.emit(ShowHelp()),
            KeypadAct.REPEAT: narrator.repeat,
            KeypadAct.SPEECH: conductor.toggle_speech,
            KeypadAct.VOLUME_UP: lambda: conductor.emit(ChangeVolume(1)),
            KeypadAct.VOLUME_DOWN: lambda: conductor.emit(ChangeVolume(-1)),
            KeypadAct.FASTER: lambda: conductor.emit(ChangeRate(1)),
            KeypadAct.SLOWER: lambda: conductor.emit(ChangeRate(-1)),
        }

    def key_down(self, code: int, modifiers: list[str]) -> bool:
        """A key goes down, or tells that it is still held; True when it did something."""
        name = KEY_NAMES.get(code, "")
        act = self._keypad.act(name)
        counts = self._keys.counts(name or str(code), self._now_s(), _quiet_s(act))
        self._is_no_letter = act is not None or not counts
        if not counts:
            return True
        if act is not None or name in _AFTER_LETTERS or (name == "spacebar" and self._shell.focus.ring_shown):
            self.write()
        if act is None:
            return self._shell.key(f"shift+{name}" if name == "tab" and "shift" in modifiers else name)
        if self._conductor.visit.tests_keys:
            self._conductor.emit(PressKey(act.value))
            return True
        return self._do(act)

    def key_up(self, code: int) -> None:
        """A key is let go."""
        self._is_no_letter = False
        self._keys.released(KEY_NAMES.get(code, "") or str(code))

    def text(self, text: str) -> None:
        """What a key writes; nothing where it does something else, and nothing more for being held."""
        if self._is_no_letter:
            return
        if self._written_for is not self._conductor.visit:
            self._written, self._written_for = "", self._conductor.visit
        self._written += text
        self._write_soon()

    def write(self) -> None:
        """Hand on in one go what was written since the last frame, if its visit is still on the screen.

        A scanner that acts as a keyboard writes thousands of letters; a search and a drawing for each would freeze us.
        """
        written, self._written = self._written, ""
        if written and self._written_for is self._conductor.visit:
            self._shell.typed(written)
        self._written_for = None

    def headset_moved(self, plugged: bool) -> None:
        """A plug starts reading aloud, and ends it and all that was private (acceptance row A23)."""
        self._shell.answers_warning()
        self._narrator.stop()
        self._conductor.emit(SetSpeech(plugged, by_hand=plugged))

    def _do(self, act: KeypadAct) -> bool:
        settings = self._conductor.visit.settings
        if self._keypad.fitted and not settings.speech and not settings.hushed:
            # Who feels for the keys may not see the screen: the first of them only begins to read aloud.
            self._shell.answers_warning()
            self._conductor.emit(SetSpeech(True, by_hand=False))
            return True
        if act in _WALKS:
            return self._shell.key(_WALKS[act])
        if not self._shell.answers_warning():
            self._deeds[act]()
        return True


def _quiet_s(act: KeypadAct | None) -> float:
    """How long a key is deaf after a strike; one that writes is not: a scanner that types strikes twice in no time."""
    if act is None:
        return 0.0
    return QUIET_STEP_S if act in _WALKS and act is not KeypadAct.SELECT else QUIET_PRESS_S
