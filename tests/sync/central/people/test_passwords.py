import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.central.people.passwords import Passwords, PasswordsBusyError, ScryptCost

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


def test_a_storm_is_sent_away_instead_of_holding_every_thread() -> None:
    passwords = Passwords(random.Random(1).getrandbits)
    known = passwords.hash("correct-horse-battery")

    def check() -> str:
        try:
            return str(passwords.fits("correct-horse-battery", known))
        except PasswordsBusyError:
            return "busy"

    with ThreadPoolExecutor(40) as threads:
        answers = [answer.result() for answer in [threads.submit(check) for _ in range(40)]]
    assert answers.count("busy") >= 20
    assert answers.count("True") >= 8
    assert passwords.fits("correct-horse-battery", known), "after the storm all is as before"
