"""Makes chime.wav, the sound before a number is called: two soft bells, a third apart. Run it to make it again."""

import math
import struct
import wave
from pathlib import Path

_RATE_HZ = 22050
_LENGTH_S = 1.5
_PEAK = 0.55
_NOTES = ((0.0, 783.99), (0.28, 659.26))
"""When each bell is struck (seconds) and its pitch (hertz): G5, then E5, a falling third as in a friendly doorbell."""

_PARTIALS = ((1.0, 1.0, 3.2), (2.0, 0.32, 5.0), (3.01, 0.12, 8.0), (4.24, 0.06, 12.0))
"""Of a bell: times the pitch, loudness, and how fast it dies away (per second)."""

_ATTACK_S = 0.008
"""A bell that begins at once clicks in cheap loudspeakers."""


def loudness_at(moment_s: float) -> float:
    """The wave at a moment, before it is scaled to fit."""
    total = 0.0
    for struck_s, pitch_hz in _NOTES:
        age_s = moment_s - struck_s
        if age_s < 0:
            continue
        attack = min(1.0, age_s / _ATTACK_S)
        for times, loudness, decay in _PARTIALS:
            total += attack * loudness * math.exp(-decay * age_s) * math.sin(2 * math.pi * pitch_hz * times * age_s)
    return total


def samples() -> bytes:
    """The sound as 16-bit samples, ending in silence."""
    count = int(_RATE_HZ * _LENGTH_S)
    plain = [loudness_at(index / _RATE_HZ) * min(1.0, (count - index) / (_RATE_HZ * 0.2)) for index in range(count)]
    scale = _PEAK * 32767 / max(abs(value) for value in plain)
    return struct.pack(f"<{count}h", *(round(value * scale) for value in plain))


def main() -> None:
    """Write the file beside this one."""
    with wave.open(str(Path(__file__).with_name("chime.wav")), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(samples())


if __name__ == "__main__":
    main()
