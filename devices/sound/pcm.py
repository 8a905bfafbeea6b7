"""Sound as numbers: what is in a WAV, and how it is made softer so that it works on every card."""

import io
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from devices.sound.port import VOLUMES

DECIBELS_A_STEP = 3.0
_SAMPLE_BYTES = 2
_VALUES = 1 << 16
_AT_ONCE = 4096
"""Samples that are made softer in one go: between two, the window gets its turn."""


class NotAWavError(ValueError):
    """Bytes that are no WAV of 16 bits a sample."""


@dataclass(frozen=True)
class Pcm:
    """Samples of 16 bits, the lower byte first; with more channels than one they take turns."""

    rate_hz: int
    channels: int
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it takes to play.

        >>> Pcm(22050, 1, bytes(44100)).seconds
        1.0
        """
        return len(self.samples) / (self.rate_hz * self.channels * _SAMPLE_BYTES)


def read_wav(wav: bytes) -> Pcm:
    """What is in a WAV; raises NotAWavError. A length that was not known when it was begun (espeak-ng) is forgiven."""
    try:
        with wave.open(io.BytesIO(wav)) as file:
            if file.getsampwidth() != _SAMPLE_BYTES:
                raise NotAWavError(f"16 bits a sample are expected, not {8 * file.getsampwidth()}")
            frames = file.readframes(file.getnframes())
            return Pcm(file.getframerate(), file.getnchannels(), frames)
    except (wave.Error, EOFError) as error:
        raise NotAWavError(f"a WAV is expected ({error})") from error


def write_wav(pcm: Pcm) -> bytes:
    """The same as a WAV."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(pcm.channels)
        file.setsampwidth(_SAMPLE_BYTES)
        file.setframerate(pcm.rate_hz)
        file.writeframes(pcm.samples)
    return target.getvalue()


def at_volume(samples: bytes, volume: int) -> bytes:
    """The samples at a volume of 0 (softest) to 10 (as they are): 3 dB a step.

    >>> at_volume(bytes([0, 64]), 10).hex(), at_volume(bytes([0, 64]), 8).hex()  # 0x4000, and 6 dB less: half of it
    ('0040', '1320')
    """
    loudest = VOLUMES - 1
    volume = max(0, min(loudest, volume))
    if volume == loudest:
        return samples
    table = _softer(volume)
    whole = samples[: len(samples) - len(samples) % _SAMPLE_BYTES]
    step = _AT_ONCE * _SAMPLE_BYTES
    parts = (whole[at : at + step] for at in range(0, len(whole), step))
    return b"".join(array("h", map(table.__getitem__, array("H", part))).tobytes() for part in parts)


@lru_cache(maxsize=VOLUMES)
def _softer(volume: int) -> Sequence[int]:
    """For every value that two bytes can have (read without a sign): the softer one."""
    factor = 10 ** (-DECIBELS_A_STEP * (VOLUMES - 1 - volume) / 20)
    half = _VALUES // 2
    return array("h", (round(factor * (value if value < half else value - _VALUES)) for value in range(_VALUES)))
