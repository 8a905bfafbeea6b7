"""What is said of a call: the number as people say it, and where to go."""

from xml.sax.saxutils import escape

from assets.text import DEFAULT_LANGUAGE, LocalText, Texts
from sync.central.content import Content
from sync.central.speech.port import Voice


def language_for(wanted: str, content: Content, voice: Voice) -> str:
    """The visitor's own language where there are words and a voice for it; else Dutch."""
    return wanted if wanted in content.texts and voice.can_say(wanted) else DEFAULT_LANGUAGE


def spoken_call(texts: Texts, letter: str, number: int, counter: LocalText) -> str:
    """A call as SSML: "Nummer A 7, balie 2". A letter is spelled, or an English voice takes A for "a number"."""
    spelled = f'<say-as interpret-as="characters">{escape(letter)}</say-as>'
    return texts("board.spoken", letter=spelled, number=number, counter=escape(texts.local(counter)))
