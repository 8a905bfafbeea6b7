from datetime import timedelta

import pytest

from assets.form import read_forms
from assets.text import read_texts
from sync.central.pages.answers import Answer, answers_of, in_short
from sync.central.pages.files import STATIC_FILES
from sync.central.pages.rendering import Page, best_language, own_language_name, static_address
from sync.central.services import Services

FORMS = read_forms()
NL, EN = read_texts("nl"), read_texts("en")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "nl"),
        ("nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,en;q=0.4,nl;q=0.7", "nl"),
        ("fr", "nl"),
        ("en;q=0,nl;q=0.1", "nl"),
        ("en;q=many, ,;;;", "nl"),
        ("*", "nl"),
    ],
)
def test_the_language_of_a_visitors_browser(header: str, language: str) -> None:
    assert best_language(header, {"nl": NL, "en": EN}) == language


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 min"), (8, "8 min"), (59, "59 min"), (60, "1 u 00"), (125, "2 u 05")]
)
def test_how_long_somebody_has_waited(services: Services, minutes: int, text: str) -> None:
    page = page_of(services)
    assert page.waited(page.now - timedelta(minutes=minutes)) == text


def test_a_clock_that_was_set_back_gives_no_negative_wait(services: Services) -> None:
    page = page_of(services)
    assert page.waited(page.now + timedelta(minutes=3)) == "0 min"


def test_moments_are_in_the_towns_own_time(services: Services) -> None:
    page = page_of(services)
    assert page.clock(page.now) == "13:00"
    assert page.when_long(page.now) == "maandag 23 november, 13:00"
    assert page.when(page.now) == "13:00"
    assert page.when(page.now - timedelta(days=1)) == "22 nov"


def test_names_that_the_town_no_longer_has_show_as_they_are(services: Services) -> None:
    page = page_of(services)
    assert page.place_name("gemeentehuis") == "Gemeentehuis Nuth"
    assert page.place_name("opgeheven") == "opgeheven"
    assert page.kind_title("report") == FORMS["report"].title["nl"]
    assert page.kind_title("of-tomorrow") == "of-tomorrow"
    assert page.kind_title("handed-over") == "Meegegeven voorwerp"
    assert page.services.content.product_title("opgeheven", NL) == "opgeheven"
    assert page.services.content.product_title(None, NL) == ""
    assert (page.language_name("en"), page.language_name("zz"), page.language_name("q")) == ("Engels", "zz", "q")
    assert own_language_name("en") == "English"


def test_answers_come_in_the_words_and_the_order_of_the_form() -> None:
    form = FORMS["call-back"]
    given = {"when": "morning", "phone": "0612345678", "subject": "Paspoort", "extra": "x", "name": ""}
    answers = answers_of({"answers": given}, form, EN)
    assert answers[:3] == [
        Answer("Subject", "Paspoort", True),
        Answer("Phone number", "0612345678", True),
        Answer("When", "In the morning", False),
    ]
    assert answers[3:] == [Answer("extra", "x", True)]
    assert in_short(answers) == "In the morning"


@pytest.mark.parametrize("content", [{}, {"answers": None}, {"answers": ["x"]}, {"answers": "x"}])
def test_a_record_of_another_shape_has_no_answers(content: dict[str, object]) -> None:
    assert answers_of(content, FORMS["report"], NL) == []


def test_nothing_personal_is_in_the_short_line() -> None:
    personal = [Answer("Naam", "A. Voorbeeld", True), Answer("Dorp", "Nuth", False), Answer("Wat", "x" * 41, False)]
    assert in_short(personal) == "Nuth"


def test_the_address_of_a_file_tells_its_version() -> None:
    addresses = [static_address(name) for name in STATIC_FILES]
    assert len(set(addresses)) == len(addresses)
    assert all("?v=" in address for address in addresses)
    assert "chime.wav" in STATIC_FILES


def page_of(services: Services) -> Page:
    return Page(services, NL, services.clock.now())
