"""The dresses of a screen (orientation, language, size of letters), and which of them each sample wears in the tests.

All samples in all dresses take minutes, so that runs on its own (every_dress.py). In the tests every
dress is worn by every kind of screen, and every sample is seen in every language, standing and lying, in the smallest
and the largest letters.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.config import Screen
from screens.look import TextSize
from tests.screens.driver import LANDSCAPE, PORTRAIT
from tests.screens.samples import Sample

ORIENTATIONS = {"landscape": LANDSCAPE, "portrait": PORTRAIT}
EXTREMES = (TextSize.NORMAL, TextSize.LARGEST)


@dataclass(frozen=True)
class Dress:
    """How a screen is drawn."""

    orientation: str
    language: str
    size: TextSize

    @property
    def screen(self) -> Screen:
        """The window that it needs."""
        return ORIENTATIONS[self.orientation]

    def __str__(self) -> str:
        return f"{self.orientation}-{self.language}-{self.size.name.lower()}"


DRESSES = tuple(
    Dress(orientation, language, size)
    for orientation in ORIENTATIONS
    for language in ("nl", "en", "ar")
    for size in TextSize
    if language == "nl" or size in EXTREMES
)


def _half(dress: Dress) -> int:
    """0 or 1: neighbours in orientation, language or size are in the other half."""
    place = list(ORIENTATIONS).index(dress.orientation) + ("nl", "en", "ar").index(dress.language)
    return (place + (dress.size in (TextSize.LARGE, TextSize.LARGEST))) % 2


def wardrobe(samples: Sequence[Sample]) -> dict[Dress, list[Sample]]:
    """Who wears what: the samples of one kind of screen take turns; who is alone of its kind wears everything."""
    kinds: dict[type, list[Sample]] = defaultdict(list)
    for sample in samples:
        kinds[type(sample.state)].append(sample)
    worn: dict[Dress, list[Sample]] = {dress: [] for dress in DRESSES}
    for alike in kinds.values():
        for number, sample in enumerate(alike):
            for dress in DRESSES:
                if len(alike) == 1 or _half(dress) == number % 2:
                    worn[dress].append(sample)
    return worn
