"""Whatever happens in whatever order: nobody is there without a badge, and none of a number alone."""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.badge.port import Badge, BadgeTrouble
from kiosk.volunteers.session import (
    Acted,
    AskPin,
    Away,
    Leave,
    Listed,
    PinChecked,
    PinTyped,
    Present,
    Refused,
    Shown,
    Taken,
    Tick,
    Tries,
    VolunteerEvent,
    VolunteerState,
    Why,
    step,
)
from sync.protocol.badges import BadgeKind, BadgeList
from tests.kiosk.volunteers.test_desk import CARD, ENTRIES, LIST, LOST, PIN, TAG, Scene
from tests.kiosk.volunteers.test_session import SIMPLE, SIMPLE_WITHOUT_PIN, STRONG, STRONG_WITH_PIN

BADGES = (STRONG, STRONG_WITH_PIN, SIMPLE, SIMPLE_WITHOUT_PIN)


def _event(chance: random.Random, now_s: float) -> VolunteerEvent:
    entry = chance.choice(BADGES)
    return chance.choice(
        (
            Shown(entry, Tries(5, now_s + 15) if chance.random() < 0.2 else Tries()),
            Refused(chance.choice(list(Why))),
            Taken(),
            PinTyped(),
            PinChecked(entry.id, fits=chance.random() < 0.5),
            Acted(),
            Leave(),
            Listed(chance.choice(BADGES).id, chance.choice((None, entry))),
            Tick(),
        )
    )


@pytest.mark.parametrize("seed", range(5))
def test_nobody_is_there_who_did_not_prove_it(seed: int) -> None:
    chance = random.Random(seed)
    state: VolunteerState = Away()
    now_s, present = 0.0, 0
    for _ in range(4000):
        now_s += chance.choice((0.0, 0.1, 5.0, 70.0))
        event = _event(chance, now_s)
        before, state = state, step(state, event, now_s)
        if isinstance(state, Present):
            present += 1
            assert state.entry.pin_hash is not None or state.entry.kind is BadgeKind.STRONG
            if not isinstance(before, Present) or before.entry.id != state.entry.id:
                shown = event == Shown(STRONG) or (isinstance(event, Shown) and event.entry == STRONG)
                typed = isinstance(event, PinChecked) and event.fits and isinstance(before, AskPin) and before.checking
                assert shown or typed
        if event == Taken():
            assert not (isinstance(state, AskPin | Present) and state.entry.kind is BadgeKind.STRONG)
        if isinstance(state, AskPin) and state.checking:
            assert isinstance(before, AskPin)
            assert before.checking or before.wait_s(now_s) == 0
    assert present > 100, "the walk came to where it matters"


def test_a_desk_that_everybody_pulls_at_ends_where_the_badge_is(tmp_path: Path) -> None:
    """Reader, window, lists and PINs from four threads: no exception, no strong badge present that is not there."""
    scene = Scene(tmp_path / "terminal.db")
    wrong: list[str] = []
    until_s = time.monotonic() + 2.0

    def pull(name: str, seed: int, *acts: Callable[[], object]) -> None:
        chance = random.Random(seed)
        while time.monotonic() < until_s and not wrong:
            try:
                chance.choice(acts)()
            except Exception as error:
                wrong.append(f"{name}: {error!r}")
            time.sleep(0.0005)

    held: list[Badge | BadgeTrouble] = [CARD, TAG, LOST, BadgeTrouble.FOREIGN, BadgeTrouble.PULLED]
    chance = random.Random(9)
    threads = [
        threading.Thread(target=pull, args=args)
        for args in (
            ("reader", 1, lambda: scene.reader.insert(chance.choice(held)), scene.reader.remove),
            ("window", 2, scene.desk.touched, scene.desk.tick, scene.desk.leave, lambda: scene.desk.card_code),
            ("pins", 3, lambda: scene.desk.pin(PIN), lambda: scene.desk.pin("9999")),
            ("lists", 4, lambda: scene.lists.become(LIST), lambda: scene.lists.become(_without(chance))),
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    scene.lists.become(LIST)
    scene.reader.remove()
    assert wrong == []
    state = scene.desk.state
    assert not (isinstance(state, Present) and state.entry.kind is BadgeKind.STRONG)
    scene.reader.insert(CARD)
    assert isinstance(scene.desk.state, Present)
    scene.desk.close()
    scene.database.close()


def _without(chance: random.Random) -> BadgeList:
    return LIST.model_copy(update={"badges": (chance.choice(ENTRIES),)})
