"""BER-TLV, as cards wrap what they answer (ISO 7816-4, annex E): read from a stranger, so strictly."""

from collections.abc import Iterator

_MAX_TAG_BYTES = 3
_MAX_LENGTH_BYTES = 2
"""Lengths up to 65 535: no answer of a card is longer."""


class TlvError(ValueError):
    """What a card answered is cut off, or not wrapped as it should be."""


def tlv(tag: int, value: bytes) -> bytes:
    """`value` wrapped.

    >>> tlv(0x53, b"abc").hex()
    '5303616263'
    """
    name = tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big")
    if len(value) < 0x80:
        return name + bytes([len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return name + bytes([0x80 | len(length)]) + length + value


def unwrap(data: bytes) -> dict[int, bytes]:
    """The values of one level, by tag. Raises TlvError, also for a tag that comes twice: which one would be meant?

    >>> unwrap(bytes.fromhex("70026162 7101 00"))
    {112: b'ab', 113: b'\\x00'}
    """
    values: dict[int, bytes] = {}
    for tag, value in _items(data):
        if tag in values:
            raise TlvError(f"tag {tag:X} comes twice")
        values[tag] = value
    return values


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(data):
        tag, place = _tag(data, place)
        length, place = _length(data, place)
        if place + length > len(data):
            raise TlvError(f"tag {tag:X} is cut off")
        yield tag, data[place : place + length]
        place += length


def _tag(data: bytes, place: int) -> tuple[int, int]:
    end = place + 1
    if data[place] & 0x1F == 0x1F:
        while end < len(data) and data[end] & 0x80:
            end += 1
        end += 1
    if end > len(data) or end - place > _MAX_TAG_BYTES:
        raise TlvError("a tag is cut off or too long")
    return int.from_bytes(data[place:end], "big"), end


def _length(data: bytes, place: int) -> tuple[int, int]:
    if place >= len(data):
        raise TlvError("a length is missing")
    first, place = data[place], place + 1
    if first < 0x80:
        return first, place
    count = first & 0x7F
    if not 0 < count <= _MAX_LENGTH_BYTES or place + count > len(data):
        raise TlvError("a length is cut off, unknown or too large")
    return int.from_bytes(data[place : place + count], "big"), place + count
