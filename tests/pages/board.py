"""The board in the waiting room, and a host who calls without a browser."""

import re
from typing import Any

import requests
from playwright.sync_api import Page

from tests.pages.running import PASSWORD, RunningCentral

BOARD = "/board?location=gemeentehuis"
SIZE_PX = "(one) => parseFloat(getComputedStyle(one).fontSize)"
COUNTER = "/desk/gemeentehuis/balie-1"
SOUND_WITHIN_MS = 30_000
"""A recall waits until the call before it has been spoken to its end: some six seconds where nothing else runs."""


def host_calls(central: RunningCentral, slug: str = "balie-1", finish: bool = False) -> None:
    """What a host does, through the same doors, without a browser."""
    browser = requests.Session()
    browser.post(f"{central.url}/signin", data={"user": "host", "password": PASSWORD}, timeout=10)
    page = browser.get(f"{central.url}/desk/gemeentehuis/{slug}", timeout=10).text
    proof = {"X-CSRF-Token": re.findall(r'data-csrf="([0-9a-f]+)"', page)[0]}
    called = browser.post(f"{central.url}/desk/gemeentehuis/{slug}/call", headers=proof, timeout=10)
    assert called.status_code == 200
    if finish:
        ticket = {"ticket": re.findall(r'data-ticket="([0-9a-f-]+)"', called.text)[0]}
        done = browser.post(f"{central.url}/desk/gemeentehuis/{slug}/done", ticket, headers=proof, timeout=10)
        assert done.status_code == 200


def until(board: Page, is_so: str) -> None:
    """Waits until a script's expression is true; the page's own rules allow no `wait_for_function`."""
    for _ in range(SOUND_WITHIN_MS // 100):
        if board.evaluate(is_so):
            return
        board.wait_for_timeout(100)
    raise AssertionError(is_so)


def state_of(central: RunningCentral) -> dict[str, Any]:
    state: dict[str, Any] = requests.get(f"{central.url}/board/state?location=gemeentehuis", timeout=10).json()
    return state
