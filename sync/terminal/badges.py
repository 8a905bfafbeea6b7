"""The last list of badges that the central gave, kept on disk: volunteers sign in also when the network is away."""

from pydantic import ValidationError
from sqlite_utils import Database, Migrations

from sync.protocol.badges import BadgeList
from sync.terminal.database import TerminalDatabase

BADGE_MIGRATIONS = Migrations("badges")


@BADGE_MIGRATIONS()
def badge_list_table(database: Database) -> None:
    """Version 1: the list as it came, of which there is one."""
    database.execute("CREATE TABLE badge_list (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL) STRICT")


class KeptBadges:
    """Reading asks no disk. `keep` and `forget` write, and raise StorageError: then the list is as before."""

    def __init__(self, database: TerminalDatabase) -> None:
        self._database = database
        self._current = _read(database)

    def current(self) -> BadgeList | None:
        """The list; None when none ever came, or this terminal was shut out."""
        return self._current

    def keep(self, badges: BadgeList) -> None:
        """This is the list from now on. That a manager waits for a badge holds for the moment only and is not kept."""
        lasting = badges.model_copy(update={"wanted": False}).model_dump_json()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO badge_list (one, body) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET body = excluded.body",
                (lasting,),
            )
        self._current = badges

    def forget(self) -> None:
        """The central has shut this terminal out: no badge opens anything any more."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM badge_list")
        self._current = None


def _read(database: TerminalDatabase) -> BadgeList | None:
    rows = database.query("SELECT body FROM badge_list")
    try:
        return BadgeList.model_validate_json(rows[0]["body"]) if rows else None
    except ValidationError:  # of another version of ours: the central is asked as soon as it answers
        return None
