"""Our name for a record where a name must be digits, at most ten, as Open Klant wants."""

import hashlib
from uuid import UUID

_FIRST = 10**9
_COUNT = 9 * 10**9


def number_of(record: UUID, turn: int = 0) -> str:
    """Ten digits that follow from the record's id; `turn` counts up where a number is another's already.

    Not counted and not drawn: a central that was restored from a backup must give a record the number that it had
    before, or the other system would not know it again.

    >>> number_of(UUID(int=1)), number_of(UUID(int=1), turn=1)
    ('3808868690', '7950798981')
    """
    digest = hashlib.sha256(record.bytes + turn.to_bytes(2, "big")).digest()
    return str(_FIRST + int.from_bytes(digest[:8], "big") % _COUNT)
