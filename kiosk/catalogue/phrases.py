"""The catalogue as phrases: how well what a visitor said fits one whole title, synonym or sentence of a product."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.catalogue.question import Term

PART_WEIGHT = 0.5
"""What a part of a compound counts, against the whole word."""

_WHOLE = 0.95
_HALF = 0.5
_WHOLE_PHRASE = 1.2
"""What a phrase of several words counts more when the visitor said all of it (_WHOLE) and little else (_HALF)."""


@dataclass(frozen=True)
class Phrase:
    """One title, synonym or sentence of a product: its stems, and the parts of its compounds; `weight` is by kind."""

    slug: str
    language: str
    weight: float
    stems: frozenset[str]
    parts: frozenset[str]


@dataclass
class _Match:
    """How much of the question a phrase holds, and how much of the phrase was said."""

    said: float = 0.0
    covered: float = 0.0


class PhraseBook:
    """Finds the phrases that share stems with a question."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = phrases
        self._postings: dict[str, list[tuple[int, float]]] = {}
        products: dict[str, set[str]] = {}
        for place, phrase in enumerate(phrases):
            for stem in phrase.stems | phrase.parts:
                weight = 1.0 if stem in phrase.stems else PART_WEIGHT
                self._postings.setdefault(stem, []).append((place, weight))
                products.setdefault(stem, set()).add(phrase.slug)
        count = len({phrase.slug for phrase in phrases})
        self._rarity = {stem: math.log(1 + count / len(slugs)) for stem, slugs in products.items()}
        self._rarest = math.log(1 + count)
        self._totals = [sum(self._rarity[stem] for stem in phrase.stems) or 1.0 for phrase in phrases]

    def scores(self, terms: Sequence[Term], language_weight: Callable[[str], float]) -> dict[str, float]:
        """For each product, how well its best phrase fits: 1 is the whole question and the whole phrase."""
        asked = sum(term.weight * self._weight_of(term) for term in terms) or 1.0
        best: dict[str, float] = {}
        for place, match in self._matches(terms).items():
            phrase = self._phrases[place]
            of_question = min(1.0, match.said / asked)
            of_phrase = min(1.0, match.covered / self._totals[place])
            if of_phrase > _WHOLE and of_question > _HALF and len(phrase.stems) > 1:
                of_question *= _WHOLE_PHRASE
            score = phrase.weight * language_weight(phrase.language) * of_question * (0.5 + 0.5 * of_phrase)
            best[phrase.slug] = max(best.get(phrase.slug, 0.0), score)
        return best

    def _weight_of(self, term: Term) -> float:
        """How much a term says: rare stems say more; a word that nobody knows says what an average word says."""
        likeliest = max(term.stems, key=lambda stem: (term.stems[stem], self._rarity[stem]), default=None)
        return self._rarest / 2 if likeliest is None else self._rarity[likeliest]

    def _matches(self, terms: Sequence[Term]) -> Mapping[int, "_Match"]:
        matches: dict[int, _Match] = {}
        for term in terms:
            says = self._weight_of(term)
            for place, (likeness, strength) in self._strengths(term).items():
                match = matches.setdefault(place, _Match())
                match.said += term.weight * says * likeness
                match.covered += strength
        return matches

    def _strengths(self, term: Term) -> dict[int, tuple[float, float]]:
        """By phrase: how like it is to the term, and how much of the phrase that is."""
        strengths: dict[int, tuple[float, float]] = {}
        for stem, likeness in term.stems.items():
            for place, weight in self._postings[stem]:
                found = (likeness * weight, likeness * weight * self._rarity[stem])
                strengths[place] = max(strengths.get(place, (0.0, 0.0)), found)
        return strengths
