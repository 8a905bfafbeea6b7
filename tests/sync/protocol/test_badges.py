"""Roles, locks and PINs of badges."""

import json
from uuid import UUID

import pytest
from pydantic import ValidationError

from sync.protocol.badges import Act, BadgeList, BadgeRole, lock_of, may
from sync.protocol.pin import PinCost, hash_pin, is_easily_guessed, is_pin, new_pin, pin_fits
from tests.sync.terminal.parts import seeded

KEY = "a" * 64
CHEAP = PinCost(n=1 << 4)


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        (Act.CONTACT, "vc"),
        (Act.HELP, "vc"),
        (Act.FOUND_ITEM, "vc"),
        (Act.QUEUE, "vc"),
        (Act.REPRINT, "vc"),
        (Act.PAPER, "vct"),
        (Act.CLOSE, "vc"),
        (Act.READINESS, "ct"),
        (Act.DETAILS, "ct"),
        (Act.DEVICES, "t"),
    ],
)
def test_what_each_role_may_do(act: Act, roles: str) -> None:
    assert {role for role in BadgeRole if may(role, act)} == {role for role in BadgeRole if role.value[0] in roles}


def test_a_role_of_a_newer_central_opens_nothing_and_hides_no_revocation() -> None:
    entry = {"id": str(UUID(int=1)), "kind": "strong", "lock": "0" * 64, "role": "volunteer", "label": "kaart 1"}
    newer = [entry | {"role": "mayor"}, entry | {"kind": "spoken"}, entry | {"colour": "blue"}]
    revoked = [{"id": str(UUID(int=2)), "lock": "1" * 64}]
    body = json.dumps({"version": "0" * 64, "authorities": [], "badges": newer, "revoked": revoked})
    read = BadgeList.model_validate_json(body)
    assert [one.label for one in read.badges] == ["kaart 1"]
    assert [one.id for one in read.revoked] == [UUID(int=2)]
    with pytest.raises(ValidationError):
        BadgeList.model_validate_json(body.replace('"badges": [', '"badges": ["what", '))


def test_a_list_says_nothing_of_a_key_but_fits_it() -> None:
    assert lock_of(KEY) == lock_of(KEY)
    assert lock_of(KEY) not in (KEY, lock_of("b" * 64))


def test_a_pin_fits_its_own_badge_alone() -> None:
    pin_hash = hash_pin("1305", KEY, seeded(1), CHEAP)
    assert pin_fits("1305", KEY, pin_hash)
    assert not pin_fits("1306", KEY, pin_hash)
    assert not pin_fits("1305", "b" * 64, pin_hash)
    assert "1305" not in pin_hash
    assert hash_pin("1305", KEY, seeded(2), CHEAP) != pin_hash


@pytest.mark.parametrize(
    "pin_hash",
    [
        "",
        "scrypt",
        "scrypt$16$8$?$?",
        "bcrypt$16$8$AAAA$AAAA",
        "scrypt$17$8$AAAA$AAAA",
        f"scrypt${1 << 40}$8$AA==$AA==",
    ],
)
def test_a_hash_that_is_none_of_ours_fits_nothing_and_breaks_nothing(pin_hash: str) -> None:
    assert not pin_fits("1305", KEY, pin_hash)


@pytest.mark.parametrize("text", ["", "123", "123456789", "12 34", "12e4", "١٣٠٥", "1305\n"])
def test_what_is_no_pin(text: str) -> None:
    assert not is_pin(text)
    assert not pin_fits(text, KEY, hash_pin(text, KEY, seeded(1), CHEAP))


def test_a_pin_that_is_made_up_is_not_among_the_first_to_be_tried() -> None:
    draws = iter([111111, 123456, 654321, 130571])
    assert new_pin(lambda _: next(draws)) == "130571"
    assert is_easily_guessed("000000")
