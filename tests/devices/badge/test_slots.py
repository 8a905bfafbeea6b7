"""What is shown of what lies on the readers, step by step."""

import pytest

from devices.badge.port import Badge, BadgeKind, BadgeTrouble, Held
from devices.badge.slots import SAID_S, SLIP_S, Slots

A, B = (Badge(BadgeKind.STRONG, letter * 64) for letter in "ab")
PULLED, UNREADABLE = BadgeTrouble.PULLED, BadgeTrouble.UNREADABLE
OFF = None
JUST = 0.01

# What happens: (second, reader, what is read there or OFF); and what is shown then: (second, held)
VISITS: dict[str, tuple[list[tuple[float, str, Held]], list[tuple[float, Held]]]] = {
    "a badge lies, and is taken": (
        [(1, "r", A), (5, "r", OFF)],
        [(0, None), (1, A), (4, A), (5, A), (5 + SLIP_S - JUST, A), (5 + SLIP_S, None)],
    ),
    "it slips and is back": ([(1, "r", A), (5, "r", OFF), (6, "r", A)], [(5.5, A), (6, A), (99, A)]),
    "it slips, and slips again while it is read": (
        [(1, "r", A), (5, "r", OFF), (5.5, "r", PULLED), (5.6, "r", OFF)],
        [(5.6, A), (5 + SLIP_S, None)],
    ),
    "another takes its place": ([(1, "r", A), (5, "r", OFF), (5.2, "r", B)], [(5.1, A), (5.2, B), (99, B)]),
    "what is none takes its place": ([(1, "r", A), (5, "r", OFF), (5.2, "r", UNREADABLE)], [(5.2, UNREADABLE)]),
    "it was pulled": ([(1, "r", PULLED), (1.1, "r", OFF)], [(1.1, PULLED), (1 + SAID_S, None)]),
    "pulled, and held again": ([(1, "r", PULLED), (2, "r", A)], [(1.5, PULLED), (2, A), (99, A)]),
    "a wallet": ([(1, "r", UNREADABLE), (9, "r", OFF)], [(8, UNREADABLE), (9, None)]),
    "two readers, first come": (
        [(1, "r", A), (2, "s", B), (5, "r", OFF)],
        [(2, A), (4, A), (5 + SLIP_S - JUST, A), (5 + SLIP_S, B)],
    ),
    "a wallet left on the other": (
        [(1, "s", UNREADABLE), (2, "r", A), (5, "r", OFF)],
        [(1, UNREADABLE), (3, A), (9, UNREADABLE)],
    ),
    "nothing was there": ([(1, "r", OFF)], [(2, None)]),
}  # fmt: skip


@pytest.mark.parametrize(("happens", "shows"), VISITS.values(), ids=VISITS.keys())
def test_each_visit(happens: list[tuple[float, str, Held]], shows: list[tuple[float, Held]]) -> None:
    for at_s, expected in shows:
        slots = Slots()
        for when_s, reader, what in happens:
            if when_s > at_s:
                break
            slots.shown(when_s)
            if what is None:
                slots.take(reader, when_s)
            else:
                slots.put(reader, what, when_s)
        assert slots.shown(at_s) == expected, f"at {at_s} s"


def test_what_lay_on_a_reader_that_is_gone_does_not_count() -> None:
    slots = Slots()
    slots.put("r", A, 1)
    slots.put("s", B, 2)
    slots.keep({"s"})
    assert slots.shown(2) == B
    slots.keep(())
    assert slots.shown(2) is None


def test_only_what_ends_by_itself_needs_a_look_soon() -> None:
    slots = Slots()
    restless = []
    slots.put("r", A, 1)
    restless.append(slots.is_restless)
    slots.take("r", 2)
    restless.append(slots.is_restless)
    assert slots.shown(2 + SLIP_S) is None
    restless.append(slots.is_restless)
    assert restless == [False, True, False]
