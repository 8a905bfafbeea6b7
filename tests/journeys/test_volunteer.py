"""Volunteer mode through the real window, at a real central: a badge on the reader, what is done with it, and back."""

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.badge.port import Badge
from devices.badge.port import BadgeKind as Kind
from devices.badge.simulated import SimulatedBadgeReader, badge_called
from kiosk.journeys.intents import Confirm, Stop, TakeNumber, TypeText
from kiosk.journeys.states import Done, Help, Home, Misread, Question, ScanKind, Thanks
from kiosk.journeys.volunteer_intents import ShowDevice
from kiosk.journeys.volunteer_states import (
    BadgeRefused,
    ChangePaper,
    DeviceDetail,
    EnterPin,
    FoundThing,
    JobEnd,
    LastTickets,
    Overview,
    PaperStep,
    PointClosed,
    ProbeRound,
    Restart,
    RoundDone,
)
from kiosk.volunteers.session import Limits, Why
from sync.central.people.badge_tables import AUDIT
from sync.central.people.badges import NewBadge, issue
from sync.central.records.tables import RECORDS
from sync.protocol.badges import BadgeKind, BadgeRole, card_code
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DiskFullError
from tests.faults.central import Central, running_central
from tests.journeys.house import LOCATION, House, running_house

PIN = "2580"
_STRONG = badge_called("volunteer")
_COORDINATOR = badge_called("coordinator")
_TECHNICIAN = badge_called("technician")
_SIMPLE = badge_called("simple", Kind.SIMPLE)
_STRANGER = badge_called("stranger")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """A central that has issued badges."""
    with running_central(tmp_path_factory.mktemp("town")) as central:
        for badge, kind, role, label, pin in (
            (_STRONG, BadgeKind.STRONG, BadgeRole.VOLUNTEER, "kaart 12", None),
            (_COORDINATOR, BadgeKind.STRONG, BadgeRole.COORDINATOR, "kaart 1", None),
            (_TECHNICIAN, BadgeKind.STRONG, BadgeRole.TECHNICIAN, "kaart 3", None),
            (_SIMPLE, BadgeKind.SIMPLE, BadgeRole.VOLUNTEER, "kaart 7", PIN),
        ):
            new = NewBadge(kind, badge.key, role, label, pin)
            issue(central.services.database, secrets.randbits, new, "beheer", datetime.now(UTC))
        yield central


@pytest.fixture
def house(tmp_path: Path, town: Central, request: pytest.FixtureRequest) -> Iterator[House]:
    name = f"vol-{abs(hash(request.node.name)) % 100_000}"
    devices = {"camera": "simulated", "scanner": "simulated", "badge": "simulated", "sound": "simulated"}
    with running_house(tmp_path, town, name, **devices) as running:
        services = running.stage.terminal.services
        services.wake_sync()
        running.until(lambda: services.leases.numbers_left(LOCATION, "vragen") > 0, 60.0)
        running.until(lambda: _list_is_here(running), 30.0)
        yield running


def _reader(house: House) -> SimulatedBadgeReader:
    reader = house.stage.terminal.services.badge_reader
    assert isinstance(reader, SimulatedBadgeReader)
    return reader


def _list_is_here(house: House) -> bool:
    """A badge that is held is asked about; whoever is in the list is then let in."""
    _hold(house, _STRONG)
    if not isinstance(house.state, Overview):
        return False
    _reader(house).remove()
    house.until_at(Home)
    return True


def _hold(house: House, badge: Badge) -> None:
    if _reader(house).held() != badge:
        _reader(house).insert(badge)


def _sign_in(house: House, badge: Badge = _STRONG) -> None:
    _hold(house, badge)
    house.until(lambda: isinstance(house.state, Overview) and house.state.health is not None)


def _records(house: House, kind: str) -> list[dict[str, Any]]:
    """Of this terminal."""
    terminal = house.stage.terminal.services.identity.terminal
    mine = {row.id for row in house.central.rows(RECORDS) if row.terminal == terminal and row.kind == kind}
    return [content for record, content in house.central.opened().items() if record in mine]


def _trail(house: House) -> list[Any]:
    """What the central has of this terminal's audit trail, in order."""
    terminal = house.stage.terminal.services.identity.terminal
    return sorted((row for row in house.central.rows(AUDIT) if row.terminal == terminal), key=lambda row: row.seq)


