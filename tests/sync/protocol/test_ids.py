import doctest
import random
import re
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import ids
from sync.protocol.ids import REFERENCE_PATTERN, id_of_token, new_reference, spaced, token_of, uuid7

_NOW = datetime(2026, 11, 23, 13, 40, tzinfo=UTC)


def test_the_examples_in_the_docstrings_are_true() -> None:
    result = doctest.testmod(ids)
    assert (result.failed, result.attempted > 3) == (0, True)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 1, 1)), st.integers())  # noqa: DTZ001
def test_every_id_is_a_uuid_of_version_7_with_its_milliseconds_in_front(naive: datetime, seed: int) -> None:
    now = naive.replace(tzinfo=UTC)
    made = uuid7(now, random.Random(seed).getrandbits)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == int(now.timestamp() * 1000)
    assert UUID(str(made)) == made


def test_all_74_random_bits_are_used() -> None:
    highest = uuid7(_NOW, lambda bits: (1 << bits) - 1).int
    lowest = uuid7(_NOW, lambda bits: 0).int
    assert (highest ^ lowest).bit_count() == 74


def test_ids_made_in_the_same_millisecond_differ() -> None:
    assert len({uuid7(_NOW) for _ in range(10_000)}) == 10_000


def test_later_ids_sort_later() -> None:
    assert uuid7(_NOW, lambda bits: (1 << bits) - 1) < uuid7(_NOW + timedelta(milliseconds=1), lambda bits: 0)


@given(st.integers(min_value=0, max_value=(1 << 64) - 1))
def test_every_reference_fits_the_pattern_and_is_read_without_doubt(number: int) -> None:
    reference = new_reference(lambda bits: number)
    assert re.fullmatch(REFERENCE_PATTERN, reference)
    assert not set(reference) & set("01OIL")


def test_references_are_spread_over_all_letters() -> None:
    bits = random.Random(5).getrandbits
    references = [new_reference(bits) for _ in range(2000)]
    assert len(set(references)) == 2000
    assert len(set("".join(references))) == 31


@pytest.mark.parametrize(("reference", "read"), [("K7P4XQ", "K7P 4XQ"), ("K7P4", "K7P 4"), ("", "")])
def test_a_reference_is_read_in_groups_of_three(reference: str, read: str) -> None:
    assert spaced(reference) == read


@given(st.uuids())
def test_a_token_fits_an_address_and_leads_back_to_its_id(ticket_id: UUID) -> None:
    token = token_of(ticket_id)
    assert re.fullmatch("[A-Za-z0-9_-]{22}", token)
    assert id_of_token(token) == ticket_id


@pytest.mark.parametrize(
    "token",
    [
        "",
        "A001",
        "A" * 21,
        "A" * 23,
        "A" * 22 + "==",
        "A" * 21 + "B",  # the same id as 22 times A, written otherwise
        "+" * 22,
        "A" * 20 + "\n=",
        "é" * 22,
        "A" * 10_000,
    ],
)
def test_what_is_no_token_leads_nowhere(token: str) -> None:
    assert id_of_token(token) is None
