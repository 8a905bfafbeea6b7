"""The law's terms, with the days counted by hand on a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.central.found.terms import FoundItem, TermKind, Worth, months_after, terms_of

REPORTED, DEPOSITED = date(2026, 11, 23), date(2026, 12, 1)
OWNS, DISPOSE, ANIMAL, PAYS = (
    TermKind.FINDER_OWNS, TermKind.MAY_DISPOSE, TermKind.ANIMAL_MAY_GO, TermKind.OWNER_PAYS_BY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        # The finder keeps it: a year after the report it is his (5:6).
        (FoundItem(REPORTED), [(OWNS, "2027-11-23")]),
        # With the municipality, the finder gave it up: three months up to 450 euro, a year above that.
        (FoundItem(REPORTED, DEPOSITED, Worth.UP_TO_450), [(DISPOSE, "2027-03-01")]),
        (FoundItem(REPORTED, DEPOSITED, Worth.ABOVE_450), [(DISPOSE, "2027-12-01")]),
        (FoundItem(REPORTED, DEPOSITED), [(DISPOSE, "2027-12-01")]),
        # The two clocks run apart: one from the report, one from the deposit.
        (
            FoundItem(REPORTED, DEPOSITED, Worth.ABOVE_450, finder_wants=True),
            [(OWNS, "2027-11-23"), (DISPOSE, "2027-12-01")],
        ),
        # Animals: two weeks (5:8), and nobody waits for three months or a year.
        (FoundItem(REPORTED, DEPOSITED, is_animal=True), [(ANIMAL, "2026-12-15")]),
        # The owner came: one month to pay (5:10), which ends on a Sunday, and so on Monday (Algemene termijnenwet).
        (
            FoundItem(REPORTED, DEPOSITED, Worth.UP_TO_450, claimed_on=date(2027, 1, 31)),
            [(DISPOSE, "2027-03-01"), (PAYS, "2027-03-01")],
        ),
        # Three months and two weeks end at Easter, on Good Friday and on Saturday: Tuesday, Tuesday and Monday.
        (FoundItem(REPORTED, date(2026, 12, 28), Worth.UP_TO_450), [(DISPOSE, "2027-03-30")]),
        (FoundItem(REPORTED, date(2027, 3, 12), is_animal=True), [(ANIMAL, "2027-03-30")]),
        (FoundItem(REPORTED, date(2026, 11, 28), is_animal=True), [(ANIMAL, "2026-12-14")]),
        # A year ends when it ends, also on a Sunday (article 4).
        (FoundItem(date(2026, 11, 28)), [(OWNS, "2027-11-28")]),
    ],
)
def test_what_runs_for_an_item(item: FoundItem, expected: list[tuple[TermKind, str]]) -> None:
    assert [(term.kind, str(term.day)) for term in terms_of(item)] == expected
    assert all(term.source.startswith("BW 5:") for term in terms_of(item))


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), months=st.integers(0, 24))
def test_a_month_later_is_in_that_month_and_never_on_a_later_day(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).month != later.month  # the last of a shorter month


@given(
    reported=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    after=st.integers(0, 400),
    worth=st.sampled_from(Worth),
    wants=st.booleans(),
)
def test_nothing_is_disposed_of_sooner_because_it_may_be_worth_more(
    reported: date, after: int, worth: Worth, wants: bool
) -> None:
    deposited = date.fromordinal(reported.toordinal() + after)

    def disposed_on(given: Worth) -> date:
        terms = terms_of(FoundItem(reported, deposited, given, finder_wants=wants))
        return next(term.day for term in terms if term.kind is DISPOSE)

    assert deposited < disposed_on(Worth.UP_TO_450) <= disposed_on(worth) <= disposed_on(Worth.ABOVE_450)
