"""What the search knows of a language: words without meaning, irregular forms, and the rules that make stems."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from assets import ASSETS_DIR
from assets.document import Document, read
from kiosk.catalogue.stems import dutch_stem, english_stem

SEARCH_DIR = ASSETS_DIR / "search"

Stemmer = Callable[[str], str]

_STEMMERS: Mapping[str, Stemmer] = {"nl": dutch_stem, "en": english_stem}


class WordList(Document):
    """The file of one language (assets/search/*.yaml), in small letters without accents.

    Words stand in one text, not in a list: in a YAML list, words such as 'on' and 'no' are not text.
    """

    stopwords: str
    weak: str = ""
    related: tuple[str, ...] = ()
    forms: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Language:
    """One language that is searched: `name` is its code, as in the catalogue's texts.

    `weak` and the groups of `related` hold stems, `stopwords` and `forms` hold words.
    """

    name: str
    stopwords: frozenset[str]
    weak: frozenset[str]
    related: tuple[frozenset[str], ...]
    forms: Mapping[str, str]
    _stemmer: Stemmer

    def is_stopword(self, word: str) -> bool:
        """Whether `word` says nothing about a subject."""
        return word in self.stopwords

    def is_weak(self, word: str) -> bool:
        """Whether `word` says little about a subject: 'aanvragen' can be said of anything."""
        return self.stem(word) in self.weak

    def stem(self, word: str) -> str:
        """What all forms of `word` have in common."""
        return self._stemmer(self.forms.get(word, word))


def read_languages(directory: Path = SEARCH_DIR) -> tuple[Language, ...]:
    """The languages that have rules and a word list; raises DocumentError with file and line."""
    return tuple(_read_language(directory / f"{name}.yaml", name) for name in _STEMMERS)


def _read_language(path: Path, name: str) -> Language:
    words = read(path, WordList)
    stemmer = _STEMMERS[name]

    def stems(text: str) -> frozenset[str]:
        return frozenset(stemmer(words.forms.get(word, word)) for word in text.split())

    related = tuple(stems(group) for group in words.related)
    return Language(name, frozenset(words.stopwords.split()), stems(words.weak), related, words.forms, stemmer)
