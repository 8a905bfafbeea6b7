"""Search in everyday words: the catalogue in SQLite FTS5, asked with what a visitor has typed so far."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from assets.product import Catalogue
from kiosk.catalogue.language import Language, read_languages
from kiosk.catalogue.phrases import Phrase, PhraseBook
from kiosk.catalogue.question import QuestionReader, main_stems
from kiosk.catalogue.sources import COLUMNS, Source, sources_of
from kiosk.catalogue.vocabulary import COMPOUNDING, Vocabulary

_WORD_WEIGHTS = {"title": 8.0, "synonyms": 5.0, "tagline": 2.0, "summary": 2.0}
"""BM25 weights: where a word stands says how much it says about the product."""

_PHRASE_WEIGHTS = {"title": 1.0, "synonyms": 1.0, "tagline": 0.6, "summary": 0.45}

_OTHER_LANGUAGE = 0.9
"""What a text counts that is not in the visitor's language."""

_WORDS_SHARE = 0.35
"""What the BM25 of the single words counts, against the best whole phrase."""

_LEAST_SHARE_OF_BEST = 0.4
"""Products that fit less than this, against the best one, would only be noise below it."""

_LEAST_SHARE_BESIDE_ITS_NAME = 0.95
"""The same where the question is the best one's own name: who types 'verhuizen' wants little else."""


class ProductIndex:
    """Finds products by what visitors say. Built once at start from a catalogue, in memory; then only read."""

    def __init__(self, catalogue: Catalogue, languages: Sequence[Language] | None = None) -> None:
        self._languages = tuple(languages or read_languages())
        self._slugs = [product.slug for product in catalogue.products]
        sources = sources_of(catalogue, self._languages)
        vocabulary = Vocabulary(_words_by_language(sources), self._languages)
        phrases = _phrases_of(sources, vocabulary)
        self._reader = QuestionReader(vocabulary, self._languages)
        self._phrases = PhraseBook([phrase for phrase, _ in phrases])
        self._names = {(phrase.slug, phrase.stems) for phrase, source in phrases if source.column == "title"}
        self._database = self._fill(phrases)

    def search(self, query: str, language: str = "nl", limit: int = 20) -> list[str]:
        """The slugs of the products that `query` may ask for, best first; empty when nothing fits.

        `query` may be unfinished: it is asked anew with each key. The visitor's `language` weighs more; texts in the
        other languages are searched too.
        """
        terms = self._reader.read(query)
        stems = main_stems(terms)
        if not stems:
            return []
        scores = self._phrases.scores(terms, lambda name: self._language_weight(name, language))
        for slug, share in self._word_scores(stems, language).items():
            scores[slug] = scores.get(slug, 0.0) + _WORDS_SHARE * share
        found = sorted((slug for slug in self._slugs if scores.get(slug)), key=lambda slug: -scores[slug])
        return [slug for slug in found[:limit] if scores[slug] > self._least_share(found[0], stems) * scores[found[0]]]

    def _least_share(self, best: str, stems: set[str]) -> float:
        is_named = (best, frozenset(stems)) in self._names
        return _LEAST_SHARE_BESIDE_ITS_NAME if is_named else _LEAST_SHARE_OF_BEST

    def _language_weight(self, name: str, visitors: str) -> float:
        return 1.0 if name == visitors else _OTHER_LANGUAGE

    def _columns(self) -> list[tuple[str, str]]:
        return [(column, language.name) for language in self._languages for column in COLUMNS]

    def _fill(self, phrases: Iterable[tuple[Phrase, Source]]) -> Database:
        """The products as rows of an FTS5 table: a column for each kind of text in each language."""
        # Filled in one thread and only read after that, so any thread of the terminal may ask.
        database = Database(sqlite3.connect(":memory:", check_same_thread=False))
        names = [f"{column}_{language}" for column, language in self._columns()]
        database.execute(f"CREATE VIRTUAL TABLE products USING fts5({', '.join(names)})")
        rows: dict[str, dict[str, list[str]]] = {slug: {name: [] for name in names} for slug in self._slugs}
        for phrase, source in phrases:
            rows[phrase.slug][f"{source.column}_{source.language}"] += [*phrase.stems, *phrase.parts]
        database.table("products").insert_all(
            {"rowid": place, **{name: " ".join(stems) for name, stems in rows[slug].items()}}
            for place, slug in enumerate(self._slugs)
        )
        return database

    def _word_scores(self, stems: Iterable[str], visitors: str) -> Mapping[str, float]:
        """For each product that holds one of `stems`, its BM25 as a share of the best."""
        weights = ", ".join(
            str(_WORD_WEIGHTS[column] * self._language_weight(language, visitors))
            for column, language in self._columns()
        )
        # A stem holds letters and digits only (spelling.words_of), so quoting it makes it plain text for FTS5.
        asked = " OR ".join(f'"{stem}"' for stem in stems)
        found = self._database.execute(
            f"SELECT rowid, -bm25(products, {weights}) FROM products WHERE products MATCH ?",  # noqa: S608  numbers only
            [asked],
        ).fetchall()
        best = max((score for _, score in found), default=0.0) or 1.0
        return {self._slugs[rowid]: score / best for rowid, score in found}


def _words_by_language(sources: Iterable[Source]) -> dict[str, set[str]]:
    words: dict[str, set[str]] = {}
    for source in sources:
        words.setdefault(source.language, set()).update(source.words)
    return words


def _phrases_of(sources: Iterable[Source], vocabulary: Vocabulary) -> list[tuple[Phrase, Source]]:
    parts: dict[tuple[str, str], tuple[str, ...]] = {}
    phrases = []
    for source in sources:
        language = source.language
        for word in source.words:
            if (word, language) not in parts:
                parts[word, language] = vocabulary.parts(word) if language == COMPOUNDING else ()
        stems = {vocabulary.stem(word, language) for word in source.words}
        found = {part for word in source.words for part in parts[word, language]} - stems
        weight = _PHRASE_WEIGHTS[source.column]
        phrases.append((Phrase(source.slug, language, weight, frozenset(stems), frozenset(found)), source))
    return phrases
