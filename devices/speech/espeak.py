"""The voice of espeak-ng. The text goes in through a pipe and never onto a command line, where all could read it."""

import re
import subprocess
from collections.abc import Callable, Iterator

from devices.speech.voice import VoiceFailedError

_WORDS_A_MINUTE = 150
"""Slower than espeak-ng's own 175: for people who listen in a second language or a noisy hall."""

_SLOWEST_WORDS_A_MINUTE = 80
"""espeak-ng takes no less."""

_PART_CHARACTERS = 300
"""A longer text is made in parts, so that a whole page begins to sound at once."""

_WITHIN_S = 5.0


class EspeakVoice:
    """Speaks every language that espeak-ng has been installed with."""

    def __init__(self) -> None:
        self._languages = _installed_languages()

    def languages(self) -> frozenset[str]:
        """All of them, from the start; none when it is not installed."""
        return self._languages

    def wavs(self, text: str, language: str, rate_percent: int, wanted: Callable[[], bool]) -> Iterator[bytes]:
        """One program run for each part."""
        for part in parts(text):
            if wanted():
                yield _wav(part, language, rate_percent)

    def restart(self) -> None:
        """Its program begins anew with every text."""

    def close(self) -> None:
        """Nothing runs."""


def parts(text: str, most: int = _PART_CHARACTERS) -> list[str]:
    """A text in parts of whole sentences, none longer than `most` characters unless a sentence is.

    >>> parts("Een. Twee. Drie.", most=10)
    ['Een. Twee.', 'Drie.']
    """
    found: list[str] = []
    for sentence in re.split(r"(?<=[.!?:\u061f])\s+", text.strip()):
        if found and len(found[-1]) + 1 + len(sentence) <= most:
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return [part for part in found if part]


def _wav(text: str, language: str, rate_percent: int) -> bytes:
    speed = max(_SLOWEST_WORDS_A_MINUTE, round(_WORDS_A_MINUTE * rate_percent / 100))
    # Two square brackets would make espeak-ng read what follows as names of sounds.
    spoken = text.replace("[[", "[ [").encode()
    command = ["espeak-ng", "--stdin", "--stdout", "-v", language, "-s", str(speed)]
    try:
        made = subprocess.run(command, input=spoken, capture_output=True, check=False, timeout=_WITHIN_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise VoiceFailedError(type(error).__name__) from error
    if made.returncode or not made.stdout:
        raise VoiceFailedError(f"espeak-ng ended with {made.returncode}")
    return made.stdout


def _installed_languages() -> frozenset[str]:
    """The languages of espeak-ng's own voices; none when it is not installed."""
    try:
        listed = subprocess.run(
            ["espeak-ng", "--voices"], capture_output=True, text=True, check=False, timeout=_WITHIN_S
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(line.split()[1] for line in listed.splitlines()[1:] if len(line.split()) > 1) | (
        frozenset({"en"}) if "en-gb" in listed else frozenset()
    )