def _acts(house: House) -> list[tuple[str, str]]:
    return [(row.act, row.outcome) for row in _trail(house) if row.event == "acted"]


def test_a_contact_is_logged_in_three_taps_and_the_half_typed_form_comes_back(house: House) -> None:
    house.touch("home.report", "Straatlamp", "Brandt niet", "Nee, geen gevaar", "Nuth")
    house.write("dorp")
    draft = house.state
    assert isinstance(draft, Question)

    _sign_in(house)
    assert "dorp" not in [control.spoken for control in house.finger.reachable()]
    house.touch("volunteer.act.contact", "DigiD en computer", "Beantwoord")
    house.until_at(Thanks)
    house.until(lambda: bool(_records(house, "contact")))
    (contact,) = _records(house, "contact")
    assert (contact["by"], contact["answers"]) == ("volunteer", {"subject": "digid", "outcome": "answered"})
    house.until(lambda: ("contact", "done") in _acts(house))
    (acted,) = [row for row in _trail(house) if row.event == "acted"]
    assert (acted.role, acted.reference) == ("volunteer", contact["reference"])

    _reader(house).remove()
    house.until(lambda: house.state == draft)
    house.write("p")
    assert house.state.draft == "dorpp"  # type: ignore[union-attr]
    house.until(lambda: [row.event for row in _trail(house)][-3:] == ["signed_in", "acted", "left"])


def test_a_form_filled_in_with_a_volunteer_says_so(house: House) -> None:
    _sign_in(house)
    house.touch("volunteer.act.help", "Laat u terugbellen")
    house.write("paspoort")
    house.touch("screen.next")
    house.write("anna")
    house.touch("screen.next")
    house.write("0612345678")
    house.touch("screen.next", "Maakt niet uit", "Bel mij terug")
    house.until_at(Done)
    house.until(lambda: bool(_records(house, "call-back")))
    assert _records(house, "call-back")[0]["by"] == "volunteer"
    house.until(lambda: ("help", "done") in _acts(house))
    house.touch("screen.finished")
    assert isinstance(house.state, Overview)


def test_a_simple_badge_asks_its_pin_and_leaves_by_the_button(house: House) -> None:
    _hold(house, _SIMPLE)
    house.until_at(EnterPin)
    _reader(house).remove()
    house.write("1111")
    house.touch("screen.next")
    house.until(lambda: isinstance(house.state, EnterPin) and house.state.tries == 1 and not house.state.checking)
    house.write(PIN)
    house.touch("screen.next")
    house.until_at(Overview)
    house.touch("volunteer.leave")
    house.until_at(Home)
    house.until(lambda: [row.event for row in _trail(house)][-3:] == ["pin_wrong", "signed_in", "left"])


def test_five_wrong_pins_have_to_wait_and_the_screen_says_how_long(house: House) -> None:
    _hold(house, _SIMPLE)
    house.until_at(EnterPin)
    for wrong in range(1, 6):
        house.write("1112")
        house.touch("screen.next")
        house.until(lambda: isinstance(house.state, EnterPin) and house.state.tries == wrong)  # noqa: B023
    house.until(lambda: isinstance(house.state, EnterPin) and 0 < house.state.wait_s <= 15)
    house.write(PIN)
    assert house.state.draft == ""  # type: ignore[union-attr]
    house.touch("bar.help", "screen.call_back")
    assert not isinstance(house.state, Question), "nobody has signed in yet"
    house.touch("screen.back", "pin.leave")
    house.until_at(Home)


def test_a_strange_badge_is_told_why_and_goes_away(house: House) -> None:
    house.touch("home.search")
    before = house.state
    _hold(house, _STRANGER)
    house.until_at(BadgeRefused)
    assert house.state == BadgeRefused(Why.UNKNOWN, card_code(_STRANGER.key))
    house.touch("screen.back")
    house.until(lambda: house.state == before)
    time.sleep(1.2)
    house.frames()
    assert house.state == before, "it is told once"


