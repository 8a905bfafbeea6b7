"""Codes are scanned through the real window: appointments, records, and what belongs elsewhere."""

import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import qrcode
from linuxpy.video.device import PixelFormat
from PIL import Image

from devices.camera.simulated import SimulatedCamera
from devices.scanner.port import ScannerState
from devices.scanner.simulated import SimulatedScanner, Trouble
from kiosk.journeys.intents import GoBack, GoHome
from kiosk.journeys.states import (
    Coming,
    Done,
    EnterCode,
    Home,
    Interrupted,
    Misread,
    Question,
    Review,
    ScanKind,
    Standing,
    State,
    YourNumber,
)
from kiosk.journeys.volunteer_states import EnterPin, FoundThing, LastTickets, Overview
from kiosk.volunteers.desk import VolunteerDesk
from kiosk.volunteers.session import AskPin, Away, VolunteerState
from screens.text import Text
from sync.central.people.badges import NewBadge, issue
from sync.protocol.badges import BadgeKind, BadgeRole, paper_badge, paper_key
from tests.devices.camera.kernel import KernelCamera, in_the_kernel
from tests.faults.central import Central, running_central
from tests.journeys.house import House, running_house

_numbers = count(1)


@pytest.fixture
def scanning_house(tmp_path: Path, central: Central) -> Iterator[House]:
    with running_house(tmp_path, central, f"scan-{next(_numbers)}", scanner="simulated") as running:
        yield running


def scanner_of(house: House) -> SimulatedScanner:
    scanner = house.stage.terminal.services.scanner
    assert isinstance(scanner, SimulatedScanner)
    return scanner


def _report(house: House) -> str:
    """Hand in a report; gives the address on its ticket."""
    house.touch("home.report", "Straatlamp", "Brandt niet", "Nee", "Nuth")
    house.write("dorp")
    house.touch("screen.next", "place.point.skip")
    house.write("lamp")
    house.touch("screen.next", "Nee")
    house.until_at(Review)
    house.touch("Melding versturen")
    house.until_at(Done)
    qr = house.ticket().qr
    assert qr is not None
    return qr


def test_the_code_of_a_report_is_scanned_from_the_start_and_tells_how_far_it_is(scanning_house: House) -> None:
    house, scanner = scanning_house, scanner_of(scanning_house)
    address = _report(house)
    house.until(lambda: house.stage.terminal.worker.status().waiting == 0)
    house.stage.conductor.emit(GoHome())
    scanner.trouble = Trouble.STUTTER
    scanner.scan(address)
    house.until_at(Standing)
    house.stage.conductor.emit(GoBack())
    house.frames()
    assert isinstance(house.state, Home)


def test_a_form_that_is_half_done_is_asked_about_and_comes_back_with_what_was_typed(scanning_house: House) -> None:
    house, scanner = scanning_house, scanner_of(scanning_house)
    house.touch("home.report", "Straatlamp", "Brandt niet", "Nee", "Nuth")
    house.write("dorp")
    before = house.state
    scanner.scan("https://info.voorbeeld.nl/a/K7P4XQ")
    house.until_at(Interrupted)
    house.touch("interrupted.keep")
    assert house.state == before
    scanner.scan("https://menu.example/")
    house.until_at(Misread)
    house.touch("screen.back")
    assert house.state == before
    house.touch("screen.next", "place.point.skip")
    assert isinstance(house.state, Question)


def test_an_unknown_code_is_told_where_it_was_asked_for_and_without_a_network_one_can_still_come(
    scanning_house: House,
) -> None:
    house, scanner = scanning_house, scanner_of(scanning_house)
    house.touch("home.have")
    assert "code.title.scan" in _asked(house)
    scanner.scan("8710398500000")
    house.until(lambda: house.state == EnterCode("", "code.error.scanned"))
    scanner.scan("infopunt:ZZZZZZ")
    house.until(lambda: house.state == EnterCode("ZZZZZZ", "code.error.unknown"))
    scanner.trouble = Trouble.UNPLUGGED
    assert scanner.state() is ScannerState.NOT_CONNECTED
    house.until(lambda: "code.title" in _asked(house))
    house.touch("screen.back")


