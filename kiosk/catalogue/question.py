"""What a visitor typed, understood: the words that matter, and the stems that each of them may stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kiosk.catalogue.language import Language
from kiosk.catalogue.spelling import MAX_QUERY_CHARACTERS, words_of
from kiosk.catalogue.vocabulary import Vocabulary

MAX_WORDS = 24
"""More than a visitor says in one question; what follows is not read."""

_MAX_COMPLETIONS = 40

# The weights and likenesses below were tried against queries.csv, also with four in ten synonyms taken away: within a
# third up or down the quality hardly moves.
_LEAST_LIKENESS = 0.62
"""Words that are less like what was typed are no correction of it."""

_WEAK_WEIGHT = 0.5
_PART_WEIGHT = 0.3
"""What the parts of a compound count beside the compound itself."""

_CORRECTED_WEIGHT = 0.7
"""A guessed word says less than the words that were spelt well."""

_CERTAIN = 0.74
"""From here on, a guessed word is likelier than a compound that nobody made before."""

_NEARLY = 0.95
"""Against the likeliest stem of a term; what is less like it would only blur BM25."""

_RELATED = 0.7
"""How like a word is to another that means much the same."""


@dataclass(frozen=True)
class Term:
    """One thing that the visitor said: `stems` with their likeness (0 to 1) to it; empty when nobody knows the word."""

    text: str
    weight: float
    stems: Mapping[str, float]


def main_stems(terms: Iterable[Term]) -> set[str]:
    """What `terms` most likely mean: of each that carries the question, the stems that are nearly the likeliest."""
    found = [term for term in terms if term.stems]
    carrying = [term for term in found if term.weight > _WEAK_WEIGHT] or found
    return {
        stem
        for term in carrying
        for stem, likeness in term.stems.items()
        if likeness >= _NEARLY * max(term.stems.values())
    }


class QuestionReader:
    """Reads what a visitor typed so far against the words of the catalogue."""

    def __init__(self, vocabulary: Vocabulary, languages: Sequence[Language]) -> None:
        self._vocabulary = vocabulary
        self._languages = languages
        self._stopwords = sorted({word for language in languages for word in language.stopwords if len(word) > 3})
        self._related = _related_stems(vocabulary, languages)

    def read(self, query: str) -> list[Term]:
        """The terms of `query`; its last word may be unfinished, unless a space or a sign follows it."""
        query = query[:MAX_QUERY_CHARACTERS]
        words = words_of(query)[:MAX_WORDS]
        unfinished = query[-1:].isalnum()
        terms: list[Term] = []
        for place, word in enumerate(words):
            is_last = unfinished and place == len(words) - 1
            terms += self._joined(words[place - 1] if place else "", word)
            if not self._is_stopword(word):
                terms += self._terms(word, is_last)
            elif is_last and not any(term.stems for term in terms):
                terms.append(Term(word, 0.5, self._completions(word)))
        return terms

    def _is_stopword(self, word: str) -> bool:
        return any(language.is_stopword(word) for language in self._languages)

    def _joined(self, before: str, word: str) -> list[Term]:
        """The compound that was typed as two words: 'id kaart', 'geboorte akte'."""
        if not before or len(before) + len(word) < 5:
            return []
        stems = [stem for link in ("", "s") for stem in self._vocabulary.stems(f"{before}{link}{word}")]
        return [Term(f"{before}{word}", 1.0, dict.fromkeys(stems, 1.0))] if stems else []

    def _terms(self, word: str, is_last: bool) -> list[Term]:
        weight = _WEAK_WEIGHT if any(language.is_weak(word) for language in self._languages) else 1.0
        known = dict.fromkeys(self._vocabulary.stems(word), 1.0)
        related = self._related_to(word)
        if known or related:
            completed = self._completions(word, 0.5) if is_last else {}
            parts = [Term(part, weight * _PART_WEIGHT, {part: 1.0}) for part in self._vocabulary.parts(word)]
            return [Term(word, weight, {**completed, **related, **known}), *parts]
        completed = self._completions(word, 1.0 if is_last else 0.7) if is_last or len(word) >= 4 else {}
        if completed:
            return [Term(word, weight, completed)]
        corrected = self._corrections(word, is_last)
        if self._is_misspelt_stopword(word, max(corrected.values(), default=0.0)):
            return []
        certain = max(corrected.values(), default=0.0) >= _CERTAIN
        parts = [
            Term(part, weight * (_PART_WEIGHT if certain else 0.7), {part: 1.0})
            for part in self._vocabulary.parts(word)
        ]
        if certain or (corrected and not parts):
            return [Term(word, weight * _CORRECTED_WEIGHT, corrected), *parts]
        part = self._vocabulary.longest_part(word) if not parts else None
        return parts or [Term(word, weight * 0.5, {part: 1.0} if part else {})]

    def _is_misspelt_stopword(self, word: str, likeness: float) -> bool:
        """Whether one letter is wrong in a word without meaning, and no word with meaning is nearer."""
        found = (
            process.extractOne(word, self._stopwords, scorer=OSA.distance, score_cutoff=1) if len(word) > 3 else None
        )
        return found is not None and 1 - found[1] / len(word) > likeness

    def _related_to(self, word: str) -> dict[str, float]:
        stems = {language.stem(word) for language in self._languages}
        return {other: _RELATED for stem in stems for other in self._related.get(stem, ())}

    def _completions(self, start: str, most: float = 1.0) -> dict[str, float]:
        words = self._vocabulary.completions(start)[:_MAX_COMPLETIONS]
        return self._stems_of((word, most * (0.6 + 0.4 * len(start) / max(len(word), len(start)))) for word in words)

    def _corrections(self, word: str, is_last: bool) -> dict[str, float]:
        found = self._vocabulary.corrections(word)
        if is_last and not found:
            found = self._vocabulary.unfinished_corrections(word)
        return self._stems_of((meant, likeness) for meant, likeness in found.items() if likeness >= _LEAST_LIKENESS)

    def _stems_of(self, words: Iterable[tuple[str, float]]) -> dict[str, float]:
        stems: dict[str, float] = {}
        for word, likeness in words:
            for stem in self._vocabulary.stems_as_written(word):
                stems[stem] = max(stems.get(stem, 0.0), likeness)
        return stems


def _related_stems(vocabulary: Vocabulary, languages: Sequence[Language]) -> dict[str, frozenset[str]]:
    """By stem, the stems of the catalogue that mean much the same."""
    related: dict[str, frozenset[str]] = {}
    for language in languages:
        for group in language.related:
            known = frozenset(stem for stem in group if vocabulary.knows(stem))
            for stem in group:
                related[stem] = related.get(stem, frozenset()) | (known - {stem})
    return related
