"""Every word of the catalogue: which words begin so, which are meant by a misspelt one, which parts a compound has."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kiosk.catalogue.language import Language
from kiosk.catalogue.spelling import sound_of, written_once

_LINKS = ("s", "e", "en")
"""What Dutch puts between the parts of a compound."""

COMPOUNDING = "nl"
"""The language that writes its compounds as one word."""

_SHORTEST_PART = 3
_SHORTEST_COMPOUND = 7
_CLOSE = 0.08
"""Corrections that are almost as good as the best are kept: 0.08 is half a letter in a word of six."""


class Vocabulary:
    """The words of the catalogue's texts, by language, with their stems."""

    def __init__(self, words: Mapping[str, Iterable[str]], languages: Sequence[Language]) -> None:
        self._languages = languages
        self._by_language = {
            language.name: {word: language.stem(word) for word in sorted(words.get(language.name, ()))}
            for language in languages
        }
        self._known = {name: frozenset(stems.values()) for name, stems in self._by_language.items()}
        self._pieces = _pieces(self._by_language.get(COMPOUNDING, {}))
        self._words = sorted({word for stems in self._by_language.values() for word in stems})
        self._sounds = sorted((sound_of(word), word) for word in self._words)
        self._sound_keys = [sound for sound, _ in self._sounds]

    def stem(self, word: str, language: str) -> str:
        """The stem of a `word` that stands in the catalogue's texts in `language`; raises KeyError."""
        return self._by_language[language][word]

    def stems_as_written(self, word: str) -> list[str]:
        """The stems of exactly this word, in each language in which the catalogue has it."""
        return [stems[word] for stems in self._by_language.values() if word in stems]

    def stems(self, word: str) -> list[str]:
        """The stems under which `word`, or another form of it, stands in the catalogue; empty when it does not."""
        stems = ((language.name, language.stem(word)) for language in self._languages)
        return self.stems_as_written(word) or [stem for name, stem in stems if stem in self._known[name]]

    def knows(self, stem: str) -> bool:
        """Whether any word of the catalogue has `stem`."""
        return any(stem in stems for stems in self._known.values())

    def completions(self, start: str) -> list[str]:
        """The words that begin with `start`, or that sound as if they did; the shortest first."""
        found = _beginning_with(start, self._words)
        sound = sound_of(start)
        if not found and len(sound) >= _SHORTEST_PART:
            first = bisect_left(self._sound_keys, sound)
            found = [self._sounds[place][1] for place in _run(sound, self._sound_keys, first)]
        return sorted(found, key=len)

    def corrections(self, word: str) -> dict[str, float]:
        """The words that a misspelt `word` may stand for, with their likeness from 0 to 1; empty when none is near."""
        near = {
            found: _likeness(word, found, distance)
            for found, distance, _ in process.extract(
                word, self._words, scorer=OSA.distance, score_cutoff=_letters_forgiven(word), limit=8
            )
        }
        sound = sound_of(word)
        for _, distance, place in process.extract(
            sound, self._sound_keys, scorer=OSA.distance, score_cutoff=max(0, _letters_forgiven(sound) - 1), limit=8
        ):
            found = self._sounds[place][1]
            near[found] = max(near.get(found, 0.0), _likeness(sound, self._sounds[place][0], distance + 0.5))
        best = max(near.values(), default=0.0)
        return {found: likeness for found, likeness in near.items() if likeness >= best - _CLOSE}

    def unfinished_corrections(self, start: str) -> dict[str, float]:
        """The words that a misspelt beginning may stand for: one letter wrong in at least five."""
        if len(start) < 5:
            return {}
        beginnings = [word[: len(start)] for word in self._words]
        near = process.extract(start, beginnings, scorer=OSA.distance, score_cutoff=1, limit=8)
        return {
            self._words[place]: _likeness(start, beginnings[place], distance)
            * (0.8 + 0.2 * len(start) / len(self._words[place]))
            for _, distance, place in near
        }

    def parts(self, word: str) -> tuple[str, ...]:
        """The stems of the Dutch words that `word` is put together from; empty when it is not a compound."""
        if len(word) < _SHORTEST_COMPOUND:
            return ()
        once = written_once(word)
        return self._split(once, 3) or (self._split(word, 3) if once != word else ())

    def longest_part(self, word: str) -> str | None:
        """The stem of the longest known word that `word` ends with, or else begins with: 'groenafval' is afval."""
        once = written_once(word)
        cuts = range(_SHORTEST_PART, len(once) - _SHORTEST_PART)
        ends = (self._part(once[cut:]) for cut in cuts)
        starts = (self._part(once[:cut]) for cut in reversed(cuts) if cut > _SHORTEST_PART)
        return next((stem for stem in (*ends, *starts) if stem), None)

    def _split(self, word: str, most_parts: int) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            head = self._part(word[:cut])
            if head is None:
                continue
            tail = self._part(word[cut:])
            rest = (tail,) if tail else self._split(word[cut:], most_parts - 1) if most_parts > 2 else ()
            if rest and (not best or len(rest) + 1 < len(best)):
                best = (head, *rest)
        return best

    def _part(self, piece: str) -> str | None:
        pieces = self._pieces
        if piece in pieces:
            return pieces[piece]
        bare = (piece[: len(piece) - len(link)] for link in _LINKS if piece.endswith(link))
        return next((pieces[form] for found in bare for form in (found, _hardened(found)) if form in pieces), None)


def _hardened(piece: str) -> str:
    """The same piece as it is written at the end of a word: muiz(en) is muis, briev(en) is brief."""
    return piece[:-1] + {"z": "s", "v": "f"}.get(piece[-1:], piece[-1:])


def _pieces(stems: Mapping[str, str]) -> dict[str, str]:
    """The forms that a word may have inside a compound, with its stem."""
    return {
        form: stem
        for word, stem in stems.items()
        if len(stem) >= _SHORTEST_PART
        for form in (word, written_once(word), stem, written_once(stem))
    }


def _beginning_with(start: str, words: Sequence[str]) -> list[str]:
    return [words[place] for place in _run(start, words, bisect_left(words, start))]


def _run(start: str, words: Sequence[str], first: int) -> Iterable[int]:
    for place in range(first, len(words)):
        if not words[place].startswith(start):
            return
        yield place


def _letters_forgiven(word: str) -> int:
    """How many letters may be wrong: one from four letters on, two from six, three from ten."""
    return (0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3)[min(len(word), 10)]


def _likeness(typed: str, meant: str, distance: float) -> float:
    """From 0 to 1; another first letter counts double, because people seldom miss that one."""
    wrong = distance + (0.0 if typed[:1] == meant[:1] else 1.0)
    return max(0.0, 1 - wrong / max(len(typed), len(meant), 1))
