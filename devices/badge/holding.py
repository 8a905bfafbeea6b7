"""What a badge reader has found, kept for those who ask and told to those who watch: the same for every driver."""

import logging
import threading

from devices.badge.port import Badge, BadgeState, Held, OnHeld

_log = logging.getLogger(__name__)


class Holding:
    """Thread-safe. Tells and logs only changes, in the order in which they came; of the state also how it began."""

    def __init__(self, state: BadgeState) -> None:
        self._now: tuple[BadgeState, Held] = (state, None)
        self._logged: BadgeState | None = None
        self._watchers: tuple[OnHeld, ...] = ()
        self._telling = threading.RLock()

    @property
    def state(self) -> BadgeState:
        """How the reader is. Never waits, also while somebody is being told."""
        return self._now[0]

    @property
    def held(self) -> Held:
        """What is held to it. Never waits."""
        return self._now[1]

    def watch(self, on_change: OnHeld) -> None:
        """Tell `on_change` of each change of what is held."""
        with self._telling:
            self._watchers = (*self._watchers, on_change)

    def become(self, state: BadgeState, held: Held, why: str = "") -> None:
        """This is how it is now; `why` is for the log. A watcher that raises keeps no other from being told."""
        with self._telling:
            before, self._now = self._now, (state, held)
            if state is not self._logged:
                self._logged = state
                _log.log(_level(state), "badge reader: %s%s", state.value, f" ({why})" if why else "")
            if held == before[1]:
                return
            _log.info("badge: %s", _word(held))
            for watcher in self._watchers:
                try:
                    watcher(held)
                except Exception:
                    _log.exception("somebody who watches the badge reader failed")


class HoldingReader:
    """The half of a reader that is the same for every driver: to whom it tells what it holds, and what."""

    def __init__(self, state: BadgeState) -> None:
        self._holding = Holding(state)

    def state(self) -> BadgeState:
        """How it is."""
        return self._holding.state

    def held(self) -> Held:
        """What is held to it now."""
        return self._holding.held

    def watch(self, on_change: OnHeld) -> None:
        """Tell `on_change` from now on."""
        self._holding.watch(on_change)


def _level(state: BadgeState) -> int:
    return logging.INFO if state is BadgeState.READY else logging.WARNING


def _word(held: Held) -> str:
    """For the log: never the key, which would say who stood here and when."""
    match held:
        case None:
            return "none"
        case Badge():
            return held.kind.value
        case _:
            return held.value
