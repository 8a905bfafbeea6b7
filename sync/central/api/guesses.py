"""Codes of appointments that were wrong, for every request that says whether a code is right."""

import math

from sync.central.api.problems import ProblemError
from sync.central.fleet.terminals import Terminal
from sync.central.people.guessing import at_terminal, count_wrong, wait_of
from sync.central.services import Services


def hold_back(services: Services, terminal: Terminal) -> None:
    """Whoever takes a terminal away with him may not find other people's appointments by guessing; raises a 429."""
    wait = wait_of(services.database, at_terminal(terminal.name), services.clock.now())
    if wait:
        seconds = str(math.ceil(wait.total_seconds()))
        raise ProblemError(429, "too_many_tries", "Too many codes were wrong; wait", {"Retry-After": seconds})


def guessed_wrong(services: Services, terminal: Terminal) -> None:
    """Remember that this terminal asked for a code that nobody has."""
    count_wrong(services.database, at_terminal(terminal.name), services.clock.now())
