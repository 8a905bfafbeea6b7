"""When queue numbers are given: while the service is open, and a little around it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assets.town import Location, Service, Town
from sync.central.agenda.hours import openings


def gives_numbers(town: Town, location: Location, service: Service, now: datetime) -> bool:
    """Whether a visitor may take a number for `service` at `now`.

    From `margin_minutes` before opening, for who waits at the door, until as long after closing: who came in just
    before closing is still choosing, or stands behind somebody who is.
    """
    if not town.queue.keep_hours:
        return True
    margin = timedelta(minutes=town.queue.margin_minutes)
    hours = location.model_copy(update={"opening": service.opening}) if service.opening else location
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    return any(opens - margin <= now <= closes + margin for opens, closes in openings(town, hours, today))
