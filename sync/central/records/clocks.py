"""When a record was really made, as far as the central can know (sync rule 26): terminals' clocks are not trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync.protocol.messages import Heard


@dataclass(frozen=True)
class Reading:
    """What a terminal's clocks said at one moment. `wall` may be wrong; `monotonic_s` counts within boot `boot_id`."""

    wall: datetime
    monotonic_s: float
    boot_id: str


@dataclass(frozen=True)
class Known:
    """What the central's own words tell of when a record was made: then, or where not `exact` then or later."""

    moment: datetime
    exact: bool


class OutOfRangeError(ValueError):
    """A moment that no calendar of ours can hold."""


def in_utc(moment: datetime) -> datetime:
    """`moment` in UTC; without a time zone it is taken to be UTC already. Raises OutOfRangeError."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise OutOfRangeError("a moment between the years 1 and 9999 is expected") from error


def known_of(made: Reading, order: tuple[int, int], heard: Sequence[Heard]) -> Known | None:
    """What tells when the record with this place in the order was made: what the terminal `heard` in the same boot,
    before or after; else that it was not before the last time that the terminal had heard."""
    for one in heard:
        passed = _passed(one.monotonic_s, made.monotonic_s) if one.boot_id and one.boot_id == made.boot_id else None
        if passed is not None:
            return _later(one.at, passed)
    before = [in_utc(one.at) for one in heard if (one.incarnation, one.seq) < order]
    return Known(max(before), exact=False) if before else None


def corrected(made: Reading, sent: Reading, received_at: datetime, known: Known | None = None) -> datetime:
    """When the record was made, on the central's clock; never later than it was received.

    Within one boot the monotonic clock tells how long ago that was. Across boots it is what is `known`, and where that
    is not exact, the terminal's wall clock is taken to have been as wrong then as when it sent.
    """
    passed = _passed(made.monotonic_s, sent.monotonic_s) if made.boot_id and made.boot_id == sent.boot_id else None
    if passed is None or passed < timedelta(0):
        if known is not None and known.exact:
            return min(received_at, known.moment)
        passed = in_utc(sent.wall) - in_utc(made.wall)
    try:
        moment = received_at - passed
    except OverflowError:
        return received_at
    return min(received_at, moment if known is None or known.exact else max(moment, known.moment))


def _passed(since_s: float, until_s: float) -> timedelta | None:
    """Between two readings of a monotonic clock within one boot; None where they are no numbers."""
    try:
        return timedelta(seconds=until_s - since_s)
    except (OverflowError, ValueError):
        return None


def _later(moment: datetime, passed: timedelta) -> Known | None:
    try:
        return Known(in_utc(moment) + passed, exact=True)
    except OverflowError:
        return None
