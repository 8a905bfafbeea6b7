"""Reads aloud to one visitor: what, in which words where others listen, and the last of it once more."""

from collections.abc import Callable

from devices.sound.port import VOLUMES, Sound
from devices.speech.port import RATE_PERCENT, Speaker, SpeechState
from kiosk.journeys.intents import Erase, EraseAll, Intent, TypeText
from kiosk.settings import Settings
from kiosk.visit import Visit


class Narrator:
    """Speaks for the visit that is on the screen now. `keypad`: there is one, and it is explained at the start."""

    def __init__(self, speaker: Speaker, sound: Sound, visit: Callable[[], Visit], keypad: bool = False) -> None:
        self._keypad = keypad
        self._speaker = speaker
        self._sound = sound
        self._visit_now = visit
        self._visit = visit()
        self._settings = self._visit.settings
        self._last: tuple[str, str | None] = ("", None)

    def speak(self, text: str, aloud: str | None = None) -> None:
        """Say `text` to who wants to hear it; from a loudspeaker `aloud`, where that is given."""
        settings = self._visit_now().settings
        if settings.speech:
            self._last = (text, aloud)
            self._say(text, aloud, settings.language)

    def repeat(self) -> None:
        """Say the last once more (acceptance row A5)."""
        text, aloud = self._last
        if text:
            self.speak(text, aloud)

    def stop(self) -> None:
        """Be silent now (acceptance row A6)."""
        self._speaker.stop()

    @property
    def unheard(self) -> str:
        """The key of the text that says why who asked to be read to hears nothing (row A14); "" where all is well."""
        settings = self._visit_now().settings
        if not settings.speech:
            return ""
        if self._speaker.state() is not SpeechState.READY:
            return "top.no_sound"
        return "" if self._speaker.can_say(settings.language) else "top.no_voice"

    def typing(self, intent: Intent) -> None:
        """What was typed, to who does not see it: the letter itself to one pair of ears only (acceptance row A8)."""
        texts = self._visit_now().content.texts
        match intent:
            case TypeText(text):
                kind = "digit" if text.isdigit() else "space" if text.isspace() else "letter"
                self.speak(texts("keys.space") if kind == "space" else text, texts(f"typed.{kind}"))
            case Erase() | EraseAll():
                self.speak(texts("typed.erased"))
            case _:
                return

    def turn(self) -> None:
        """The visit goes on, before it is drawn: as loud and as fast as it wants; another visit has no past."""
        visit = self._visit_now()
        self._speaker.adjust(visit.settings.volume, visit.settings.rate)
        if visit is not self._visit:
            self._visit = visit
            self._settings = visit.settings
            self._last = ("", None)
            self._speaker.stop()

    def tell(self) -> None:
        """After it has been drawn: what has become louder, faster, or silent."""
        before, self._settings = self._settings, self._visit.settings
        words = self._change(before, self._settings)
        if words:
            # That it falls silent is the last thing it says (acceptance row A27).
            self._last = (words, None)
            self._say(words, None, self._settings.language)

    def _say(self, text: str, aloud: str | None, language: str) -> None:
        if aloud is not None and not self._sound.headset():
            self._speaker.say(aloud, language)
        else:
            # Said to be private also when a headset is in: it may be pulled out before the first word.
            self._speaker.say(text, language, private=aloud is not None)

    def _change(self, before: Settings, now: Settings) -> str:
        texts = self._visit.content.texts
        if before.speech is not now.speech:
            if not now.speech:
                return texts("speech.off")
            return f"{texts('speech.on')}. {texts('speech.keypad')}" if self._keypad else texts("speech.on")
        if before.volume != now.volume:
            return texts("speech.volume", step=now.volume, most=VOLUMES - 1)
        if before.rate != now.rate:
            return texts("speech.rate", step=now.rate + 1, most=len(RATE_PERCENT))
        return ""
