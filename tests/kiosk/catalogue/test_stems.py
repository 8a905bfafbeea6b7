import pytest

from kiosk.catalogue.language import read_languages
from kiosk.catalogue.stems import dutch_stem, english_stem

DUTCH, ENGLISH = read_languages()


@pytest.mark.parametrize(
    "forms",
    [
        "verhuizen verhuis verhuist verhuisd verhuisde verhuisden verhuizing verhuizingen",
        "trouwen trouw trouwt getrouwd",
        "parkeren parkeer parkeert geparkeerd",
        "ophalen ophaal opgehaald",
        "verzekeren verzekerd verzekering verzekeringen",
        "kaart kaarten kaartje kaartjes",
        "boom bomen boompje boompjes",
        "kind kindje kindjes",
        "baan banen baantje",
        "tafel tafels tafeltje",
        "huis huizen huisje",
        "muis muizen",
        "rat ratten",
        "terras terrassen terrasje",
        "brief brieven",
        "partner partners",
        "auto autos",
        "vakantie vakanties",
        "schuld schulden",
        "kapot kapotte",
        "gehandicapt gehandicapte gehandicapten handicap",
        "plaats plaatsen geplaatst",
    ],
)
def test_the_forms_of_a_dutch_word_share_one_stem(forms: str) -> None:
    assert len({dutch_stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("forms", ["move moves moved moving", "debt debts", "baby babies", "tax taxes", "stop stopped"])
def test_the_forms_of_an_english_word_share_one_stem(forms: str) -> None:
    assert len({english_stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("paspoort", "rijbewijs"), ("werk", "werkloos"), ("huur", "huis"), ("kind", "kaart")]
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert dutch_stem(one) != dutch_stem(other)


@pytest.mark.parametrize(
    ("form", "base"),
    [("gevonden", "vinden"), ("verloren", "verliezen"), ("gestolen", "stelen"), ("overleden", "overlijden")],
)
def test_irregular_dutch_forms_stand_in_the_word_list(form: str, base: str) -> None:
    assert DUTCH.stem(form) == DUTCH.stem(base) != dutch_stem(form)


def test_irregular_english_forms_stand_in_the_word_list() -> None:
    assert ENGLISH.stem("lost") == ENGLISH.stem("losing") or ENGLISH.stem("lost") == ENGLISH.stem("lose")
    assert ENGLISH.stem("children") == ENGLISH.stem("child")


@pytest.mark.parametrize("word", ["ik", "mijn", "een", "hoe", "naar"])
def test_dutch_words_without_meaning_are_known(word: str) -> None:
    assert DUTCH.is_stopword(word)
    assert not DUTCH.is_stopword("paspoort")


@pytest.mark.parametrize("word", ["no", "on", "of", "the", "my"])
def test_english_words_without_meaning_are_known_also_where_yaml_means_something_by_them(word: str) -> None:
    assert ENGLISH.is_stopword(word)
