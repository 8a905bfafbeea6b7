"""A volunteer puts somebody into the queue: from the badge to the printed ticket and the desk, also offline."""

import re
import secrets
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from devices.badge.simulated import SimulatedBadgeReader, badge_called
from kiosk.journeys.states import Coming, Done, Home, PaperState, Unreachable, Waiting
from kiosk.journeys.volunteer_states import Overview
from sync.central.people.badge_tables import AUDIT
from sync.central.people.badges import NewBadge, issue
from sync.central.people.users import Role, set_user
from sync.central.queue.tables import TICKETS
from sync.protocol.badges import BadgeKind, BadgeRole
from sync.protocol.ids import token_of
from sync.terminal.leases import NothingLeftError
from tests.faults.central import running_central
from tests.journeys.house import LOCATION, House, running_house
from tests.journeys.test_appointments import book, make_it_here_and_now, row_of

_PASSWORD = "een lang wachtwoord voor een proef"
_CARD = badge_called("volunteer")
_STARTUP_AT_MOST_S = 60.0
_BACK_OFF_AT_MOST_S = 90.0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A terminal that knows a volunteer's badge and was lent numbers, at a central that the test may stop."""
    with running_central(tmp_path / "central") as central:
        new = NewBadge(BadgeKind.STRONG, _CARD.key, BadgeRole.VOLUNTEER, "kaart 12")
        issue(central.services.database, secrets.randbits, new, "beheer", datetime.now(UTC))
        with running_house(tmp_path, central, badge="simulated") as house:
            services = house.stage.terminal.services
            services.wake_sync()
            house.until(lambda: services.leases.numbers_left(LOCATION, "vragen") > 0, _STARTUP_AT_MOST_S)
            _sign_in(house)
            yield house


def _reader(house: House) -> SimulatedBadgeReader:
    reader = house.stage.terminal.services.badge_reader
    assert isinstance(reader, SimulatedBadgeReader)
    return reader


def _sign_in(house: House) -> None:
    _reader(house).insert(_CARD)
    house.until(lambda: isinstance(house.state, Overview) and house.state.health is not None, _STARTUP_AT_MOST_S)


def _give_number(house: House) -> tuple[str, str | None]:
    """Two taps; the code on the screen and on paper, and what the paper's QR code says."""
    house.touch("volunteer.act.queue", "Vragen")
    house.until_at(Done)
    house.until(lambda: getattr(house.state, "paper", None) is not None and _paper(house) is PaperState.PRINTED)
    assert isinstance(house.state, Done)
    assert house.ticket().code == house.state.code
    return house.state.code, house.ticket().qr


def _paper(house: House) -> PaperState:
    assert isinstance(house.state, Done)
    assert house.state.paper is not None
    return house.state.paper.state


def _waiting_at_the_desk(house: House) -> list[str]:
    """The numbers that the host sees waiting, on the page itself."""
    return re.findall(r"\b[A-Z]\d{3}\b", _desk(house))


def _desk(house: House) -> str:
    """The host's page."""
    services, url = house.central.services, house.central.url
    with services.database.write() as connection:
        set_user(connection, services.passwords, "host", _PASSWORD, [Role.HOST], services.clock.now())
    with requests.Session() as browser:
        browser.post(f"{url}/signin", data={"user": "host", "password": _PASSWORD}, timeout=10)
        return browser.get(f"{url}/desk/{LOCATION}/balie-1", timeout=10).text


def _queue_acts(house: House) -> list[Any]:
    return [row for row in house.central.rows(AUDIT) if row.act == "queue"]


def _row_of(house: House, code: str) -> Any:
    return next((row for row in house.central.rows(TICKETS) if row.code == code), None)


