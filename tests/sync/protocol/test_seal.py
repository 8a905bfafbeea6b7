import json
import zlib
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import seal as module
from sync.protocol.seal import (
    MAX_PAYLOAD_BYTES,
    Binding,
    SealError,
    key_id_of,
    new_private_key,
    open_sealed,
    public_key_of,
    seal,
)

_PRIVATE = bytes(range(1, 33))
_PUBLIC = public_key_of(_PRIVATE)
_BINDING = Binding(UUID(int=7), "report", "schimmert-1")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def _sealed_bytes(packed: bytes) -> bytes:
    """What a terminal with other ideas might have sealed."""
    return module._SUITE.encrypt(packed, X25519PublicKey.from_public_bytes(_PUBLIC), _BINDING.info())


@given(st.dictionaries(st.text(), _JSON))
def test_what_is_sealed_is_opened(payload: dict[str, Any]) -> None:
    assert open_sealed(seal(payload, _BINDING, _PUBLIC), _BINDING, _PRIVATE) == payload


def test_sealing_twice_never_gives_the_same_bytes() -> None:
    assert seal({}, _BINDING, _PUBLIC) != seal({}, _BINDING, _PUBLIC)


def test_nothing_of_the_payload_can_be_read() -> None:
    sealed = seal({"text": "Quaedvlieg"}, _BINDING, _PUBLIC)
    assert b"Quaedvlieg" not in sealed
    assert b"Quaedvlieg" not in zlib.compress(b"Quaedvlieg")[:5] + sealed


@pytest.mark.parametrize(
    "other",
    [
        replace(_BINDING, record_id=UUID(int=8)),
        replace(_BINDING, kind="callback"),
        replace(_BINDING, terminal="schimmert-2"),
        replace(_BINDING, kind="reports", terminal="chimmert-1"),
    ],
    ids=["record", "kind", "terminal", "letters moved from one part to the next"],
)
def test_a_payload_that_was_moved_does_not_open(other: Binding) -> None:
    with pytest.raises(SealError, match="does not open"):
        open_sealed(seal({}, _BINDING, _PUBLIC), other, _PRIVATE)


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealError):
        open_sealed(seal({}, _BINDING, _PUBLIC), _BINDING, new_private_key())


def test_a_single_changed_bit_is_noticed() -> None:
    sealed = seal({"text": "melding"}, _BINDING, _PUBLIC)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealError):
            open_sealed(bytes(changed), _BINDING, _PRIVATE)


@pytest.mark.parametrize("length", [0, 1, 31, 32, 48])
def test_what_is_cut_short_is_noticed(length: int) -> None:
    with pytest.raises(SealError):
        open_sealed(seal({}, _BINDING, _PUBLIC)[:length], _BINDING, _PRIVATE)


@pytest.mark.parametrize(
    "packed",
    [
        b"not packed",
        zlib.compress(b"not json"),
        zlib.compress(b"\xff\xfe"),
        zlib.compress(b"[1, 2]"),
        zlib.compress(json.dumps({"text": "melding"}).encode())[:-3],
        zlib.compress(b'{"text": "' + b"a" * MAX_PAYLOAD_BYTES + b'"}'),
        zlib.compress(b"[" * 200_000),
        zlib.compress(b'{"a": ' + b"9" * 10_000 + b"}"),
    ],
    ids=["unpacked", "no json", "no text", "no object", "cut", "too large", "too deep", "endless number"],
)
def test_what_opens_but_is_no_record_is_told_apart(packed: bytes) -> None:
    with pytest.raises(SealError, match="opens but"):
        open_sealed(_sealed_bytes(packed), _BINDING, _PRIVATE)


def test_a_payload_that_is_too_large_is_refused_before_it_is_sealed() -> None:
    with pytest.raises(ValueError, match="at most"):
        seal({"text": "a" * MAX_PAYLOAD_BYTES}, _BINDING, _PUBLIC)


def test_the_name_of_a_key_is_its_own() -> None:
    assert key_id_of(_PUBLIC) == key_id_of(public_key_of(_PRIVATE))
    assert key_id_of(_PUBLIC) != key_id_of(public_key_of(new_private_key()))
    assert len(key_id_of(_PUBLIC)) == 16
