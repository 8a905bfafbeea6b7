"""Tables of what the central has lent to this terminal, as migrations of sqlite-utils."""

from sqlite_utils import Database, Migrations

LEASE_MIGRATIONS = Migrations("leases")

_TABLES = (
    # A place in an official's day. held: may be given out. spent: given out, `record` tells of it. returning: given
    # back, the central has not said yet that it knows. void: not ours (any more). unsure: found in a damaged database,
    # perhaps given out, never used again.
    """
    CREATE TABLE lease_slot (
        id TEXT PRIMARY KEY,
        location TEXT NOT NULL,
        start TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('held', 'spent', 'returning', 'void', 'unsure')),
        record TEXT
    ) STRICT
    """,
    # `next` is the first number that nobody has; it only goes up (sync rule 29).
    """
    CREATE TABLE lease_block (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        location TEXT NOT NULL,
        service TEXT NOT NULL,
        letter TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        next INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('held', 'spent', 'returning', 'void', 'unsure'))
    ) STRICT
    """,
    # The one request that is on its way, exactly as it was sent: it is asked again until it is answered (sync rule 23).
    "CREATE TABLE lease_request (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, body TEXT NOT NULL) STRICT",
    # In which epoch the central has last heard all that this terminal holds (sync rule 22).
    "CREATE TABLE lease_told (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL) STRICT",
    # Damaged databases that were searched for leases; `whole` when every row could be read.
    "CREATE TABLE lease_salvage (file TEXT PRIMARY KEY, incarnation INTEGER NOT NULL, whole INTEGER NOT NULL) STRICT",
)


@LEASE_MIGRATIONS()
def lease_tables(db: Database) -> None:
    """Version 1: slots, blocks of numbers, the open request, and what the central was told."""
    for table in _TABLES:
        db.execute(table)
