"""Cards of software, spoken to as the reader speaks: which open something, and which only pretend."""

import gzip
import random
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.badge.apdu import MAX_ANSWER_BYTES, Card, CardError
from devices.badge.certificate import authorities_in, name_of
from devices.badge.port import Badge, BadgeKind, BadgeTrouble
from devices.badge.proof import BadgeKey
from devices.badge.reading import read_badge
from devices.badge.tlv import tlv
from devices.badge.uid import Source, simple_badge
from tests.devices.badge.cards import NOT_FOUND, OK, PivCard, PlainCard, piv_card, signer
from tests.devices.badge.town import DAY, NOW, TOWN, Authority, PrivateKey, ec_key, rsa_key

TRUSTED = authorities_in([TOWN.certificate()])
RSA, P256, P384 = rsa_key(), ec_key(), ec_key(ec.SECP384R1)
KEYS: dict[str, PrivateKey] = {"rsa 2048": RSA, "rsa 3072": rsa_key(3072), "p-256": P256, "p-384": P384}
FOREIGN = Authority(ec_key(number=1001), name="Gemeente Elders badges")


def read(card: Card, seed: int = 1) -> Badge | BadgeTrouble:
    return read_badge(card, TRUSTED, NOW, random.Random(seed).randbytes)


def strong(key: PrivateKey) -> Badge:
    public = key.public_key()
    assert isinstance(public, BadgeKey)
    return Badge(BadgeKind.STRONG, name_of(public))


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_a_genuine_card_is_a_strong_badge(key: PrivateKey, gzipped: bool) -> None:
    assert read(piv_card(key, TOWN.issue(key), gzipped=gzipped)) == strong(key)


def recorded(key: PrivateKey) -> Callable[[bytes], bytes]:
    """Signs the first block only, and says that again for every other: what a listener could do."""
    card = piv_card(key, TOWN.issue(key))
    heard: list[bytes] = []

    def sign(block: bytes) -> bytes:
        heard.append(card.sign(block))
        return heard[0]

    listener = PivCard(certificate=card.certificate, sign=sign)
    assert read(listener, seed=1) == strong(key)
    return sign


COPIES: dict[str, Callable[[PrivateKey], Callable[[bytes], bytes]]] = {
    "another key": lambda key: signer(rsa_key(number=2) if key is RSA else ec_key(number=2)),
    "an old signature": recorded,
    "what was asked": lambda key: lambda block: block,
    "nothing": lambda key: lambda block: b"",
    "zeros": lambda key: lambda block: bytes(256 if key is RSA else 64),
    "too much": lambda key: lambda block: signer(key)(block) + b"\0",
    "a bare r and s": lambda key: lambda block: bytes.fromhex("3006020100020100"),
}


@pytest.mark.parametrize("sign", COPIES.values(), ids=COPIES.keys())
@pytest.mark.parametrize("key", [RSA, P256], ids=["rsa", "p-256"])
def test_a_copy_is_not_genuine(key: PrivateKey, sign: Callable[[PrivateKey], Callable[[bytes], bytes]]) -> None:
    copy = PivCard(certificate=TOWN.issue(key), sign=sign(key))
    assert read(copy, seed=2) is BadgeTrouble.NOT_GENUINE


def test_the_number_to_sign_is_new_each_time() -> None:
    for key in (RSA, P256):
        blocks: list[bytes] = []
        card = piv_card(key, TOWN.issue(key))
        sign = card.sign
        card.sign = lambda block, sign=sign, blocks=blocks: blocks.append(block) or sign(block)  # type: ignore[misc]
        for seed in range(3):
            assert read(card, seed) == strong(key)
        assert len(set(blocks)) == 3


@pytest.mark.parametrize(
    ("certificate", "found"),
    [
        (FOREIGN.issue(P256), BadgeTrouble.FOREIGN),
        (Authority(FOREIGN.key, name=TOWN.name).issue(P256), BadgeTrouble.FOREIGN),
        (TOWN.issue(P256, not_after=NOW - DAY), BadgeTrouble.EXPIRED),
        (TOWN.issue(P256, not_before=NOW + DAY), BadgeTrouble.EXPIRED),
        (b"garbage", BadgeTrouble.UNREADABLE),
    ],
)
def test_a_card_with_another_certificate_is_none_and_never_a_number_instead(
    certificate: bytes, found: BadgeTrouble
) -> None:
    card = piv_card(P256, certificate)
    assert read(card) is found
    assert not any(command.startswith(b"\xff\xca") for command in card.heard)
    assert not any(command[1] == 0x87 for command in card.heard)


@dataclass
class OddContainer(PivCard):
    """Answers GET DATA with this, whatever its certificate is."""

    contained: bytes = b""
    certificate: bytes = b"some"
    heard: list[bytes] = field(default_factory=list)

    def container(self) -> bytes:
        return self.contained


GOOD = TOWN.issue(P256)


