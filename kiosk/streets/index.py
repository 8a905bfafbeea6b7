"""Which streets a visitor may mean while typing: accents, abbreviations, any word of the name, one wrong letter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from kiosk.catalogue.spelling import fold, words_of
from kiosk.streets.street import Street

_FULL = {
    "st": "sint",
    "burg": "burgemeester",
    "past": "pastoor",
    "kap": "kapelaan",
    "mgr": "monseigneur",
    "dr": "dokter",
    "doctor": "dokter",
    "pr": "prins",
    "prof": "professor",
    "str": "straat",
    "v": "van",
    "vd": "van",
    "d": "de",
}
"""What stands short on signs and in registers; written out on both sides, so that it does not matter who does."""

_SMALL = frozenset({"van", "de", "der", "den", "het", "t", "op", "ter", "ten"})
"""Words that people leave out, and that are never all there is to a name."""

_LEAST_TO_FORGIVE = 4
"""A shorter word with one other letter is another word."""
_LEAST_WITHIN = 3
_HOUSE = re.compile(r"[ ,]+(?:nummer |nr\.? )?\d+ ?[a-z]?(?:-\d+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class _Entry:
    street: Street
    words: tuple[str, ...]
    whole: str


class StreetIndex:
    """The streets of a town by village."""

    def __init__(self, streets: Iterable[Street] = ()) -> None:
        self._of: dict[str, list[_Entry]] = {}
        for street in streets:
            words = _words(street.name)
            self._of.setdefault(street.village, []).append(_Entry(street, words, "".join(words)))
        for entries in self._of.values():
            entries.sort(key=lambda entry: fold(entry.street.name))

    def in_village(self, village: str) -> tuple[Street, ...]:
        """Every street of a village, by name."""
        return tuple(entry.street for entry in self._of.get(village, ()))

    def find(self, village: str, name: str) -> Street | None:
        """The street that is called so, whatever its accents, capitals and abbreviations; None when there is none.

        >>> index = StreetIndex([Street("Burg. van Thóórstraat", "Nuth")])
        >>> index.find("Nuth", "burgemeester v. thoorstraat").name
        'Burg. van Thóórstraat'
        """
        whole = "".join(_words(name))
        return next((entry.street for entry in self._of.get(village, ()) if entry.whole == whole), None)

    def complete(self, village: str, typed: str) -> tuple[Street, ...]:
        """The streets that begin so, then those with such words, then those with one other letter; best first."""
        asked = _words(_HOUSE.sub("", typed))
        if not asked:
            return ()
        ranked = ((_rank(entry, asked), number, entry) for number, entry in enumerate(self._of.get(village, ())))
        fitting = sorted((rank, number, entry.street) for rank, number, entry in ranked if rank is not None)
        certain = [street for rank, _, street in fitting if rank < _GUESSED]
        return tuple(certain or [street for _, _, street in fitting])


_GUESSED = 4
"""From this rank on the visitor's letters are not the street's: shown only when nothing fits as it stands."""


def _words(name: str) -> tuple[str, ...]:
    return tuple(_FULL.get(word, word) for word in words_of(name.replace(".", ". ")))


def _rank(entry: _Entry, asked: tuple[str, ...]) -> int | None:
    """How well a street fits what was typed, 0 best; None when it does not."""
    whole = "".join(asked)
    if entry.whole.startswith(whole):
        return 0
    telling = tuple(word for word in asked if word not in _SMALL) or asked
    if all(any(word.startswith(each) for word in entry.words) for each in telling):
        return 1
    if len(whole) >= _LEAST_WITHIN and "".join(telling) in "".join(w for w in entry.words if w not in _SMALL):
        return 2
    if all(len(each) >= _LEAST_WITHIN and any(each in word for word in entry.words) for each in telling):
        return 3
    if all(any(_nearly(word, each) for word in entry.words) for each in telling) or _nearly(entry.whole, whole):
        return _GUESSED
    return None


def _nearly(word: str, typed: str) -> bool:
    """Whether `word` begins as typed but for one letter: another, one more, one less, or two exchanged.

    >>> [_nearly("kerkstraat", typed) for typed in ("kerks", "krek", "kekr", "kerkx", "merkt")]
    [True, True, True, True, False]
    """
    if len(typed) < _LEAST_TO_FORGIVE:
        return word.startswith(typed)
    return any(
        OSA.distance(word[:length], typed, score_cutoff=1) <= 1 for length in range(len(typed) - 1, len(typed) + 2)
    )
