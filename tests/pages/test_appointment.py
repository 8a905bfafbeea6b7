"""A visitor's own appointment on a phone, in the real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import Visit
from tests.pages.running import Terminal
from tests.sync.central.ticking import START, TickingClock

TUESDAY_TEN = START + timedelta(hours=21)
"""10:00 in the town."""


@pytest.fixture
def code(terminal: Terminal) -> str:
    booked = terminal.book("paspoort", TUESDAY_TEN, {"name": "A. Voorbeeld"})
    assert booked["status"] == "confirmed"
    return str(booked["reference"])


def times(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".visit-pick").all_inner_texts()]


def test_a_visitor_moves_and_then_cancels(visit: Visit, code: str) -> None:
    page = visit(f"/a/{code}", 390, 844)
    page.get_by_role("link", name="Verzetten").click()
    expect(page.get_by_role("heading", name="Dinsdag 24 november")).to_be_visible()
    assert "10:00" not in times(page)
    page.get_by_role("link", name="woensdag 25 november").click()
    page.get_by_role("radio", name="18:30").check()
    page.get_by_role("button", name="Verzet mijn afspraak").click()
    expect(page.get_by_text("Uw afspraak is verzet.")).to_be_visible()
    expect(page.locator(".visit-day")).to_have_text("woensdag 25 november")
    expect(page.locator(".visit-time time").first).to_have_text("18:30")
    page.get_by_role("link", name="Afzeggen").click()
    page.get_by_role("link", name="Nee, ik kom").click()
    page.get_by_role("link", name="Afzeggen").click()
    page.get_by_role("button", name="Ja, zeg af").click()
    expect(page.get_by_text("Deze afspraak is afgezegd.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Verzetten")).to_have_count(0)


def test_without_a_mouse(visit: Visit, code: str) -> None:
    page = visit(f"/a/{code}/move?day=2026-11-26", 1280, 800)
    page.locator(".visit-pick input").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(".visit-pick input:checked").get_attribute("value") == "2026-11-26T09:00:00+01:00"
    page.keyboard.press("Enter")
    expect(page.locator(".visit-time time").first).to_have_text("09:00")


def test_a_place_that_goes_while_the_page_is_open(visit: Visit, terminal: Terminal, code: str) -> None:
    page = visit(f"/a/{code}/move", 390, 844)
    page.get_by_role("radio", name="11:00").check()
    for _ in range(2):
        assert terminal.book("paspoort", TUESDAY_TEN + timedelta(hours=1), {})["status"] == "confirmed"
    page.get_by_role("button", name="Verzet mijn afspraak").click()
    expect(page.get_by_role("alert")).to_contain_text("Dat moment is net bezet.")
    assert "11:00" not in times(page)
    page.get_by_role("radio", name="11:15").check()
    page.get_by_role("button", name="Verzet mijn afspraak").click()
    expect(page.locator(".visit-time time").first).to_have_text("11:15")


def test_the_code_can_be_typed(visit: Visit, code: str) -> None:
    page = visit("/a", 390, 844)
    page.get_by_label("Code van uw afspraak").fill("nee")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Dat is geen code.")
    page.get_by_label("Code van uw afspraak").fill(f"{code[:3].lower()} {code[3:]}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paspoort")


def test_a_week_is_a_row_of_days(visit: Visit, code: str) -> None:
    page = visit(f"/a/{code}/move", 390, 844)
    boxes = [chip.bounding_box() for chip in page.locator(".visit-daychip").all()]
    names = page.locator(".visit-daychip > span:first-child").all_inner_texts()
    lefts: dict[str, set[int]] = {}
    for name, box in zip(names, boxes, strict=True):
        assert box is not None
        lefts.setdefault(name, set()).add(round(box["x"]))
    assert {name: len(found) for name, found in lefts.items()} == dict.fromkeys(("ma", "di", "wo", "do", "vr"), 1)
    assert len({round(box["y"]) for box in boxes if box}) == 5


def test_the_calendar_file_is_offered(visit: Visit, code: str) -> None:
    page = visit(f"/a/{code}", 390, 844)
    link = page.get_by_role("link", name="Zet in mijn agenda").get_attribute("href")
    with page.expect_download() as download:
        page.evaluate("address => { location.href = address }", link)
    assert download.value.suggested_filename == f"afspraak-{code}.ics"


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("what", ["", "/move", "/cancel"])
def test_long_words_stay_inside(visit: Visit, terminal: Terminal, width: int, what: str) -> None:
    code = terminal.book("vrijwilligersverzekering", TUESDAY_TEN, {})["reference"]
    page = visit(f"/a/{code}{what}", width, 844)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(
        "[...document.querySelectorAll('main *')].filter(one => one.scrollWidth > one.clientWidth + 1"
        " && one.clientWidth > 1 && !one.classList.contains('icon')).map(one => one.outerHTML.slice(0, 80))"
    ) == []  # fmt: skip


def test_the_page_of_an_appointment_that_is_over(visit: Visit, code: str, clock: TickingClock) -> None:
    page = visit(f"/a/{code}", 390, 844)
    clock.tick(days=2)
    page.reload()
    expect(page.get_by_role("heading", name="Wij kennen deze code nog niet")).to_be_visible()
    page.get_by_role("link", name="Vul een code in").click()
    expect(page.get_by_label("Code van uw afspraak")).to_be_visible()
