"""Where a record stands with the clerks."""

from enum import StrEnum


class RecordState(StrEnum):
    """New, being worked on, or done."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    DONE = "done"
