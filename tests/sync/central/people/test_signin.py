import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from sync.central.people.passwords import MAX_PASSWORD_LENGTH
from sync.central.people.sessions import SESSION_LASTS, end_session, session_of
from sync.central.people.signin import Credentials, Granted, Refused, sign_in
from sync.central.people.tables import SESSIONS, TRIES, USERS
from sync.central.people.tries import FREE_FAILURES, LONGEST_WAIT
from sync.central.people.users import PeopleError, Role, disable_user, set_user
from sync.central.services import Services
from tests.sync.central.ticking import TickingClock

PASSWORD = "fiets-lamp-regen"


@pytest.fixture
def anna(services: Services) -> str:
    give(services, "anna", PASSWORD, Role.CLERK, Role.HOST)
    return "anna"


def give(services: Services, name: str, password: str, *roles: Role) -> None:
    with services.database.write() as connection:
        set_user(connection, services.passwords, name, password, roles, services.clock.now())


def attempt(services: Services, user: str, password: str, address: str = "10.0.0.1") -> Granted | Refused:
    given = Credentials(user, password, address)
    return sign_in(services.database, services.passwords, services.random_bits, given, services.clock.now())


def token(services: Services, user: str = "anna", password: str = PASSWORD) -> str:
    outcome = attempt(services, user, password)
    assert isinstance(outcome, Granted)
    return outcome.token


def roles(services: Services, held: str) -> set[Role] | None:
    with services.database.read() as connection:
        person = session_of(connection, held, services.clock.now())
    return set(person.roles) if person else None


def test_the_right_password_lets_a_person_in_with_their_roles(services: Services, anna: str) -> None:
    assert roles(services, token(services)) == {Role.CLERK, Role.HOST}
    assert roles(services, token(services, " Anna ")) == {Role.CLERK, Role.HOST}


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("anna", "fiets-lamp-zon"),
        ("anna", ""),
        ("anna", PASSWORD + " "),
        ("anna", "x" * 100_000),
        ("anna", "\ud800"),
        ("nobody", PASSWORD),
        ("", ""),
        ("an\0na", PASSWORD),
        ("\ud800", PASSWORD),
    ],
)
def test_anything_else_does_not(services: Services, anna: str, user: str, password: str) -> None:
    assert attempt(services, user, password) == Refused()


def test_an_accent_is_the_same_however_a_keyboard_makes_it(services: Services) -> None:
    give(services, "rene", "caf\u00e9-caf\u00e9-caf\u00e9", Role.CLERK)
    assert token(services, "rene", "cafe\u0301-cafe\u0301-cafe\u0301")


def test_guessing_becomes_slow_and_slower(services: Services, anna: str, clock: TickingClock) -> None:
    waits = []
    for _ in range(FREE_FAILURES + 1):
        assert attempt(services, "anna", "guess") == Refused()
    for _ in range(12):
        outcome = attempt(services, "anna", PASSWORD)
        assert isinstance(outcome, Refused), "the right password does not help while waiting"
        waits.append(outcome.wait)
        clock.tick(seconds=outcome.wait.total_seconds())
        assert attempt(services, "anna", "guess") == Refused()
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8)]
    assert waits[-1] == LONGEST_WAIT
    clock.tick(seconds=LONGEST_WAIT.total_seconds())
    assert token(services)
    for _ in range(FREE_FAILURES + 1):
        assert attempt(services, "anna", "guess") == Refused(), "success starts afresh"


def test_who_guesses_does_not_keep_the_person_out_elsewhere(services: Services, anna: str) -> None:
    for _ in range(FREE_FAILURES + 3):
        attempt(services, "anna", "guess", "10.6.6.6")
    assert token(services)


