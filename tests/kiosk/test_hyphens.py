from itertools import pairwise

import pytest

from kiosk.hyphens import _patterns, seams, syllables


@pytest.mark.parametrize(
    ("word", "parted"),
    [
        ("vrijwilligersverzekering", "vrij-wil-li-gers-ver-ze-ke-ring"),
        ("Verzekeringsmaatschappij", "Ver-ze-ke-rings-maat-schap-pij"),
        ("gehandicaptenparkeerkaart", "gehan-di-cap-ten-par-keer-kaart"),
        ("grondwateroverlast", "grond-wa-ter-over-last"),
        ("informatiepunt,", "infor-ma-tie-punt,"),
        ("akte", "akte"),
        ("K7P4XQ", "K7P4XQ"),
        ("www.voorbeeld.nl", "www.voorbeeld.nl"),
        ("naam@voorbeeld.nl", "naam@voorbeeld.nl"),
        ("الاجتماعية", "الاجتماعية"),
        ("\u0130nformatiepunt", "\u0130nformatiepunt"),
        ("", ""),
    ],
)
def test_a_word_is_parted_as_dutch_readers_do(word: str, parted: str) -> None:
    places = [0, *syllables(word), len(word)]
    assert "-".join(word[start:end] for start, end in pairwise(places)) == parted


@pytest.mark.parametrize(
    ("word", "places"), [("gehandicaptenparkeerkaart", [13, 20]), ("karakter", []), ("bestand", []), ("paspoort", [])]
)
def test_a_seam_is_where_a_known_word_begins_and_a_syllable_too(word: str, places: list[int]) -> None:
    assert seams(word) == places


def test_no_word_is_remembered() -> None:
    syllables("vertrouwelijkheid")
    assert _patterns().hd.cache == {}
