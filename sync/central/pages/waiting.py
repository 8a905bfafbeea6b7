"""Saying how long it takes, as people say it: nobody believes "17 minutes" of a guess."""

from assets.text import Texts
from sync.protocol.messages import Wait

LONGEST_MINUTES = 90
"""Beyond it only "more than" is said: what happens in that time nobody knows."""
_EXACT_UNTIL = 10
_STEP = 5


def rounded(minutes: int) -> int:
    """Minutes as they are told: exact while few, then by five.

    >>> [rounded(minutes) for minutes in (0, 1, 9, 10, 12, 13, 48)]
    [0, 1, 9, 10, 10, 15, 50]
    """
    return minutes if minutes < _EXACT_UNTIL else _STEP * round(minutes / _STEP)


def in_short(texts: Texts, wait: Wait) -> str:
    """The most likely wait in two or three words, for a board."""
    if wait.minutes > LONGEST_MINUTES:
        return texts("wait.more_than", minutes=LONGEST_MINUTES)
    return texts("wait.about", minutes=rounded(wait.minutes)) if wait.minutes else texts("wait.none")


def in_full(texts: Texts, wait: Wait) -> str:
    """A sentence with the range, where that tells more than the most likely one alone."""
    low, high = rounded(wait.at_least), rounded(wait.at_most)
    if wait.minutes > LONGEST_MINUTES:
        return texts("wait.sentence_more_than", minutes=LONGEST_MINUTES)
    if high <= 2:
        return texts("wait.sentence_none")
    if wait.minutes <= 1:
        return texts("wait.sentence_soon", at_most=high)
    if low == high or high > LONGEST_MINUTES:
        return texts("wait.sentence", minutes=rounded(wait.minutes))
    return texts("wait.sentence_range", minutes=rounded(wait.minutes), at_least=low, at_most=high)
