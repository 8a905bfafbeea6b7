"""A terminal whose disk may fail while it hands in records. Prints which records the visitor was told are kept.

Usage: python -m tests.faults.failing_disk_process FOLDER COUNT SEED
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from sync.terminal.errors import StorageError
from tests.sync.terminal.parts import open_outbox, put_report


def main(folder: Path, count: int, seed: int) -> None:
    """Hand in records; a line for each: its id, or the name of the error."""
    outbox = open_outbox(folder / "terminal.db", seed=seed)
    for _ in range(count):
        try:
            print(put_report(outbox), flush=True)
        except StorageError as error:
            print(type(error).__name__, flush=True)


def run(words: Sequence[str]) -> None:
    """As the command says."""
    folder, count, seed = words
    main(Path(folder), int(count), int(seed))


if __name__ == "__main__":
    run(sys.argv[1:])