def test_beside_a_refused_card_that_stays_there_the_screen_goes_home_by_itself(house: House) -> None:
    desk = house.stage.terminal.services.volunteers
    assert desk is not None
    house.touch("home.search")
    before = house.state
    desk.limits = Limits(refusal_idle_s=1.5)
    _hold(house, _STRANGER)
    house.until_at(BadgeRefused)
    house.touch("bar.help")
    time.sleep(1.6)
    house.frames()
    assert isinstance(house.state, Help), "who reads the help has a visitor's time"
    assert not _said(house, "idle.stay")
    house.stage.conductor.emit(Stop())
    house.until_at(BadgeRefused)
    house.until(lambda: house.state == before)
    time.sleep(1.2)
    house.frames()
    assert house.state == before, "it is told once, though the card still lies there"
    assert _reader(house).held() == _STRANGER


def test_the_last_ticket_is_printed_again(house: House) -> None:
    house.touch("home.number", "Vragen")
    house.until_at(Done)
    house.until(lambda: len(house.tickets()) == 1)
    code = house.ticket().code
    house.touch("screen.finished")
    _sign_in(house)
    house.touch("volunteer.act.reprint")
    house.until(lambda: isinstance(house.state, LastTickets) and bool(house.state.jobs))
    house.touch(f"{code}, ")
    house.until(lambda: isinstance(house.state, LastTickets) and house.state.ended is JobEnd.PRINTED)
    assert len(house.tickets()) == 2
    house.touch("reprint.by_code")
    house.write(code.lower().replace("a", "A").replace("b", "B").replace("v", "V").upper())
    house.touch("reprint.find")
    house.until(lambda: len(house.tickets()) == 3)
    house.until(lambda: _acts(house).count(("reprint", "done")) == 2)


def test_while_the_disk_takes_nothing_a_volunteer_is_told_and_no_ticket_of_others_is_printed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.touch("home.number", "Vragen")
    house.until_at(Done)
    house.until(lambda: len(house.tickets()) == 1)
    code = house.ticket().code
    house.touch("screen.finished")

    def full(_: TerminalDatabase) -> None:
        raise DiskFullError("no room")

    monkeypatch.setattr("kiosk.volunteers.trail.AGAIN_S", 0.5)
    with monkeypatch.context() as disk:
        disk.setattr(TerminalDatabase, "require_room", full)
        _sign_in(house)
        first = house.text("device.audit.not_kept").removesuffix(".")
        house.until(lambda: any(one.spoken.startswith(first) for one in house.finger.reachable()))
        house.touch("volunteer.act.reprint")
        house.until(lambda: isinstance(house.state, LastTickets) and bool(house.state.jobs))
        house.touch(f"{code}, ")
        house.until(lambda: isinstance(house.state, LastTickets) and house.state.ended is JobEnd.NOT_WRITTEN)
        assert len(house.tickets()) == 1
    desk = house.stage.terminal.services.volunteers
    assert desk is not None
    house.until(lambda: desk.is_written_down)
    house.touch(f"{code}, ")
    house.until(lambda: isinstance(house.state, LastTickets) and house.state.ended is JobEnd.PRINTED)
    house.until(lambda: _acts(house) == [("reprint", "failed"), ("reprint", "done")])
    house.until(lambda: [row.event for row in _trail(house)][-3:] == ["signed_in", "acted", "acted"])


def test_new_paper_ends_by_itself_when_the_printer_is_ready(house: House) -> None:
    _sign_in(house)
    house.touch("volunteer.act.paper", "paper_step.next", "paper_step.next")
    house.machine.set_trouble(cover_open=True)
    house.until(lambda: isinstance(house.state, ChangePaper) and house.state.printer == "cover_open")
    assert house.state.step is PaperStep.PUT_IN  # type: ignore[union-attr]
    house.machine.set_trouble(cover_open=False)
    house.until(lambda: isinstance(house.state, ChangePaper) and house.state.step is PaperStep.READY)
    house.touch("screen.finished")
    assert isinstance(house.state, Overview)
    house.until(lambda: ("paper", "done") in _acts(house))


