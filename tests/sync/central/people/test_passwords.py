import random

import pytest

from sync.central.people.passwords import Passwords, ScryptCost

CHEAP = ScryptCost(n=16, r=1, p=1)


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(random.Random(1).getrandbits, CHEAP)


def test_a_hash_fits_its_password_only(passwords: Passwords) -> None:
    made = passwords.hash("lamp-fiets")
    assert passwords.fits("lamp-fiets", made)
    assert not passwords.fits("lamp-fietz", made)
    assert not passwords.fits("nobody has this password", None)


def test_the_same_password_has_another_hash_each_time(passwords: Passwords) -> None:
    assert passwords.hash("lamp-fiets") != passwords.hash("lamp-fiets")


def test_a_hash_of_another_cost_still_fits(passwords: Passwords) -> None:
    dearer = Passwords(random.Random(2).getrandbits, ScryptCost(n=64, r=2, p=2))
    assert passwords.fits("lamp-fiets", dearer.hash("lamp-fiets"))


def test_the_cost_in_earnest_is_what_we_say_it_is() -> None:
    made = Passwords(random.Random(3).getrandbits).hash("lamp-fiets")
    assert made.split("$")[:4] == ["scrypt", "32768", "8", "3"]
    assert len(made) <= 255
