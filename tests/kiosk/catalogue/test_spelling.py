import pytest

from kiosk.catalogue.spelling import fold, sound_of, words_of, written_once


@pytest.mark.parametrize(
    ("written", "folded"), [("Café", "cafe"), ("CRÈCHE", "creche"), ("coöperatie", "cooperatie"), ("ﬁets", "fiets")]
)
def test_accents_and_capitals_make_no_difference(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("foto's maken", ["fotos", "maken"]),
        ("id-kaart / paspoort!", ["id", "kaart", "paspoort"]),
        ("  ", []),
        ('"NEAR(', ["near"]),
        ("nul\0teken", ["nul", "teken"]),
        ("🚲 fiets", ["fiets"]),
        ("جواز سفر", ["جواز", "سفر"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rijbewijs", "rybewijs"),
        ("rijbewijs", "reibeweis"),
        ("trouwen", "trauwen"),
        ("contract", "kontrakt"),
        ("gezondheid", "gezontheit"),
        ("lichaam", "ligaam"),
        ("vergunning", "fergunning"),
        ("stoel", "stoell"),
        ("politie", "polisie"),
        ("mantelzorg", "mantelsorg"),
    ],
)
def test_words_that_sound_alike_have_one_key(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


def test_words_that_sound_different_have_different_keys() -> None:
    assert sound_of("paspoort") != sound_of("rijbewijs")


def test_double_letters_are_written_once() -> None:
    assert written_once("parkeervergunning") == "parkerverguning"
