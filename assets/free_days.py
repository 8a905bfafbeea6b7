"""The public holidays of a year, as a town keeps them."""

from datetime import date
from functools import lru_cache

import holidays

from assets.town import HolidayRules


@lru_cache(maxsize=16)
def free_days(year: int, rules: HolidayRules) -> frozenset[date]:
    """The days of `year` on which the town is closed: the country's public holidays, as the town keeps them.

    Good Friday and Liberation Day are the two that employers in the Netherlands decide on for themselves.
    """
    public = holidays.country_holidays("NL", years=year, language="en_US")
    days = {day for day, name in public.items() if rules.good_friday or name != "Good Friday"}
    liberation_day = date(year, 5, 5)
    days.discard(liberation_day)
    if rules.liberation_day_every_years and year % rules.liberation_day_every_years == 0:
        days.add(liberation_day)
    return frozenset(days)
