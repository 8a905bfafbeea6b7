"""Volunteer mode: joins the desk where badges are shown to the visits on the screen, and does what volunteers ask.

Everything here happens in the window's thread; what takes time runs beside it and comes back through `post`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from uuid import UUID

from devices.printer.port import PrinterState, PrintOutcome
from devices.sound.port import Output
from kiosk.acts import ended
from kiosk.closing import Closing
from kiosk.conductor import Conductor
from kiosk.idle import IdlePolicy
from kiosk.journeys.intents import Intent, KeepingFailed
from kiosk.journeys.states import State
from kiosk.journeys.volunteer_effects import (
    Chime,
    FindJob,
    KeepFindings,
    KeepHandedOver,
    PaperChanged,
    ReadJobs,
    Reprint,
    SetClosed,
    StartAnew,
    TryPin,
    VolunteerEffect,
)
from kiosk.journeys.volunteer_intents import (
    DeviceRestarted,
    FindingsKept,
    HandedOverKept,
    HealthSeen,
    JobEnded,
    JobFound,
    JobsRead,
    PinSeen,
    PointMoved,
)
from kiosk.journeys.volunteer_states import BadgeRefused, ChangePaper, EnterPin, Helper, JobEnd, Overview
from kiosk.promises import Promises
from kiosk.readiness import Finding
from kiosk.restarting import Begun
from kiosk.services import Services
from kiosk.sitting import Post, Sitting
from kiosk.volunteers.desk import VolunteerDesk
from kiosk.volunteers.session import REFUSALS, AskPin, Away, Present, Why, ends_in_s
from sync.protocol.badges import Act, BadgeEntry, may
from sync.protocol.health import TerminalHealth
from sync.terminal.errors import StorageError

_FREE_STEP_BYTES = 64 << 20
"""So much must the free space change for the overview to be drawn again."""

_QUIET = frozenset({Why.UNREADABLE})
"""A phone or a purse near the reader: nothing that a visitor in the middle of something should see."""

_ENDS = {
    PrintOutcome.PRINTED: JobEnd.PRINTED,
    PrintOutcome.NOT_PRINTED: JobEnd.NOT_PRINTED,
    PrintOutcome.UNKNOWN: JobEnd.UNKNOWN,
}
_log = logging.getLogger(__name__)


class Volunteering:
    """Keeps the sittings of volunteers.

    `chime` lets an output be heard; `keys` are the actions of the keypad's keys.
    """

    def __init__(
        self,
        desk: VolunteerDesk,
        services: Services,
        conductor: Conductor,
        post: Post,
        idle: IdlePolicy,
        chime: Callable[[Output], None],
        keys: tuple[str, ...] = (),
    ) -> None:
        self._desk = desk
        self._services = services
        self._conductor = conductor
        self._post = post
        self._idle = idle
        self._chime = chime
        self._keys = keys
        self._who: BadgeEntry | None = None
        self._asked: UUID | None = None
        self._health: TerminalHealth | None = None
        self._asking_health = False
        self._dismissed: Why | None = None
        self._touched_s = 0.0
        self._starting: dict[str, tuple[Begun, Sitting]] = {}
        desk.on_change(lambda: post(self.look))

    def look(self) -> None:
        """Who is there now?"""
        state = self._desk.state
        if not isinstance(state, Away) or state.why not in REFUSALS:
            self._dismissed = None
        match state:
            case Present(entry):
                self._begin(entry)
            case AskPin():
                self._ask_pin(state)
            case Away(why) if why in REFUSALS and self._is_shown(why):
                self._show(BadgeRefused(why, self._desk.card_code))
            case Away():
                self._go()

    def tick(self) -> None:
        """Called every second: the end of the session, how everything is, a PIN that has to wait."""
        self._desk.tick()
        self.look()
        self._follow_restarts()
        if self._refused_for_nobody():
            self.leave()
        if self._who is not None:
            if self._sitting is not None and isinstance(self._sitting.visit.state, ChangePaper):
                self._services.prints.look()
            self._ask_health()

    def does(self, effect: VolunteerEffect, sitting: Sitting) -> None:
        """Do what a journey asks; the answer goes to the sitting that asked, or to nobody when that has ended."""
        match effect:
            case TryPin(digits):
                self._desk.pin(digits)
                self.look()
            case ReadJobs():
                self._beside(lambda: JobsRead(self._services.prints.jobs()), JobsRead(None), sitting)
            case FindJob(code):
                self._beside(lambda: self._found(code), JobFound(None), sitting)
            case Reprint(job):
                self._reprint(job, sitting)
            case SetClosed() | KeepFindings() | KeepHandedOver():
                sitting.emit(self._kept(effect))
            case Chime(output):
                self._chime(output)
            case PaperChanged():
                self._desk.acted(Act.PAPER)
            case StartAnew(device):
                self._start_anew(device, sitting)

    def witness(self, state: State, intent: Intent, by: BadgeEntry) -> None:
        """An act that has ended is written down, of the badge that began it."""
        if (done := ended(state, intent)) is not None:
            self._desk.acted(done.act, done.outcome, done.reference, by, done.device)

    def touched(self) -> None:
        """The time of who is there begins again."""
        self._touched_s = self._services.clock.monotonic_s()
        self._desk.touched()

    def seconds_left(self) -> int | None:
        """Until the session ends by itself; told for as long before as a visitor is told."""
        state = self._desk.state
        if isinstance(state, Away) and not self._is_at_start:
            return self._idle.seconds_left(self._idle_s)
        if not isinstance(state, Present):
            return None
        left_s = ends_in_s(state, self._services.clock.monotonic_s(), self._desk.limits)
        return ceil(left_s) if left_s <= self._idle.warning_s else None

    def leave(self) -> None:
        """Back to the visitor's screen."""
        state = self._desk.state
        self._dismissed = state.why if isinstance(state, Away) else None
        self._desk.leave()
        self._go()

    def _begin(self, entry: BadgeEntry) -> None:
        if self._who == entry:
            return
        self._who = entry
        helper = Helper(entry.role, entry.label, entry.kind)
        self._show(Overview(helper, self._health, self._keys))
        self._ask_health()

    def _ask_pin(self, asked: AskPin) -> None:
        """Once a badge; then only how it stands is told."""
        self._who = None
        if self._sitting is None or self._asked != asked.entry.id:
            self._asked = asked.entry.id
            self._show(EnterPin(asked.entry.label))
        wait_s = ceil(asked.wait_s(self._services.clock.monotonic_s()))
        seen = PinSeen(asked.tries, wait_s, asked.checking)
        state = self._sitting.visit.state if self._sitting else None
        if isinstance(state, EnterPin) and (state.tries, state.wait_s, state.checking) != (
            seen.tries,
            seen.wait_s,
            seen.checking,
        ):
            self._sitting.emit(seen)  # type: ignore[union-attr]

    def _is_shown(self, why: Why) -> bool:
        return why is not self._dismissed and (why not in _QUIET or self._sitting is not None)

    def _refused_for_nobody(self) -> bool:
        """Whether nobody is left beside a badge that opens nothing: it may lie there for days."""
        if self._sitting is None or not isinstance(self._desk.state, Away):
            return False
        if self._is_at_start:
            return self._idle_s >= self._desk.limits.refusal_idle_s
        return self._idle.is_over(self._idle_s)

    @property
    def _idle_s(self) -> float:
        return self._services.clock.monotonic_s() - self._touched_s

    @property
    def _is_at_start(self) -> bool:
        return self._sitting is not None and self._sitting.visit.state == self._sitting.visit.start

    def _show(self, start: State) -> None:
        if self._sitting is not None and self._sitting.visit.start == start:
            return
        self._touched_s = self._services.clock.monotonic_s()
        if not isinstance(start, Overview):
            self._who = None
        if not isinstance(start, EnterPin):
            self._asked = None
        self._conductor.put_aside(start, _Session(self, self._who))

    def _go(self) -> None:
        self._who = self._asked = None
        self._conductor.give_back()

    @property
    def _sitting(self) -> Sitting | None:
        """What is on the screen of it: another one after each act that was stopped."""
        return self._conductor.volunteer

    def _ask_health(self) -> None:
        ask = self._services.health
        if ask is None or self._asking_health:
            return
        self._asking_health = True

        def work() -> None:
            health: TerminalHealth | None = None
            try:
                health = ask()
            except StorageError as error:
                _log.warning("how everything is could not be read: %s", type(error).__name__)
            finally:
                self._post(lambda: self._health_came(health))

        self._services.executor.submit(work)

    def _health_came(self, health: TerminalHealth | None) -> None:
        self._asking_health = False
        if health is None or self._sitting is None:
            return
        calm = _calm(health)
        if calm == self._health:
            return
        self._health = calm
        visit = self._sitting.visit
        if isinstance(visit.start, Overview):
            was_at_start = visit.state == visit.start
            visit.start = replace(visit.start, health=calm)
            if was_at_start:
                visit.state = visit.start
            self._conductor.emit(HealthSeen(calm))

    def _beside(self, work: Callable[[], Intent], failed: Intent, sitting: Sitting) -> None:
        def answer() -> None:
            try:
                intent = work()
            except StorageError as error:
                _log.warning("a volunteer's question could not be answered: %s", type(error).__name__)
                intent = failed
            self._post(lambda: sitting.emit(intent))

        self._services.executor.submit(answer)

    def _found(self, code: str) -> JobFound:
        row = self._services.prints.find(code)
        return JobFound(row.id if row else None)

    def _reprint(self, job: int, sitting: Sitting) -> None:
        if not self._desk.is_written_down:
            sitting.emit(JobEnded(job, JobEnd.NOT_WRITTEN))
            return

        def on_done(outcome: PrintOutcome, _printer: PrinterState) -> None:
            self._post(lambda: sitting.emit(JobEnded(job, _ENDS[outcome])))

        def work() -> None:
            try:
                is_kept = self._services.prints.print_again(job, on_done)
            except StorageError as error:
                _log.warning("a ticket could not be read: %s", type(error).__name__)
                is_kept = False
            if not is_kept:
                self._post(lambda: sitting.emit(JobEnded(job, JobEnd.GONE)))

        self._services.executor.submit(work)

    def _start_anew(self, device: str, sitting: Sitting) -> None:
        if self._services.restarts is not None:
            self._starting[device] = self._services.restarts.begin(device), sitting

    def _follow_restarts(self) -> None:
        """What became of each is told to whoever asked, and written down also when that badge is gone by now."""
        for device, (begun, sitting) in tuple(self._starting.items()):
            well = self._services.restarts.well(begun) if self._services.restarts else False
            if well is not None:
                del self._starting[device]
                sitting.emit(DeviceRestarted(device, well))

    def _kept(self, effect: SetClosed | KeepFindings | KeepHandedOver) -> Intent:
        """Keep it, and what is to be told then."""
        try:
            match effect:
                case SetClosed(until):
                    self._closing.move(until)
                    return PointMoved(until)
                case KeepFindings(found):
                    self._keep(found)
                    return FindingsKept()
                case KeepHandedOver(reference, taker):
                    Promises(self._services).handed_over(reference, taker)
                    return HandedOverKept(taker)
        except StorageError as error:
            _log.error("what a volunteer did could not be kept: %s", type(error).__name__)
        return KeepingFailed()

    def _keep(self, found: tuple[Finding, ...]) -> None:
        if self._services.readiness is not None and self._who is not None:
            self._services.readiness.keep(self._services.clock.now(), self._who.role.value, found)

    @property
    def _closing(self) -> Closing:
        if self._services.closing is None:
            raise StorageError("this terminal cannot be closed")
        return self._services.closing


