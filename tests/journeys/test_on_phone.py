"""Going on on one's own phone: the code on the real window, a real browser with a location, and back to the window."""

import shutil
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from playwright.sync_api import Geolocation, Page, ViewportSize, sync_playwright
from sqlalchemy import func, select

from kiosk.journeys.states import OnPhone, PlaceStep, Question
from sync.central.phone.tables import PHONE_PLACES
from sync.protocol.answers import PointFrom
from tests.journeys.house import House

SCHINNEN: Geolocation = {"latitude": 50.9441, "longitude": 5.8893, "accuracy": 14.0}


def _scanned(house: House, folder: Path) -> str:
    """What a camera reads from the screen."""
    house.until(lambda: isinstance(house.state, OnPhone) and house.state.link is not None)
    house.frames(4)
    picture = folder / "screen.png"
    house.stage.picture().save(str(picture))
    (code,) = zxingcpp.read_barcodes(Image.open(picture).convert("RGB"))
    return str(code.text)


def _on_phone(address: str, location: Geolocation | None, use: Any) -> None:
    """Open an address in a phone's browser, which may know where it is, and do `use` there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        permissions = ["geolocation"] if location else []
        size: ViewportSize = {"width": 390, "height": 844}
        context = browser.new_context(
            viewport=size,
            locale="nl-NL",
            geolocation=location,
            permissions=permissions,
            has_touch=True,
        )
        page = context.new_page()
        page.goto(address)
        use(page)
        browser.close()


def _links_left(house: House) -> int:
    """Of this house's terminal: others use the same central."""
    mine = PHONE_PLACES.c.terminal == house.stage.terminal.services.identity.terminal
    with house.central.services.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(PHONE_PLACES).where(mine)).scalar_one())


def _to_the_code(house: House, folder: Path) -> str:
    house.until(lambda: house.stage.conductor.visit.content.online())
    house.touch("home.report", "Weg of stoep", "Gat of kuil", "Nee, geen gevaar", "place.phone")
    address = _scanned(house, folder)
    assert address.startswith("https://info.voorbeeld.nl/w/")
    return address.replace("https://info.voorbeeld.nl", house.central.url)


def test_the_phone_says_where_it_is_and_the_terminal_goes_on_there(house: House, tmp_path: Path) -> None:
    address = _to_the_code(house, tmp_path)

    def share(page: Page) -> None:
        page.get_by_role("button", name="Gebruik waar ik nu ben").click()
        page.get_by_text("Gevonden, op ongeveer 14 meter").wait_for()
        page.get_by_role("button", name="Stuur deze plek").click()
        page.get_by_role("heading", name="De plek is gestuurd").wait_for()
        page.goto(address)
        page.get_by_text("Deze code werkt niet meer").wait_for()

    _on_phone(address, SCHINNEN, share)
    house.until_at(Question)
    state = house.state
    assert isinstance(state, Question)
    assert state.place is not None
    assert (state.step, state.place.village, state.place.point_from) == (PlaceStep.POINT, "Schinnen", PointFrom.PHONE)
    assert (state.place.lat, state.place.lon, state.place.accuracy_m) == (50.9441, 5.8893, 14.0)
    house.until(lambda: _links_left(house) == 0)
    house.touch("place.point.here")
    assert isinstance(house.state, Question)
    assert house.state.answers["where"] == state.place


def test_a_phone_that_may_not_say_where_it_is_points_on_the_map(house: House, tmp_path: Path) -> None:
    address = _to_the_code(house, tmp_path)

    def point(page: Page) -> None:
        page.get_by_role("button", name="Gebruik waar ik nu ben").click()
        page.get_by_text("Uw telefoon mag niet zeggen waar u bent").wait_for()
        page.get_by_text("Oirsbeek").click(force=True)
        page.get_by_role("button", name="Stuur deze plek").click()
        page.get_by_role("heading", name="De plek is gestuurd").wait_for()

    _on_phone(address, None, point)
    house.until_at(Question)
    assert isinstance(house.state, Question)
    assert house.state.place is not None
    assert house.state.place.village == "Oirsbeek"
    assert house.state.place.accuracy_m is not None
    assert 100 < house.state.place.accuracy_m < 2000


def test_who_leaves_takes_the_link_along(house: House, tmp_path: Path) -> None:
    _to_the_code(house, tmp_path)
    assert _links_left(house) == 1
    house.touch("bar.stop")
    house.until(lambda: _links_left(house) == 0)
