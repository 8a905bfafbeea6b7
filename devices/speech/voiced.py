"""Reading aloud with voices and a sound device: a thread of its own makes the sound, and a new text ends the last."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from devices.sound.port import USUAL_VOLUME, Output, Sound, SoundState
from devices.speech.port import RATE_PERCENT, USUAL_RATE, SpeechState
from devices.speech.voice import Voice, VoiceFailedError

_CLOSE_WITHIN_S = 2.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Wish:
    text: str
    language: str
    output: Output
    volume: int
    rate_percent: int


class VoicedSpeaker:
    """Speaks with the first of `voices` that has the language; the next one steps in where it fails."""

    def __init__(self, voices: Sequence[Voice], sound: Sound) -> None:
        self._voices = tuple(voices)
        self._sound = sound
        self._volume = USUAL_VOLUME
        self._rate_percent = RATE_PERCENT[USUAL_RATE]
        self._changed = threading.Condition()
        self._wish: _Wish | None = None
        self._in_headset = False
        """Whether what was last said was for a headset."""
        self._turn = 0
        self._closed = False
        self._failed = False
        """Whether no voice could speak the last text."""
        self._thread = threading.Thread(target=self._work, name="speech", daemon=True)
        self._thread.start()
        sound.watch(self._plug_moved)

    def say(self, text: str, language: str, private: bool = False) -> None:
        """Speak `text` in place of what is being spoken; what is private only where one person hears it."""
        output = Output.HEADSET if self._sound.headset() else Output.SPEAKER
        heard = text.strip() and self.can_say(language) and not (private and output is Output.SPEAKER)
        self._replace(_Wish(text, language, output, self._volume, self._rate_percent) if heard else None)

    def stop(self) -> None:
        """Be silent now."""
        self._replace(None)

    def adjust(self, volume: int, rate: int) -> None:
        """As loud and as fast from the next text on."""
        self._volume, self._rate_percent = volume, RATE_PERCENT[rate]

    def can_say(self, language: str) -> bool:
        """Whether one of the voices has the language."""
        return any(language in voice.languages() for voice in self._voices)

    def state(self) -> SpeechState:
        """Whether there is a voice, and something to hear it with."""
        if not any(voice.languages() for voice in self._voices):
            return SpeechState.NOT_INSTALLED
        if self._failed:
            return SpeechState.FAULT
        output = Output.HEADSET if self._sound.headset() else Output.SPEAKER
        return SpeechState.READY if self._sound.state(output) is SoundState.READY else SpeechState.NO_SOUND

    def restart(self) -> None:
        """Be silent, and let every voice begin anew."""
        self.stop()
        self._failed = False
        for voice in self._voices:
            voice.restart()

    def close(self) -> None:
        """Be silent, end the thread and the voices."""
        with self._changed:
            self._closed = True
        self.stop()
        self._thread.join(_CLOSE_WITHIN_S)
        for voice in self._voices:
            voice.close()

    def _replace(self, wish: _Wish | None) -> None:
        with self._changed:
            self._wish = wish
            self._in_headset = wish is not None and wish.output is Output.HEADSET
            self._turn += 1
            self._sound.stop()
            self._changed.notify()

    def _plug_moved(self, is_in: bool) -> None:
        """Who pulls the plug has heard enough; the rest of it is not made, or the next one's headset would have it."""
        if not is_in and self._in_headset:
            self._replace(None)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wish is not None or self._closed)
                if self._closed:
                    return
                wish, self._wish, turn = self._wish, None, self._turn
            if wish is not None:
                self._speak(wish, turn)

    def _speak(self, wish: _Wish, turn: int) -> None:
        fitting = (voice for voice in self._voices if wish.language in voice.languages())
        self._failed = not any(self._is_spoken(voice, wish, turn) for voice in fitting)

    def _is_spoken(self, voice: Voice, wish: _Wish, turn: int) -> bool:
        """Whether the voice did it; a part that has been heard is not said again by another voice."""
        begun = False
        try:
            for wav in voice.wavs(wish.text, wish.language, wish.rate_percent, lambda: turn == self._turn):
                with self._changed:
                    if turn != self._turn:
                        return True
                    self._sound.play(wav, wish.output, wish.volume, after=begun)
                begun = True
        except VoiceFailedError as error:
            _log.warning("a voice for %s failed: %s", wish.language, error)
            return begun
        except Exception as error:  # never its message, which may have the text; a thread that died says nothing more
            _log.warning("a voice for %s failed: %s", wish.language, type(error).__name__)
            return begun
        return True
