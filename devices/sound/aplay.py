"""One run of aplay on one ALSA device, and what really came of it.

Its exit code alone is no proof of sound: a device that swallows what it is given ends well, and much too early. So the
time that it took is held against the length of the sound, and what it wrote tells a missing card from a broken one.
"""

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from devices.sound.pcm import Pcm
from devices.sound.port import SoundState

_LEAST_SHARE = 0.5
"""A sound that was over in less of its length was not heard. Real cards take all of it; half forgives a fast clock."""

_TELLING_S = 0.3
"""A sound must be so long for its time to tell anything: the buffers of a card hold less."""

_LATE_S = 3.0
"""So long after its length a sound that has not ended never will: the card hangs."""

_TRY_WITHIN_S = 2.0
_DIES_WITHIN_S = 1.0
_MISSING = ("No such", "Unknown PCM", "cannot find card", "Invalid card", "Invalid CTL", "no soundcards")


class Aplay:
    """Plays one sound after the other; `kill` may come from any thread, at any time."""

    def __init__(self, sink: str | None, environment: Mapping[str, str] | None = None) -> None:
        self._command = ["aplay", "-q", *(("-D", sink) if sink else ()), "-t", "raw", "-f", "S16_LE"]
        # What aplay writes is read here, so it shall be in English.
        self._environment = {**(os.environ if environment is None else environment), "LC_ALL": "C"}
        self._running: subprocess.Popen[bytes] | None = None
        self._held: subprocess.Popen[bytes] | None = None
        """One that could not be killed: while it hangs no other one is started."""
        self.last_words = ""
        """What aplay wrote when it last failed, for the log."""

    def play(self, pcm: Pcm, wanted: Callable[[], bool]) -> SoundState | None:
        """Play it to its end; how the device proved to be, None when it was killed or is not `wanted` any more."""
        shape = ["-r", str(pcm.rate_hz), "-c", str(pcm.channels)]
        began_s = time.monotonic()
        ended = self._run([*shape, "-"], pcm.samples, pcm.seconds + _LATE_S, wanted)
        took_s = time.monotonic() - began_s
        if ended is SoundState.READY and pcm.seconds > _TELLING_S and took_s < _LEAST_SHARE * pcm.seconds:
            self.last_words = f"{pcm.seconds:.1f} s of sound were over in {took_s:.1f} s"
            return SoundState.FAULT
        return ended

    def attempt(self) -> SoundState | None:
        """Open the device and play nothing."""
        return self._run(["-r", "22050", "-c", "1", "/dev/null"], b"", _TRY_WITHIN_S, lambda: True)

    def kill(self) -> None:
        """Silence now."""
        running = self._running
        if running is not None:
            running.kill()

    def _run(
        self, arguments: list[str], samples: bytes, within_s: float, wanted: Callable[[], bool]
    ) -> SoundState | None:
        if self._held is not None and self._held.poll() is None:
            return SoundState.FAULT
        pipe = subprocess.PIPE
        try:
            self._running = process = subprocess.Popen(
                [*self._command, *arguments],
                stdin=pipe,
                stdout=subprocess.DEVNULL,
                stderr=pipe,
                env=self._environment,
            )
        except OSError as error:
            self.last_words = str(error)
            return SoundState.NOT_INSTALLED
        if not wanted():
            process.kill()  # silence was asked for before there was anything to kill
        try:
            _, written = process.communicate(samples, timeout=within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            self.last_words = f"not over within {within_s:.1f} s"
            self._bury(process)
            return SoundState.FAULT
        finally:
            self._running = None
        return self._judge(process.returncode, written.decode(errors="replace"))

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        """Let go of one that was killed. A pulled card may hold it in the kernel: it is not waited for, nor joined."""
        try:
            process.wait(_DIES_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._held = process
        for pipe in (process.stdin, process.stderr):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _judge(self, code: int, written: str) -> SoundState | None:
        if code < 0:
            return None
        if code == 0:
            return SoundState.READY
        self.last_words = written.strip().splitlines()[-1] if written.strip() else f"aplay ended with {code}"
        return SoundState.NO_DEVICE if any(sign in written for sign in _MISSING) else SoundState.FAULT
