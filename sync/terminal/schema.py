"""The outbox's tables, as migrations of sqlite-utils (4 or later, sync rule 8)."""

from sqlite_utils import Database, Migrations

OUTBOX_MIGRATIONS = Migrations("outbox")

_TABLES = (
    # Whose records these are. One row: a database never serves two terminals.
    """
    CREATE TABLE owner (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        terminal TEXT NOT NULL,
        central_id TEXT NOT NULL,
        epoch TEXT NOT NULL,
        incarnation INTEGER NOT NULL,
        last_seq INTEGER NOT NULL
    ) STRICT
    """,
    # `position` is the order of sending. (incarnation, seq) is the order of making, also after a salvage, which brings
    # records of an earlier life back behind newer ones (sync rule 26). What a visitor typed is in `sealed` only.
    """
    CREATE TABLE outbox (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        incarnation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        form TEXT NOT NULL,
        form_version INTEGER NOT NULL,
        reference TEXT NOT NULL,
        key_id TEXT NOT NULL,
        sealed BLOB NOT NULL,
        sealed_sha256 BLOB NOT NULL,
        made_at TEXT NOT NULL,
        made_monotonic_s REAL NOT NULL,
        boot_id TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'quarantined')),
        status TEXT,
        reason TEXT NOT NULL DEFAULT '',
        answered_at TEXT,
        UNIQUE (incarnation, seq)
    ) STRICT
    """,
    "CREATE INDEX outbox_by_state ON outbox (state, position)",
    # Damaged databases whose readable records were brought over (sync rule 10).
    """
    CREATE TABLE salvage (
        file TEXT PRIMARY KEY,
        records INTEGER NOT NULL
    ) STRICT
    """,
)


# When the central last said what time it is, in each of the last boots (sync rule 26): see sync/terminal/heard.py.
_HEARD = """
    CREATE TABLE heard (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        monotonic_s REAL NOT NULL,
        boot_id TEXT NOT NULL UNIQUE,
        incarnation INTEGER NOT NULL,
        seq INTEGER NOT NULL
    ) STRICT
    """


@OUTBOX_MIGRATIONS()
def outbox_tables(db: Database) -> None:
    """Version 1: owner, outbox and salvage."""
    for table in _TABLES:
        db.execute(table)


@OUTBOX_MIGRATIONS()
def heard_table(db: Database) -> None:
    """Version 2: what the central said of the time."""
    db.execute(_HEARD)


@OUTBOX_MIGRATIONS()
def photos_of_records(db: Database) -> None:
    """Version 3: photos, which are kept in one transaction with their record (sync rules 7, 35).

    In the database and not in files: nothing else can promise that both are there, or neither.
    """
    db.execute(
        """
        CREATE TABLE attachment (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            record TEXT NOT NULL,
            sealed_sha256 TEXT NOT NULL UNIQUE,
            key_id TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'quarantined')),
            reason TEXT NOT NULL DEFAULT '',
            answered_at TEXT,
            sealed BLOB NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX attachment_by_state ON attachment (state, position)")
