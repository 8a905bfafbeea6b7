import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from sync.central.fleet.codes import CODE_LASTS, make_code, open_codes
from sync.central.fleet.tables import ENROLMENT_CODES, INCARNATIONS, TERMINALS
from sync.central.fleet.terminals import CodeError, NotLetInError, Terminal, authenticate, enrol, revoke, seen
from sync.central.services import Services
from sync.protocol.messages import Enrolment
from tests.sync.central.ticking import TickingClock


def code_for(services: Services, location: str = "bibliotheek-nuth") -> str:
    with services.database.write() as connection:
        return make_code(connection, location, services.random_bits, services.clock.now())


def join(services: Services, code: str, name: str = "nuth-1") -> tuple[Terminal, str]:
    with services.database.write() as connection:
        enrolment = Enrolment(code=code, terminal=name, software="test\0")
        return enrol(connection, enrolment, services.random_bits, services.clock.now())


def who(services: Services, token: str) -> Terminal:
    with services.database.read() as connection:
        return authenticate(connection, token)


def test_a_terminal_joins_with_a_code_and_is_known_by_its_token(services: Services) -> None:
    code = code_for(services)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    terminal, token = join(services, code)
    assert terminal == Terminal("nuth-1", "bibliotheek-nuth", 1)
    assert who(services, token) == terminal


def test_a_code_may_be_typed_in_as_people_type(services: Services) -> None:
    assert join(services, f" {code_for(services).lower().replace('-', ' ')} ")[0].incarnation == 1


def test_a_code_works_once_and_not_for_ever(services: Services, clock: TickingClock) -> None:
    used, old = code_for(services), code_for(services)
    join(services, used)
    with pytest.raises(CodeError):
        join(services, used, "nuth-2")
    clock.tick(seconds=CODE_LASTS.total_seconds())
    with pytest.raises(CodeError):
        join(services, old, "nuth-2")
    with services.database.read() as connection:
        assert open_codes(connection, services.clock.now()) == 0


@pytest.mark.parametrize("code", ["", "WRONGWRONGWR", "\0", "\ud800"])
def test_a_code_that_nobody_made_does_not_work(services: Services, code: str) -> None:
    enrolment = Enrolment.model_construct(code=code, terminal="nuth-1", software="test")
    with services.database.write() as connection, pytest.raises(CodeError):
        enrol(connection, enrolment, services.random_bits, services.clock.now())


def test_of_many_who_use_one_code_at_once_one_joins(services: Services) -> None:
    code = code_for(services)
    start = threading.Barrier(4)
    joined: list[str] = []
    refused: list[CodeError] = []

    def use(name: str) -> None:
        start.wait()
        try:
            join(services, code, name)
            joined.append(name)
        except CodeError as error:
            refused.append(error)

    threads = [threading.Thread(target=use, args=(f"nuth-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(joined), len(refused)) == (1, 3)


def test_joining_again_makes_the_next_incarnation_and_voids_the_earlier_token(services: Services) -> None:
    _, first = join(services, code_for(services))
    terminal, second = join(services, code_for(services, "gemeentehuis"))
    assert terminal == Terminal("nuth-1", "gemeentehuis", 2)
    assert who(services, second) == terminal
    with pytest.raises(NotLetInError, match="replaced"):
        who(services, first)


def test_joining_at_once_with_two_codes_gives_two_incarnations(services: Services) -> None:
    codes = [code_for(services) for _ in range(4)]
    start = threading.Barrier(4)
    joined: list[tuple[Terminal, str]] = []

    def use(code: str) -> None:
        start.wait()
        joined.append(join(services, code))

    threads = [threading.Thread(target=use, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(terminal.incarnation for terminal, _ in joined) == [1, 2, 3, 4]
    let_in = []
    for terminal, token in joined:
        try:
            let_in.append(who(services, token).incarnation)
        except NotLetInError:
            assert terminal.incarnation < 4
    assert let_in == [4]


def test_a_terminal_that_is_shut_out_stays_out_until_it_joins_again(services: Services) -> None:
    _, token = join(services, code_for(services))
    with services.database.write() as connection:
        assert revoke(connection, "nuth-1", services.clock.now())
        assert not revoke(connection, "nobody", services.clock.now())
    with pytest.raises(NotLetInError, match="revoked"):
        who(services, token)
    _, again = join(services, code_for(services))
    assert who(services, again).incarnation == 2
    with pytest.raises(NotLetInError, match="replaced"):
        who(services, token)


@pytest.mark.parametrize("token", ["", "nonsense", "\0", "\ud800"])
def test_a_token_that_nobody_gave_is_unknown(services: Services, token: str) -> None:
    with pytest.raises(NotLetInError, match="unknown"):
        who(services, token)


def test_neither_tokens_nor_codes_are_in_the_database(services: Services) -> None:
    code = code_for(services)
    _, token = join(services, code)
    with services.database.read() as connection:
        kept = repr([list(connection.execute(select(table))) for table in (INCARNATIONS, ENROLMENT_CODES, TERMINALS)])
    for secret in (token, code, code.replace("-", "")):
        assert secret not in kept
        assert repr(secret.encode())[2:-1] not in kept


def test_when_a_terminal_was_last_heard_is_kept_to_the_minute(services: Services, clock: TickingClock) -> None:
    terminal, _ = join(services, code_for(services))
    began = services.clock.now()

    def last_seen_after(seconds: float) -> timedelta:
        clock.tick(seconds=seconds)
        with services.database.write() as connection:
            seen(connection, terminal, services.clock.now())
            at = connection.execute(select(TERMINALS.c.last_seen_at)).scalar_one()
        return timedelta(seconds=(at - began).total_seconds())

    # The first thing that it asks tells that it has started, however soon.
    assert last_seen_after(1) == timedelta(seconds=1)
    assert last_seen_after(30) == timedelta(seconds=1)
    assert last_seen_after(31) == timedelta(seconds=62)
