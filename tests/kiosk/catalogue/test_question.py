import pytest

from kiosk.catalogue.language import read_languages
from kiosk.catalogue.question import MAX_WORDS, QuestionReader, Term, main_stems
from kiosk.catalogue.vocabulary import Vocabulary

LANGUAGES = read_languages()
DUTCH = LANGUAGES[0]
WORDS = "paspoort aanvragen idkaart puber portemonnee kwijt verlies plein komen stempas pasfoto"


@pytest.fixture(scope="module")
def reader() -> QuestionReader:
    return QuestionReader(Vocabulary({"nl": WORDS.split(" ")}, LANGUAGES), LANGUAGES)


def _likeness(terms: list[Term], word: str) -> float:
    return max((term.stems.get(DUTCH.stem(word), 0.0) for term in terms), default=0.0)


def test_words_without_meaning_are_left_out(reader: QuestionReader) -> None:
    assert [term.text for term in reader.read("ik wil graag een paspoort ")] == ["paspoort"]


def test_a_misspelt_word_without_meaning_is_left_out_too(reader: QuestionReader) -> None:
    assert [term.text for term in reader.read("wannneer paspoort ")] == ["paspoort"]


def test_words_that_say_little_weigh_less(reader: QuestionReader) -> None:
    weights = {term.text: term.weight for term in reader.read("paspoort aanvragen ")}
    assert 0 < weights["aanvragen"] < weights["paspoort"]


def test_a_compound_that_was_typed_as_two_words_is_one(reader: QuestionReader) -> None:
    assert _likeness(reader.read("id kaart"), "idkaart") == 1


def test_a_word_that_means_the_same_is_looked_for_too(reader: QuestionReader) -> None:
    assert 0.5 < _likeness(reader.read("tiener "), "puber") < 1
    assert _likeness(reader.read("beurs "), "portemonnee") > 0.5


def test_only_the_last_word_is_unfinished_and_only_without_a_space(reader: QuestionReader) -> None:
    assert _likeness(reader.read("pas"), "paspoort") > 0.5
    assert _likeness(reader.read("pas "), "paspoort") == 0


def test_a_longer_beginning_is_likelier(reader: QuestionReader) -> None:
    likeness = [_likeness(reader.read("paspoort"[:keys]), "paspoort") for keys in range(1, 9)]
    assert likeness == sorted(likeness)
    assert likeness[-1] == 1


def test_nobody_knows_the_word(reader: QuestionReader) -> None:
    (term,) = reader.read("xqzt")
    assert term.stems == {}


def test_a_question_without_end_is_cut(reader: QuestionReader) -> None:
    assert len(reader.read("plein " * 1000)) <= 2 * MAX_WORDS


def test_the_main_stems_are_those_that_carry_the_question() -> None:
    terms = [Term("a", 1.0, {"sure": 1.0, "doubtful": 0.6}), Term("b", 0.3, {"weak": 1.0}), Term("c", 1.0, {})]
    assert main_stems(terms) == {"sure"}
    assert main_stems([Term("b", 0.3, {"weak": 1.0})]) == {"weak"}
    assert main_stems([]) == set()
