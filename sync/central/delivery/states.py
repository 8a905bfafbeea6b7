"""Where a delivery, and each further step of it, can stand.

    waiting -> sending -> delivered            (its further steps go the same way, each by itself)
       ^  ^      | | \\
       |  |______| |  +-> refused -> waiting   (a person sends it again)
       |  not now  |
       |           +-> unknown -> delivered    (looked up, or a person says that it is there)
       |__________________|                    (surely not there, or a person sends it again)
"""

from datetime import timedelta
from enum import StrEnum

SENDS_AT_MOST = timedelta(minutes=4)
"""Longer than one request may take; an older `sending` is one that we did not survive."""

SETTLES_WITHIN = timedelta(seconds=30)
"""So long a request that broke off may still be at work there: before, not being found says nothing."""

STEPS_ASIDE_AFTER = 3
"""After so many doubts about one record those behind it go first: it may be that record (sync rule 16)."""

TRIES_AT_MOST = 20
"""After so many doubts about one record it is that record; a person looks into it."""


class State(StrEnum):
    """What is known of a delivery or a step."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    REFUSED = "refused"
    UNKNOWN = "unknown"
