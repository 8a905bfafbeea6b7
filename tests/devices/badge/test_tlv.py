import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.badge.tlv import TlvError, tlv, unwrap

TAGS = st.sampled_from([0x53, 0x70, 0x71, 0x7C, 0x81, 0x82, 0xFE, 0x5F2F, 0x7F61])
VALUES = st.binary(max_size=400)


@given(st.dictionaries(TAGS, VALUES, max_size=6))
def test_what_was_wrapped_is_unwrapped(values: dict[int, bytes]) -> None:
    assert unwrap(b"".join(tlv(tag, value) for tag, value in values.items())) == values


@given(st.binary(max_size=600))
def test_whatever_a_stranger_sends_is_values_or_a_refusal(data: bytes) -> None:
    try:
        values = unwrap(data)
    except TlvError:
        return
    assert sum(len(value) + 2 for value in values.values()) <= len(data)


@given(st.dictionaries(TAGS, VALUES, min_size=1, max_size=4), st.data())
def test_what_is_cut_off_is_refused_or_lacks_whole_values(values: dict[int, bytes], data: st.DataObject) -> None:
    whole = b"".join(tlv(tag, value) for tag, value in values.items())
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        found = unwrap(cut)
    except TlvError:
        return
    assert len(found) < len(values)
    assert found.items() <= values.items()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("53", "length is missing"),
        ("5303 6162", "cut off"),
        ("5380 6162 0000", "unknown"),
        ("5383 000001 61", "too large"),
        ("5384 FFFFFFFF", "too large"),
        ("5382 01", "cut off"),
        ("7F", "tag is cut off"),
        ("7FFFFFFF7F 00", "too long"),
        ("53 0161 53 0162", "twice"),
    ],
)
def test_each_refusal_says_why(data: str, why: str) -> None:
    with pytest.raises(TlvError, match=why):
        unwrap(bytes.fromhex(data))
