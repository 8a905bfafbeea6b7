from uuid import UUID

import pytest

from sync.protocol.kinds import PHOTO
from sync.protocol.seal import Binding, SealError, new_private_key, open_bytes, public_key_of, seal_bytes

KEY = new_private_key()
WHOSE = Binding(UUID(int=1), PHOTO, "nuth-1")


def test_bytes_come_out_as_they_went_in_and_never_look_the_same() -> None:
    plain = bytes(range(256)) * 10
    once, twice = (seal_bytes(plain, WHOSE, public_key_of(KEY)) for _ in range(2))
    assert once != twice
    assert open_bytes(once, WHOSE, KEY) == open_bytes(twice, WHOSE, KEY) == plain
    assert plain[:40] not in once


@pytest.mark.parametrize(
    "other",
    [Binding(UUID(int=2), PHOTO, "nuth-1"), Binding(UUID(int=1), "report", "nuth-1"), Binding(UUID(int=1), PHOTO, "x")],
)
def test_they_open_for_their_own_record_alone(other: Binding) -> None:
    sealed = seal_bytes(b"a photo", WHOSE, public_key_of(KEY))
    with pytest.raises(SealError):
        open_bytes(sealed, other, KEY)


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b"", lambda b: bytes([b[0] ^ 1]) + b[1:]])
def test_what_is_damaged_does_not_open(spoil: object) -> None:
    sealed = seal_bytes(b"a photo", WHOSE, public_key_of(KEY))
    assert callable(spoil)
    with pytest.raises(SealError):
        open_bytes(spoil(sealed), WHOSE, KEY)
