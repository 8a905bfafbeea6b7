"""The volunteers' desk: reader, list, session and audit trail joined. Nothing here makes the window wait.

Events are stepped through in the thread they come from, which is quick; what takes time (PINs, the disk) is done, in
order, by one thread of its own.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol
from uuid import UUID

from devices.badge.port import Badge, BadgeReader, BadgeState, BadgeTrouble, Held
from kiosk.volunteers.audit import line, lines
from kiosk.volunteers.known import looked_up
from kiosk.volunteers.session import (
    LIMITS,
    Acted,
    AskPin,
    Away,
    Leave,
    Limits,
    Listed,
    PinChecked,
    PinTyped,
    Present,
    Refused,
    Shown,
    Taken,
    Tick,
    VolunteerEvent,
    VolunteerState,
    Why,
    step,
)
from kiosk.volunteers.trail import AuditTrail, TrailState
from kiosk.volunteers.tries import PinTries
from sync.protocol.audit import AuditEntry, AuditEvent, Outcome
from sync.protocol.badges import Act, BadgeEntry, BadgeKind, BadgeList, ShownBadge, card_code, may
from sync.protocol.clock import Clock
from sync.protocol.pin import is_pin, pin_fits
from sync.terminal.errors import StorageError

_SAME_REFUSAL_S = 60.0
"""Of what opens nothing (a bank card, a lost badge, somebody's key ring) one line in a minute is written down."""

_PERHAPS_KNOWN = frozenset({Why.UNKNOWN, Why.NO_LIST})
"""Why a badge opens nothing that a newer list may know."""

_log = logging.getLogger(__name__)


class _Step(NamedTuple):
    before: VolunteerState
    after: VolunteerState
    badge: Badge | None


class ListsBadges(Protocol):
    """Where the list comes from: sync.terminal.badging.BadgeStep."""

    def current(self) -> BadgeList | None:
        """The last list; asks no disk."""
        ...

    def watch(self, on_list: Callable[[], None]) -> None:
        """Tell `on_list` of each new list, in the sync worker's thread."""
        ...

    def ask_about(self, shown: ShownBadge) -> None:
        """An unknown badge is here: ask for a newer list soon, and tell the central of the badge if it waits for it."""
        ...


class VolunteerDesk:
    """Who is there with a badge. Safe to use from any thread; every method returns at once.

    The screens read `state` (session.py has the shapes), ask `may` before they offer something, call `touched` for
    every touch, `acted` for what was done, `tick` about once a second, and `pin` and `leave` when asked to.
    """

    def __init__(
        self,
        reader: BadgeReader,
        badges: ListsBadges,
        tries: PinTries,
        trail: AuditTrail,
        clock: Clock,
        limits: Limits = LIMITS,
    ) -> None:
        self._reader = reader
        self._badges = badges
        self._tries = tries
        self._trail = trail
        self._clock = clock
        self.limits = limits
        self._lock = threading.RLock()
        self._state: VolunteerState = Away()
        self._badge: Badge | None = None
        """The badge that the state is about: its key is needed for its PIN."""
        self._at_reader: Held = None
        self._trusted: tuple[bytes, ...] | None = None
        self._last: BadgeEntry | None = None
        self._refused_at_s: dict[tuple[str | None, UUID | None], float] = {}
        self._callbacks: list[Callable[[], None]] = []
        self._slow = ThreadPoolExecutor(1, thread_name_prefix="volunteer-desk")

    def start(self) -> None:
        """Begin to listen to the reader and to new lists; a badge that lies there already counts."""
        self._badges.watch(self._new_list)
        self._reader.watch(self._held)
        self._trust()
        held: Held = None
        while (now := self._reader.held()) != held:
            # Asked again afterwards: it may have been taken away, and told, before it was seen here.
            self._held(now)
            held = now

    @property
    def state(self) -> VolunteerState:
        """Who is there."""
        with self._lock:
            return self._state

    def reader_state(self) -> BadgeState:
        """How the reader is."""
        return self._reader.state()

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call `callback` after each change that can be seen, in whatever thread it came from: read `state` then."""
        self._callbacks.append(callback)

    @property
    def card_code(self) -> str:
        """Six letters of an unknown card that is held to the reader, for who issues it; empty for all else."""
        with self._lock:
            unknown = isinstance(self._state, Away) and self._state.why in _PERHAPS_KNOWN
            return card_code(self._badge.key) if unknown and self._badge is not None else ""

    def may(self, act: Act) -> bool:
        """Whether who is there may do this now."""
        state = self.state
        return isinstance(state, Present) and may(state.entry.role, act)

    @property
    def is_written_down(self) -> bool:
        """Whether what is done is written down now; else the disk takes nothing, and lines wait in memory."""
        return self._trail.state() is TrailState.READY

    def pin(self, digits: str) -> None:
        """Look at a PIN, if one is asked and none has to wait. The answer comes as a change of the state."""
        if not is_pin(digits):
            return
        before, after, badge = self._apply(PinTyped())
        if isinstance(after, AskPin) and after.checking and after != before and badge is not None:
            self._submit(partial(self._check, after.entry, badge.key, digits))

    def leave(self) -> None:
        """They pressed the button to leave."""
        self._apply(Leave())

    def touched(self) -> None:
        """They touched the screen: the idle time begins again."""
        self._apply(Acted())

    def acted(
        self,
        act: Act,
        outcome: Outcome = Outcome.DONE,
        reference: str | None = None,
        by: BadgeEntry | None = None,
        device: str | None = None,
    ) -> None:
        """Write down what was done, also when the badge was taken away meanwhile. `reference` is of its record.

        `by`: who began it, when somebody else may be there by now; else who was there last.
        """
        self._apply(Acted())
        with self._lock:
            entry = by or self._last
        if entry is not None:
            done = line(AuditEvent.ACTED, entry, act=act, outcome=outcome, reference=reference, device=device)
            self._submit(partial(self._trail.put, done))

    def tick(self) -> None:
        """Let time pass."""
        self._apply(Tick())
        if self._trail.is_due():
            self._submit(self._trail.write)

    def close(self) -> None:
        """End the session and write down what is still to be written. Closes no reader."""
        self._apply(Leave())
        self._submit(self._trail.write)
        self._slow.shutdown(wait=True)
        self._trail.close()

    def _held(self, held: Held) -> None:
        """The reader's word, in its thread."""
        with self._lock:
            self._at_reader = held
        match held:
            case Badge():
                self._shown(held)
            case BadgeTrouble():
                self._apply(Refused(Why(held.value)))
            case None:
                self._apply(Taken())

    def _shown(self, badge: Badge) -> None:
        badges = self._badges.current()
        found = looked_up(badges, badge.kind.value, badge.key)
        if isinstance(found, Refused):
            self._apply(replace(found, on_paper=badge.on_paper), badge)
        else:
            self._apply(Shown(found, self._tries.of(found)), badge)
        if isinstance(found, Refused) and found.why in _PERHAPS_KNOWN:
            self._badges.ask_about(ShownBadge(kind=BadgeKind(badge.kind.value), key=badge.key))
        if self._badges.current() is not badges:
            # A list that came in between may have revoked it, and was told before this badge was there.
            self._new_list()

    def _new_list(self) -> None:
        """A new list came: who is there may be so no longer, and a badge on the reader may be known now."""
        self._trust()
        with self._lock:
            badge, state = self._badge, self._state
        if badge is None:
            return
        found = looked_up(self._badges.current(), badge.kind.value, badge.key)
        if not isinstance(state, Away):
            there = state.entry.id
            self._apply(Listed(there, None, found.why) if isinstance(found, Refused) else Listed(there, found))
        elif state.held and state.why in _PERHAPS_KNOWN | {Why.NO_PIN}:
            event = found if isinstance(found, Refused) else Shown(found, self._tries.of(found))
            if event != Refused(state.why):
                self._apply(event, badge)

    def _trust(self) -> None:
        badges = self._badges.current()
        authorities = badges.authorities if badges is not None else ()
        with self._lock:
            is_news, self._trusted = authorities != self._trusted, authorities
        if is_news:
            self._reader.trust(authorities)

    def _check(self, entry: BadgeEntry, key: str, digits: str) -> None:
        """Look at a PIN, in our own thread: counted as wrong first, so that no power cut makes it free."""
        try:
            tries = self._tries.count(entry)
        except StorageError as error:
            _log.error("a PIN was not looked at, since it could not be counted: %s", type(error).__name__)
            self._apply(Refused(Why.NOT_KEPT, entry.id))
            return
        fits = pin_fits(digits, key, entry.pin_hash or "")
        if fits:
            try:
                self._tries.forget(entry)
            except StorageError as error:
                _log.error("wrong tries could not be forgotten: %s", type(error).__name__)
        self._apply(PinChecked(entry.id, fits, tries))

    def _apply(self, event: VolunteerEvent, badge: Badge | None = None) -> _Step:
        """Step the session; `badge` is the one that the event is about. Tells others when no lock is held."""
        now_s = self._clock.monotonic_s()
        with self._lock:
            before = self._state
            if badge is not None and self._is_gone(badge):
                return _Step(before, before, self._badge)
            after = self._state = step(before, event, now_s, self.limits)
            if badge is not None and (isinstance(after, Away) or not isinstance(event, Refused)):
                self._badge = badge
            if isinstance(after, Present):
                self._last = after.entry
            written = [entry for entry in lines(before, event, after, now_s) if self._is_news(entry, now_s)]
            for entry in written:
                # Within the lock: lines stand in the order in which things were, and none comes after the last one.
                self._submit(partial(self._trail.put, entry))
            done = _Step(before, after, self._badge)
        if _seen(before) != _seen(after):
            for callback in tuple(self._callbacks):
                callback()
        return done

    def _is_gone(self, badge: Badge) -> bool:
        """Whether a badge was taken away while it was looked up: a strong one has to stay."""
        return badge.kind.value == BadgeKind.STRONG and self._at_reader != badge

    def _is_news(self, entry: AuditEntry, now_s: float) -> bool:
        if entry.event is not AuditEvent.REFUSED:
            return True
        what = (entry.why, entry.badge)
        if now_s < self._refused_at_s.get(what, float("-inf")) + _SAME_REFUSAL_S:
            return False
        self._refused_at_s[what] = now_s
        return True

    def _submit(self, work: Callable[[], None]) -> None:
        try:
            self._slow.submit(_run, work)
        except RuntimeError:
            _log.warning("the volunteers' desk is closed already")


def _run(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:  # a mistake of ours must not pass unseen, nor stop the thread
        _log.error("the volunteers' desk made a mistake: %s", type(error).__name__)


def _seen(state: VolunteerState) -> VolunteerState:
    """The state without what nobody sees of it."""
    match state:
        case Present():
            return replace(state, last_act_s=0.0)
        case AskPin():
            return replace(state, since_s=0.0)
    return state
