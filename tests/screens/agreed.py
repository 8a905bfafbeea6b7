"""An appointment and the days that could be chosen for it: for sample states."""

from datetime import date, datetime, timedelta
from uuid import UUID

from kiosk.journeys.purpose import Purpose
from sync.protocol.appointments import Appointment, AppointmentStatus
from sync.protocol.messages import Meeting, SlotDay
from tests.screens.content import NOW

_TIMES = ("08:45", "09:30", "10:30", "11:15", "13:00", "13:45", "15:30", "16:15")


def _day(offset: int) -> SlotDay:
    day = date(2026, 11, 24) + timedelta(days=offset)
    starts = tuple(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=NOW.tzinfo) for time in _TIMES)
    return SlotDay(day=day, starts=starts)


DAYS = tuple(_day(offset) for offset in (0, 1, 2, 3, 6, 7, 8))
CHOSEN = DAYS[0].starts[2]
PURPOSE = Purpose("paspoort", "gemeentehuis", CHOSEN, 15)
AT_HOME = Purpose("paspoort", "gemeentehuis", None, 30, Meeting.HOME, "Wijnandsrade")
KNOWN = Appointment(
    id=UUID(int=7),
    reference="K7P4XQ",
    status=AppointmentStatus.CONFIRMED,
    product="paspoort",
    location="gemeentehuis",
    start=CHOSEN,
    minutes=15,
)
MOVING = Purpose("paspoort", "gemeentehuis", None, 15, appointment=KNOWN)