def test_guessing_at_once_gets_no_more_guesses_than_one_by_one(services: Services, anna: str) -> None:
    start = threading.Barrier(10)
    outcomes: list[Granted | Refused] = []

    def guess() -> None:
        start.wait()
        outcomes.append(attempt(services, "anna", "guess"))

    threads = [threading.Thread(target=guess) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(Refused()) == FREE_FAILURES + 1
    assert len(outcomes) == 10


def test_a_clock_that_was_set_back_keeps_nobody_out_for_long(
    services: Services, anna: str, clock: TickingClock
) -> None:
    for _ in range(FREE_FAILURES + 1):
        attempt(services, "anna", "guess")
    clock.tick(days=-300)
    outcome = attempt(services, "anna", PASSWORD)
    assert isinstance(outcome, Refused)
    assert outcome.wait <= timedelta(seconds=1)


def test_failures_are_forgotten_after_a_day(services: Services, anna: str, clock: TickingClock) -> None:
    attempt(services, "somebody", "guess")
    clock.tick(days=1, seconds=1)
    token(services)
    with services.database.read() as connection:
        assert connection.execute(select(TRIES)).all() == []


def test_a_sign_in_ends_with_the_working_day(services: Services, anna: str, clock: TickingClock) -> None:
    held = token(services)
    clock.tick(seconds=SESSION_LASTS.total_seconds() - 1)
    assert roles(services, held)
    clock.tick(seconds=1)
    assert roles(services, held) is None
    token(services)
    with services.database.read() as connection:
        assert len(connection.execute(select(SESSIONS)).all()) == 1, "what is over is swept out"


def test_signing_out_ends_this_sign_in_and_no_other(services: Services, anna: str) -> None:
    here, there = token(services), token(services)
    with services.database.write() as connection:
        end_session(connection, here)
    assert roles(services, here) is None
    assert roles(services, there)


@pytest.mark.parametrize("held", ["", "nonsense", "\0", "\ud800"])
def test_a_token_that_nobody_gave_is_nobodys(services: Services, anna: str, held: str) -> None:
    assert roles(services, held) is None


def test_a_new_password_or_new_roles_end_open_sign_ins(services: Services, anna: str) -> None:
    held = token(services)
    give(services, "anna", "zon-zee-strand", Role.MANAGER)
    assert roles(services, held) is None
    assert attempt(services, "anna", PASSWORD) == Refused()
    assert roles(services, token(services, password="zon-zee-strand")) == {Role.MANAGER}


def test_a_person_who_left_is_out_at_once(services: Services, anna: str) -> None:
    held = token(services)
    with services.database.write() as connection:
        assert disable_user(connection, "anna", services.clock.now())
        assert not disable_user(connection, "nobody", services.clock.now())
    assert roles(services, held) is None
    assert attempt(services, "anna", PASSWORD) == Refused()


def test_a_sign_in_that_slipped_in_as_the_person_left_is_void(services: Services, anna: str) -> None:
    held = token(services)
    with services.database.write() as connection:
        connection.execute(update(USERS).values(disabled_at=services.clock.now()))
    assert roles(services, held) is None


@pytest.mark.parametrize("password", ["", "too-short", "x" * (MAX_PASSWORD_LENGTH + 1)])
def test_a_password_that_is_too_short_or_too_long_is_refused(services: Services, password: str) -> None:
    with pytest.raises(PeopleError, match="10 to 256"):
        give(services, "anna", password, Role.CLERK)


@pytest.mark.parametrize("name", ["", "Anna", "an na", "-anna", "a" * 65, "anna\n", "../anna"])
def test_a_name_that_nobody_could_type_is_refused(services: Services, name: str) -> None:
    with pytest.raises(PeopleError, match="name"):
        give(services, name, PASSWORD, Role.CLERK)


def test_neither_passwords_nor_tokens_are_in_the_database(services: Services, anna: str) -> None:
    held = token(services)
    with services.database.read() as connection:
        kept = repr([list(connection.execute(select(table))) for table in (USERS, SESSIONS, TRIES)])
    for secret in (PASSWORD, held, "10.0.0.1"):
        assert secret not in kept
