"""What WCAG 2.2 AA asks of every page and a machine can see (acceptance rows A54, A56), in the real browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from sync.central.people.users import Role
from sync.protocol.health import DeviceHealth, Readiness, TerminalHealth
from tests.pages.conftest import visits
from tests.pages.running import RunningCentral, running_central
from tests.pages.test_badges import give_badges
from tests.sync.central.ticking import START, TickingClock

PAGES: list[tuple[str, Role | None]] = [
    ("/", None),
    ("/signin", None),
    ("/p/paspoort", None),
    ("/n/AAAAAAAAAAAAAAAAAAAAAA", None),
    ("/a", None),
    ("/a/CODE", None),
    ("/a/CODE/move", None),
    ("/a/CODE/cancel", None),
    ("/r", None),
    ("/r/RECORD", None),
    ("/board", None),
    ("/board?location=gemeentehuis", None),
    ("/desk?choose=1", Role.HOST),
    ("/desk/gemeentehuis/balie-1", Role.HOST),
    ("/inbox", Role.CLERK),
    ("/fleet", Role.MANAGER),
    ("/fleet/terminals/zuil-1", Role.MANAGER),
    ("/badges", Role.MANAGER),
    ("/audit", Role.MANAGER),
]

UNWELL = TerminalHealth(
    devices=(DeviceHealth(device="printer", state="paper_low", since=START),),
    waiting_photos=2,
    under_voltage=True,
    card_errors=1,
    clock_off_s=400.0,
    closed_until=START + timedelta(hours=1),
    readiness=Readiness(at=START, role="volunteer", passed=3, failed=("headset",)),
)

HERE = Path(__file__).parent
FAULTS = (HERE / "faults.js").read_text(encoding="utf-8")
TEXTS = (HERE / "texts.js").read_text(encoding="utf-8")

RING = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return [one.outerHTML.slice(0, 80), style.outlineStyle, parseFloat(style.outlineWidth), style.boxShadow];
}"""


@dataclass(frozen=True)
class Lively:
    """A central, and the codes of what is in it by the words that stand for them in PAGES."""

    central: RunningCentral
    codes: dict[str, str]


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lively]:
    """Much has happened there."""
    with running_central(tmp_path_factory.mktemp("html") / "central", TickingClock()) as central:
        central.add_people()
        terminal = central.enrol("gemeentehuis")
        for service in ("burgerzaken", "vragen"):
            terminal.number(service, product="paspoort", language="en")
        code = terminal.book("paspoort", START + timedelta(hours=2), {"name": "A. Voorbeeld"})["reference"]
        thing = {"what": "phone", "colour": "red", "village": "Nuth"}
        terminal.hand_in("found-item", thing | {"features": "A17"})
        record = terminal.hand_in("lost-item", thing | {"name": "A. Voorbeeld"})
        terminal.hand_in_garbage()
        terminal.tell(UNWELL)
        give_badges(central, terminal.identity.terminal)
        terminal.hand_in("audit", {}, event="acted", act="contact", reference=code)
        yield Lively(central, {"CODE": code, "RECORD": terminal.reference_of(record)})


@pytest.fixture(scope="module")
def opened(browser: Browser, lively: Lively, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with something on it, for both tests of it: pytest does them one after the other."""
    path, role = request.param
    for word, code in lively.codes.items():
        path = path.replace(word, code)
    with visits(browser, lively.central) as visit:
        page = visit(path, role=role)
        page.wait_for_timeout(300)
        if path == "/inbox":
            page.locator(".row").first.click()
            page.locator(".record").wait_for()
        if "balie-1" in path:
            page.keyboard.press("n")
            page.locator("#now-number").wait_for()
        yield page


EVERY_PAGE = pytest.mark.parametrize("opened", PAGES, indirect=True, ids=[path for path, _ in PAGES])


@EVERY_PAGE
def test_a_page_can_be_used_by_everybody(opened: Page) -> None:
    assert opened.evaluate(FAULTS) == []
    faint = [(text, front, back) for text, front, back in opened.evaluate(TEXTS) if contrast(front, back) < 7.0]
    assert faint == []
    opened.set_viewport_size({"width": 320, "height": 640})
    fits = opened.evaluate("document.documentElement.scrollWidth <= 320")
    opened.set_viewport_size({"width": 1440, "height": 900})
    assert fits


@EVERY_PAGE
def test_focus_is_seen_wherever_it_goes(opened: Page) -> None:
    rings: list[Any] = []
    opened.evaluate("document.activeElement.blur()")
    for _ in range(12):
        opened.keyboard.press("Tab")
        if opened.evaluate("document.activeElement === document.body"):
            break
        rings.append(opened.evaluate(RING))
    opened.evaluate("document.activeElement.blur()")
    assert rings
    unseen = [ring for ring in rings if ring[1] != "solid" or ring[2] < 2 or ring[3] == "none"]
    assert unseen == []


def contrast(front: str, back: str) -> float:
    """The ratio of two colours as the browser writes them: rgb(1, 2, 3)."""
    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
