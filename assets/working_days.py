"""The days on which the town works: by which day something is due."""

from datetime import date, datetime, time, timedelta

from assets.free_days import free_days
from assets.town import HolidayRules, Town

_SATURDAY = 6
_BY_LAW = HolidayRules(good_friday=True, liberation_day_every_years=1)


def is_working_day(day: date, town: Town) -> bool:
    """Whether offices are open: no weekend, no public holiday, no closure of the whole town on all of that day."""
    if day.isoweekday() >= _SATURDAY or day in free_days(day.year, town.holidays):
        return False
    midnight = datetime.combine(day, time.min)
    next_midnight = midnight + timedelta(days=1)
    return not any(
        closure.closed_from <= midnight and next_midnight <= closure.closed_until for closure in town.closures
    )


def statutory_end(day: date) -> date:
    """The last day of a term of the law that would end on `day`: a Saturday, Sunday or public holiday lengthens it.

    Algemene termijnenwet, article 1; article 3 says which days: Good Friday and the fifth of May too, each year. It is
    not for terms of more than ninety days, twelve weeks or three months, nor for those of years (article 4).

    >>> str(statutory_end(date(2027, 2, 28))), str(statutory_end(date(2027, 3, 26)))
    ('2027-03-01', '2027-03-30')
    """
    while day.isoweekday() >= _SATURDAY or day in free_days(day.year, _BY_LAW):
        day += timedelta(days=1)
    return day


def due_day(made: date, working_days: int, town: Town) -> date:
    """The day by whose end it is due: `working_days` working days after `made`, which itself does not count.

    What is asked for in a weekend counts from that weekend on: two working days after a Saturday is Tuesday.
    """
    day, left = made, working_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, town)
    return day
