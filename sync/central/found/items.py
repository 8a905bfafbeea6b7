"""What the answers on a form say of a found or lost item: by the names of the questions in assets/forms."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assets.town import Town
from sync.central.found.matching import Item
from sync.central.found.terms import FoundItem, Worth
from sync.central.records.reading import village_in
from sync.central.records.words import words_in
from sync.protocol.answers import Answers, Place, read_answers, words_of

_LOOKS = ("marks", "details")
_LITTLE_DUTCH = "aan als bij dan dat de die dit een en er geen het hij ik in is met mijn niet nog of om op ook te uit"
_LITTLE_ENGLISH = "with the and of on in it my is was an at to for"
_LITTLE_WORDS = frozenset(f"{_LITTLE_DUTCH} {_LITTLE_ENGLISH}".split())
"""Say nothing about a thing."""


def item_of(content: Mapping[str, Any], town: Town) -> Item:
    """The item as it is compared."""
    answers = read_answers(content)
    place = next((answer for answer in answers.values() if isinstance(answer, Place)), None)
    village = village_in(answers, town)
    return Item(
        what=words_of(answers, "what"),
        sort=words_of(answers, "sort"),
        colour=words_of(answers, "colour"),
        day=day_of(words_of(answers, "date")),
        village=village,
        street=" ".join(words_in((place.street or "") if place else words_of(answers, "street"))),
        point=_point(place, village, town),
        words=_telling(*(words_of(answers, name) for name in _LOOKS)),
        features=_telling(words_of(answers, "features")),
    )


def found_item_of(
    content: Mapping[str, Any], reported_on: date, deposited_on: date | None, claimed_on: date | None = None
) -> FoundItem:
    """The item as the law's terms see it."""
    answers = read_answers(content)
    worth = words_of(answers, "value")
    return FoundItem(
        reported_on=reported_on,
        deposited_on=deposited_on,
        claimed_on=claimed_on,
        worth=Worth(worth) if worth in set(Worth) else Worth.UNKNOWN,
        is_animal=words_of(answers, "sort") == "animal",
        finder_wants=words_of(answers, "claim") == "yes",
    )


def what_and_sort(answers: Answers) -> tuple[str, str]:
    """The kind of item and the refinement of it."""
    return words_of(answers, "what"), words_of(answers, "sort")


def day_of(text: str) -> date | None:
    """A day as the form keeps it (ISO 8601)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _telling(*texts: str) -> frozenset[str]:
    return frozenset(words_in(" ".join(texts))) - _LITTLE_WORDS


def _point(place: Place | None, village: str | None, town: Town) -> tuple[float, float] | None:
    if place is not None and place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    known = next((one for one in town.villages if one.name == village), None)
    return (known.lat, known.lon) if known else None
