"""The volunteers' desk with the simulated reader, a real database, and a list as the central gives it."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from devices.badge.paper import PaperBadges
from devices.badge.port import Badge, BadgeKind, BadgeReader, BadgeTrouble
from devices.badge.simulated import SimulatedBadgeReader, badge_called
from kiosk.volunteers.desk import VolunteerDesk
from kiosk.volunteers.known import looked_up
from kiosk.volunteers.lockout import FREE_TRIES
from kiosk.volunteers.session import AskPin, Away, Present, Refused, VolunteerState, Why
from kiosk.volunteers.trail import AGAIN_S, AuditTrail
from kiosk.volunteers.tries import VOLUNTEER_MIGRATIONS, PinTries
from sync.protocol import badges as wire
from sync.protocol.audit import AuditEntry, AuditEvent, Outcome
from sync.protocol.badges import (
    BLOCKED,
    Act,
    BadgeEntry,
    BadgeList,
    BadgeRole,
    RevokedBadge,
    ShownBadge,
    card_code,
    lock_of,
    paper_key,
)
from sync.protocol.pin import PinCost, hash_pin
from sync.terminal.badges import BADGE_MIGRATIONS
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import DiskFailedError, DiskFullError
from sync.terminal.outbox import Outbox
from tests.sync.terminal.parts import SMALL_ROOM, SteppedClock, identity, opened, seeded

PIN = "1305"
CARD = badge_called("volunteer")
TAG = badge_called("tag", BadgeKind.SIMPLE)
LOST = badge_called("lost")


def _entry(badge: Badge, number: int, role: BadgeRole = BadgeRole.VOLUNTEER, pin: str | None = None) -> BadgeEntry:
    return BadgeEntry(
        id=UUID(int=number),
        kind=wire.BadgeKind(badge.kind.value),
        lock=lock_of(badge.key),
        role=role,
        label=f"kaart {number}",
        pin_hash=hash_pin(pin, badge.key, seeded(number), PinCost(n=1 << 4)) if pin else None,
    )


ENTRIES = (_entry(CARD, 1), _entry(TAG, 2, pin=PIN))
LIST = BadgeList(
    version="0" * 64,
    authorities=(b"a-ca",),
    badges=ENTRIES,
    revoked=(RevokedBadge(id=UUID(int=3), lock=lock_of(LOST.key)),),
)


class Lists:
    """The list as the test sets it, without a central behind it."""

    def __init__(self, badges: BadgeList | None) -> None:
        self.badges = badges
        self.asked_about: list[ShownBadge] = []
        self._watchers: list[Callable[[], None]] = []

    def current(self) -> BadgeList | None:
        return self.badges

    def watch(self, on_list: Callable[[], None]) -> None:
        self._watchers.append(on_list)

    def ask_about(self, shown: ShownBadge) -> None:
        self.asked_about.append(shown)

    def become(self, badges: BadgeList | None) -> None:
        self.badges = badges
        for watcher in self._watchers:
            watcher()


class Scene:
    """A terminal with a badge reader."""

    def __init__(self, path: Path) -> None:
        self.clock = SteppedClock()
        self.reader = SimulatedBadgeReader()
        self.lists = Lists(LIST)
        self.database = TerminalDatabase.open(path, (BADGE_MIGRATIONS, VOLUNTEER_MIGRATIONS), room=SMALL_ROOM)
        self.outbox = Outbox(self.database, identity(), self.clock, seeded(7))
        self.desk = self.new_desk()

    def new_desk(self, reader: BadgeReader | None = None) -> VolunteerDesk:
        trail = AuditTrail(self.outbox, seeded(8), self.clock)
        desk = VolunteerDesk(reader or self.reader, self.lists, PinTries(self.database, self.clock), trail, self.clock)
        desk.start()
        return desk

    @property
    def state(self) -> VolunteerState:
        return self.desk.state

    def typed(self, digits: str) -> VolunteerState:
        """Type a PIN and wait until it was looked at."""
        self.desk.pin(digits)
        deadline_s = time.monotonic() + 10
        while isinstance(self.state, AskPin) and self.state.checking:
            assert time.monotonic() < deadline_s
            time.sleep(0.005)
        return self.state

    def trail(self) -> list[AuditEntry]:
        """End the desk and read what it has written down."""
        self.desk.close()
        return [AuditEntry.model_validate(opened(record)) for record in self.outbox.pending()]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path / "terminal.db")
    yield made
    made.desk.close()
    made.database.close()


def _why(state: VolunteerState) -> Why:
    assert isinstance(state, Away)
    return state.why


def test_a_strong_badge_is_in_while_it_lies_there(scene: Scene) -> None:
    scene.reader.insert(CARD)
    assert isinstance(scene.state, Present)
    assert scene.state.entry == ENTRIES[0]
    assert scene.desk.may(Act.CONTACT)
    assert not scene.desk.may(Act.READINESS)
    scene.reader.remove()
    assert _why(scene.state) is Why.TAKEN
    assert not scene.desk.may(Act.CONTACT)


def test_a_badge_that_lay_there_before_the_start_counts(scene: Scene) -> None:
    scene.reader.insert(CARD)
    assert isinstance(scene.new_desk().state, Present)


def test_a_number_alone_opens_nothing(scene: Scene) -> None:
    scene.reader.insert(TAG)
    assert isinstance(scene.state, AskPin)
    assert not scene.desk.may(Act.CONTACT)
    scene.reader.remove()  # a wedge shows it for a moment only
    assert isinstance(scene.typed(PIN), Present)


def test_a_strong_badge_is_not_believed_as_a_number(scene: Scene) -> None:
    scene.reader.insert(Badge(BadgeKind.SIMPLE, CARD.key))
    assert _why(scene.state) is Why.UNKNOWN


@pytest.mark.parametrize(
    ("held", "why", "lines"),
    [
        (badge_called("nobody"), Why.UNKNOWN, 1),
        (LOST, Why.REVOKED, 1),
        (BadgeTrouble.FOREIGN, Why.FOREIGN, 1),
        (BadgeTrouble.EXPIRED, Why.EXPIRED, 1),
        (BadgeTrouble.NOT_GENUINE, Why.NOT_GENUINE, 1),
        (BadgeTrouble.UNREADABLE, Why.UNREADABLE, 0),
        (BadgeTrouble.PULLED, Why.PULLED, 0),
    ],
)
def test_what_is_no_badge_of_ours_is_told_why_and_written_down_once_a_minute(
    scene: Scene, held: Badge | BadgeTrouble, why: Why, lines: int
) -> None:
    for _ in range(2):
        scene.reader.insert(held)
        assert _why(scene.state) is why
    badge = UUID(int=3) if held == LOST else None
    line = AuditEntry(event=AuditEvent.REFUSED, badge=badge, why=why.value)
    assert scene.trail() == [line] * lines


def test_every_trouble_of_a_reader_has_its_reason() -> None:
    assert {Why(trouble.value) for trouble in BadgeTrouble} <= set(Why)


def test_wrong_pins_have_to_wait_and_the_wait_outlasts_a_restart(scene: Scene) -> None:
    scene.reader.insert(TAG)
    for wrong in range(1, FREE_TRIES + 1):
        state = scene.typed("9999")
        assert isinstance(state, AskPin)
        assert state.tries == wrong
    assert isinstance(state, AskPin)
    assert state.wait_s(scene.clock.monotonic_s()) == 15
    assert scene.typed(PIN) == state, "no PIN is looked at while one has to wait"
    scene.clock.step(7)
    scene.desk.close()
    scene.desk = scene.new_desk()
    state = scene.state
    assert isinstance(state, AskPin)
    assert state.wait_s(scene.clock.monotonic_s()) == 15, "the whole wait begins again"
    scene.clock.step(15)
    assert isinstance(scene.typed(PIN), Present)
    assert PinTries(scene.database, scene.clock).of(ENTRIES[1]).wrong == 0
    told = [(line.event, line.tries) for line in scene.trail()]
    assert told[: FREE_TRIES + 1] == [
        *((AuditEvent.PIN_WRONG, tries) for tries in range(1, FREE_TRIES)),
        (AuditEvent.PIN_LOCKED, FREE_TRIES),
        (AuditEvent.SIGNED_IN, 0),
    ]


def test_what_was_done_last_is_written_down_also_by_a_terminal_that_stops_at_that_moment(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = scene.desk._slow.submit
    closing = threading.Thread(target=scene.desk.close)

    def submit(run: Callable[..., None], work: Any) -> Any:
        if isinstance(scene.state, Present) and not closing.ident:
            closing.start()
            closing.join(0.2)
        return real(run, work)

    monkeypatch.setattr(scene.desk._slow, "submit", submit)
    scene.reader.insert(TAG)
    scene.desk.pin(PIN)
    while not closing.ident:
        time.sleep(0.005)
    closing.join()
    told = [AuditEntry.model_validate(opened(record)).event for record in scene.outbox.pending()]
    assert told == [AuditEvent.SIGNED_IN, AuditEvent.LEFT]


def test_a_try_is_counted_before_it_is_looked_at(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []

    def power_cut(*_: object) -> bool:
        counted.append(PinTries(scene.database, scene.clock).of(ENTRIES[1]).wrong)
        raise KeyboardInterrupt

    monkeypatch.setattr("kiosk.volunteers.desk.pin_fits", power_cut)
    scene.reader.insert(TAG)
    scene.desk.pin("9999")
    scene.desk.close()
    assert counted == [1]


def test_without_a_disk_to_count_on_no_pin_is_looked_at(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise DiskFailedError("the card is broken")

    monkeypatch.setattr(PinTries, "count", broken)
    scene.reader.insert(TAG)
    assert _why(scene.typed(PIN)) is Why.NOT_KEPT


def test_a_new_pin_begins_afresh(scene: Scene) -> None:
    tries = PinTries(scene.database, scene.clock)
    for _ in range(FREE_TRIES):
        tries.count(ENTRIES[1])
    assert tries.of(ENTRIES[1]).wrong == FREE_TRIES
    assert tries.of(_entry(TAG, 2, pin="2046")).wrong == 0


def test_a_badge_that_is_revoked_meanwhile_opens_nothing_more(scene: Scene) -> None:
    scene.reader.insert(CARD)
    revoked = RevokedBadge(id=ENTRIES[0].id, lock=ENTRIES[0].lock)
    scene.lists.become(LIST.model_copy(update={"badges": (), "revoked": (revoked,)}))
    assert _why(scene.state) is Why.REVOKED
    scene.reader.remove()
    scene.reader.insert(CARD)
    assert _why(scene.state) is Why.REVOKED


def test_a_list_that_comes_while_a_badge_is_looked_up_still_revokes_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoked = RevokedBadge(id=ENTRIES[0].id, lock=ENTRIES[0].lock)

    def slow(badges: BadgeList | None, kind: str, key: str) -> BadgeEntry | Refused:
        found = looked_up(badges, kind, key)
        if badges is LIST:
            scene.lists.become(LIST.model_copy(update={"badges": (), "revoked": (revoked,)}))
        return found

    monkeypatch.setattr("kiosk.volunteers.desk.looked_up", slow)
    scene.reader.insert(CARD)
    assert _why(scene.state) is Why.REVOKED


def test_a_badge_that_is_issued_while_it_lies_there_is_in_at_once(scene: Scene) -> None:
    fresh = badge_called("fresh")
    scene.reader.insert(fresh)
    assert scene.lists.asked_about == [ShownBadge(kind=wire.BadgeKind.STRONG, key=fresh.key)]
    assert scene.desk.card_code == card_code(fresh.key)
    scene.lists.become(LIST.model_copy(update={"badges": (*ENTRIES, _entry(fresh, 9, BadgeRole.COORDINATOR))}))
    assert isinstance(scene.state, Present)
    assert scene.desk.may(Act.READINESS)
    assert scene.desk.card_code == ""


def test_a_list_that_comes_after_the_badge_was_taken_lets_nobody_in(scene: Scene) -> None:
    fresh = badge_called("fresh")
    scene.reader.insert(fresh)
    scene.reader.remove()
    scene.lists.become(LIST.model_copy(update={"badges": (*ENTRIES, _entry(fresh, 9))}))
    assert isinstance(scene.state, Away)


def test_a_terminal_that_was_shut_out_lets_nobody_in(scene: Scene) -> None:
    scene.reader.insert(CARD)
    scene.lists.become(None)
    assert _why(scene.state) is Why.NO_LIST
    assert scene.reader.trusted == ()


def test_the_reader_believes_the_authorities_of_the_list(scene: Scene) -> None:
    assert scene.reader.trusted == (b"a-ca",)
    scene.lists.become(LIST.model_copy(update={"authorities": (b"a-ca", b"another")}))
    assert b"another" in scene.reader.trusted


def test_what_is_done_is_written_down_with_badge_and_role_and_nothing_else(scene: Scene) -> None:
    scene.reader.insert(CARD)
    scene.desk.acted(Act.CONTACT, reference="K7P4XQ")
    scene.reader.remove()
    scene.desk.acted(Act.REPRINT, Outcome.FAILED)  # it ended after the badge was taken away
    scene.reader.insert(TAG)
    scene.typed(PIN)
    scene.desk.acted(Act.QUEUE, by=ENTRIES[0])
    badge: dict[str, Any] = {"badge": UUID(int=1), "role": BadgeRole.VOLUNTEER}
    assert scene.trail() == [
        AuditEntry(event=AuditEvent.SIGNED_IN, **badge),
        AuditEntry(event=AuditEvent.ACTED, act=Act.CONTACT, outcome=Outcome.DONE, reference="K7P4XQ", **badge),
        AuditEntry(event=AuditEvent.LEFT, why="taken", **badge),
        AuditEntry(event=AuditEvent.ACTED, act=Act.REPRINT, outcome=Outcome.FAILED, **badge),
        AuditEntry(event=AuditEvent.SIGNED_IN, badge=UUID(int=2), role=BadgeRole.VOLUNTEER),
        AuditEntry(event=AuditEvent.ACTED, act=Act.QUEUE, outcome=Outcome.DONE, **badge),
        AuditEntry(event=AuditEvent.LEFT, why="left", badge=UUID(int=2), role=BadgeRole.VOLUNTEER),
    ]


def test_a_session_ends_by_itself_and_by_the_button(scene: Scene) -> None:
    scene.reader.insert(CARD)
    scene.clock.step(299)
    scene.desk.touched()
    scene.clock.step(299)
    scene.desk.tick()
    assert isinstance(scene.state, Present)
    scene.clock.step(1)
    scene.desk.tick()
    assert _why(scene.state) is Why.IDLE
    scene.reader.insert(CARD)
    scene.desk.leave()
    assert _why(scene.state) is Why.LEFT
    assert [line.why for line in scene.trail() if line.event is AuditEvent.LEFT] == ["idle", "left"]


def test_changes_are_told_and_touches_are_not(scene: Scene) -> None:
    told: list[str] = []
    scene.desk.on_change(lambda: told.append(type(scene.desk.state).__name__))
    scene.reader.insert(CARD)
    scene.clock.step(1)
    scene.desk.touched()
    scene.desk.tick()
    scene.reader.remove()
    assert told == ["Present", "Away"]


def test_a_pin_keeps_no_thread_waiting(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    monkeypatch.setattr("kiosk.volunteers.desk.pin_fits", lambda *_: let_go.wait(10))
    scene.reader.insert(TAG)
    began_s = time.monotonic()
    scene.desk.pin(PIN)
    scene.desk.touched()
    scene.desk.tick()
    assert time.monotonic() - began_s < 1
    assert isinstance(scene.state, AskPin)
    assert scene.state.checking
    let_go.set()
    assert isinstance(scene.typed(PIN), Present)


def test_a_badge_on_paper_asks_its_pin_and_stays_when_the_paper_is_gone(scene: Scene) -> None:
    badge = Badge(BadgeKind.SIMPLE, paper_key("AaIIoouAcACAAAAAAAAAAA"))
    scene.lists.become(LIST.model_copy(update={"badges": (_entry(badge, 9, pin=PIN),)}))
    paper = PaperBadges(scene.reader, lambda after_s, call: threading.Timer(0.05, call))
    trail = AuditTrail(scene.outbox, seeded(8), scene.clock)
    desk = VolunteerDesk(paper, scene.lists, PinTries(scene.database, scene.clock), trail, scene.clock)
    desk.start()
    paper.show(Badge(BadgeKind.SIMPLE, paper_key("another paper badge...")))
    assert isinstance(desk.state, Away), "a stranger's paper opens nothing"
    paper.show(badge)
    assert isinstance(desk.state, AskPin)
    desk.pin(PIN)
    deadline_s = time.monotonic() + 10
    while not isinstance(desk.state, Present):
        assert time.monotonic() < deadline_s
        time.sleep(0.005)
    time.sleep(0.2)
    assert paper.held() is None
    assert isinstance(desk.state, Present)
    desk.leave()
    assert isinstance(desk.state, Away)
    desk.close()


def test_paper_that_anybody_can_make_ends_nobodys_session(scene: Scene) -> None:
    own = Badge(BadgeKind.SIMPLE, paper_key("AaIIoouAcACAAAAAAAAAAA"), on_paper=True)
    known = LIST.model_copy(update={"badges": (_entry(own, 9, pin=PIN),)})
    scene.lists.become(known)
    paper = PaperBadges(None, lambda after_s, call: threading.Timer(60, call))
    desk = scene.desk = scene.new_desk(paper)
    paper.show(own)
    assert isinstance(scene.typed(PIN), Present)
    home_made = Badge(BadgeKind.SIMPLE, paper_key("a home-made paper badge"), on_paper=True)
    paper.show(home_made)
    assert isinstance(desk.state, Present)
    assert scene.lists.asked_about == [ShownBadge(kind=wire.BadgeKind.SIMPLE, key=home_made.key)]
    scene.lists.become(known.model_copy(update={"authorities": ()}))
    assert isinstance(desk.state, Present), "a new list is about who is there, not about the paper"
    paper.close()
    assert AuditEvent.REFUSED in [line.event for line in scene.trail()], "it is written down all the same"


def test_a_badge_that_the_central_blocked_says_so_and_asks_no_pin(scene: Scene) -> None:
    blocked = RevokedBadge(id=ENTRIES[1].id, lock=ENTRIES[1].lock, why=BLOCKED)
    scene.reader.insert(TAG)
    assert isinstance(scene.state, AskPin)
    scene.lists.become(LIST.model_copy(update={"badges": ENTRIES[:1], "revoked": (blocked,)}))
    assert _why(scene.state) is Why.BLOCKED
    of_later = blocked.model_copy(update={"why": "of_a_later_version"})
    scene.lists.become(LIST.model_copy(update={"badges": ENTRIES[:1], "revoked": (of_later,)}))
    scene.reader.remove()
    scene.reader.insert(TAG)
    assert _why(scene.state) is Why.REVOKED


def test_a_line_that_a_failing_disk_kept_after_all_is_not_kept_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, failing = scene.outbox.put, [True, True]

    def put(*arguments: Any, **named: Any) -> UUID:
        kept = keep(*arguments, **named)
        if failing and failing.pop():
            raise DiskFailedError("the card says that it failed")
        return kept

    monkeypatch.setattr(scene.outbox, "put", put)
    scene.reader.insert(CARD)
    _until(lambda: not scene.desk.is_written_down)
    scene.reader.remove()
    scene.clock.step(AGAIN_S)
    scene.desk.tick()
    _until(lambda: scene.desk.is_written_down)
    badge: dict[str, Any] = {"badge": UUID(int=1), "role": BadgeRole.VOLUNTEER}
    assert scene.trail() == [
        AuditEntry(event=AuditEvent.SIGNED_IN, **badge),
        AuditEntry(event=AuditEvent.LEFT, why="taken", **badge),
    ]


def test_a_disk_that_takes_nothing_is_asked_now_and_then_and_what_is_lost_in_the_end_is_said(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def put(*_: Any, **__: Any) -> UUID:
        asked.append("asked")
        raise DiskFullError("no room")

    monkeypatch.setattr(scene.outbox, "put", put)
    scene.reader.insert(CARD)
    _until(lambda: asked == ["asked"])
    for _ in range(3):
        scene.clock.step(1)
        scene.desk.tick()
    scene.desk.close()
    assert len(asked) == 3, "the badge that is gone now, and once more at the end; ticks did not ask"
    assert "2 lines of the audit trail are lost" in caplog.text


def _until(is_so: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline_s
        time.sleep(0.005)
