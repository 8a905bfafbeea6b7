"""The foot of the board: how many wait for each service, and how long it takes, also where there are many."""

from pathlib import Path

import yaml
from playwright.sync_api import Browser, expect

from tests.pages.board import BOARD, SIZE_PX, host_calls
from tests.pages.running import DEMO_TOWN, running_central
from tests.sync.central.ticking import TickingClock

OUTSIDE_ITS_TILE = """() => [...document.querySelectorAll('#waiting li > *')].filter((one) => {
    const box = one.getBoundingClientRect(), tile = one.parentElement.getBoundingClientRect();
    return one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
      || box.left < tile.left || box.right > tile.right + 0.5 || box.bottom > innerHeight + 0.5;
  }).map((one) => one.outerHTML)"""


def test_six_services_with_long_names_stay_readable(browser: Browser, tmp_path: Path, clock: TickingClock) -> None:
    """None is cut short or made tiny, and nothing of a service stands outside its own tile."""
    names = (
        "Vergunningen en ondernemersloket",
        "Werk, inkomen en schuldhulpverlening",
        "Maatschappelijke ondersteuning",
    )
    town = yaml.safe_load(DEMO_TOWN.read_text(encoding="utf-8"))
    hall = next(place for place in town["locations"] if place["slug"] == "gemeentehuis")
    first = hall["services"][0]
    more = [
        first | {"slug": f"extra-{letter.lower()}", "letter": letter, "name": {"nl": name}}
        for letter, name in zip("DEF", names, strict=True)
    ]
    hall["services"] = [*hall["services"], *more]
    file = tmp_path / "town.yaml"
    file.write_text(yaml.safe_dump(town, allow_unicode=True), encoding="utf-8")
    with running_central(tmp_path / "central", clock, town_file=file) as central:
        central.add_people()
        terminal = central.enrol("gemeentehuis")
        terminal.number("burgerzaken")
        host_calls(central)
        for width, height in ((1920, 1080), (1080, 1920)):
            board = browser.new_context(base_url=central.url, viewport={"width": width, "height": height}).new_page()
            board.goto(BOARD)
            expect(board.locator("#code")).to_have_text("A001")
            board.evaluate("document.fonts.ready")
            assert board.evaluate(OUTSIDE_ITS_TILE) == []
            sizes = board.locator("#waiting .name").evaluate_all(f"(all) => all.map({SIZE_PX})")
            assert len(sizes) == 6
            assert min(sizes) > max(width, height) / 100
            board.context.close()
