"""How a record can end, by its kind."""

from collections.abc import Mapping

from sync.protocol.kinds import FOUND_ITEM, LOST_ITEM

_ASKED = ("answered", "passed_on", "no_action", "duplicate")
_OTHERS = ("handled", "passed_on", "no_action", "duplicate")

OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "report": ("solved", "planned", "passed_on", "not_ours", "no_action", "duplicate"),
    FOUND_ITEM: ("returned", "to_finder", "disposed", "destroyed", "passed_on", "duplicate"),
    LOST_ITEM: ("found_back", "not_found", "no_longer_needed", "duplicate"),
    "call-back": ("reached", "not_reached", "no_longer_needed", "passed_on"),
    "question": _ASKED,
    "suggestion": _ASKED,
    "complaint": _ASKED,
}


def outcomes_of(kind: str) -> tuple[str, ...]:
    """What a clerk can choose from when closing a record of this kind.

    >>> outcomes_of("call-back")[0], outcomes_of("of-tomorrow")[0]
    ('reached', 'handled')
    """
    return OUTCOMES.get(kind, _OTHERS)
