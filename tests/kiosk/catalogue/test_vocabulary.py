import pytest

from kiosk.catalogue.language import read_languages
from kiosk.catalogue.vocabulary import Vocabulary

WORDS = {
    "nl": "paspoort rijbewijs rijbewijskeuring parkeren vergunning boom kappen huishoudelijk hulp nieuwbouw woning "
    "afval muis geboorte akte",
    "en": "passport parking",
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary({language: words.split() for language, words in WORDS.items()}, read_languages())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pasport", "paspoort"),
        ("papsoort", "paspoort"),
        ("paspoortt", "paspoort"),
        ("aspoort", "paspoort"),
        ("paspoord", "paspoort"),
        ("rybewijs", "rijbewijs"),
        ("reibeweis", "rijbewijs"),
        ("fergunning", "vergunning"),
        ("huisoudelijk", "huishoudelijk"),
    ],
)
def test_a_misspelt_word_is_corrected(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    corrections = vocabulary.corrections(typed)
    assert max(corrections, key=lambda word: corrections[word]) == meant
    assert all(0 < likeness < 1 for likeness in corrections.values())


@pytest.mark.parametrize("typed", ["xqzt", "pas", "fiets", "boek", "zzzzzzzzzzzz"])
def test_a_word_that_is_like_none_is_not_corrected(vocabulary: Vocabulary, typed: str) -> None:
    assert vocabulary.corrections(typed) == {}


@pytest.mark.parametrize(
    ("start", "first"),
    [("rij", "rijbewijs"), ("rijbewijsk", "rijbewijskeuring"), ("rybe", "rijbewijs"), ("park", "parking")],
)
def test_a_beginning_is_completed_with_the_shortest_word_first(vocabulary: Vocabulary, start: str, first: str) -> None:
    assert vocabulary.completions(start)[0] == first


def test_a_misspelt_beginning_is_completed(vocabulary: Vocabulary) -> None:
    assert "vergunning" in vocabulary.unfinished_corrections("vregun")
    assert vocabulary.unfinished_corrections("vreg") == {}


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("kapvergunning", "kappen vergunning"),
        ("parkeervergunning", "parkeren vergunning"),
        ("nieuwbouwwoningen", "nieuwbouw woning"),
        ("geboorteakte", "geboorte akte"),
        ("muizenafval", "muis afval"),
        ("paspoort", ""),
        ("fietsenstalling", ""),
        ("akte", ""),
    ],
)
def test_compounds_are_split_into_known_words(vocabulary: Vocabulary, compound: str, parts: str) -> None:
    dutch = read_languages()[0]
    assert list(vocabulary.parts(compound)) == [dutch.stem(part) for part in parts.split()]


def test_the_known_end_of_a_compound_tells_what_it_is(vocabulary: Vocabulary) -> None:
    assert vocabulary.longest_part("groenafval") == "afval"
    assert vocabulary.longest_part("muizenkeutels") == "muis"
    assert vocabulary.longest_part("xqztxqzt") is None


def test_other_forms_of_a_word_are_known(vocabulary: Vocabulary) -> None:
    assert vocabulary.stems("vergunningen") == vocabulary.stems("vergunning") != []
    assert vocabulary.stems("bomen") == vocabulary.stems("boom")
    assert vocabulary.stems("fiets") == []
