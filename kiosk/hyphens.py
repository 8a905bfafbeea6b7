"""Where a Dutch reader would break a long word: between its syllables, best between the words that it is made of."""

import re
from functools import lru_cache

from pyphen import Pyphen

LEAST_LETTERS = 3
"""A syllable shorter than this does not stand alone on a line."""

_WORD_HEADS = re.compile(
    r"(aangifte|aanvraag|adres|afspraak|akte|bank|bedrijf|belasting|bewijs|bijdrage|dienst|document|"
    r"formulier|gegevens|gids|goederen|houder|huis|inzameling|kaart|kader|keuring|lijst|loket|melding|"
    r"nummer|ontheffing|opvang|parkeer|plaats|plicht|punt|recht|regeling|registratie|ruimte|school|steun|"
    r"stand|subsidie|toeslag|toestemming|uittreksel|vergoeding|vergunning|verklaring|verkeer|verzekering|"
    r"verzoek|voertuig|voorziening|vraag|wegneming|wet|wijziging|zaken|zorg)"
)
"""What Dutch compounds in a town hall end in: between two words a break reads best."""


_ADDRESS = re.compile(r"[/@_=:]|\.\w")


@lru_cache(maxsize=1)
def _patterns() -> Pyphen:
    """The Dutch patterns of OpenTaal and the TeX users; reading them takes a moment, which only the first word pays."""
    return Pyphen(lang="nl_NL", left=LEAST_LETTERS, right=LEAST_LETTERS)


def syllables(word: str) -> list[int]:
    """The places in `word` where it may be broken with a hyphen, from left to right; none in an address of the web.

    >>> syllables("koffie"), syllables("ID"), syllables("karakter")
    ([3], [], [5])
    """
    if _ADDRESS.search(word) or len(word.lower()) != len(word):  # else the places would be those of another word
        return []
    patterns = _patterns()
    places = [int(place) for place in patterns.positions(word) if place.data is None]
    # It remembers every word for ever, and a visitor may have typed this one.
    patterns.hd.cache.clear()
    return places


def seams(word: str) -> list[int]:
    """Those of them where a word begins that people know, so that both halves can be read.

    >>> seams("parkeerontheffing"), seams("karakter")
    ([7], [])
    """
    heads = {found.start() for found in _WORD_HEADS.finditer(word.lower())}
    return [place for place in syllables(word) if place in heads]
