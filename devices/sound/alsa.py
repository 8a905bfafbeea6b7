"""Loudspeaker and headset through ALSA: a thread of its own plays with aplay, and tries again what is not there."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.sound.aplay import Aplay
from devices.sound.pcm import NotAWavError, Pcm, at_volume, read_wav
from devices.sound.plug import ASOUND, Plug
from devices.sound.port import USUAL_VOLUME, Output, SoundState

_LOOK_S = 1.0
_AGAIN_S = 5.0
_CLOSE_WITHIN_S = 3.0
_SILENCE = Pcm(22050, 1, bytes(22050))
"""Half a second: long enough to see whether a card takes its time, which opening it does not prove."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Headset:
    """The ALSA device that a headset hangs on, and how one sees that it is plugged in."""

    sink: str
    plug: Plug


@dataclass(frozen=True)
class _Job:
    pcm: Pcm
    output: Output
    volume: int


class AlsaSound:
    """Plays on the ALSA device `speaker` (the default one when None), and on `headset` where there is one."""

    def __init__(
        self,
        speaker: str | None = None,
        headset: Headset | None = None,
        environment: Mapping[str, str] | None = None,
        asound: Path = ASOUND,
    ) -> None:
        self._players = {Output.SPEAKER: Aplay(speaker, environment)}
        self._states = {Output.SPEAKER: SoundState.NO_DEVICE, Output.HEADSET: SoundState.ABSENT}
        self._plug = headset.plug if headset else None
        self._cards_file = asound / "cards"
        self._cards: str | None = None
        self._watchers: list[Callable[[bool], None]] = []
        self._told_in = False
        self._changed = threading.Condition()
        self._jobs: deque[_Job] = deque()
        self._playing: _Job | None = None
        self._turn = 0
        self._closed = False
        self._tried_at_s = -_AGAIN_S
        self._anew = False
        if headset:
            self._players[Output.HEADSET] = Aplay(headset.sink, environment)
            self._states[Output.HEADSET] = SoundState.NO_DEVICE
            headset.plug.watch(self._plug_moved)
            self._told_in = bool(headset.plug.is_in())
        for output, player in self._players.items():
            if output is Output.SPEAKER or self.headset():
                self._note(output, player.attempt())
        self._thread = threading.Thread(target=self._work, name="sound", daemon=True)
        self._thread.start()

    def state(self, output: Output) -> SoundState:
        """How an output was when it last played or was tried."""
        if output is Output.HEADSET and self._plug is not None:
            is_in = self._plug.is_in()
            if not is_in:
                return SoundState.NO_DEVICE if is_in is None else SoundState.NOT_PLUGGED
        return self._states[output]

    def headset(self) -> bool:
        """Whether the plug is in."""
        return self._plug is not None and bool(self._plug.is_in())

    def watch(self, on_headset: Callable[[bool], None]) -> None:
        """Tell of the plug in the thread of the socket."""
        self._watchers.append(on_headset)

    def play(self, wav: bytes, output: Output, volume: int = USUAL_VOLUME, *, after: bool = False) -> None:
        """Play it in place of what sounds, or after it; silent where there is nothing to play it on."""
        try:
            pcm = read_wav(wav)
        except NotAWavError as error:
            _log.error("a sound cannot be played: %s", error)
            return
        with self._changed:
            if not after:
                self._silence()
            if self.state(output) not in (SoundState.ABSENT, SoundState.NOT_PLUGGED):
                self._jobs.append(_Job(pcm, output, volume))
                self._changed.notify()

    def sounding(self) -> bool:
        """Whether a sound plays or waits."""
        with self._changed:
            return bool(self._jobs) or self._playing is not None

    def stop(self) -> None:
        """Be silent now."""
        with self._changed:
            self._silence()

    def restart(self) -> None:
        """Be silent, and try every output anew, without a sound."""
        with self._changed:
            self._silence()
            self._anew = True
            self._tried_at_s = -_AGAIN_S
            self._changed.notify()

    def close(self) -> None:
        """Be silent and end the threads."""
        with self._changed:
            self._closed = True
            self._silence()
            self._changed.notify()
        self._thread.join(_CLOSE_WITHIN_S)
        if self._plug is not None:
            self._plug.close()

    def _silence(self) -> None:
        self._jobs.clear()
        self._playing = None
        self._turn += 1
        for player in self._players.values():
            player.kill()

    def _plug_moved(self) -> None:
        """In the thread of the socket. What was for one pair of ears never goes on for all."""
        is_in = self.headset()
        with self._changed:
            if not is_in and self._playing and self._playing.output is Output.HEADSET:
                self._silence()
            self._jobs = deque(job for job in self._jobs if is_in or job.output is not Output.HEADSET)
            self._tried_at_s = -_AGAIN_S
            self._changed.notify()
            told, self._told_in = self._told_in, is_in
        if told is not is_in:
            for watcher in self._watchers:
                watcher(is_in)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._closed or self._is_due(), _LOOK_S)
                if self._closed:
                    return
                job = self._jobs.popleft() if self._jobs else None
                self._playing, turn = job, self._turn
            if job is None:
                self._look_again(turn)
            else:
                self._play(job, turn)

    def _play(self, job: _Job, turn: int) -> None:
        softer = Pcm(job.pcm.rate_hz, job.pcm.channels, at_volume(job.pcm.samples, job.volume))
        self._note(job.output, self._players[job.output].play(softer, lambda: turn == self._turn))
        with self._changed:
            if turn == self._turn:
                self._playing = None

    def _is_due(self) -> bool:
        """Whether what was not there is to be tried again, because so long has passed or a plug has moved."""
        return time.monotonic() - self._tried_at_s >= _AGAIN_S

    def _look_again(self, turn: int) -> None:
        """Cards that came or went, and outputs that did not play: tried without a sound, so that they heal unasked."""
        cards = self._read_cards()
        moved, self._cards, self._anew = cards != self._cards or self._anew, cards, False
        if not moved and not self._is_due():
            return
        self._tried_at_s = time.monotonic()
        for output, player in self._players.items():
            wanted = output is Output.SPEAKER or self.headset()
            if wanted and (moved or self._states[output] is not SoundState.READY):
                self._note(output, player.play(_SILENCE, lambda: turn == self._turn))

    def _note(self, output: Output, seen: SoundState | None) -> None:
        """Log a state only when it is another one; being killed by ourselves tells nothing."""
        if seen is not None and seen is not self._states[output]:
            why = "" if seen is SoundState.READY else f" ({self._players[output].last_words})"
            _log.info("%s: %s%s", output.value, seen.value, why)
            self._states[output] = seen

    def _read_cards(self) -> str:
        """The sound cards as the kernel lists them; nothing where it has none."""
        try:
            return self._cards_file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
