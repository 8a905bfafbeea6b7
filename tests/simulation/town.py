"""The town's places and hours, as people know them."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assets.town import Town
from tests.simulation.clocks import TrueClock

PRODUCT = "paspoort"
_OPENS, _CLOSES = timedelta(hours=9), timedelta(hours=12, minutes=30)


class Places:
    """Where one can go, and when."""

    def __init__(self, town: Town, clock: TrueClock, days_ahead: tuple[int, ...], times: int) -> None:
        self.town = town
        self.slugs = tuple(place.slug for place in town.locations)
        self.services = tuple(service.slug for service in town.locations[0].services)
        self.lanes = {place.slug: place.appointments_at_once for place in town.locations}
        self._clock = clock
        self._days_ahead = days_ahead
        self._times = times
        self._zone = ZoneInfo(town.timezone)

    def closed_s(self) -> float:
        """Seconds until the doors open; 0 while they are open."""
        now = self._clock.local()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        since = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
        if _OPENS <= since < _CLOSES:
            return 0.0
        opening = midnight + _OPENS if since < _OPENS else midnight + timedelta(days=1) + _OPENS
        return (opening.astimezone(UTC) - now.astimezone(UTC)).total_seconds()

    def some_start(self, chance: random.Random, now: datetime, minutes: int) -> datetime:
        """A time that somebody would like: soon, and mostly the same as everybody."""
        day = now.astimezone(self._zone).date() + timedelta(days=chance.choice(self._days_ahead))
        last = int((_CLOSES - _OPENS).total_seconds() // 900) - -(-minutes // 15)
        start = datetime.combine(day, datetime.min.time(), self._zone) + _OPENS
        return (start + timedelta(minutes=15 * chance.randint(0, min(last, self._times - 1)))).astimezone(UTC)
