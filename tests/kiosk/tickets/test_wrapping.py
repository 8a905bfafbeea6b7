"""Where lines break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tickets.wrapping import balanced, clean, wrap


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, ("",)),
        ("een twee drie", 20, ("een twee drie",)),
        ("een twee drie", 8, ("een twee", "drie")),
        ("een\ntwee", 20, ("een", "twee")),
        ("vrijwilligersverzekering", 16, ("vrijwilligers-", "verzekering")),
        ("lantaarnpaal", 9, ("lantaarn-", "paal")),
        ("werkgeversverklaring", 13, ("werkgevers-", "verklaring")),
        ("verzekeringsmaatschappij", 16, ("verzekerings-", "maatschappij")),
        ("uittreksel", 9, ("uittrek-", "sel")),
        ("burgerservice\u00adnummer", 16, ("burgerservice-", "nummer")),
        ("burgerservice\u00adnummer", 30, ("burgerservicenummer",)),
        ("noord-zuidverbinding", 12, ("noord-", "zuidverbin-", "ding")),
        ("www.voorbeeld.example/paspoort", 22, ("www.voorbeeld.example/", "paspoort")),
        ("aaaaaaaaaa", 4, ("aaa-", "aaa-", "aaaa")),
        ("الاجتماعية", 4, ("الاج", "تما", "عية")),
        ("bel 088 450 2000 nu", 12, ("bel", "088\u00a0450\u00a02000", "nu")),
        ("x", 0, ("x",)),
    ],
)
def test_lines(text: str, width: int, expected: tuple[str, ...]) -> None:
    assert wrap(text, width, len) == expected


@given(st.text(max_size=80), st.integers(min_value=2, max_value=20))
def test_nothing_is_too_wide_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width, len)
    assert lines
    assert all(len(line) <= width for line in lines)
    kept = [letter for line in lines for letter in line if letter.isalnum()]
    assert kept == [letter for letter in text if letter.isalnum()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dinsdag 24 november om 14:30 uur", ("dinsdag 24 november", "om 14:30 uur")),
        ("een twee", ("een twee",)),
        ("Aanvraag gehandicaptenparkeerplaatsvergunning", ("Aanvraag", "gehandicaptenparkeerplaats-", "vergunning")),
    ],
)
def test_centred_lines_are_about_equally_long(text: str, expected: tuple[str, ...]) -> None:
    assert balanced(text, 29, len) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b@b", "a @b"),
        ("a\u202eb", "ab"),
        ("tel. 088 450 2000", "tel. 088\u00a0450\u00a02000"),
        ("  veel   spaties ", "veel spaties"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected
