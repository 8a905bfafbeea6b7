"""Small scenes of a waiting room, for tests of the queue."""

from datetime import UTC, datetime
from random import Random
from uuid import UUID

from sqlalchemy import Connection

from assets.town import Counter
from sync.central.queue.desk import Desk
from sync.central.queue.numbers import give_number
from sync.central.queue.rules import counter_of
from sync.protocol.messages import NumberAnswer, NumberRequest
from tests.sync.central.demo_town import TOWN

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOWN_HALL = TOWN.location("gemeentehuis")


def request(seed: int, service: str = "burgerzaken", location: str = "gemeentehuis") -> NumberRequest:
    return NumberRequest(id=UUID(int=Random(seed).getrandbits(128), version=4), location=location, service=service)


def take(connection: Connection, asked: NumberRequest, now: datetime = NOW) -> NumberAnswer:
    answer = give_number(connection, asked, TOWN, now)
    assert isinstance(answer, NumberAnswer), answer
    return answer


def counter(slug: str) -> Counter:
    found = counter_of(TOWN_HALL, slug)
    assert found is not None
    return found


def desk(slug: str = "balie-1", now: datetime = NOW, host: str = "demo-host") -> Desk:
    return Desk.at(TOWN, TOWN_HALL, counter(slug), host, now)


def many_counters(count: int, now: datetime = NOW) -> list[Desk]:
    """A large desk: so many counters that all serve everything."""
    everything = tuple(service.slug for service in TOWN_HALL.services)
    counters = tuple(
        Counter(slug=f"plek-{index}", name={"nl": f"Plek {index}"}, serves=everything) for index in range(count)
    )
    place = TOWN_HALL.model_copy(update={"counters": counters})
    return [Desk.at(TOWN, place, one, f"host-{index}", now) for index, one in enumerate(counters)]