def test_a_number_that_a_volunteer_gives_is_printed_and_waits_at_the_desk(house: House) -> None:
    code, qr = _give_number(house)
    row = _row_of(house, code)
    assert (row.service, row.location, row.state) == ("vragen", LOCATION, "waiting")
    assert qr == f"https://info.voorbeeld.nl/n/{token_of(row.id)}"
    assert len(house.tickets()) == 1
    assert code in _waiting_at_the_desk(house)
    house.touch("screen.finished")
    assert isinstance(house.state, Overview)
    house.until(lambda: bool(_queue_acts(house)))
    (act,) = _queue_acts(house)
    assert (act.outcome, act.role, act.reference) == ("done", "volunteer", None), "nothing that leads to the visitor"


def test_without_a_network_it_comes_from_what_was_lent_and_waits_there_when_it_is_back(house: House) -> None:
    house.central.stop()
    codes = []
    for _ in range(2):
        code, qr = _give_number(house)
        codes.append((code, qr))
        assert house.text("number.unknown_wait") in house.ticket().details
        house.touch("screen.finished")
    assert int(codes[1][0][1:]) == int(codes[0][0][1:]) + 1
    assert len(house.tickets()) == 2
    _reader(house).remove()
    house.until_at(Home)
    house.central.start_again()
    house.stage.terminal.services.wake_sync()
    house.until(lambda: all(_row_of(house, code) for code, _ in codes), _BACK_OFF_AT_MOST_S)
    for code, qr in codes:
        row = _row_of(house, code)
        assert (row.service, row.state, qr) == ("vragen", "waiting", f"https://info.voorbeeld.nl/n/{token_of(row.id)}")
    assert {code for code, _ in codes} <= set(_waiting_at_the_desk(house))
    house.until(lambda: len(_queue_acts(house)) == 2, _BACK_OFF_AT_MOST_S)


def test_a_number_that_cannot_be_given_is_a_failed_act_and_prints_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_left(*_: Any, **__: Any) -> None:
        raise NothingLeftError("vragen")

    monkeypatch.setattr(house.stage.terminal.services.leases, "keep_number", nothing_left)
    house.touch("volunteer.act.queue", "Vragen")
    house.until_at(Unreachable)
    assert house.tickets() == []
    house.until(lambda: [(act.outcome, act.reference) for act in _queue_acts(house)] == [("failed", None)])


def test_an_appointment_that_is_made_with_a_volunteer_says_so_at_the_desk(house: House) -> None:
    helped = book(house, "volunteer.act.help", "home.appointment", "Paspoort", "Aan de balie", "Gemeentehuis Nuth")
    _reader(house).remove()
    house.until_at(Home)
    alone = book(house, "Paspoort", "channel.appointment", "Gemeentehuis Nuth")
    for code, by in ((helped, "volunteer"), (alone, None)):
        row = row_of(house, code)
        assert row.by == by
        assert house.contact_of(row).get("by") == by
        make_it_here_and_now(house, code)
    page = _desk(house)
    assert page.count('class="person') >= 2
    assert page.count("Gemaakt met een vrijwilliger") == 1
    assert "kaart 12" not in page, "the role, not who"


def test_what_was_changed_at_the_central_is_written_down_also_when_the_badge_went_before_the_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = book(house, "volunteer.act.help", "home.appointment", "Paspoort", "Aan de balie", "Gemeentehuis Nuth")
    services, go_on = house.stage.terminal.services, threading.Event()
    real = services.central.cancel

    def slowly(*asked: Any) -> Any:
        answer = real(*asked)
        go_on.wait(10)
        return answer

    monkeypatch.setattr(services.central, "cancel", slowly)
    house.stage.conductor.scanned(code)
    house.until_at(Coming)
    house.touch("coming.cancel", "cancelling.yes")
    assert isinstance(house.state, Waiting)
    _reader(house).remove()
    house.until_at(Home)
    go_on.set()
    house.until(lambda: _outcomes_about(house, code) == ["done", "done"])  # made, and cancelled


def _outcomes_about(house: House, code: str) -> list[str]:
    return [row.outcome for row in house.central.rows(AUDIT) if row.reference == code]
