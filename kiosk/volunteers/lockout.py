"""How long somebody who types wrong PINs must wait: some are free, then a wait that doubles."""

FREE_TRIES = 5
FIRST_WAIT_S = 15.0
LONGEST_WAIT_S = 3600.0
"""At one try an hour the ten thousand PINs of four digits last a year; the manager gives a new one long before."""


def wait_after_s(tries: int) -> float:
    """How long to wait after so many wrong tries in a row.

    >>> [wait_after_s(tries) for tries in (0, 4, 5, 6, 7, 12, 13, 10_000)]
    [0.0, 0.0, 15.0, 30.0, 60.0, 1920.0, 3600.0, 3600.0]
    """
    if tries < FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(tries - FREE_TRIES, 20))