def test_a_closed_point_says_when_somebody_is_back_and_opens_by_itself(house: House) -> None:
    services = house.stage.terminal.services
    assert services.closing is not None
    _sign_in(house)
    house.touch("volunteer.act.close")
    first = house.finger.reachable()[1].spoken
    house.touch(first)
    house.until_at(Overview)
    assert services.health is not None
    assert services.health().closed_until == services.closing.until()
    _reader(house).remove()
    house.until_at(PointClosed)
    house.touch("English")
    assert isinstance(house.state, PointClosed)
    house.stage.conductor.scanned("infopunt:K7P4XQ")
    house.until_at(Misread)
    house.touch("screen.back")
    assert isinstance(house.state, PointClosed)
    services.closing.move(datetime.now(UTC) + timedelta(seconds=1))
    house.until_at(Home)
    assert house.stage.shell.ui.texts.language == "en", "who was reading goes on in his language"
    house.until(lambda: ("close", "done") in _acts(house))


def test_a_technician_starts_devices_anew_and_is_told_what_came_of_it(house: House) -> None:
    services = house.stage.terminal.services
    house.machine.set_trouble(cutter_jammed=True)
    services.prints.look()
    house.until(lambda: services.prints.state() == "fault")
    _sign_in(house, _TECHNICIAN)
    house.touch("volunteer.act.devices")
    house.until(lambda: any(one.spoken.startswith("De printer") for one in house.finger.reachable()))
    house.finger.touch(next(one.spoken for one in house.finger.reachable() if one.spoken.startswith("De printer")))
    house.frames()
    house.until(lambda: bool(_said(house, "restart.do")))
    house.touch("restart.do")
    assert isinstance(house.state, DeviceDetail)
    assert house.state.restart is Restart.STARTING
    assert not _said(house, "restart.do")
    house.until(lambda: isinstance(house.state, DeviceDetail) and house.state.restart is Restart.WELL)
    assert services.prints.state() == "ready"
    house.touch("screen.back")

    scanner: Any = services.scanner
    scanner.trouble = type(scanner.trouble).UNPLUGGED
    house.stage.conductor.emit(ShowDevice("scanner"))
    house.frames()
    house.until(lambda: isinstance(house.state, DeviceDetail) and house.state.state == "not_connected")
    house.touch("restart.do")
    house.until(lambda: isinstance(house.state, DeviceDetail) and house.state.restart is Restart.STILL_WRONG)
    acted = [row for row in _trail_when(house, 2) if row.event == "acted"]
    told = [(row.act, row.outcome, row.device, row.role) for row in acted]
    assert told == [("devices", "done", "printer", "technician"), ("devices", "failed", "scanner", "technician")]


def _trail_when(house: House, acts: int) -> list[Any]:
    """The trail, once so many acts are in it."""
    house.until(lambda: len(_acts(house)) == acts)
    return _trail(house)


def test_readiness_is_tested_kept_and_told(house: House) -> None:
    _sign_in(house, _COORDINATOR)
    house.touch("volunteer.act.readiness")
    house.touch("probe.print.run")
    house.until(lambda: "probe.good" in _said(house, "probe.good"))
    house.touch("probe.good")
    while isinstance(house.state, ProbeRound) and house.state.at != "touch":
        house.touch("question.skip")
    for point in range(1, 10):
        house.touch(house.stage.conductor.visit.content.texts("probe.touch.point", number=point))
    house.until_at(RoundDone)
    health = house.stage.terminal.services.health
    assert health is not None
    told = health().readiness
    assert told is not None
    assert (told.role, told.failed) == ("coordinator", ())
    house.touch("readiness.print")
    house.until(lambda: len(house.tickets()) == 2)


def _said(house: House, key: str) -> list[str]:
    return [key for one in house.finger.reachable() if one.spoken == house.text(key)]


def test_a_found_item_gets_its_photo_and_its_label_for_the_shelf(house: House) -> None:
    _sign_in(house)
    house.touch("volunteer.act.found_item", "Sleutels", "Huissleutels", "Rood of roze")
    house.touch("question.skip", "question.skip", "Nuth", "place.skip")
    house.write("22-11-2025")
    house.touch("screen.next")
    house.until(lambda: bool(_said(house, "camera.take")))
    house.touch("camera.take")
    house.until(lambda: bool(_said(house, "camera.another")))
    house.touch("screen.next", "Tot", "Ik geef het hier af", "Nee", "form.consent.no", "Versturen")
    house.until_at(Done)
    house.until(lambda: len(house.tickets()) == 2)
    house.until(lambda: bool(_records(house, "found-item")))
    (found,) = _records(house, "found-item")
    assert found["by"] == "volunteer"
    assert found["answers"]["photo"]["photos"]
    house.until(lambda: ("found_item", "done") in _acts(house))
    label = house.state.label.ticket.qr if isinstance(house.state, Done) and house.state.label else None
    assert label is not None
    house.touch("screen.finished")
    house.until_at(Overview)
    _hand_over(house, label)


