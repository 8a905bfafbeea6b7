"""Qmatic as one of the appointment systems: our wishes in its words, and its answers in ours.

What Qmatic lets one look up: an appointment whose id is known, and the appointments of a customer by the external id
that we gave. So every booking has a customer of its own with our key as external id, and a booking without an answer
is looked for under it. Finding it proves that it was made; not finding it proves nothing, for it may be under way.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sync.central.agenda.port import Wanted
from sync.central.connectors.localtime import is_second, local, moments
from sync.central.connectors.qmatic.client import REASON_HEADER, QmaticClient, in_words
from sync.central.connectors.settings import QmaticSettings
from sync.central.connectors.system import Ask, Declined, Made, Offer, Outcome, SilentSystemError, Unclear
from sync.central.connectors.wire import Answer, NoAnswerError, NotSentError
from sync.central.finding import Finding

_DELETED = 204
_DAYS_AT_ONCE = 4
"""Times are asked day by day: twenty in a row would take longer than a visitor waits."""


@dataclass(frozen=True)
class Qmatic:
    """Qmatic with this municipality's mapping."""

    client: QmaticClient
    settings: QmaticSettings
    name: str = "Qmatic"
    can_look_up: bool = True
    _zones: dict[str, ZoneInfo] = field(default_factory=dict)

    def offer(self, wanted: Wanted, since: datetime, until: datetime) -> Offer:
        """When there is room in [since, until): the days in one request, the times in one for each day."""
        service, branch = self.settings.place(wanted)
        zone = self._zone(branch)
        first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        days = [day for day in self.client.dates(branch, service) if first <= day <= last]
        with ThreadPoolExecutor(_DAYS_AT_ONCE) as pool:
            walls = [
                wall for found in pool.map(lambda day: self.client.times(branch, service, day), days) for wall in found
            ]
        starts = tuple(start for start in moments(walls, zone) if since <= start < until)
        return Offer(self._minutes(branch, service), starts)

    def book(self, ask: Ask) -> Outcome:
        """Look whether the place is still free, then ask for it once."""
        service, branch = self.settings.place(ask.wanted)
        zone = self._zone(branch)
        start = local(ask.start, zone)
        if is_second(start, zone):
            return Declined(taken=False, reason="hour_twice")  # its addresses cannot say which of the two
        if not self._is_free(branch, service, start):
            return Declined(taken=True)
        wish = _appointment(ask, service, self.settings.title)
        try:
            answer = self.client.book(branch, start.replace(tzinfo=None), wish)
        except NotSentError as error:
            raise SilentSystemError(str(error)) from None
        except NoAnswerError:
            return self._made_after_all(ask) or Unclear("no_answer")
        return self._outcome(answer, ask, branch, service, start)

    def look_up(self, key: str) -> Made | None:
        """The appointment of the customer with our key."""
        for found in self.client.appointments_of(key):
            if (made := made_of(found)) is not None:
                return made
        return None

    def seen(self, other_id: str) -> Made | None:
        """The appointment as it stands."""
        answer = self.client.appointment(other_id)
        if answer.gone:
            return None
        made = made_of(answer.body.get("appointment")) if isinstance(answer.body, dict) else None
        if made is None:
            raise SilentSystemError(in_words(answer))
        return made

    def remove(self, other_id: str) -> bool:
        """Take it away. After an answer that says nothing, the appointment itself is looked up by its id."""
        answer = self.client.delete(other_id)
        if answer.gone or answer.status == _DELETED:
            return True
        return self.client.appointment(other_id).gone

    def check(self) -> list[Finding]:
        """Whether Qmatic answers, and has every branch and every service in the public calendar."""
        try:
            branches = {str(one.get("publicId")): one for one in self.client.branches()}
            mapped = [branch for branch in self.settings.locations.values() if branch in branches]
            services = [one for branch in mapped for one in self.client.services(branch)]
        except SilentSystemError as error:
            return [Finding(self.settings.url, good=False, told=str(error))]
        found = [Finding(self.settings.url, good=True, told=f"answers, with {len(branches)} branches")]
        found += [_branch(slug, other, branches) for slug, other in self.settings.locations.items()]
        names = self.settings.other_products().items()
        return found + [_service(name, other, services) for other, name in names]

    def _zone(self, branch: str) -> ZoneInfo:
        if branch not in self._zones:
            name = self.client.branch(branch).get("timeZone")
            try:
                self._zones[branch] = ZoneInfo(str(name))
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise SilentSystemError(f"the time zone of the branch is unknown: {name}") from error
        return self._zones[branch]

    def _minutes(self, branch: str, service: str) -> int:
        for one in self.client.services(branch):
            if one.get("publicId") == service and one.get("active") and one.get("publicEnabled"):
                return int(one["duration"])
        raise SilentSystemError("the service is not in the public calendar of the branch")

    def _is_free(self, branch: str, service: str, start: datetime) -> bool:
        day: date = start.date()
        return start.replace(tzinfo=None, fold=0) in self.client.times(branch, service, day)

    def _outcome(self, answer: Answer, ask: Ask, branch: str, service: str, start: datetime) -> Outcome:
        if answer.ok and (made := made_of(answer.body)) is not None:
            # Another moment than was asked for: one of us has the time zone wrong, and the visitor may not know it.
            return made if made.start == start else self._elsewhere(made)
        if answer.not_now:
            raise SilentSystemError(in_words(answer))
        if answer.turned_down:
            return self._why_not(branch, service, start)
        found = self._made_after_all(ask)
        if found is not None:
            return found
        # A 500 with a reason is Qmatic's own "no"; one without is a server that broke half-way.
        if answer.status == 500 and answer.headers.get(REASON_HEADER):
            return self._why_not(branch, service, start)
        return Unclear(in_words(answer)[:32])

    def _elsewhere(self, made: Made) -> Outcome:
        gone = self.remove(made.other_id)
        return Declined(taken=False, reason="other_time") if gone else Unclear("other_time")

    def _made_after_all(self, ask: Ask) -> Made | None:
        try:
            return self.look_up(ask.key)
        except SilentSystemError:
            return None

    def _why_not(self, branch: str, service: str, start: datetime) -> Declined:
        """It certainly said no; whether somebody else was first shows in the free times."""
        try:
            return Declined(taken=not self._is_free(branch, service, start), reason="declined")
        except SilentSystemError:
            return Declined(taken=False, reason="declined")


def made_of(body: Any) -> Made | None:
    """An appointment as Qmatic tells it, or None when this is none.

    >>> made_of({"publicId": "a1", "start": "2026-10-23T06:30:00.000+0000", "end": "2026-10-23T06:45:00.000+0000"})
    Made(other_id='a1', start=datetime.datetime(2026, 10, 23, 6, 30, tzinfo=datetime.timezone.utc), minutes=15)
    """
    try:
        start, end = (datetime.fromisoformat(body[name]).astimezone(UTC) for name in ("start", "end"))
        return Made(str(body["publicId"]), start, int((end - start).total_seconds()) // 60)
    except (KeyError, TypeError, ValueError):
        return None


def _appointment(ask: Ask, service: str, title: str) -> dict[str, Any]:
    given = {name: ask.contact[name] for name in ("email", "phone") if ask.contact.get(name)}
    customer = {"lastName": ask.contact.get("name", ""), **given, "externalId": ask.key}
    return {
        "title": f"{title} {ask.reference}",
        "customers": [customer],
        "services": [{"publicId": service}],
        "notes": f"Infopunt {ask.reference}",
    }


def _branch(slug: str, other: str, branches: dict[str, dict[str, Any]]) -> Finding:
    if other not in branches:
        return Finding(slug, good=False, told=f"Qmatic has no branch {other}")
    if not branches[other].get("addressZip"):
        return Finding(slug, good=False, told=f"the branch {other} has no address: no place where people come")
    return Finding(slug, good=True, told=f"{branches[other].get('name')} ({other})")


def _service(name: str, other: str, services: list[dict[str, Any]]) -> Finding:
    found = [one for one in services if one.get("publicId") == other]
    if not found:
        return Finding(name, good=False, told=f"Qmatic has no service {other} at these branches")
    if not any(one.get("active") and one.get("publicEnabled") for one in found):
        return Finding(name, good=False, told=f"the service {other} is not active in the public calendar")
    return Finding(name, good=True, told=f"{found[0].get('name')} ({other})")
