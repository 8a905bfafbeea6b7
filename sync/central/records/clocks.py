"""When a record was really made, as far as the central can know (sync rule 26): terminals' clocks are not trusted."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Reading:
    """What a terminal's clocks said at one moment. `wall` may be wrong; `monotonic_s` counts within boot `boot_id`."""

    wall: datetime
    monotonic_s: float
    boot_id: str


class OutOfRangeError(ValueError):
    """A moment that no calendar of ours can hold."""


def in_utc(moment: datetime) -> datetime:
    """`moment` in UTC; without a time zone it is taken to be UTC already. Raises OutOfRangeError."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise OutOfRangeError("a moment between the years 1 and 9999 is expected") from error


def corrected(made: Reading, sent: Reading, received_at: datetime) -> datetime:
    """When the record was made, on the central's clock; never later than it was received.

    Within one boot the monotonic clock tells how long ago that was. Across boots the terminal's wall clock is taken
    to have been as wrong then as when it sent.
    """
    ago = _within_boot(made, sent)
    if ago is None:
        ago = in_utc(sent.wall) - in_utc(made.wall)
    try:
        return min(received_at, received_at - ago)
    except OverflowError:
        return received_at


def _within_boot(made: Reading, sent: Reading) -> timedelta | None:
    passed_s = sent.monotonic_s - made.monotonic_s
    if not made.boot_id or made.boot_id != sent.boot_id or not math.isfinite(passed_s) or passed_s < 0:
        return None
    try:
        return timedelta(seconds=passed_s)
    except OverflowError:
        return None
