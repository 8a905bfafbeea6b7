import pytest

from sync.central.config import CentralConfig
from sync.central.content import Content, read_content
from sync.central.speech.espeak import EspeakVoice
from sync.central.speech.words import language_for, spoken_call

A = '<say-as interpret-as="characters">A</say-as>'
COUNTER = {"nl": "Balie 2", "en": "Counter 2"}


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(CentralConfig())


@pytest.mark.parametrize(
    ("language", "number", "counter", "said"),
    [
        ("nl", 7, COUNTER, f"Nummer {A} 7, Balie 2"),
        ("nl", 1001, COUNTER, f"Nummer {A} 1001, Balie 2"),
        ("en", 7, COUNTER, f"Number {A} 7, Counter 2"),
        ("en", 7, {"nl": "Balie 2"}, f"Number {A} 7, Balie 2"),
        ("nl", 7, {"nl": "Loket <3> & hal"}, f"Nummer {A} 7, Loket &lt;3&gt; &amp; hal"),
    ],
)
def test_a_call_is_said_as_people_say_it(
    content: Content, language: str, number: int, counter: dict[str, str], said: str
) -> None:
    assert spoken_call(content.texts[language], "A", number, counter) == said


@pytest.mark.parametrize(("wanted", "spoken"), [("nl", "nl"), ("en", "en"), ("ar", "nl"), ("zz", "nl")])
def test_the_visitors_language_where_there_are_words_for_it(content: Content, wanted: str, spoken: str) -> None:
    assert language_for(wanted, content, EspeakVoice()) == spoken


def test_without_a_voice_it_is_dutch(content: Content) -> None:
    assert language_for("en", content, EspeakVoice("no-such-program")) == "nl"
