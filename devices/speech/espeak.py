"""The voice of espeak-ng, played by aplay: two programs in a row, both ended at once when silence is wanted.

Only the player's own exit tells whether there was sound: espeak-ng says that all is well without a sound device too.
The text goes in through a pipe and never onto a command line, where every user of the machine could read it.
"""

import contextlib
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from devices.speech.port import SpeechState

_WORDS_A_MINUTE = 150
"""Slower than espeak-ng's own 175: for people who listen in a second language or a noisy hall."""
_LOOK_S = 5.0
_CLOSE_WITHIN_S = 2.0


@dataclass(frozen=True)
class _Wish:
    text: str
    language: str


class EspeakSpeaker:
    """Speaks in a thread of its own. `sink` is an ALSA device, the default one when None."""

    def __init__(self, sink: str | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._player = ["aplay", "-q", *(("-D", sink) if sink else ())]
        self._environment = environment
        self._languages = _installed_languages()
        self._state = SpeechState.READY if self._languages else SpeechState.NOT_INSTALLED
        self._changed = threading.Condition()
        self._wish: _Wish | None = None
        self._running: tuple[subprocess.Popen[bytes], ...] = ()
        self._turn = 0
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="speech", daemon=True)
        self._thread.start()

    def say(self, text: str, language: str) -> None:
        """Speak `text` in place of what is being spoken."""
        self._replace(_Wish(text, language) if self.can_say(language) else None)

    def stop(self) -> None:
        """Be silent now."""
        self._replace(None)

    def can_say(self, language: str) -> bool:
        """Whether espeak-ng is installed and has a voice for `language`."""
        return language in self._languages

    def state(self) -> SpeechState:
        """What the player's last exit told; at the start, what a try without a sound told."""
        return self._state

    def close(self) -> None:
        """Be silent and end the thread."""
        with self._changed:
            self._closed = True
        self.stop()
        self._thread.join(_CLOSE_WITHIN_S)

    def _replace(self, wish: _Wish | None) -> None:
        with self._changed:
            self._wish = wish
            self._turn += 1
            _kill(self._running)
            self._changed.notify()

    def _work(self) -> None:
        if self._languages:
            self._try_sound()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wish is not None or self._closed)
                if self._closed:
                    return
                wish, self._wish, turn = self._wish, None, self._turn
            if wish is not None:
                self._speak(wish, turn)

    def _speak(self, wish: _Wish, turn: int) -> None:
        try:
            voice = self._start_voice(wish)
        except OSError:
            self._state = SpeechState.NOT_INSTALLED
            return
        try:
            player = self._start_player(voice)
        except OSError:
            _end((voice,))
            self._state = SpeechState.NO_SOUND
            return
        with self._changed:
            self._running = (voice, player)
            if turn != self._turn:
                _kill(self._running)
        self._hand_over(voice, wish)
        self._note_end(player.wait())
        with self._changed:
            self._running = ()
        _end((voice, player))

    def _start_voice(self, wish: _Wish) -> subprocess.Popen[bytes]:
        command = ["espeak-ng", "--stdin", "--stdout", "-v", wish.language, "-s", str(_WORDS_A_MINUTE)]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._environment
        )

    def _start_player(self, voice: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        player = subprocess.Popen(
            [*self._player, "-"],
            stdin=voice.stdout,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        if voice.stdout is not None:
            voice.stdout.close()  # only the player reads it, so that the voice ends when the player does
        return player

    @staticmethod
    def _hand_over(voice: subprocess.Popen[bytes], wish: _Wish) -> None:
        # Two square brackets would make espeak-ng read what follows as names of sounds.
        text = wish.text.replace("[[", "[ [")
        if voice.stdin is not None:
            with contextlib.suppress(BrokenPipeError), voice.stdin:
                voice.stdin.write(text.encode())

    def _try_sound(self) -> None:
        """Open the sound device and play nothing."""
        command = [*self._player, "-t", "raw", "-f", "S16_LE", "-r", "22050", "/dev/null"]
        try:
            tried = subprocess.run(command, capture_output=True, check=False, env=self._environment, timeout=_LOOK_S)
        except (OSError, subprocess.TimeoutExpired):
            self._state = SpeechState.NO_SOUND
        else:
            self._note_end(tried.returncode)

    def _note_end(self, code: int) -> None:
        """A player that was killed, by ourselves, tells nothing about the sound."""
        if code >= 0:
            self._state = SpeechState.NO_SOUND if code else SpeechState.READY


def _installed_languages() -> frozenset[str]:
    """The languages of espeak-ng's own voices; none when it is not installed."""
    try:
        listed = subprocess.run(
            ["espeak-ng", "--voices"], capture_output=True, text=True, check=False, timeout=_LOOK_S
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(line.split()[1] for line in listed.splitlines()[1:] if len(line.split()) > 1) | (
        frozenset({"en"}) if "en-gb" in listed else frozenset()
    )


def _kill(processes: tuple[subprocess.Popen[bytes], ...]) -> None:
    for process in processes:
        process.kill()


def _end(processes: tuple[subprocess.Popen[bytes], ...]) -> None:
    """Kill and collect, so that no dead process stays behind."""
    for process in processes:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
