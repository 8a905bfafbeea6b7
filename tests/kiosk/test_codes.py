"""What a code is: a table of what our tickets carry, and rules that hold for whatever a stranger prints."""

import re
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.codes import Code, CodeKind, code_in, read_code
from kiosk.tickets.compose import link_ticket
from kiosk.tickets.form import form_ticket
from sync.protocol.ids import REFERENCE_PATTERN, follow_address, token_of
from tests.kiosk.sample import content

OURS = "https://info.voorbeeld.nl"
TOKEN = token_of(UUID("01a208a2-8b80-7000-8000-000000000000"))
REFERENCES = st.from_regex(REFERENCE_PATTERN.replace("$", r"\Z"))


@pytest.mark.parametrize(
    ("scanned", "kind", "value"),
    [
        ("https://info.voorbeeld.nl/a/K7P4XQ", CodeKind.APPOINTMENT, "K7P4XQ"),
        ("HTTPS://INFO.VOORBEELD.NL/a/K7P4XQ", CodeKind.APPOINTMENT, "K7P4XQ"),
        ("https://info.voorbeeld.nl/a/K7P4XQ?lang=en#top", CodeKind.APPOINTMENT, "K7P4XQ"),
        ("https://info.voorbeeld.nl/a/K7P4XQ/move", CodeKind.APPOINTMENT, "K7P4XQ"),
        ("http://info.voorbeeld.nl:80/a/K7P4XQ", CodeKind.APPOINTMENT, "K7P4XQ"),
        ("info.voorbeeld.nl/r/k7p4xq", CodeKind.RECORD, "K7P4XQ"),
        ("infopunt:K7P4XQ", CodeKind.LABEL, "K7P4XQ"),
        ("INFOPUNT:K7P4XQ\r\n", CodeKind.LABEL, "K7P4XQ"),
        (" k7p 4xq ", CodeKind.REFERENCE, "K7P4XQ"),
        (f"{OURS}/n/{TOKEN}", CodeKind.NUMBER, TOKEN),
        (f"{OURS}/p/paspoort", CodeKind.PRODUCT, "paspoort"),
        (f"infopunt:badge:{TOKEN}", CodeKind.BADGE, TOKEN),
        ("infopunt:badge:kort", CodeKind.UNKNOWN, ""),
        ("https://info.buurdorp.nl/a/K7P4XQ", CodeKind.ELSEWHERE, "info.buurdorp.nl"),
        ("https://buurdorp.nl/punt/r/K7P4XQ", CodeKind.ELSEWHERE, "buurdorp.nl"),
        (f"https://info.buurdorp.nl/n/{TOKEN}", CodeKind.ELSEWHERE, "info.buurdorp.nl"),
        ("https://info.voorbeeld.nl@buurdorp.nl/a/K7P4XQ", CodeKind.ELSEWHERE, "buurdorp.nl"),
        ("https://info.voorbeeld.nl:8443/a/K7P4XQ", CodeKind.ELSEWHERE, "info.voorbeeld.nl"),
        ("https://winkel.example/p/stofzuiger", CodeKind.ADDRESS, ""),
        (f"{OURS}/w/{TOKEN}", CodeKind.ADDRESS, ""),
        (f"{OURS}/x/y/a/K7P4XQ", CodeKind.ADDRESS, ""),
        ("https://info.voorbeeld.nl/n/K7P4XQ", CodeKind.ADDRESS, ""),
        ("https://[half/a/K7P4XQ", CodeKind.UNKNOWN, ""),
        ("https://info.voorbeeld.nl:99999/a/K7P4XQ", CodeKind.UNKNOWN, ""),
        ("javascript://info.voorbeeld.nl/a/K7P4XQ", CodeKind.UNKNOWN, ""),
        ("mailto:iemand/a/K7P4XQ", CodeKind.UNKNOWN, ""),
        ("BEGIN:VCARD", CodeKind.UNKNOWN, ""),
        ("8710398500000", CodeKind.UNKNOWN, ""),
        ("A012", CodeKind.UNKNOWN, ""),
        ("", CodeKind.UNKNOWN, ""),
    ],
)
def test_each_code_is_known_for_what_it_is(scanned: str, kind: CodeKind, value: str) -> None:
    assert read_code(scanned, OURS) == Code(kind, value)


def test_pages_may_stand_in_a_folder_of_the_towns_site() -> None:
    ours = "https://voorbeeld.nl/infopunt/"
    assert read_code("https://voorbeeld.nl/infopunt/a/K7P4XQ", ours) == Code(CodeKind.APPOINTMENT, "K7P4XQ")
    assert read_code("https://voorbeeld.nl/infopunt", ours).kind is CodeKind.ADDRESS


def test_what_our_tickets_carry_is_read_back() -> None:
    town = content()
    product = town.catalogue.product("paspoort")
    receipt = form_ticket(town, town.forms["report"], {}, "K7P4XQ")
    assert read_code(link_ticket(town, product).qr or "", town.public_url) == Code(CodeKind.PRODUCT, "paspoort")
    assert read_code(receipt.qr or "", town.public_url) == Code(CodeKind.RECORD, "K7P4XQ")
    assert read_code(town.appointment_address("K7P4XQ"), town.public_url).kind is CodeKind.APPOINTMENT
    assert read_code(follow_address(town.public_url, UUID(int=7 << 76)), town.public_url).kind is CodeKind.NUMBER


@given(REFERENCES, st.sampled_from(["{}", "infopunt:{}", f"{OURS}/a/{{}}", f"{OURS}/r/{{}}", f"{OURS}/a/{{}}?x=1"]))
def test_every_reference_comes_through_however_it_was_written(reference: str, pattern: str) -> None:
    written = pattern.format(reference)
    assert read_code(written, OURS).value == reference == code_in(written)


@given(st.one_of(st.text(max_size=600), st.text(st.sampled_from("htps:/.an rK7P4XQ[]@?#%\x00\x1b\u202e"))))
@example("http://a/" * 200)
@example("https://\u2100/a/K7P4XQ")
def test_nothing_that_a_stranger_prints_breaks_it_or_reaches_the_screen_unshaped(scanned: str) -> None:
    code = read_code(scanned, OURS)
    assert re.fullmatch(r"[A-Za-z0-9_.-]{0,64}", code.value)
    if code.kind in (CodeKind.REFERENCE, CodeKind.APPOINTMENT, CodeKind.RECORD):
        assert re.fullmatch(REFERENCE_PATTERN, code.value)
    if code.kind in (CodeKind.UNKNOWN, CodeKind.ADDRESS):
        assert code.value == ""
