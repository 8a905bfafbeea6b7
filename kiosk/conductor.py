"""Conducts visits: one after the other, and a volunteer's in between while the visitor's is put aside.

What is put aside stays as it is, in memory only: its place, what was typed, settings and photos. Answers that arrive
for it meanwhile reach it, and its idle clock stands still.
"""

import gc
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from devices.badge.port import Badge, BadgeKind
from devices.camera.port import Camera
from kiosk.codes import CodeKind, read_code
from kiosk.content import Content
from kiosk.idle import IdlePolicy
from kiosk.journeys.intents import GoBack, GoHome, Intent, Scanned, StartForm, Stop
from kiosk.journeys.listening import SetSpeech
from kiosk.journeys.states import Home, State
from kiosk.journeys.volunteer_states import Overview, PointClosed
from kiosk.photographs import Photographs
from kiosk.promises import Promises
from kiosk.services import Services
from kiosk.sitting import Keeper, Post, Sitting
from kiosk.visit import TEXT_SIZES, Visit
from sync.protocol.badges import paper_key


class Conductor:
    """The visits of one terminal.

    `post` runs a function in the window's thread soon; `changed` is called after every change of the visit on screen.
    """

    def __init__(
        self,
        services: Services,
        content_in: Callable[[str], Content],
        idle: IdlePolicy,
        themes: int,
        post: Post,
        changed: Callable[[], None],
    ) -> None:
        self._services = services
        self._content_in = content_in
        self._idle = idle
        self._themes = themes
        self._post = post
        self._changed = changed
        self._promises = Promises(services)
        self._bookings_asked: set[UUID] = set()
        self._last_touch_s = self._aside_since_s = services.clock.monotonic_s()
        self._keeper: Keeper | None = None
        self._volunteer: Sitting | None = None
        self._visitor = self._sit(self._start())

    @property
    def visit(self) -> Visit:
        """What is on the screen."""
        return self._seen.visit

    @property
    def volunteer(self) -> Sitting | None:
        """The sitting of a volunteer, while one is on the screen."""
        return self._volunteer

    @property
    def photographs(self) -> Photographs:
        """The photos of what is on the screen."""
        return self._seen.photographs

    @property
    def camera(self) -> Camera | None:
        """What a screen looks through."""
        return self._services.camera

    def jpeg(self, sealed_sha256: str) -> bytes | None:
        """A photo of the visit on the screen, to be shown."""
        return self.photographs.jpeg(sealed_sha256)

    def emit(self, intent: Intent) -> None:
        """Whoever stands here wants something."""
        if self._volunteer is not None:
            self._emit_for(self._volunteer, intent)
        elif isinstance(intent, Stop):
            self.end_visit()
        else:
            self._visitor.emit(intent)
            if isinstance(intent, GoBack | GoHome) and self._visitor.visit.untouched:
                # Back at the start with nothing set: whoever touches next may be somebody else.
                self.end_visit()

    def _emit_for(self, volunteer: Sitting, intent: Intent) -> None:
        """Who stops an act comes back to the start of all acts; who stops there, leaves."""
        visit = volunteer.visit
        if isinstance(intent, StartForm) and not isinstance(visit.start, Overview):
            return  # who has not given the PIN yet is no volunteer: no form begins from the help page
        if not isinstance(intent, Stop):
            volunteer.emit(intent)
        elif type(visit.state) is type(visit.start) and self._keeper is not None:
            self._keeper.leave()
        else:
            self.put_aside(visit.start, self._keeper)

    def scanned(self, text: str) -> None:
        """A code was held before the scanner. A badge on paper goes to the volunteers' desk, whoever is under way."""
        code = read_code(text, self.visit.content.public_url)
        paper = self._services.paper_badges
        if code.kind is CodeKind.BADGE and paper is not None:
            paper.show(Badge(BadgeKind.SIMPLE, paper_key(code.value), on_paper=True))
        else:
            self.emit(Scanned(text))

    def end_visit(self) -> None:
        """Drop all that the visitor entered, and every setting."""
        self._visitor.end()
        self._visitor = self._sit(self._start())
        if self._volunteer is not None:
            self._visitor.put_aside()
        self._services.prints.forget()
        self._changed()
        gc.collect()

    def put_aside(self, start: State, keeper: Keeper | None = None) -> Sitting:
        """A volunteer takes over: the visitor's visit waits as it is. What a volunteer began before is dropped."""
        if self._volunteer is None:
            self._visitor.put_aside()
            self._aside_since_s = self._services.clock.monotonic_s()
        else:
            self._volunteer.end()
        self._keeper = keeper
        self._volunteer = self._sit(start, keeper)
        self._changed()
        return self._volunteer

    def give_back(self) -> None:
        """The volunteer is done: the visitor goes on where he was, with as much time as if he had just touched.

        Who waited for long may have left, and somebody else may stand there: he is asked whether he is still here.
        """
        if self._volunteer is None:
            return
        self._volunteer.end()
        self._volunteer = self._keeper = None
        now_s = self._services.clock.monotonic_s()
        waited_long = now_s - self._aside_since_s >= self._idle.quiet_s
        self._last_touch_s = now_s - self._idle.quiet_s if waited_long else now_s
        self._visitor.take_up()
        self._changed()
        gc.collect()

    def failed(self) -> None:
        """A screen broke: whoever stands there begins anew; a visit that is put aside is not lost with it."""
        if self._volunteer is None:
            self.end_visit()
            return
        if self._keeper is not None:
            self._keeper.leave()
        self.give_back()

    def check_closing(self) -> None:
        """Called every second: has the point been closed, or is it time to open? Nobody is driven from what he does."""
        start, visit = self._start(), self._visitor.visit
        if start == visit.start:
            return
        before, visit.start = visit.start, start
        if visit.state == before:
            visit.state = start
            self._went_on(self._visitor)

    def touched(self) -> None:
        """Somebody is there."""
        if self._keeper is not None:
            self._keeper.touched()
        self._last_touch_s = self._services.clock.monotonic_s()

    def pretend_idle(self, idle_s: float) -> None:
        """Act as if nobody had touched anything for so long: to show the warning without waiting for it."""
        self._last_touch_s = self._aside_since_s = self._services.clock.monotonic_s() - idle_s

    def check_idle(self) -> int | None:
        """Called every second: the seconds left to show, None when no warning is due; ends a deserted visit."""
        if self._keeper is not None:
            return self._keeper.seconds_left()
        if self._volunteer is not None or self.visit.untouched:
            return None
        idle_s = self._services.clock.monotonic_s() - self._last_touch_s
        if self._idle.is_over(idle_s):
            self.end_visit()
            return None
        return self._idle.seconds_left(idle_s)

    @property
    def deserted(self) -> bool:
        """Whether nobody is under way with anything."""
        return self._volunteer is None and self._visitor.visit.untouched

    def next_text_size(self) -> None:
        """One size larger; after the largest the smallest."""
        settings = self.visit.settings
        self._set(text_size=(settings.text_size + 1) % TEXT_SIZES)

    def next_contrast(self) -> None:
        """The next theme."""
        self._set(contrast=(self.visit.settings.contrast + 1) % self._themes)

    def toggle_speech(self) -> None:
        """Speech on or off."""
        self.emit(SetSpeech(not self.visit.settings.speech))

    def look_at_phone(self) -> None:
        """Called every second: has the visitor's phone answered, if one was asked?"""
        self._visitor.look_at_phone()
        if self._volunteer is not None:
            self._volunteer.look_at_phone()

    def withdraw_left(self) -> None:
        """Called now and then: withdraw bookings whose withdrawal could not be written down before."""
        self._promises.withdraw_left(self._bookings_asked)

    @property
    def _seen(self) -> Sitting:
        return self._volunteer or self._visitor

    def _start(self) -> State:
        """Where a visit begins."""
        until = self._services.closing.until() if self._services.closing else None
        return PointClosed(until) if until else Home()

    def _sit(self, start: State, keeper: Keeper | None = None) -> Sitting:
        visit = Visit(self._content_in, start=start)
        return Sitting(self._services, self._promises, visit, self._bookings_asked, self._post, self._went_on, keeper)

    def _went_on(self, sitting: Sitting) -> None:
        if sitting is self._seen:
            self._changed()

    def _set(self, **values: int) -> None:
        self.visit.settings = replace(self.visit.settings, **values)  # type: ignore[arg-type]
        self._changed()
