"""How a desk is in the simulation: what really happens, of which the central knows only what it sees."""

from dataclasses import dataclass
from random import Random

OPENS, CLOSES = 0.0, 510.0
"""Minutes of the day: 08:30 to 17:00."""

SERVICES = {"A": 11.0, "B": 4.0, "C": 8.0}
"""The middle of the real minutes that a visit takes; the town's own estimate is 8 for all."""
USUAL_MINUTES = {"A": 8.0, "B": 8.0, "C": 8.0}
_SPREAD = 0.55
_SHARES = {"A": 0.45, "B": 0.25, "C": 0.30}
_NO_SHOW_SHARE = 0.04
_NO_SHOW_MINUTES = 1.5
_APPOINTMENT_COMES_SHARE = 0.9
_PEAKS = ((0, 90, 0.8), (90, 180, 1.5), (180, 270, 0.8), (270, 360, 1.3), (360, 480, 0.7))
"""From, until, and how busy: a morning and an early afternoon peak; the last half hour brings nobody new."""


@dataclass(frozen=True)
class SimCounter:
    """A counter: whom it serves, when its host is there, how slow he is (1 is usual), his breaks (from, minutes)."""

    slug: str
    serves: frozenset[str]
    opens: float
    closes: float
    pace: float
    breaks: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Visitor:
    """One who comes: at which minute, for what, how long it takes, and whether he is still there when called."""

    key: str
    service: str
    at: float
    minutes: float
    stays: bool
    appointment: float | None = None


@dataclass(frozen=True)
class SimDay:
    """A day that is fixed beforehand; only who is helped when depends on the order of calling."""

    counters: tuple[SimCounter, ...]
    visitors: tuple[Visitor, ...]
    appointments: tuple[float, ...]
    """Every booked time, also of those who do not come: the central knows no better."""


def make_day(random: Random, number: int) -> SimDay:
    """A day from two to five counters, slow and quick people, breaks, peaks, appointments and no-shows."""
    counters = _counters(random)
    slowness = random.choice((0.85, 1.0, 1.0, 1.25))
    busy = random.uniform(0.6, 0.92)
    booked = tuple(sorted(random.sample(range(30, 480, 15), random.randint(4, 12))))
    capacity = sum((one.closes - one.opens - sum(length for _, length in one.breaks)) / one.pace for one in counters)
    mean_minutes = sum(_SHARES[name] * middle * 1.16 for name, middle in SERVICES.items()) * slowness
    walk_ins = int(busy * capacity / mean_minutes) - len(booked)
    visitors = [_walk_in(random, f"{number}-{place}", slowness) for place in range(walk_ins)]
    visitors += [
        _with_appointment(random, f"{number}-x{at}", at, slowness)
        for at in booked
        if random.random() < _APPOINTMENT_COMES_SHARE
    ]
    return SimDay(counters, tuple(sorted(visitors, key=lambda one: one.at)), tuple(map(float, booked)))


def _counters(random: Random) -> tuple[SimCounter, ...]:
    found = []
    for place in range(random.randint(2, 5)):
        serves = frozenset("ABC") if place < 2 else frozenset(random.sample("ABC", random.choice((1, 2, 2, 3))))
        opens, closes = (OPENS, CLOSES) if place < 2 else random.choice(((OPENS, CLOSES), (0.0, 240.0), (60.0, 420.0)))
        lunch = (195.0 + 30 * place + random.uniform(-5, 5), random.uniform(25, 35))
        coffee = (random.choice((75.0, 390.0)) + 12 * place, random.uniform(5, 15))
        breaks = tuple(sorted(one for one in (lunch, coffee) if opens <= one[0] < closes))
        found.append(SimCounter(f"balie-{place + 1}", serves, opens, closes, random.uniform(0.8, 1.25), breaks))
    return tuple(found)


def _walk_in(random: Random, key: str, slowness: float) -> Visitor:
    (service,) = random.choices(list(_SHARES), list(_SHARES.values()))
    start, end, _ = random.choices(_PEAKS, [(until - since) * weight for since, until, weight in _PEAKS])[0]
    return Visitor(key, service, random.uniform(start, end), *_visit(random, service, slowness))


def _with_appointment(random: Random, key: str, at: float, slowness: float) -> Visitor:
    return Visitor(key, "A", max(0.0, at + random.gauss(-5, 5)), *_visit(random, "A", slowness), appointment=float(at))


def _visit(random: Random, service: str, slowness: float) -> tuple[float, bool]:
    minutes = SERVICES[service] * slowness * random.lognormvariate(0, _SPREAD)
    return (minutes, True) if random.random() > _NO_SHOW_SHARE else (_NO_SHOW_MINUTES, False)
