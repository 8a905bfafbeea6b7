"""Takes the bytes that a printer receives apart into commands; knows lengths, not meanings."""

from dataclasses import dataclass

ESC, GS, FS, DLE = 0x1B, 0x1D, 0x1C, 0x10

_ARGUMENTS = {
    **{bytes((ESC,)) + name: count for name, count in {b"@": 0, b"2": 0, b"$": 2, b"\\": 2, b"p": 3, b"c": 2}.items()},
    **{bytes((ESC, name)): 1 for name in b"!EG-Mad3JtRV{ =r"},
    **{bytes((GS,)) + name: count for name, count in {b"L": 2, b"W": 2, b"P": 2}.items()},
    **{bytes((GS, name)): 1 for name in b"!BarhwHfI"},
    **{bytes((FS,)) + name: count for name, count in {b".": 0, b"&": 0, b"!": 1}.items()},
    bytes((DLE, 0x04)): 1,
    bytes((DLE, 0x05)): 1,
}
"""Commands of a fixed length, with the number of bytes that follow."""


@dataclass(frozen=True)
class Command:
    """One command: its name as bytes and what follows it. Text has an empty name; an unknown byte keeps its own."""

    name: bytes
    data: bytes = b""


def take_command(received: bytes) -> tuple[Command, int] | None:
    """The first command in `received` and its length; None while it is not there in full."""
    first = received[0]
    if first >= 0x20:
        length = next((place for place, byte in enumerate(received) if byte < 0x20), len(received))
        return Command(b"", received[:length]), length
    if first == 0:
        return Command(b"\0"), len(received) - len(received.lstrip(b"\0"))
    if first not in (ESC, GS, FS, DLE):
        return Command(received[:1]), 1
    if len(received) < 2:
        return None
    return _take_escaped(received)


def _take_escaped(received: bytes) -> tuple[Command, int] | None:
    name = received[:2]
    if name == b"\x1d(":
        return _with_length_field(received)
    if name == b"\x1dv":
        return _raster(received)
    if name == b"\x1dV":
        return _cut(received)
    if name == b"\x10\x14":
        return _fixed(received, name, 8 if received[2:3] == b"\x08" else 3)
    if name not in _ARGUMENTS:
        return Command(received[:2]), 2
    return _fixed(received, name, _ARGUMENTS[name])


def _fixed(received: bytes, name: bytes, count: int) -> tuple[Command, int] | None:
    end = len(name) + count
    return (Command(name, received[len(name) : end]), end) if len(received) >= end else None


def _with_length_field(received: bytes) -> tuple[Command, int] | None:
    """GS ( x pL pH and so many bytes: also an unknown one can be stepped over."""
    if len(received) < 5:
        return None
    end = 5 + int.from_bytes(received[3:5], "little")
    return (Command(received[:3], received[5:end]), end) if len(received) >= end else None


def _raster(received: bytes) -> tuple[Command, int] | None:
    """GS v 0 m xL xH yL yH and the dots; the data begins with m."""
    if len(received) < 8:
        return None
    width_bytes = int.from_bytes(received[4:6], "little")
    end = 8 + width_bytes * int.from_bytes(received[6:8], "little")
    return (Command(b"\x1dv0", received[3:end]), end) if len(received) >= end else None


def _cut(received: bytes) -> tuple[Command, int] | None:
    """GS V m, and n where m is a letter."""
    if len(received) < 3:
        return None
    return _fixed(received, b"\x1dV", 2 if received[2] in b"ABabgh" else 1)
