"""A visitor's visit that is put aside while a volunteer uses the terminal: it comes back as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.camera.simulated import SimulatedCamera
from kiosk.journeys.states import Done, Help, Home, Question, Waiting
from sync.central.queue.tables import TICKETS
from tests.faults.central import Central
from tests.faults.proxy import Fault, FaultProxy
from tests.journeys.house import House, running_house


@pytest.fixture
def proxy(central: Central) -> Iterator[FaultProxy]:
    with FaultProxy(central.port).running() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, central: Central, proxy: FaultProxy) -> Iterator[House]:
    name = f"aside-{id(proxy) % 100_000}"
    with running_house(tmp_path, central, name, central_url=proxy.url, camera="simulated") as running:
        yield running


def _photo_question(house: House) -> None:
    house.touch("home.report", "Straatlamp", "Brandt niet", "Nee, geen gevaar", "Nuth")
    house.write("dorp")
    house.touch("screen.next", "place.point.skip")


def test_a_half_typed_form_comes_back_with_photos_settings_and_history(house: House) -> None:
    conductor = house.stage.conductor
    camera = house.stage.terminal.services.camera
    assert isinstance(camera, SimulatedCamera)
    house.touch("bar.contrast")
    _photo_question(house)
    house.until(lambda: house.text("camera.take") in [one.spoken for one in house.finger.reachable()])
    house.touch("camera.take")
    house.until(lambda: "photo" in getattr(house.state, "answers", {}))
    (photo,) = house.state.answers["photo"].photos  # type: ignore[union-attr]
    house.touch("screen.next")
    house.write("half")
    visit, state, history, settings = (
        conductor.visit,
        house.state,
        list(conductor.visit.history),
        conductor.visit.settings,
    )
    assert isinstance(state, Question)
    assert (state.draft, settings.contrast) == ("half", 1)

    conductor.put_aside(Help())
    house.frames()
    assert (type(house.state), conductor.visit.settings.contrast) == (Help, 0)
    assert conductor.jpeg(photo.sealed_sha256) is None, "a volunteer does not see a visitor's photo"
    assert "half" not in [control.spoken for control in house.finger.reachable()]
    house.touch("bar.contrast")
    conductor.pretend_idle(1000.0)
    assert conductor.check_idle() is None, "the visitor's clock stands still"

    conductor.give_back()
    house.frames()
    assert conductor.visit is visit
    assert (house.state, visit.history, visit.settings) == (state, history, settings)
    assert conductor.jpeg(photo.sealed_sha256)
    assert conductor.check_idle() in (44, 45), "who was away for long is asked whether he is still there"
    house.until(lambda: house.text("idle.stay") in [control.spoken for control in house.finger.reachable()])
    house.touch("idle.stay")
    assert conductor.check_idle() is None, "and has all his time again"
    house.write("f")
    assert house.state.draft == "halff"  # type: ignore[union-attr]


def test_the_camera_is_his_who_is_on_the_screen(house: House) -> None:
    camera = house.stage.terminal.services.camera
    assert isinstance(camera, SimulatedCamera)
    _photo_question(house)
    awake = [camera.awake]
    house.stage.conductor.put_aside(Help())
    awake.append(camera.awake)
    house.stage.conductor.give_back()
    awake.append(camera.awake)
    assert awake == [True, False, True]


def test_an_answer_that_comes_meanwhile_reaches_the_visit_that_asked(house: House, proxy: FaultProxy) -> None:
    proxy.fault = lambda: Fault.DELAY
    house.touch("home.number", "Vragen")
    conductor = house.stage.conductor
    asking = conductor.visit
    house.until_at(Waiting)
    conductor.put_aside(Help())
    house.until(lambda: isinstance(asking.state, Done))
    house.until_at(Help)
    conductor.give_back()
    house.frames()
    house.until_at(Done)
    code = house.ticket().code
    waiting = [row.state for row in house.central.rows(TICKETS) if row.code == code]
    assert waiting == ["waiting"]


def test_a_volunteer_who_begins_again_leaves_nothing_and_the_visit_waits_on(house: House) -> None:
    conductor = house.stage.conductor
    house.touch("home.search")
    house.write("pas")
    state = house.state
    conductor.put_aside(Home())
    house.touch("home.search")
    house.write("fiets")
    conductor.put_aside(Help())
    assert isinstance(house.state, Help)
    conductor.give_back()
    conductor.give_back()
    assert house.state == state
