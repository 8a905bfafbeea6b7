"""What a visitor typed, understood: the words that matter, and the stems that each of them may stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.catalogue.language import Language
from kiosk.catalogue.spelling import MAX_QUERY_CHARACTERS, words_of
from kiosk.catalogue.vocabulary import Vocabulary

MAX_WORDS = 24
_MAX_COMPLETIONS = 40
_LEAST_LIKENESS = 0.62


@dataclass(frozen=True)
class Term:
    """One thing that the visitor said: `stems` with their likeness (0 to 1) to it; empty when nobody knows the word."""

    text: str
    weight: float
    stems: Mapping[str, float]


class QuestionReader:
    """Reads what a visitor typed so far against the words of the catalogue."""

    def __init__(self, vocabulary: Vocabulary, languages: Sequence[Language]) -> None:
        self._vocabulary = vocabulary
        self._languages = languages

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
        stems = frozenset[str]().union(*(self._vocabulary.stems(f"{before}{link}{word}") for link in ("", "s")))
        return [Term(f"{before}{word}", 1.0, dict.fromkeys(stems, 1.0))] if stems else []

    def _terms(self, word: str, is_last: bool) -> list[Term]:
        known = dict.fromkeys(self._vocabulary.stems(word), 1.0)
        if known:
            completed = self._completions(word, 0.5) if is_last else {}
            parts = [Term(part, 0.3, {part: 1.0}) for part in self._vocabulary.parts(word)]
            return [Term(word, 1.0, {**completed, **known}), *parts]
        completed = self._completions(word) if is_last or len(word) >= 5 else {}
        if completed:
            return [Term(word, 1.0, completed)]
        parts = [Term(part, 0.7, {part: 1.0}) for part in self._vocabulary.parts(word)]
        return parts or [Term(word, 1.0, self._corrections(word, is_last))]

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