def test_of_a_scanner_that_cannot_stop_the_last_code_counts_and_the_window_goes_on(
    scanning_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, scanner, drawn = scanning_house, scanner_of(scanning_house), list[object]()
    show = house.stage.shell.show

    def show_and_count(state: State) -> None:
        drawn.append(state)
        show(state)

    monkeypatch.setattr(house.stage.shell, "show", show_and_count)
    for number in range(100):
        scanner.scan(f"https://info.dorp{number}.nl/a/K7P4XQ")
    house.until(lambda: house.state == Misread(ScanKind.ELSEWHERE, "info.dorp99.nl"))
    assert len(drawn) <= 2


def test_a_scan_is_the_sign_that_somebody_is_there(scanning_house: House) -> None:
    house, scanner = scanning_house, scanner_of(scanning_house)
    house.touch("bar.help")
    house.stage.conductor.pretend_idle(130)
    assert house.stage.conductor.check_idle() is not None
    scanner.scan("who knows")
    house.until_at(Misread)
    assert house.stage.conductor.check_idle() is None


def test_a_number_is_scanned_and_followed_and_its_ticket_comes_out_again_with_and_without_a_network(
    tmp_path: Path,
) -> None:
    with (
        running_central(tmp_path / "central") as central,
        running_house(tmp_path, central, scanner="simulated") as house,
    ):
        for _ in range(2):
            house.touch("home.number", "Vragen")
            house.until_at(Done)
            address = house.ticket().qr or ""
            house.touch("screen.finished")
        house.until(lambda: len(house.tickets()) == 2)
        scanner_of(house).scan(address)
        house.until_at(YourNumber)
        seen = house.state
        assert isinstance(seen, YourNumber)
        assert seen.standing is not None
        assert (seen.standing.code, seen.standing.ahead) == ("C002", 1)
        house.touch("paper.again")
        house.until(lambda: len(house.tickets()) == 3)
        house.until(lambda: bool(_shown_words(house) & {house.text("paper.printed")}))
        house.touch("screen.finished")
        central.stop()
        scanner_of(house).scan(address)
        house.until_at(YourNumber)
        assert {"C002", house.text("yournumber.silent")} <= _shown_words(house)
        house.touch("paper.again")
        house.until(lambda: len(house.tickets()) == 4)
        assert house.stage.terminal.services.prints.jobs()[0].again_of is not None


def _shown_words(house: House) -> set[str]:
    return {
        block.text for root in house.stage.shell.blocks() for block in root.walk_blocks() if isinstance(block, Text)
    }


def test_an_appointment_that_was_made_here_is_scanned_offline_and_its_visitor_is_helped(tmp_path: Path) -> None:
    with (
        running_central(tmp_path / "central") as central,
        running_house(tmp_path, central, scanner="simulated") as house,
    ):
        central.stop()
        scanner_of(house).scan("https://info.voorbeeld.nl/a/K7P4XQ")
        house.until_at(Coming)


def test_a_code_is_held_before_the_camera_and_no_scanner_is_needed(tmp_path: Path, central: Central) -> None:
    scenes = tmp_path / "scenes"
    scenes.mkdir()
    qrcode.make("https://info.voorbeeld.nl/a/ZZZZZZ").get_image().convert("RGB").save(scenes / "phone.png")
    settings = {"camera": f"simulated:{scenes}", "scanner": "camera"}
    with running_house(tmp_path, central, f"scan-{next(_numbers)}", **settings) as house:
        camera = house.stage.terminal.services.camera
        assert isinstance(camera, SimulatedCamera)
        assert not _looks(camera)
        house.touch("home.have")
        house.until(lambda: _asked(house) == {"code.title.camera"})
        house.until(lambda: house.state == EnterCode("ZZZZZZ", "code.error.unknown"))
        assert _looks(camera)
        house.touch("screen.back")
        assert not _looks(camera)


def test_a_usb_camera_reads_a_phone_from_the_systems_call_to_the_screen(
    tmp_path: Path, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = KernelCamera(tmp_path / "usb-test-video-index0", {PixelFormat.MJPEG: [(1280, 720)]})
    in_the_kernel(monkeypatch, kernel)
    scene, phone = Image.new("RGB", (1280, 720), "#8a6f55"), io.BytesIO()
    scene.paste(
        qrcode.make("https://info.voorbeeld.nl/a/ZZZZZZ").get_image().convert("RGB").resize((330, 330)), (460, 180)
    )
    scene.save(phone, "JPEG")
    settings = {"camera": f"v4l2:{kernel.path}", "scanner": "camera"}
    with running_house(tmp_path, central, f"scan-{next(_numbers)}", **settings) as house:
        house.touch("home.have")

        def seen() -> bool:
            if kernel.streaming:
                kernel.show(phone.getvalue())
            return house.state == EnterCode("ZZZZZZ", "code.error.unknown")

        house.until(seen)
        house.touch("screen.back")
        house.until(lambda: not kernel.streaming)
        kernel.pull()
        house.touch("home.have")
        house.until(lambda: _asked(house) == {"code.title"})


def test_a_volunteers_badge_on_paper_opens_volunteer_mode_over_a_visitors_form_and_a_ticket_is_scanned_to_reprint(
    tmp_path: Path, central: Central
) -> None:
    secret, services = "AaIIoouAcACAAAAAAAAAAA", central.services
    new = NewBadge(BadgeKind.SIMPLE, paper_key(secret), BadgeRole.VOLUNTEER, "papier 7")
    issued = issue(services.database, services.random_bits, new, "beheer", services.clock.now())
    with running_house(tmp_path, central, f"scan-{next(_numbers)}", scanner="simulated", badge="paper") as house:
        desk = house.stage.terminal.services.volunteers
        assert desk is not None
        address = _report(house)
        house.until(lambda: len(house.tickets()) == 1)
        house.touch("screen.finished", "home.report", "Straatlamp")
        before = house.state
        scanner_of(house).scan(paper_badge("not-one-of-ours-at-all-00"))
        house.frames()
        assert isinstance(desk.state, Away)
        house.until(lambda: isinstance(_shown(house, desk, secret), AskPin), patience_s=30)
        house.until_at(EnterPin)
        house.write(issued.pin or "")
        house.touch("screen.next")
        house.until_at(Overview)
        scanner_of(house).scan("infopunt:ZZZZZZ")
        house.until(lambda: house.state == FoundThing("ZZZZZZ", unknown=True))
        house.touch("screen.back")
        house.until_at(Overview)
        house.touch("volunteer.act.reprint")
        scanner_of(house).scan(address)
        house.until(lambda: len(house.tickets()) == 2)
        house.until_at(LastTickets)
        house.touch("screen.back")
        house.until_at(Overview)
        house.touch("volunteer.leave")
        house.until(lambda: house.state == before)


def _shown(house: House, desk: VolunteerDesk, secret: str) -> VolunteerState:
    """Held before the scanner again and again, until the terminal's list has come from the central."""
    scanner_of(house).scan(paper_badge(secret))
    return desk.state


def _looks(camera: SimulatedCamera) -> bool:
    return camera.awake


def _asked(house: House) -> set[str]:
    """Which of the titles of the code's screen is shown."""
    return {
        key for key in ("code.title", "code.title.scan", "code.title.camera") if house.text(key) in _shown_words(house)
    }