@pytest.mark.parametrize(
    ("contained", "found"),
    [
        (tlv(0x53, tlv(0x70, GOOD))[:-5], BadgeTrouble.UNREADABLE),
        (tlv(0x53, tlv(0x70, GOOD) + b"\x71"), BadgeTrouble.UNREADABLE),
        (tlv(0x53, tlv(0x70, GOOD) + tlv(0x70, GOOD)), BadgeTrouble.UNREADABLE),
        (tlv(0x53, tlv(0x70, GOOD) + tlv(0x71, b"\x01")), BadgeTrouble.UNREADABLE),
        (tlv(0x53, tlv(0x71, b"\x00")), BadgeTrouble.UNREADABLE),
        (tlv(0x53, tlv(0x70, bytes(7000))), BadgeTrouble.UNREADABLE),
        (tlv(0x53, tlv(0x70, gzip.compress(GOOD)[:-4]) + tlv(0x71, b"\x01")), BadgeTrouble.UNREADABLE),
        (tlv(0x53, b""), simple_badge(Source.PCSC, PlainCard.uid)),
    ],
)
def test_odd_containers(contained: bytes, found: Badge | BadgeTrouble) -> None:
    assert read(OddContainer(contained=contained)) == found


def test_a_certificate_that_would_grow_into_megabytes_is_not_unpacked() -> None:
    bomb = PivCard(certificate=bytes(5_000_000), gzipped=True)
    assert len(bomb.container()) < MAX_ANSWER_BYTES
    tracemalloc.start()
    try:
        assert read(bomb) is BadgeTrouble.UNREADABLE
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_card_without_a_certificate_is_known_by_its_number() -> None:
    assert read(PivCard()) == read(PlainCard()) == simple_badge(Source.PCSC, PlainCard.uid)


@pytest.mark.parametrize(
    ("uid", "is_badge"),
    [
        ("04A2B3C4D5E6F7", True),
        ("5A112233", True),
        ("00112233445566778899", True),
        ("08112233", False),
        ("00000000", False),
        ("", False),
        ("0411", False),
        ("04A2B3C4D5E6F70000", False),
    ],
)
def test_only_a_number_that_stays_names_a_badge(uid: str, is_badge: bool) -> None:
    number = bytes.fromhex(uid)
    found = read(PlainCard(uid=number))
    assert found == (simple_badge(Source.PCSC, number) if is_badge else BadgeTrouble.UNREADABLE)


def test_numbers_of_cards_and_of_typing_readers_are_told_apart_and_hidden() -> None:
    number = b"5A112233"
    badges = {simple_badge(source, number) for source in Source}
    assert len(badges) == 2
    assert all(number.hex() not in badge.key and len(badge.key) == 64 for badge in badges)


@dataclass
class Endless(PlainCard):
    """There is always more, or never the right length."""

    status: bytes = b"\x61\xff"
    part: bytes = bytes(255)

    def transmit(self, command: bytes) -> bytes:
        self.heard.append(command)
        return self.part + self.status


@pytest.mark.parametrize("card", [Endless(), Endless(part=b""), Endless(b"", status=b"\x6c\x10", part=b"")])
def test_an_answer_without_an_end_is_cut_off(card: Endless) -> None:
    with pytest.raises(CardError, match="without an end"):
        read(card)
    assert sum(len(card.part) for _ in card.heard) <= MAX_ANSWER_BYTES + 2 * 255
    assert len(card.heard) < 100


def test_a_card_that_wants_the_right_length_gets_it() -> None:
    class Picky(PlainCard):
        def transmit(self, command: bytes) -> bytes:
            if command[:2] == b"\xff\xca" and command[-1] != len(self.uid):
                return bytes([0x6C, len(self.uid)])
            return super().transmit(command)

    assert read(Picky()) == simple_badge(Source.PCSC, PlainCard.uid)


@settings(deadline=None, max_examples=60)  # a number is slow to hide
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=12), st.sampled_from([OK, NOT_FOUND, b"\x61\x10", b""]))
def test_a_card_that_babbles_is_no_badge_and_breaks_nothing(answers: list[bytes], end: bytes) -> None:
    said = iter(answers)

    class Babbler:
        def transmit(self, command: bytes) -> bytes:
            return next(said, b"\x6f\x00") + end

    try:
        found = read(Babbler())
    except CardError:
        return
    assert isinstance(found, BadgeTrouble) or found.kind is BadgeKind.SIMPLE


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 200), st.binary(min_size=1, max_size=4))
def test_a_genuine_card_heard_through_noise_is_never_another_badge(place: int, noise: bytes) -> None:
    card = piv_card(P256, GOOD)
    clean = card.transmit
    count = 0

    class Noisy:
        def transmit(self, command: bytes) -> bytes:
            nonlocal count
            answer = clean(command)
            count += len(answer)
            if count >= place > count - len(answer):
                at = place - (count - len(answer))
                answer = answer[:at] + noise + answer[at + len(noise) :]
            return answer

    try:
        found = read(Noisy())
    except CardError:
        return
    assert isinstance(found, BadgeTrouble) or found in (strong(P256), simple_badge(Source.PCSC, PlainCard.uid))
