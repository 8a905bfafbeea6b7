"""The order of calling that the desk in the simulation keeps: the real one, with the rules that a town starts with."""

from collections.abc import Sequence
from datetime import datetime

from assets.town import QueueRules
from sync.central.queue.order import in_turn
from sync.central.queue.snapshot import Queued

_RULES = QueueRules()


def by_the_rule(waiting: Sequence[Queued], now: datetime) -> Sequence[Queued]:
    """Who is called first."""
    return in_turn(waiting, now, _RULES)
