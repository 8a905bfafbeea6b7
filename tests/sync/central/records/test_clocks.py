from datetime import UTC, datetime, timedelta, timezone

import pytest

from sync.central.records.clocks import OutOfRangeError, Reading, corrected, in_utc, known_of
from sync.protocol.messages import Heard

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""When the central receives."""

WRONG = datetime(2001, 1, 1, tzinfo=UTC)
"""What a clock without a battery says."""


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


CASES = {
    "within one boot the monotonic clock decides, however wrong the wall clock was": (
        Reading(WRONG, 100, "a"), Reading(NOON, 400, "a"), NOON - minutes(5),
    ),
    "also when the wall clock jumped back in between": (
        Reading(NOON + minutes(60), 100, "a"), Reading(NOON, 160, "a"), NOON - minutes(1),
    ),
    "across boots the difference of wall clocks decides": (
        Reading(WRONG, 9000, "a"), Reading(WRONG + minutes(30), 5, "b"), NOON - minutes(30),
    ),
    "a boot without a name is no boot to count within": (
        Reading(NOON - minutes(10), 0, ""), Reading(NOON, 5, ""), NOON - minutes(10),
    ),
    "a monotonic clock that ran backwards is not believed": (
        Reading(NOON - minutes(10), 500, "a"), Reading(NOON, 100, "a"), NOON - minutes(10),
    ),
    "nothing was made after it was received": (
        Reading(NOON + minutes(10), 1, "a"), Reading(NOON, 2, "b"), NOON,
    ),
    "what is not a number is not counted with": (
        Reading(NOON - minutes(3), float("nan"), "a"), Reading(NOON, 2, "a"), NOON - minutes(3),
    ),
    "what no calendar holds is when it was received": (
        Reading(NOON, -1e300, "a"), Reading(NOON, 1, "a"), NOON,
    ),
    "nor a difference that leads out of the calendar": (
        Reading(datetime.min.replace(tzinfo=UTC), 1, "a"), Reading(datetime.max.replace(tzinfo=UTC), 1, "b"), NOON,
    ),
    "a wall clock without a time zone is in UTC": (
        Reading((NOON - minutes(4)).replace(tzinfo=None), 1, "a"), Reading(NOON, 1, "b"), NOON - minutes(4),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("made", "sent", "expected"), CASES.values(), ids=CASES.keys())
def test_when_a_record_was_made(made: Reading, sent: Reading, expected: datetime) -> None:
    assert corrected(made, sent, NOON) == expected


def boots(*numbers: int) -> list[Heard]:
    """In boot b1 the central said the right time an hour ago, after nine records; in b2 an hour before that."""
    return [
        Heard(at=NOON - minutes(60) * boot, monotonic_s=1000, boot_id=f"b{boot}", incarnation=1, seq=10 - boot)
        for boot in numbers
    ]


HEARD_CASES = {
    "what was heard in the same boot decides, however wrong the wall clock was": (
        Reading(WRONG, 1300, "b2"), boots(2, 1), NOON - minutes(115),
    ),
    "also when it was heard afterwards": (Reading(WRONG, 400, "b2"), boots(2, 1), NOON - minutes(130)),
    "also when the wall clock says that it was later": (
        Reading(NOON - minutes(1), 1000, "b2"), boots(2, 1), NOON - minutes(120),
    ),
    "in a boot that heard nothing the wall clock decides": (
        Reading(NOON - minutes(30), 5, "x"), boots(2, 1), NOON - minutes(30),
    ),
    "but nothing was made before what was heard before": (Reading(WRONG, 5, "x"), boots(2, 1), NOON - minutes(120)),
    "nothing was made after it was received": (Reading(WRONG, 1e6, "b1"), boots(1), NOON),
    "what is not a number is not counted with": (
        Reading(NOON - minutes(3), float("nan"), "b1"), boots(1), NOON - minutes(3),
    ),
    "what no calendar holds neither": (Reading(NOON - minutes(3), -1e12, "b1"), boots(1), NOON - minutes(3)),
}  # fmt: skip


@pytest.mark.parametrize(("made", "heard", "expected"), HEARD_CASES.values(), ids=HEARD_CASES.keys())
def test_when_a_record_of_an_earlier_boot_was_made(made: Reading, heard: list[Heard], expected: datetime) -> None:
    """The ninth record: made after what was heard in boot b2, and before what was heard in b1."""
    assert corrected(made, Reading(NOON, 7, "now"), NOON, known_of(made, (1, 9), heard)) == expected


def test_a_moment_that_utc_cannot_hold_is_refused() -> None:
    with pytest.raises(OutOfRangeError):
        in_utc(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))))
