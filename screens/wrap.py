"""Breaking text into lines, so that a long Dutch compound never runs out of its card."""

from collections.abc import Callable, Iterator

from kiosk.hyphens import LEAST_LETTERS, seams, syllables

Measure = Callable[[str], float]
"""The width of a piece of text, in the unit of the width that lines are broken at."""

SOFT_HYPHEN = "\u00ad"
"""Where a writer allows a break; never shown otherwise."""


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """`text` in lines no wider than `width`, as far as single letters allow; line ends in `text` stay."""
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph, width, measure)]


def _wrap_paragraph(text: str, width: float, measure: Measure) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if measure(_shown(joined)) <= width:
            line = joined
            continue
        if line and measure(_shown(word)) <= width:
            yield _shown(line)
            line = word
            continue
        *full, line = _broken(line, word, width, measure)
        yield from full
    yield _shown(line)


def _broken(line: str, word: str, width: float, measure: Measure) -> list[str]:
    """The lines that a too wide word makes, the first of them after what stands on `line` already."""
    done: list[str] = []
    rest = word
    start = f"{line} " if line else ""
    while rest:
        if measure(_shown(start + rest)) <= width:
            return [*done, start + rest]
        cut = _best_cut(start, rest, width, measure)
        if cut is None and start:
            done.append(_shown(line))
            start = ""
            continue
        head, hyphen, rest = cut or _forced_cut(rest, width, measure)
        done.append(_shown(start + head) + hyphen)
        start = ""
    return [*done, ""]


def _best_cut(start: str, word: str, width: float, measure: Measure) -> tuple[str, str, str] | None:
    """Where to cut: as far right as fits, but at the seam of a compound rather than within one of its words."""
    for cuts in (_seams(word), syllables(word)):
        fitting = [
            (word[:cut], "" if word[cut - 1] in "-/@." else "-", word[cut:])
            for cut in cuts
            if measure(_shown(start + word[:cut]) + "-") <= width
        ]
        if fitting:
            return fitting[-1]
    return None


def _forced_cut(word: str, width: float, measure: Measure) -> tuple[str, str, str]:
    cut = max((cut for cut in range(1, len(word)) if measure(word[:cut]) <= width), default=1)
    return word[:cut], "", word[cut:]


def _seams(word: str) -> list[int]:
    """Places between the words of a compound: soft hyphens, marks, known word heads."""
    marks = {place + 1 for place, letter in enumerate(word) if letter in f"-/@.{SOFT_HYPHEN}"}
    cuts = {cut for cut in marks if LEAST_LETTERS <= cut <= len(word) - LEAST_LETTERS}
    return sorted(cuts.union(seams(word)))


def _shown(text: str) -> str:
    return text.replace(SOFT_HYPHEN, "")
