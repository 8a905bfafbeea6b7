"""Who stands at the terminal with a badge: (state, event, now) -> state, without a clock, a card or a screen.

The rules, after vxsuite's card log-in: that the time is up is looked at before anything else; a number alone opens
nothing; who takes a strong badge away is gone at once.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from sync.protocol.badges import BadgeEntry, BadgeKind

VOLUNTEER_IDLE_S = 300.0
WHOLE_SESSION_S = 12 * 3600.0
"""Nobody helps for longer without showing the badge again, however busy it is."""

PIN_IDLE_S = 60.0
"""A simple badge is held for a moment only; so long it is asked for its PIN."""

REFUSAL_IDLE_S = 60.0
"""So long does a screen stay that nobody touches and that says why a badge opens nothing, while it lies there."""

SHOW_REFUSAL_S = 10.0
"""How long after a badge was taken away it is still told why it opened nothing."""


class Why(StrEnum):
    """Why nobody is there. A closed set; the screens have words for each refusal, `volunteer.away.{why}`.

    Those that a reader finds by itself have the reader's words, `device.badge.{why}`.
    """

    NO_BADGE = "no_badge"
    TAKEN = "taken"
    """The badge was taken away."""
    LEFT = "left"
    """They pressed the button to leave."""
    IDLE = "idle"
    """Nothing was done for a while, or the whole time is up."""
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    BLOCKED = "blocked"
    """Too many wrong PINs, at all terminals together: it needs a new one."""
    NO_PIN = "no_pin"
    """A simple badge without a PIN: it opens nothing."""
    NEW_PIN = "new_pin"
    """Its PIN was changed meanwhile."""
    NO_LIST = "no_list"
    """The central has never said which badges there are."""
    NOT_GENUINE = "not_genuine"
    FOREIGN = "foreign"
    EXPIRED = "expired"
    UNREADABLE = "unreadable"
    PULLED = "pulled"
    """Taken away too soon: hold it longer."""
    NOT_KEPT = "not_kept"
    """The card of this machine is full or broken: a try could not be counted, so none was made."""


REFUSALS = frozenset(Why) - {Why.NO_BADGE, Why.TAKEN, Why.LEFT, Why.IDLE}
"""What a badge did wrong, as opposed to a session that came to its end."""


_NOTHING_SHOWN = frozenset({Why.UNREADABLE, Why.PULLED})
"""A phone or a purse near the reader says nothing of who is there by another badge."""


@dataclass(frozen=True)
class Tries:
    """Wrong PINs in a row of one badge, and until when it must wait, on this boot's monotonic clock."""

    wrong: int = 0
    locked_until_s: float = 0.0


@dataclass(frozen=True)
class Away:
    """Nobody is there. `held` while the badge that is meant lies on the reader."""

    why: Why = Why.NO_BADGE
    since_s: float = 0.0
    held: bool = False


@dataclass(frozen=True)
class AskPin:
    """A badge is there; its PIN is asked. `checking` while one is looked at; no other is taken until that is done."""

    entry: BadgeEntry
    tries: int
    locked_until_s: float
    since_s: float
    checking: bool = False

    def wait_s(self, now_s: float) -> float:
        """How long no PIN is taken."""
        return max(0.0, self.locked_until_s - now_s)


@dataclass(frozen=True)
class Present:
    """Somebody with this badge is there."""

    entry: BadgeEntry
    since_s: float
    last_act_s: float


VolunteerState = Away | AskPin | Present


@dataclass(frozen=True)
class Limits:
    """When a session ends by itself."""

    idle_s: float = VOLUNTEER_IDLE_S
    whole_s: float = WHOLE_SESSION_S
    pin_idle_s: float = PIN_IDLE_S
    refusal_idle_s: float = REFUSAL_IDLE_S


LIMITS = Limits()


@dataclass(frozen=True)
class Shown:
    """A badge of the list was held to the reader."""

    entry: BadgeEntry
    tries: Tries = Tries()


@dataclass(frozen=True)
class Refused:
    """Something was held to the reader that opens nothing; `badge` is its id if it was one of ours once.

    What was only scanned (`on_paper`) ends nobody's session: anybody can print such a code.
    """

    why: Why
    badge: UUID | None = None
    on_paper: bool = False


@dataclass(frozen=True)
class Taken:
    """Nothing is at the reader any more."""


@dataclass(frozen=True)
class PinTyped:
    """A PIN is to be looked at."""


@dataclass(frozen=True)
class PinChecked:
    """A PIN of the badge with this id was looked at."""

    badge: UUID
    fits: bool
    tries: Tries = Tries()


@dataclass(frozen=True)
class Acted:
    """They touched something."""


@dataclass(frozen=True)
class Leave:
    """They pressed the button to leave."""


@dataclass(frozen=True)
class Listed:
    """A new list came: how the badge with this id stands in it, or None and why. Another badge may be there by now."""

    badge: UUID
    entry: BadgeEntry | None
    why: Why = Why.REVOKED