def _hand_over(house: House, label: str) -> None:
    """Its slip is scanned by the volunteer, printed once more, and given to its owner; a visitor learns nothing."""
    house.stage.conductor.scanned(label)
    house.until_at(FoundThing)
    assert isinstance(house.state, FoundThing)
    assert house.state.item is not None
    assert "features" not in house.state.item.answers
    house.touch("thing.label")
    house.until(lambda: len(house.tickets()) == 3)
    house.until(lambda: ("reprint", "done") in _acts(house))
    house.touch("thing.hand_over", "thing.taker.returned")
    house.until_at(FoundThing)
    reference = house.state.reference
    house.until(lambda: _outcome(house, reference) == "returned")
    house.until(lambda: _acts(house).count(("found_item", "done")) == 2)
    house.touch("thing.back")
    house.until_at(Overview)
    house.stage.conductor.scanned(label)
    house.until(lambda: isinstance(house.state, FoundThing) and not house.state.is_here)
    _reader(house).remove()
    house.until_at(Home)
    house.stage.conductor.scanned(label)
    house.until(lambda: house.state == Misread(ScanKind.LABEL))


def _outcome(house: House, reference: str) -> str | None:
    return next(row.outcome for row in house.central.rows(RECORDS) if row.reference == reference)


def test_a_volunteer_who_does_nothing_is_warned_before_the_visitor_comes_back(house: House) -> None:
    desk = house.stage.terminal.services.volunteers
    assert desk is not None
    house.touch("home.search")
    before = house.state
    _sign_in(house)
    desk.limits = Limits(idle_s=46.0)
    house.until(lambda: bool(_said(house, "idle.stay")))
    house.touch("idle.stay")
    assert not _said(house, "idle.stay")
    desk.limits = Limits(idle_s=0.5)
    house.until(lambda: house.state == before)


def test_what_a_volunteer_leaves_half_way_is_in_the_trail_as_that(house: House) -> None:
    _sign_in(house)
    house.touch("volunteer.act.contact", "DigiD en computer")
    _reader(house).remove()
    house.until_at(Home)
    house.until(lambda: _acts(house) == [("contact", "given_up")])


def test_what_a_stranger_does_with_any_card_is_not_written_down_as_the_last_volunteers(house: House) -> None:
    _sign_in(house)
    _reader(house).remove()
    house.until_at(Home)
    _hold(house, _STRANGER)
    house.until_at(BadgeRefused)
    house.touch("bar.help")
    content = house.stage.conductor.visit.content
    house.stage.conductor.scanned(f"{content.public_url}/p/{content.catalogue.products[0].slug}")
    house.stage.conductor.emit(TakeNumber())
    house.frames()
    house.touch("Vragen")
    house.until_at(Done)
    _reader(house).remove()
    _sign_in(house)
    house.until(lambda: [row.event for row in _trail(house)][-1] == "signed_in")
    assert _acts(house) == []


def test_a_pin_is_looked_at_also_after_help_was_stopped(house: House) -> None:
    _hold(house, _SIMPLE)
    house.until_at(EnterPin)
    _reader(house).remove()
    house.touch("bar.help")
    house.until_at(Help)
    house.touch("bar.stop")
    for intent in (TypeText("9753"), Confirm()):
        house.stage.conductor.emit(intent)
    house.until(lambda: isinstance(house.state, EnterPin) and (house.state.tries, house.state.checking) == (1, False))


def test_a_screen_of_a_volunteer_that_breaks_costs_the_visitor_nothing(house: House) -> None:
    house.touch("home.search")
    house.write("pas")
    draft = house.state
    _sign_in(house)
    house.stage.conductor.failed()
    house.frames()
    assert house.state == draft
