"""What was lent and is found in a damaged database is told to the central, and never given out again."""

from pathlib import Path

import pytest

from sync.terminal.leases import NothingLeftError
from tests.sync.terminal.lent import TOMORROW_NINE, block, lend, slot
from tests.sync.terminal.test_leases import Terminal
from tests.sync.terminal.test_salvage import _overwrite, _pages_with_records

_SLOTS = tuple(slot(number) for number in range(1, 4))


def _damaged(path: Path, everything: bool) -> Terminal:
    """A terminal with three places and a block, one of each used, whose database was damaged; opened anew."""
    before = Terminal.at(path)
    lend(before.leases, _SLOTS, (block(9),))
    before.promise(_SLOTS[0].id)
    for number in range(1, 40):
        before.outbox.put("report", "report", 1, "K7P4XQ", {"text": f"melding {number}"})
    before.numbered(1)
    before.database.close()
    if everything:
        _overwrite(path, 0, b"\0" * path.stat().st_size)
    else:
        _overwrite(path, _pages_with_records(path)[1], b"\xaa" * 64)
    after = Terminal.at(path, seed=2)
    assert after.outbox.counts().set_aside == 1
    return after


def test_what_can_be_read_is_told_as_unsure_and_not_given_out(tmp_path: Path) -> None:
    terminal = _damaged(tmp_path / "terminal.db", everything=False)
    assert terminal.choices() == []
    with pytest.raises(NothingLeftError):
        terminal.numbered(2)
    request = terminal.leases.request()
    assert set(request.unsure) == {_SLOTS[1].id, _SLOTS[2].id, block(9).id}
    # With all that the central needs to keep the place for it after a restore.
    assert [lease.start for lease in request.slots] == [TOMORROW_NINE] * 2
    assert [(lease.first, lease.next) for lease in request.numbers] == [(501, 502)]
    assert request.returned == ()
    terminal.database.close()


def test_it_is_searched_once(tmp_path: Path) -> None:
    terminal = _damaged(tmp_path / "terminal.db", everything=False)
    lend(terminal.leases, (slot(7),))
    again = terminal.again(seed=3)
    assert again.choices() == [slot(7).id]
    assert len(again.leases.request().unsure) == 3
    again.database.close()


def test_when_nothing_can_be_read_it_never_says_that_it_has_told_all(tmp_path: Path) -> None:
    terminal = _damaged(tmp_path / "terminal.db", everything=True)
    assert not terminal.leases.request().complete
    assert not terminal.leases.stock(terminal.clock.now()).untold
    # A manager let it join anew, and has said with that what becomes of the rest.
    again = terminal.again(seed=3, incarnation=2)
    assert again.leases.request().complete
    again.database.close()