@dataclass(frozen=True)
class Tick:
    """Time passed."""


VolunteerEvent = Shown | Refused | Taken | PinTyped | PinChecked | Acted | Leave | Listed | Tick


def step(state: VolunteerState, event: VolunteerEvent, now_s: float, limits: Limits = LIMITS) -> VolunteerState:
    """What comes of an event at `now_s` (monotonic)."""
    state = _after_time(state, now_s, limits)
    match event:
        case Shown(entry, tries):
            return _shown(state, entry, tries, now_s)
        case Refused():
            return state if _is_nothing_to(state, event) else Away(event.why, now_s, held=True)
        case Taken():
            return _taken(state, now_s)
        case Leave():
            return state if isinstance(state, Away) else Away(Why.LEFT, now_s, held=True)
        case PinTyped() | PinChecked():
            return _pin(state, event, now_s)
        case Listed():
            return _listed(state, event, now_s)
        case Acted():
            return _acted(state, now_s)
        case Tick():
            return state


def _is_nothing_to(state: VolunteerState, refused: Refused) -> bool:
    """Whether who is there by a badge that need not stay at the reader goes on as if nothing had been shown."""
    stays = isinstance(state, AskPin | Present) and state.entry.kind is BadgeKind.SIMPLE
    return stays and (refused.on_paper or refused.why in _NOTHING_SHOWN)


def _after_time(state: VolunteerState, now_s: float, limits: Limits) -> VolunteerState:
    """The state, unless its time is up: looked at first, so that no touch wakes a session that is over."""
    match state:
        case Away(why, since_s, held) if not held and why is not Why.NO_BADGE and now_s >= since_s + SHOW_REFUSAL_S:
            return Away(Why.NO_BADGE, since_s)
        case AskPin() if not state.checking and now_s >= _asked_until_s(state, limits):
            return Away(Why.IDLE, now_s, held=state.entry.kind is BadgeKind.STRONG)
        case Present(entry) if now_s >= min(state.last_act_s + limits.idle_s, state.since_s + limits.whole_s):
            return Away(Why.IDLE, now_s, held=entry.kind is BadgeKind.STRONG)
    return state


def _asked_until_s(state: AskPin, limits: Limits) -> float:
    """So long a PIN is asked that nobody types. A long wait goes on beside the visitors, who get their screen back."""
    waits_here = state.locked_until_s <= state.since_s + limits.pin_idle_s
    return (max(state.since_s, state.locked_until_s) if waits_here else state.since_s) + limits.pin_idle_s


def ends_in_s(state: Present, now_s: float, limits: Limits = LIMITS) -> float:
    """How long the session lasts if nothing is done: for a warning on the screen."""
    return max(0.0, min(state.last_act_s + limits.idle_s, state.since_s + limits.whole_s) - now_s)


def _shown(state: VolunteerState, entry: BadgeEntry, tries: Tries, now_s: float) -> VolunteerState:
    if isinstance(state, AskPin | Present) and state.entry == entry:
        # Held to the reader once more: the same person.
        return _acted(state, now_s)
    if entry.pin_hash is not None:
        return AskPin(entry, tries.wrong, tries.locked_until_s, now_s)
    if entry.kind is BadgeKind.STRONG:
        return Present(entry, now_s, now_s)
    return Away(Why.NO_PIN, now_s, held=True)


def _taken(state: VolunteerState, now_s: float) -> VolunteerState:
    match state:
        case Away():
            return replace(state, held=False, since_s=now_s)
        case AskPin(entry) | Present(entry) if entry.kind is BadgeKind.STRONG:
            return Away(Why.TAKEN, now_s)
    return state


def _pin(state: VolunteerState, event: PinTyped | PinChecked, now_s: float) -> VolunteerState:
    if not isinstance(state, AskPin):
        return state
    match event:
        case PinTyped() if not state.checking and not state.wait_s(now_s):
            return replace(state, checking=True, since_s=now_s)
        case PinChecked(badge, fits, tries) if state.checking and badge == state.entry.id:
            if fits:
                return Present(state.entry, now_s, now_s)
            return AskPin(state.entry, tries.wrong, tries.locked_until_s, now_s)
    return state


def _acted(state: VolunteerState, now_s: float) -> VolunteerState:
    match state:
        case AskPin():
            return replace(state, since_s=now_s)
        case Present():
            return replace(state, last_act_s=now_s)
    return state


def _listed(state: VolunteerState, event: Listed, now_s: float) -> VolunteerState:
    if not isinstance(state, AskPin | Present) or event.badge != state.entry.id:
        return state
    entry = event.entry
    if entry is None or entry.id != state.entry.id:
        return Away(event.why, now_s, held=True)
    if entry.pin_hash != state.entry.pin_hash:
        # Who knew the old one may be whom it was changed for.
        return Away(Why.NEW_PIN, now_s, held=True)
    return replace(state, entry=entry)
