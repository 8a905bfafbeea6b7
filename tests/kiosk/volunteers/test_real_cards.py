"""From a card on the real pcscd to who stands at the terminal: what it proves, and what the list says of it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest

from devices.badge.certificate import name_of
from devices.badge.pcsc import PcscBadgeReader
from devices.badge.watching import Patience
from kiosk.volunteers.desk import VolunteerDesk
from kiosk.volunteers.session import Away, Present, VolunteerState, Why
from kiosk.volunteers.trail import AuditTrail
from kiosk.volunteers.tries import VOLUNTEER_MIGRATIONS, PinTries
from sync.protocol.badges import BadgeEntry, BadgeKind, BadgeList, BadgeRole, RevokedBadge, lock_of
from sync.terminal.badges import BADGE_MIGRATIONS
from sync.terminal.database import TerminalDatabase
from sync.terminal.outbox import Outbox
from tests.devices.badge.cards import PivCard, PlainCard, piv_card, signer
from tests.devices.badge.conftest import session_pcscd
from tests.devices.badge.town import NOW, TOWN, Authority, ec_key
from tests.devices.badge.virtual import CardOnReader, Pcscd
from tests.kiosk.volunteers.test_desk import Lists
from tests.sync.terminal.parts import SMALL_ROOM, SteppedClock, identity, seeded

assert session_pcscd
PATIENCE_S = 8.0
KEY = ec_key()
ENTRY = BadgeEntry(
    id=UUID(int=1),
    kind=BadgeKind.STRONG,
    lock=lock_of(name_of(KEY.public_key())),
    role=BadgeRole.VOLUNTEER,
    label="kaart 1",
)
LIST = BadgeList(version="1" * 64, authorities=(TOWN.certificate(),), badges=(ENTRY,))
WITHOUT = LIST.model_copy(
    update={"version": "2" * 64, "badges": (), "revoked": (RevokedBadge(id=ENTRY.id, lock=ENTRY.lock),)}
)


class Point:
    """A terminal with a real reader, its list, and hands that lay cards on it."""

    def __init__(self, pcscd: Pcscd, folder: Path, stack: ExitStack) -> None:
        self._pcscd, self._stack = pcscd, stack
        self.lists = Lists(LIST)
        clock = SteppedClock()
        database = TerminalDatabase.open(folder / "terminal.db", (BADGE_MIGRATIONS, VOLUNTEER_MIGRATIONS), SMALL_ROOM)
        stack.callback(database.close)
        reader = PcscBadgeReader(now=lambda: NOW, patience=Patience(slip_s=0.05))
        stack.callback(reader.close)
        trail = AuditTrail(Outbox(database, identity(), clock, seeded(7)), seeded(8), clock)
        self.desk = VolunteerDesk(reader, self.lists, PinTries(database, clock), trail, clock)
        stack.callback(self.desk.close)
        self.desk.start()

    def lay(self, card: PlainCard) -> CardOnReader:
        laid = CardOnReader(card, self._pcscd.port)
        self._stack.callback(laid.take)
        return laid

    def comes_to(self, holds: Callable[[VolunteerState], bool]) -> bool:
        end_s = time.monotonic() + PATIENCE_S
        while not holds(self.desk.state) and time.monotonic() < end_s:
            time.sleep(0.02)
        return holds(self.desk.state)

    def refuses(self, why: Why) -> bool:
        return self.comes_to(lambda state: isinstance(state, Away) and state.why is why)


def _is_present(state: VolunteerState) -> bool:
    return isinstance(state, Present) and state.entry == ENTRY


@pytest.fixture
def point(session_pcscd: Pcscd, tmp_path: Path) -> Iterator[Point]:
    session_pcscd.kill()
    session_pcscd.start()
    with ExitStack() as stack:
        yield Point(session_pcscd, tmp_path, stack)


def test_a_genuine_card_opens_the_terminal_until_it_is_taken_or_revoked(point: Point) -> None:
    card = piv_card(KEY, TOWN.issue(KEY))
    laid = point.lay(card)
    assert point.comes_to(_is_present)
    laid.take()
    assert point.comes_to(lambda state: isinstance(state, Away))
    laid = point.lay(card)
    assert point.comes_to(_is_present)
    point.lists.become(WITHOUT)
    assert point.refuses(Why.REVOKED)
    laid.take()
    point.lay(card)
    time.sleep(1)
    assert point.refuses(Why.REVOKED)


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (PivCard(certificate=TOWN.issue(KEY), sign=signer(ec_key(number=2))), Why.NOT_GENUINE),
        (piv_card(KEY, Authority(ec_key(number=1001), name=TOWN.name).issue(KEY)), Why.FOREIGN),
        (piv_card(ec_key(number=3), TOWN.issue(ec_key(number=3))), Why.UNKNOWN),
        (PlainCard(), Why.UNKNOWN),
    ],
    ids=["a copy", "with our authority's name", "of the town, not given out", "a key ring"],
)
def test_what_is_no_badge_of_ours_opens_nothing(point: Point, card: PlainCard, why: Why) -> None:
    point.lay(card)
    assert point.refuses(why)
