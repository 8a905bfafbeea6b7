"""Badges on paper beside a reader, with time in the test's hands."""

from collections.abc import Callable

import pytest

from devices.badge.factory import badge_reader_from
from devices.badge.paper import HELD_S, PaperBadges
from devices.badge.port import Badge, BadgeKind, BadgeState, Held
from devices.badge.simulated import SimulatedBadgeReader, Trouble, badge_called

PAPER = Badge(BadgeKind.SIMPLE, "ab" * 32)
OTHER = Badge(BadgeKind.SIMPLE, "cd" * 32)
CARD = badge_called("volunteer")


class Timer:
    """Ends when the test says so."""

    daemon = False

    def __init__(self, after_s: float, call: Callable[[], None]) -> None:
        assert after_s == HELD_S
        self.call, self.begun, self.cancelled = call, False, False

    def start(self) -> None:
        assert self.daemon, "it must not keep the terminal from ending"
        self.begun = True

    def cancel(self) -> None:
        self.cancelled = True


class Desk:
    """A reader with paper beside it, and what was told."""

    def __init__(self, reader: SimulatedBadgeReader | None) -> None:
        self.timers: list[Timer] = []
        self.told: list[Held] = []
        self.paper = PaperBadges(reader, self._later)
        self.paper.watch(self.told.append)

    def _later(self, after_s: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(after_s, call))
        return self.timers[-1]


@pytest.fixture
def reader() -> SimulatedBadgeReader:
    return SimulatedBadgeReader()


@pytest.mark.parametrize("with_reader", [True, False])
def test_a_badge_on_paper_counts_for_a_moment(reader: SimulatedBadgeReader, with_reader: bool) -> None:
    desk = Desk(reader if with_reader else None)
    assert (desk.paper.held(), desk.paper.state()) == (None, BadgeState.READY)
    desk.paper.show(PAPER)
    assert (desk.paper.held(), desk.told) == (PAPER, [PAPER])
    desk.timers[0].call()
    assert (desk.paper.held(), desk.told) == (None, [PAPER, None])


def test_scanned_again_it_counts_longer_and_is_told_once(reader: SimulatedBadgeReader) -> None:
    desk = Desk(reader)
    desk.paper.show(PAPER)
    desk.paper.show(PAPER)
    assert (desk.told, [timer.cancelled for timer in desk.timers]) == ([PAPER], [True, False])
    desk.paper.show(OTHER)
    assert desk.told == [PAPER, OTHER]


def test_what_lies_on_the_reader_goes_before_paper(reader: SimulatedBadgeReader) -> None:
    desk = Desk(reader)
    reader.insert(CARD)
    desk.paper.show(PAPER)
    assert (desk.paper.held(), desk.told) == (CARD, [CARD])
    reader.remove()
    desk.paper.show(PAPER)
    reader.insert(CARD)
    assert (desk.paper.held(), desk.told) == (CARD, [CARD, None, PAPER, CARD])
    reader.remove()
    assert (desk.paper.held(), desk.told[-1]) == (None, None)


def test_it_is_as_well_as_its_reader_and_passes_on_whom_to_trust(reader: SimulatedBadgeReader) -> None:
    desk = Desk(reader)
    reader.trouble = Trouble.NO_READER
    assert desk.paper.state() is BadgeState.NO_READER
    desk.paper.trust((b"ca",))
    assert reader.trusted == (b"ca",)
    desk.paper.show(PAPER)
    assert desk.paper.held() == PAPER, "paper needs no reader"


def test_closed_it_tells_nobody(reader: SimulatedBadgeReader) -> None:
    desk = Desk(reader)
    desk.paper.show(PAPER)
    desk.paper.close()
    assert desk.timers[0].cancelled
    desk.paper.show(OTHER)
    assert desk.told == [PAPER]


def test_a_terminal_without_a_reader_can_live_on_paper() -> None:
    assert isinstance(badge_reader_from("paper"), PaperBadges)