@dataclass(frozen=True)
class _Session:
    """What one badge began (kiosk.sitting.Keeper): late answers are its own too. `by`: None before it has opened."""

    keeper: Volunteering
    by: BadgeEntry | None

    def does(self, effect: VolunteerEffect, sitting: Sitting) -> None:
        """As Keeper says."""
        self.keeper.does(effect, sitting)

    def may(self, act: Act) -> bool:
        """As Keeper says."""
        return self.by is not None and may(self.by.role, act)

    def witness(self, state: State, intent: Intent) -> None:
        """What a stranger does beside the question for a PIN is nobody's act."""
        if self.by is not None:
            self.keeper.witness(state, intent, self.by)

    def helps(self) -> bool:
        """As Keeper says."""
        return self.by is not None

    def touched(self) -> None:
        """As Keeper says."""
        self.keeper.touched()

    def seconds_left(self) -> int | None:
        """As Keeper says."""
        return self.keeper.seconds_left()

    def leave(self) -> None:
        """As Keeper says."""
        self.keeper.leave()


def _calm(health: TerminalHealth) -> TerminalHealth:
    """Without what changes all the time: nobody should see a screen drawn again under his finger for that."""
    off_s = health.clock_off_s
    free = health.free_bytes // _FREE_STEP_BYTES * _FREE_STEP_BYTES
    return health.model_copy(update={"free_bytes": free, "clock_off_s": None if off_s is None else round(off_s)})
