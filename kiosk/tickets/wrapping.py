"""Breaks a text into lines that fit: at spaces first, in a long word where a Dutch reader would break it."""

import re
import unicodedata
from collections.abc import Callable

from kiosk.hyphens import LEAST_LETTERS, seams, syllables

Measure = Callable[[str], float]
"""How wide a text is when it is drawn, in the same unit as the width it must fit."""

_SOFT_HYPHEN = "\u00ad"
_BREAKS_AFTER = frozenset("-/.@_?&=")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) +(?=\d)")
_NO_BREAK_SPACE = "\u00a0"


def wrap(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """The lines of `text`, none wider than `width`; a line break in the text stays one. At least one line."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _wrap_paragraph(clean(paragraph).split(" "), width, measure)
    return tuple(line.replace(_SOFT_HYPHEN, "") for line in lines)


def balanced(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """As many lines as `wrap` makes, but about equally long: centred, one short last word looks lost."""
    lines = wrap(text, width, measure)
    narrow, wide = width / 2, width
    while wide - narrow > width / 64 and len(lines) > 1 and not _hyphens(lines):
        middle = (narrow + wide) / 2
        tried = wrap(text, middle, measure)
        if len(tried) > len(lines) or _hyphens(tried):
            narrow = middle
        else:
            wide, lines = middle, tried
    return lines


def clean(text: str) -> str:
    """Without control characters and without signs that turn the direction of what follows.

    Digits with a space between them stay together: on two lines, or in Arabic with the groups in the order of reading,
    088 450 2000 would be another telephone number.
    """
    kept = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text if not _overrides(letter))
    return _BETWEEN_DIGITS.sub(_NO_BREAK_SPACE, re.sub(" +", " ", kept).strip())


def direction_of(line: str, direction: str) -> str:
    """Which way `line` runs on a ticket that is read in `direction`: a Dutch line on an Arabic one has its full stop at
    its own end, and "12 mensen" its number in front. Without letters it runs as the ticket does.

    >>> [direction_of(line, "rtl") for line in ("مكتبة Nuth", "Bewaar dit bewijs.", "088 450 2000")]
    ['rtl', 'ltr', 'rtl']
    """
    if _RIGHT_TO_LEFT.search(line):
        return direction
    return "ltr" if any(letter.isalpha() for letter in line) else direction


def _overrides(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("LRO", "RLO", "LRE", "RLE", "PDF")


def _wrap_paragraph(words: list[str], width: float, measure: Measure) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if _fits(longer, width, measure):
            lines[-1] = longer
            continue
        pieces = _pieces(word, width, measure)
        if not lines[-1]:
            lines.pop()
        lines += pieces
    return lines


def _pieces(word: str, width: float, measure: Measure) -> list[str]:
    """A word in as many pieces as it needs, with hyphens where letters were parted."""
    pieces = []
    while not _fits(word, width, measure) and len(word) > 1:
        place = _break_place(word, width, measure)
        pieces.append(word[:place] + _hyphen(word, place))
        word = word[place:]
    return [*pieces, word]


def _break_place(word: str, width: float, measure: Measure) -> int:
    """The best place to break: after a sign that allows it, else between syllables, else as far as fits."""
    fitting = [place for place in range(1, len(word)) if _fits(word[:place] + _hyphen(word, place), width, measure)]
    if not fitting:
        return 1
    after_signs = {place for place in fitting if _is_after_sign(word, place)}
    for good_places in (after_signs, seams(word), syllables(word)):
        good = [place for place in fitting if place in good_places]
        if good and good[-1] >= fitting[-1] // 2:
            return good[-1]
    # The rest of the word gets some letters too: one alone on the next line reads as a mistake.
    return min(fitting[-1], max(1, len(word) - LEAST_LETTERS))


def _is_after_sign(word: str, place: int) -> bool:
    return word[place - 1] in _BREAKS_AFTER or word[place - 1] == _SOFT_HYPHEN


def _hyphens(lines: tuple[str, ...]) -> int:
    return sum(line.endswith("-") for line in lines)


def _hyphen(word: str, place: int) -> str:
    """A hyphen where letters are parted; none in a web address or number, nor in joined-up writing."""
    parted = word[place - 1].isalpha() or word[place - 1] == _SOFT_HYPHEN
    is_plain_word = not any(sign in word for sign in "/@_=:") and "." not in word[:-1]
    return "-" if parted and is_plain_word and not _RIGHT_TO_LEFT.search(word) else ""


def _fits(text: str, width: float, measure: Measure) -> bool:
    return measure(text.replace(_SOFT_HYPHEN, "")) <= width
