"""Which report of a loss may be about a found item."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.central.found.matching import PROPOSED_FROM, Item, Match, Why, compare, ranked
from tests.sync.central.ticking import START

MONDAY = START.date()
FOUND = Item(
    "keys", "house-keys", "red", MONDAY, "Nuth", "dorpsstraat", (50.9175, 5.8861),
    words=frozenset({"drie", "sleutels", "lint"}), features=frozenset({"a17"}),
)  # fmt: skip

WORDS = st.frozensets(st.sampled_from(["drie", "lint", "rood", "merk", "oud"]))
ITEMS = st.builds(
    Item,
    what=st.sampled_from(["keys", "phone", "other"]),
    sort=st.sampled_from(["", "house-keys", "car-keys", "other-thing", "mobile-phone"]),
    colour=st.sampled_from(["", "red", "blue", "other"]),
    day=st.none() | st.dates(MONDAY - timedelta(days=60), MONDAY),
    village=st.sampled_from([None, "Nuth", "Puth"]),
    street=st.sampled_from(["", "dorpsstraat"]),
    point=st.sampled_from([None, (50.9175, 5.8861), (50.98, 5.94)]),
    words=WORDS,
    features=WORDS,
)


def lost(**changed: object) -> Item:
    known: dict[str, object] = {
        "what": "keys", "sort": "house-keys", "colour": "red", "day": MONDAY, "village": "Nuth",
    }  # fmt: skip
    return Item(**known | changed)  # type: ignore[arg-type]


def reasons(found: Item, other: Item) -> list[Why]:
    match = compare(found, other)
    assert match is not None
    return [reason.why for reason in match.reasons]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, [Why.SAME_SORT, Why.SAME_COLOUR, Why.SAME_DAY, Why.SAME_VILLAGE]),
        ({"sort": ""}, [Why.SAME_KIND, Why.SAME_COLOUR, Why.SAME_DAY, Why.SAME_VILLAGE]),
        ({"colour": "blue"}, [Why.SAME_SORT, Why.OTHER_COLOUR, Why.SAME_DAY, Why.SAME_VILLAGE]),
        ({"colour": "other"}, [Why.SAME_SORT, Why.SAME_DAY, Why.SAME_VILLAGE]),
        ({"day": MONDAY - timedelta(days=6)}, [Why.SAME_SORT, Why.SAME_COLOUR, Why.SAME_WEEK, Why.SAME_VILLAGE]),
        ({"day": MONDAY + timedelta(days=1)}, [Why.SAME_SORT, Why.SAME_COLOUR, Why.SAME_DAY, Why.SAME_VILLAGE]),
        ({"day": MONDAY + timedelta(days=2)}, [Why.SAME_SORT, Why.SAME_COLOUR, Why.FOUND_BEFORE, Why.SAME_VILLAGE]),
        ({"village": "Vaesrade", "point": (50.93, 5.89)}, [Why.SAME_SORT, Why.SAME_COLOUR, Why.SAME_DAY, Why.NEAR]),
        ({"village": None}, [Why.SAME_SORT, Why.SAME_COLOUR, Why.SAME_DAY]),
    ],
)
def test_what_fits_is_told(changed: dict[str, object], why: list[Why]) -> None:
    assert reasons(FOUND, lost(**changed)) == why


def test_words_are_told_and_what_only_the_owner_knows_is_not() -> None:
    match = compare(FOUND, lost(words=frozenset({"lint", "drie", "groen"}), features=frozenset({"a17"})))
    assert match is not None
    told = {reason.why: reason.words for reason in match.reasons}
    assert told[Why.WORDS] == ("drie", "lint")
    assert told[Why.FEATURES] == ()


@pytest.mark.parametrize("changed", [{"what": "phone"}, {"sort": "car-keys"}, {"what": "phone", "sort": ""}])
def test_another_thing_is_never_proposed(changed: dict[str, object]) -> None:
    assert compare(FOUND, lost(**changed)) is None


def test_the_likeliest_first_and_the_unlikely_not_at_all() -> None:
    others = {
        "week ago": lost(day=MONDAY - timedelta(days=6)),
        "same": lost(street="dorpsstraat"),
        "only the kind": Item("keys"),
        "phone": Item("phone", colour="red", day=MONDAY, village="Nuth"),
        "no colour": lost(colour=""),
    }
    order = ranked((name, compare(FOUND, other)) for name, other in others.items())
    assert [name for name, _ in order] == ["same", "week ago", "no colour"]
    assert all(match.points >= PROPOSED_FROM for _, match in order)


@given(other=ITEMS)
def test_nothing_fits_better_than_the_thing_itself(other: Item) -> None:
    match, same = compare(FOUND, other), compare(FOUND, FOUND)
    assert same is not None
    assert match is None or match.points <= same.points


@given(one=ITEMS)
def test_a_thing_fits_itself_and_nothing_is_told_twice(one: Item) -> None:
    match = compare(one, one)
    assert match is not None
    assert all(reason.points >= 0 for reason in match.reasons)
    assert len({reason.why for reason in match.reasons}) == len(match.reasons)


@given(found=ITEMS, other=ITEMS, colour=st.sampled_from(["red", "blue"]))
def test_a_colour_that_fits_never_makes_it_less_likely(found: Item, other: Item, colour: str) -> None:
    with_colour = compare(replace(found, colour=colour), replace(other, colour=colour))
    without = compare(replace(found, colour=colour), other)
    assert (with_colour is None) == (without is None)
    if with_colour is not None and without is not None:
        assert with_colour.points >= without.points


@given(items=st.lists(ITEMS, max_size=12), found=ITEMS, seed=st.randoms(use_true_random=False))
def test_the_order_of_asking_changes_no_points(items: list[Item], found: Item, seed: object) -> None:
    matches: list[tuple[int, Match | None]] = [(number, compare(found, item)) for number, item in enumerate(items)]
    order = ranked(matches, at_most=100)
    turned = ranked(list(reversed(matches)), at_most=100)
    assert [match.points for _, match in order] == [match.points for _, match in turned]
    assert {number for number, _ in order} == {number for number, _ in turned}
    assert [match.points for _, match in order] == sorted((match.points for _, match in order), reverse=True)
