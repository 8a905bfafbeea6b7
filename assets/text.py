"""Texts for people: by key, from gettext catalogues in assets/translations, Dutch first."""

import gettext
import io
from collections.abc import Mapping
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from assets import ASSETS_DIR

TRANSLATIONS_DIR = ASSETS_DIR / "translations"
DEFAULT_LANGUAGE = "nl"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

LocalText = Mapping[str, str]
"""One text in several languages, {"nl": ..., "en": ...}; Dutch is always there."""


class Texts:
    """The texts of one language; a key without a translation falls back to Dutch."""

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left, so that the whole layout mirrors."""
        return self.language in RIGHT_TO_LEFT

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with its {names} filled in from `values`."""
        return self._translations.gettext(key).format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """The text of `key` in the plural form that `number` asks for; {number} is filled in."""
        return self._translations.ngettext(key, key, number).format(number=number, **values)

    def local(self, text: LocalText) -> str:
        """The version of `text` in this language, or in Dutch where there is none."""
        return text.get(self.language) or text[DEFAULT_LANGUAGE]


def read_texts(language: str, directory: Path = TRANSLATIONS_DIR) -> Texts:
    """The texts of `language`; raises FileNotFoundError when there is no such catalogue."""
    translations = _read_catalogue(directory / language / "infopunt.po")
    if language != DEFAULT_LANGUAGE:
        translations.add_fallback(_read_catalogue(directory / DEFAULT_LANGUAGE / "infopunt.po"))
    return Texts(language, translations)


def languages(directory: Path = TRANSLATIONS_DIR) -> tuple[str, ...]:
    """The languages that have a catalogue, Dutch first."""
    found = sorted(path.parent.name for path in directory.glob("*/infopunt.po"))
    return tuple(sorted(found, key=lambda language: language != DEFAULT_LANGUAGE))


def _read_catalogue(path: Path) -> gettext.GNUTranslations:
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.name)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
