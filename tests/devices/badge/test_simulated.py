"""The simulated reader, and what every reader promises about telling."""

import itertools
import logging
import threading

import pytest

from devices.badge.factory import BadgeSettingError, badge_reader_from
from devices.badge.holding import Holding
from devices.badge.port import Badge, BadgeKind, BadgeReader, BadgeState, BadgeTrouble, Held
from devices.badge.simulated import SimulatedBadgeReader, Trouble, badge_called

VOLUNTEER = badge_called("volunteer")
TECHNICIAN = badge_called("technician", BadgeKind.SIMPLE)


@pytest.fixture
def reader() -> SimulatedBadgeReader:
    return SimulatedBadgeReader()


@pytest.fixture
def told(reader: SimulatedBadgeReader) -> list[Held]:
    told: list[Held] = []
    reader.watch(told.append)
    return told


def test_what_is_held_is_told_once(reader: SimulatedBadgeReader, told: list[Held]) -> None:
    reader.insert(VOLUNTEER)
    assert (reader.state(), reader.held()) == (BadgeState.READY, VOLUNTEER)
    reader.insert(TECHNICIAN)
    reader.remove()
    reader.remove()
    assert told == [VOLUNTEER, None, TECHNICIAN, None]
    assert reader.held() is None


@pytest.mark.parametrize("trouble", list(BadgeTrouble))
def test_what_is_no_badge_is_told_too(reader: SimulatedBadgeReader, told: list[Held], trouble: BadgeTrouble) -> None:
    reader.insert(trouble)
    reader.remove()
    assert told == [trouble, None]


DAYS: dict[Trouble, tuple[BadgeState, Held]] = {
    Trouble.NONE: (BadgeState.READY, VOLUNTEER),
    Trouble.NO_READER: (BadgeState.NO_READER, None),
    Trouble.NO_SERVICE: (BadgeState.NO_SERVICE, None),
    Trouble.FAULT: (BadgeState.FAULT, None),
    Trouble.FLAKY: (BadgeState.READY, VOLUNTEER),
}


@pytest.mark.parametrize(("trouble", "state", "held"), [(key, *value) for key, value in DAYS.items()])
def test_each_bad_day_is_a_state_and_heals_by_itself(
    reader: SimulatedBadgeReader, told: list[Held], trouble: Trouble, state: BadgeState, held: Held
) -> None:
    reader.insert(VOLUNTEER)
    reader.trouble = trouble
    assert (reader.state(), reader.held()) == (state, held)
    reader.trouble = Trouble.NONE
    assert (reader.state(), reader.held()) == (BadgeState.READY, VOLUNTEER)
    assert told == ([VOLUNTEER] if held else [VOLUNTEER, None, VOLUNTEER])


def test_a_badge_that_comes_while_the_reader_is_away_is_seen_when_it_is_back(reader: SimulatedBadgeReader) -> None:
    reader.trouble = Trouble.NO_READER
    reader.insert(VOLUNTEER)
    assert reader.held() is None
    reader.trouble = Trouble.NONE
    assert reader.held() == VOLUNTEER


def test_a_flaky_reader_takes_every_other_badge_for_pulled(reader: SimulatedBadgeReader, told: list[Held]) -> None:
    reader.trouble = Trouble.FLAKY
    for _ in range(4):
        reader.insert(VOLUNTEER)
        reader.remove()
    assert told == [BadgeTrouble.PULLED, None, VOLUNTEER, None] * 2


def test_names_make_keys_that_stay_the_same() -> None:
    assert badge_called("volunteer") == VOLUNTEER
    assert len({VOLUNTEER.key, badge_called("coordinator").key, TECHNICIAN.key}) == 3
    assert len(bytes.fromhex(VOLUNTEER.key)) == 32


def test_only_changes_are_logged_and_never_a_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "devices.badge")
    holding = Holding(BadgeState.READY)
    for state, held in ((BadgeState.READY, VOLUNTEER), (BadgeState.READY, None), (BadgeState.NO_READER, None)):
        for _ in range(3):
            holding.become(state, held)
    assert [record.getMessage() for record in caplog.records] == [
        "badge reader: ready",
        "badge: strong",
        "badge: none",
        "badge reader: no_reader",
    ]
    assert VOLUNTEER.key not in caplog.text


def test_who_raises_keeps_no_other_from_being_told(caplog: pytest.LogCaptureFixture) -> None:
    holding, told = Holding(BadgeState.READY), list[Held]()

    def broken(held: Held) -> None:
        raise RuntimeError(f"cannot take {held}")

    holding.watch(broken)
    holding.watch(told.append)
    holding.become(BadgeState.READY, VOLUNTEER)
    assert told == [VOLUNTEER]
    assert "somebody who watches" in caplog.text


def test_who_is_told_slowly_keeps_nobody_who_asks_waiting(reader: SimulatedBadgeReader) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(held: Held) -> None:
        inside.set()
        go_on.wait(5)

    reader.watch(slow)
    thread = threading.Thread(target=reader.insert, args=(VOLUNTEER,))
    thread.start()
    assert inside.wait(5)
    assert reader.held() == VOLUNTEER
    go_on.set()
    thread.join(5)


def test_many_threads_leave_one_truth(reader: SimulatedBadgeReader, told: list[Held]) -> None:
    def restless(badge: Badge) -> None:
        for _ in range(200):
            reader.insert(badge)
            reader.remove()

    threads = [threading.Thread(target=restless, args=(badge_called(str(number)),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reader.held() is None
    assert told[-1] is None
    assert all(before != after for before, after in itertools.pairwise(told))


def test_the_setting_chooses_the_reader() -> None:
    assert badge_reader_from("none") is None
    reader: BadgeReader | None = badge_reader_from("simulated")
    assert isinstance(reader, SimulatedBadgeReader)
    reader.trust([b"a", b"b"])
    assert reader.trusted == (b"a", b"b")
    reader.close()


@pytest.mark.parametrize(
    "setting", ["", "none:x", "simulated:", "nfc", "pcsc:", "wedge:", "wedge:/dev/x?layout=nl", "wedge:/dev/x?x=us"]
)
def test_a_setting_that_cannot_be_is_said(setting: str) -> None:
    with pytest.raises(BadgeSettingError, match="expected"):
        badge_reader_from(setting)
