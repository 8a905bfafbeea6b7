"""A program of its own that speaks with Piper, started by devices/speech/piper.py with the voices to load.

Piper is under the GPL and large: here it shares nothing with the terminal but two pipes, and the window never waits for
it. In comes a line of JSON for each text, never a command line, where every user of the machine could read it; out come
a line of JSON and, after "bytes", that many of sound.
"""

import json
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_POLITE = 5
"""How far the window goes before it on a busy machine."""


class Lines:
    """The lines that arrive, and whether another one is there already."""

    def __init__(self, file_number: int) -> None:
        self._file_number = file_number
        self._rest = b""

    def each(self) -> Iterator[bytes]:
        """Line after line, until nobody writes any more."""
        while True:
            line, found, rest = self._rest.partition(b"\n")
            if found:
                self._rest = rest
                yield line
                continue
            more = os.read(self._file_number, 65536)
            if not more:
                return
            self._rest += more

    def is_waiting(self) -> bool:
        """Whether the text that is being spoken is wanted no more."""
        return b"\n" in self._rest or bool(select.select([self._file_number], [], [], 0)[0])


def main(models: list[str]) -> None:
    """Load the voices, then speak until nobody listens any more."""
    from piper import PiperVoice, SynthesisConfig

    os.nice(_POLITE)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is not taken for sound
    voices: dict[str, Any] = {}
    for model in models:
        try:
            voices[model] = PiperVoice.load(model)
        except Exception as error:
            _tell(out, {"broken": model, "why": type(error).__name__})
        else:
            _tell(out, {"loaded": model})
    lines = Lines(0)
    for line in lines.each():
        wish = json.loads(line)
        if wish.get("text"):
            how = SynthesisConfig(length_scale=wish["length_scale"])
            _speak(voices.get(wish["model"]), how, wish, lines, out)


def _speak(voice: Any, how: Any, wish: dict[str, Any], lines: Lines, out: BinaryIO) -> None:
    """One sentence after the other, as long as no other text is wanted."""
    number = wish["number"]
    try:
        for chunk in voice.synthesize(wish["text"], how):
            if lines.is_waiting():
                break
            sound = chunk.audio_int16_bytes
            _tell(out, {"number": number, "rate": chunk.sample_rate, "bytes": len(sound)}, sound)
    except Exception as error:
        _tell(out, {"number": number, "failed": type(error).__name__})
    else:
        _tell(out, {"number": number, "end": True})


def _tell(out: BinaryIO, words: dict[str, Any], sound: bytes = b"") -> None:
    out.write(json.dumps(words).encode() + b"\n" + sound)
    out.flush()


if __name__ == "__main__":
    main([str(Path(model)) for model in sys.argv[1:]])
