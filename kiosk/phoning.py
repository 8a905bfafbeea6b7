"""Asks the central for a link for a visitor's phone, and looks now and then whether the phone has answered.

The questions run beside the window; answers come back in its thread. What is too late is nobody's: the journey
believes only answers to the link that is on the screen.
"""

import logging
from collections.abc import Callable

from kiosk.journeys.intents import Intent, PhoneAnswered, PhoneLinkArrived
from kiosk.journeys.states import OnPhone, State
from kiosk.services import Services
from sync.protocol.phone import PhoneStage
from sync.terminal.reply import CentralRefused, CentralSilent

_LOOK_EVERY_S = 2.0

_log = logging.getLogger(__name__)


class Phoning:
    """One link at a time. `post` runs a function in the window's thread soon; `emit` takes what became of it."""

    def __init__(
        self, services: Services, post: Callable[[Callable[[], None]], None], emit: Callable[[Intent], None]
    ) -> None:
        self._services = services
        self._post = post
        self._emit = emit
        self._shown = ""
        self._looking = False
        self._looked_at_s = 0.0

    def begin(self) -> None:
        """Ask for a link; answered by PhoneLinkArrived."""

        def work() -> None:
            try:
                link = self._services.central.phone_link()
            except (CentralSilent, CentralRefused) as error:
                _log.warning("no link for a phone: %s", type(error).__name__)
                link = None
            self._post(lambda: self._emit(PhoneLinkArrived(link)))

        self._services.executor.submit(work)

    def end(self, state: State) -> None:
        """The visit ended in this state: its link is nobody's any more."""
        for token in {_token(state), self._shown} - {""}:
            self._forget(token)
        self._shown = ""

    def tick(self, state: State) -> None:
        """Called every second: look when it is time; have the central forget a link that is no longer shown."""
        token = _token(state)
        if self._shown and token != self._shown:
            self._forget(self._shown)
        self._shown = token
        now_s = self._services.clock.monotonic_s()
        if token and not self._looking and now_s - self._looked_at_s >= _LOOK_EVERY_S:
            self._looking, self._looked_at_s = True, now_s
            self._services.executor.submit(lambda: self._look(token))

    def _look(self, token: str) -> None:
        try:
            point = self._services.central.phone_point(token)
        except (CentralSilent, CentralRefused):
            # The visitor sees that the network is away; the phone may answer when it is back.
            self._post(self._looked)
            return
        self._post(self._looked)
        if point.stage is not PhoneStage.WAITING:
            self._post(lambda: self._emit(PhoneAnswered(token, point)))

    def _looked(self) -> None:
        self._looking = False

    def _forget(self, token: str) -> None:
        def work() -> None:
            try:
                self._services.central.forget_phone(token)
            except (CentralSilent, CentralRefused) as error:
                _log.info("a link goes by itself in some minutes: %s", type(error).__name__)

        self._services.executor.submit(work)


def _token(state: State) -> str:
    return state.link.token if isinstance(state, OnPhone) and state.link else ""
