from pathlib import Path

import pytest

from sync.protocol.messages import RecordStatus, SealedRecord
from sync.terminal.database import TerminalDatabase
from sync.terminal.outbox import Outbox
from sync.terminal.owner import SEQ_BITS_OF_ONE_LIFE
from sync.terminal.salvage import salvage
from tests.sync.terminal.parts import SMALL_ROOM, START, SteppedClock, answer, identity, opened, put_report, seeded

_PAGE_BYTES = 4096
_TABLE_LEAF = 13
"""The first byte of a page with rows of a table (SQLite file format, 1.6)."""


def _outbox(path: Path, seed: int = 1) -> tuple[TerminalDatabase, Outbox]:
    database = TerminalDatabase.open(path, room=SMALL_ROOM)
    return database, Outbox(database, identity(), SteppedClock(), seeded(seed))


def _filled(path: Path, count: int = 60) -> list[SealedRecord]:
    """A closed database with so many waiting records, one acknowledged and one refused; the waiting ones."""
    database, outbox = _outbox(path)
    ids = [put_report(outbox, f"melding {number}") for number in range(count + 2)]
    outbox.mark(answer((ids[-1], RecordStatus.CREATED), (ids[-2], RecordStatus.REJECTED)))
    records = list(outbox.pending())
    database.close()
    return records


def _pages_with_records(path: Path) -> list[int]:
    """Where in the file the pages with records begin."""
    data = path.read_bytes()
    pages = [(start, data[start : start + _PAGE_BYTES]) for start in range(_PAGE_BYTES, len(data), _PAGE_BYTES)]
    return [start for start, page in pages if page[0] == _TABLE_LEAF and page.count(b"a-boot") > 1]


def _overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def test_all_but_the_damaged_page_is_brought_over(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    before = _filled(path, 200)
    pages = _pages_with_records(path)
    assert len(pages) > 4
    _overwrite(path, pages[len(pages) // 2], b"\xaa" * 64)

    _, outbox = _outbox(path, seed=2)

    after = outbox.pending()
    lost = len(before) - len(after)
    assert 0 < lost < len(before) / 3
    assert set(after) < set(before)
    assert [(one.boot_id, one.at) for one in outbox.heard()] == [("a-boot", START)]
    assert [opened(record)["text"] for record in after] == [
        opened(record)["text"] for record in before if record in after
    ]
    counts = outbox.counts()
    assert (counts.acknowledged, counts.quarantined, counts.set_aside) == (1, 1, 1)


def test_a_fresh_database_numbers_after_everything_that_the_lost_one_can_have_numbered(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    last = _filled(path)[-1]
    _overwrite(path, 0, b"\0" * 2 * _PAGE_BYTES)
    database, outbox = _outbox(path, seed=2)
    assert outbox.counts().waiting == 0
    put_report(outbox)
    (record,) = outbox.pending()
    assert record.incarnation == last.incarnation
    assert record.seq == (1 << SEQ_BITS_OF_ONE_LIFE) + 1
    database.close()
    _overwrite(path, 0, b"\0" * _PAGE_BYTES)
    _, outbox = _outbox(path, seed=3)
    put_report(outbox)
    assert outbox.pending()[-1].seq == (2 << SEQ_BITS_OF_ONE_LIFE) + 1


def test_the_next_life_is_told_from_the_records_when_its_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    _filled(path)
    _overwrite(path, _pages_with_records(path)[0], b"\xaa" * 64)
    (tmp_path / "terminal.db.life").unlink()
    _, outbox = _outbox(path, seed=2)
    put_report(outbox)
    assert outbox.pending()[-1].seq == (1 << SEQ_BITS_OF_ONE_LIFE) + 1


def test_a_payload_that_lost_a_bit_is_not_brought_over(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    before = _filled(path)
    place = path.read_bytes().index(before[10].sealed)
    _overwrite(path, place + 40, bytes([before[10].sealed[40] ^ 1]))
    _overwrite(path, _pages_with_records(path)[-1], b"\xaa" * 64)
    _, outbox = _outbox(path, seed=2)
    ids = {record.id for record in outbox.pending()}
    assert before[10].id not in ids
    assert {before[9].id, before[11].id} <= ids


@pytest.mark.parametrize("again", [1, 2])
def test_salvage_that_is_repeated_doubles_nothing(tmp_path: Path, again: int) -> None:
    path = tmp_path / "terminal.db"
    _filled(path)
    _overwrite(path, _pages_with_records(path)[1], b"\xaa" * 64)
    database, outbox = _outbox(path, seed=2)
    before = outbox.counts()
    for _ in range(again):
        # As if the power had been cut after the copying and before it was noted.
        with database.transaction() as connection:
            connection.execute("DELETE FROM salvage")
        assert salvage(database) == 0
    assert outbox.counts() == before
