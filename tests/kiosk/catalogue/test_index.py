import pytest

from assets.product import Catalogue
from kiosk.catalogue.index import ProductIndex


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("paspoort", "paspoort"),
        ("mijn portemonnee is weg", "verloren-voorwerp"),
        ("Ik ben mijn sleutel kwijt.", "verloren-voorwerp"),
        ("geboorte akte", "uittreksel-burgerlijke-stand"),
        ("geboortebewijs akte", "uittreksel-burgerlijke-stand"),
        ("trouwboek", "uittreksel-burgerlijke-stand"),
        ("aktes", "uittreksel-burgerlijke-stand"),
        ("cafe", "verloren-voorwerp"),
        ("CAFÉ", "verloren-voorwerp"),
        ("birth certificate", "uittreksel-burgerlijke-stand"),
    ],
)
def test_everyday_words_find_the_product(small_index: ProductIndex, query: str, slug: str) -> None:
    assert small_index.search(query)[0] == slug


@pytest.mark.parametrize(
    "typed",
    ["pasport", "paspoortt", "papsoort", "passpoort", "paspoord", "pasporot", "aspoort", "paspoortje", "paspooort"],
)
def test_typing_errors_are_forgiven(small_index: ProductIndex, typed: str) -> None:
    assert small_index.search(typed)[0] == "paspoort"


@pytest.mark.parametrize("typed", ["ik ga verhuizen", "ik ga verhuizne", "verhiuzen"])
def test_who_names_a_product_gets_that_one_and_nothing_beside_it(index: ProductIndex, typed: str) -> None:
    assert index.search(typed) == ["verhuizen"]


def test_every_key_of_a_word_finds_it(small_index: ProductIndex) -> None:
    found = [small_index.search("paspoort"[:keys]) for keys in range(1, 9)]
    assert [slugs[0] for slugs in found] == ["paspoort"] * 8


def test_a_word_that_a_space_has_ended_is_not_completed(small_index: ProductIndex) -> None:
    assert small_index.search("porte")[0] == "verloren-voorwerp"
    assert small_index.search("por ") == []


@pytest.mark.parametrize("query", ["", "   ", "xqzt", "zzzzzzzz", "?!", "🙂🙂", "ik wil een ", "qwrtpl"])
def test_no_result_is_honest(small_index: ProductIndex, index: ProductIndex, query: str) -> None:
    assert small_index.search(query) == []
    assert index.search(query) == []


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        '" OR 1=1 --',
        "paspoort AND NOT",
        "NEAR(a b",
        "title_nl : paspoort",
        "* *",
        "^paspoort",
        "a\0b\0",
        "paspoort\0",
        "x" * 10_000,
        "paspoort " * 10_000,
        "🚲" * 1000,
        "\u202eجواز\u202c",
        "ا" * 10_000,
        "\ud800",
        "a\u0300" * 5000,
        "{}[]();%_\\",
    ],
)
@pytest.mark.parametrize("language", ["nl", "en", "ar", ""])
def test_no_input_breaks_the_search(index: ProductIndex, query: str, language: str) -> None:
    assert isinstance(index.search(query, language), list)


def test_hostile_signs_do_not_hide_a_word(small_index: ProductIndex) -> None:
    assert small_index.search('pas"poort*') != []
    assert small_index.search('"paspoort" AND (')[0] == "paspoort"


def test_the_visitors_language_weighs_more(small_catalogue: Catalogue) -> None:
    first, second, third = small_catalogue.products
    other = {"nl": ("gift",), "en": ()}
    mixed = [
        first.model_copy(update={"synonyms": other}),
        second.model_copy(update={"synonyms": {"nl": (), "en": ("gift",)}}),
        third,
    ]
    domain = small_catalogue.domains[0].model_copy(update={"products": tuple(mixed)})
    index = ProductIndex(Catalogue([domain]))
    assert index.search("gift", "nl")[0] == first.slug
    assert index.search("gift", "en")[0] == second.slug


def test_no_more_than_the_limit_is_given(index: ProductIndex) -> None:
    assert len(index.search("a", limit=3)) == 3
    assert len(index.search("vergunning", limit=100)) == len(set(index.search("vergunning", limit=100)))


@pytest.mark.parametrize("letter", list("abcdefghijklmnoprstuvw"))
def test_one_letter_gives_something_useful(index: ProductIndex, letter: str) -> None:
    assert index.search(letter)


def test_the_same_question_has_the_same_answer(index: ProductIndex) -> None:
    assert index.search("ik wil iets doen aan geluid") == index.search("ik wil iets doen aan geluid")
