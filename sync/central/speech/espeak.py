"""The voice of espeak-ng, as a WAV file. The words go in through a pipe, never onto a command line."""

import io
import subprocess
import wave
from functools import cached_property

_WORDS_A_MINUTE = 135
"""Slower than espeak-ng's own 175: for a hall with an echo, and for people who listen in a second language."""
_PATIENCE_S = 5.0
_HEADER_BYTES = 44
_SECOND_VOICES = {"en-gb": "en"}
"""Voices of espeak-ng that also go by the short name of their language."""


class EspeakVoice:
    """Runs `program` for each text; a machine without it says nothing."""

    def __init__(self, program: str = "espeak-ng") -> None:
        self._program = program

    def can_say(self, language: str) -> bool:
        """Whether espeak-ng is installed and has a voice for `language`."""
        return language in self._languages

    def say(self, ssml: str, language: str) -> bytes | None:
        """The WAV file of `ssml`; None when espeak-ng is missing, fails or takes longer than some seconds."""
        if not self.can_say(language):
            return None
        command = [self._program, "-m", "--stdin", "--stdout", "-v", language, "-s", str(_WORDS_A_MINUTE)]
        # Two square brackets would make espeak-ng read what follows as names of sounds.
        said = self._run(command, ssml.replace("[[", "[ [").encode())
        return with_true_length(said) if len(said) > _HEADER_BYTES else None

    @cached_property
    def _languages(self) -> frozenset[str]:
        lines = self._run([self._program, "--voices"], b"").decode(errors="replace").splitlines()[1:]
        found = {line.split()[1] for line in lines if len(line.split()) > 1}
        return frozenset(found | {short for voice, short in _SECOND_VOICES.items() if voice in found})

    @staticmethod
    def _run(command: list[str], words: bytes) -> bytes:
        try:
            ended = subprocess.run(command, input=words, capture_output=True, check=False, timeout=_PATIENCE_S)
        except (OSError, subprocess.TimeoutExpired):
            return b""
        return ended.stdout if ended.returncode == 0 else b""


def with_true_length(stream: bytes) -> bytes:
    """A WAV file as espeak-ng writes it to a pipe, with its real length in the header: players stop at the end."""
    with wave.open(io.BytesIO(stream)) as source:
        layout = source.getparams()
    whole = io.BytesIO()
    with wave.open(whole, "wb") as target:
        target.setnchannels(layout.nchannels)
        target.setsampwidth(layout.sampwidth)
        target.setframerate(layout.framerate)
        target.writeframes(stream[_HEADER_BYTES:])
    return whole.getvalue()
