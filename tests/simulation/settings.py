"""How a world is: how busy, how unlucky, how slow. The common one, or one in which something rare is met soon.

Nothing in here is beyond what happens in a town; no setting may break a promise while the rules hold.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Weather(StrEnum):
    """How a terminal's way to the central is."""

    FINE = "fine"
    BAD = "bad"
    """Each exchange may meet a fault."""
    PARTITION = "partition"
    PORTAL = "portal"
    """A captive portal answers in the central's place."""


class Fault(StrEnum):
    """What happens to one exchange."""

    REQUEST_LOST = "request lost"
    REPLY_LOST = "reply lost"
    DOUBLED = "request doubled"
    LATE_REQUEST = "request late"
    LATE_REPLY = "reply late"
    LATE_DOUBLE = "request doubled, the second late"
    OLD_REPLY = "a proxy gives an earlier reply"
    PORTAL = "a captive portal answers"
    UNAVAILABLE = "a proxy says 503"
    BROKEN = "something says 500"
    MANGLED = "a record is spoilt on its way"


@dataclass(frozen=True)
class Luck:
    """How often each kind of misfortune comes, in proportion to the others."""

    weather: float = 8
    terminal_crash: float = 6
    terminal_off: float = 2
    weak_supply: float = 2
    clock_step: float = 3
    central_crash: float = 4
    central_off: float = 1
    backup: float = 3
    restore: float = 1
    give_up: float = 0.3
    broken_card: float = 0.3
    damage: float = 0.6
    copied_card: float = 0.3


NO_LUCK = Luck(*[0.0] * 13)
"""Nothing at all goes wrong; to be replaced in part."""


@dataclass(frozen=True)
class Sky:
    """How likely each weather is when it changes, how bad the bad one may be, and what can happen to an exchange."""

    fine: float = 2
    bad: float = 4
    partition: float = 3
    portal: float = 1
    badness: tuple[float, ...] = (0.05, 0.3, 0.6)
    faults: tuple[Fault, ...] = tuple(Fault)

    def weights(self) -> dict[Weather, float]:
        """How likely each weather is."""
        return {
            Weather.FINE: self.fine,
            Weather.BAD: self.bad,
            Weather.PARTITION: self.partition,
            Weather.PORTAL: self.portal,
        }


@dataclass(frozen=True)
class Setting:
    """All of it. Seconds are averages."""

    luck: Luck = field(default_factory=Luck)
    sky: Sky = field(default_factory=Sky)
    between_faults_s: float = 200.0
    between_visitors_s: float = 70.0
    between_calls_s: float = 40.0
    """How long a host looks at something else before the next visitor."""
    between_changes_s: float = 500.0
    """People at home, who move or cancel what they have."""
    wishes: tuple[str, ...] = (*["report"], *["number"] * 3, *["appointment"] * 3, "change", "times")
    days_ahead: tuple[int, ...] = (0, 0, 1, 1, 1, 2, 3)
    """On which day people want to come."""
    times: int = 14
    """At how many times of the day: the first so many quarters of an hour."""
    writing_waits_s: float = 0.002
    """Before a transaction that writes at the central, others may come first: so long at most."""


COMMON = Setting()
