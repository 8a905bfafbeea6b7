"""The code of an appointment or a record in what was typed or scanned."""

import re

from sync.protocol.ids import REFERENCE_PATTERN

MAX_TYPED = 200
"""A scanner that acts as a keyboard types the whole address of the appointment's page."""

_BEFORE_THE_CODE = re.compile(r"^(?:infopunt:|.*/[ar]/)", re.IGNORECASE)
_BEHIND_THE_CODE = re.compile(r"[/?#].*$")
_BETWEEN = re.compile(r"[\s.-]+")


def code_in(typed: str) -> str | None:
    """The bare code, whether it was typed with spaces, scanned from an older ticket, or is the end of an address.

    >>> code_in("k7p 4xq"), code_in("infopunt:K7P4XQ"), code_in("https://info.voorbeeld.nl/a/K7P4XQ")
    ('K7P4XQ', 'K7P4XQ', 'K7P4XQ')
    >>> code_in("https://info.voorbeeld.nl/r/K7P4XQ")
    'K7P4XQ'
    >>> code_in("A012") is None
    True
    """
    rest = _BEFORE_THE_CODE.sub("", typed.strip())
    code = _BETWEEN.sub("", _BEHIND_THE_CODE.sub("", rest)).upper()
    return code if re.fullmatch(REFERENCE_PATTERN, code) else None
