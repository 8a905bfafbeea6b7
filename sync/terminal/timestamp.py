"""Moments as the terminal's database has them."""

from datetime import UTC, datetime


def timestamp(moment: datetime) -> str:
    """A moment of the central's clock as text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
