"""The law's terms of a found item (Burgerlijk Wetboek, book 5, articles 5 to 12, and the Besluit gevonden voorwerpen).

Two clocks run: from the day of the report, and from the day on which the item was given to the municipality. These
rules tell from which day on something may be done, and by when; what is done a clerk decides. Terms of up to three
months that end in a weekend or on a holiday are longer (Algemene termijnenwet); those of a year are not.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assets.working_days import statutory_end

UP_TO_EURO = 450
"""Besluit gevonden voorwerpen, article 2: an item worth more is valuable."""

_DISPOSE_AFTER_MONTHS = 3
_YEAR_MONTHS = 12
_CLAIMED_PAYS_WITHIN_MONTHS = 1
_ANIMAL_WEEKS = 2


class Worth(StrEnum):
    """What an item is worth, as far as was said."""

    UP_TO_450 = "up-to-450"
    ABOVE_450 = "above-450"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FoundItem:
    """What the terms depend on. An item that nobody knows the worth of is treated as valuable: that is the longer term.

    `deposited_on`: since when it is with the municipality; None while the finder has it. `claimed_on`: when the owner
    was told what it costs. `finder_wants`: the finder has not given up becoming its owner.
    """

    reported_on: date
    deposited_on: date | None = None
    worth: Worth = Worth.UNKNOWN
    is_animal: bool = False
    claimed_on: date | None = None
    finder_wants: bool = False


class TermKind(StrEnum):
    """What a term is about."""

    FINDER_OWNS = "finder_owns"
    MAY_DISPOSE = "may_dispose"
    ANIMAL_MAY_GO = "animal_may_go"
    OWNER_PAYS_BY = "owner_pays_by"


@dataclass(frozen=True)
class Term:
    """From `day` on it holds (of OWNER_PAYS_BY: until and with that day); `source` is the article."""

    kind: TermKind
    day: date
    source: str


def terms_of(item: FoundItem) -> list[Term]:
    """All terms that run for `item`, the first to end first.

    >>> [(term.kind.value, str(term.day)) for term in terms_of(
    ...     FoundItem(date(2026, 11, 23), date(2026, 11, 30), Worth.UP_TO_450, finder_wants=True))]
    [('may_dispose', '2027-03-01'), ('finder_owns', '2027-11-23')]
    """
    terms = []
    if item.is_animal:
        if item.deposited_on is not None:
            day = statutory_end(item.deposited_on + timedelta(weeks=_ANIMAL_WEEKS))
            terms.append(Term(TermKind.ANIMAL_MAY_GO, day, "BW 5:8"))
    elif item.deposited_on is not None:
        source = "BW 5:6; Besluit gevonden voorwerpen, art. 2"
        terms.append(Term(TermKind.MAY_DISPOSE, _may_dispose_on(item.deposited_on, item.worth), source))
    if item.finder_wants or item.deposited_on is None:
        terms.append(Term(TermKind.FINDER_OWNS, months_after(item.reported_on, _YEAR_MONTHS), "BW 5:6"))
    if item.claimed_on is not None:
        day = statutory_end(months_after(item.claimed_on, _CLAIMED_PAYS_WITHIN_MONTHS))
        terms.append(Term(TermKind.OWNER_PAYS_BY, day, "BW 5:10"))
    return sorted(terms, key=lambda term: (term.day, term.kind))


def _may_dispose_on(deposited_on: date, worth: Worth) -> date:
    if worth is Worth.UP_TO_450:
        return statutory_end(months_after(deposited_on, _DISPOSE_AFTER_MONTHS))
    return months_after(deposited_on, _YEAR_MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the last of the month where it has no such day.

    >>> str(months_after(date(2026, 11, 30), 3)), str(months_after(date(2028, 2, 29), 12))
    ('2027-02-28', '2029-02-28')
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))
