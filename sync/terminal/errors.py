"""What can go wrong with the terminal's database, each with the one thing that the caller can do about it."""


class StorageError(Exception):
    """The terminal's database cannot do what was asked."""


class DatabaseInUseError(StorageError):
    """Another process holds this database: stop that one first. Two writers could damage it (sync rules 6a, 9)."""


class UnsafeDatabaseError(StorageError):
    """The file would not keep what it is given when the power is cut: do not start on it (sync rule 6)."""


class DiskFullError(StorageError):
    """There is no room for another record. Nothing was written; tell the visitor now, not afterwards (sync rule 11)."""


class DiskFailedError(StorageError):
    """The disk failed while reading or writing: look up whether the last transaction was kept (sync rule 12)."""


class DamagedDatabaseError(StorageError):
    """The file is damaged. Close it and open it again: it is then set aside and a fresh one begun (sync rule 10)."""
