"""JCC as one of the appointment systems: our wishes in its words, and its answers in ours.

What JCC lets one look up: an appointment whose id is known, and which times are free. Nothing finds an appointment by
our reference, and a free time that is gone may be anybody's. So a booking without an answer stays unclear.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sync.central.agenda.port import Wanted
from sync.central.connectors.jcc.client import MAX_DAYS, JccClient, in_words
from sync.central.connectors.jcc.customer import MissingError, customer, never_filled
from sync.central.connectors.localtime import local, moments
from sync.central.connectors.settings import JccSettings
from sync.central.connectors.system import Ask, Declined, Made, Offer, Outcome, SilentSystemError, Unclear
from sync.central.connectors.wire import Answer, NoAnswerError, NotSentError
from sync.central.finding import Finding


@dataclass(frozen=True)
class Jcc:
    """JCC with this municipality's mapping. `form` are the fields of our appointment form."""

    client: JccClient
    settings: JccSettings
    zone: ZoneInfo
    form: frozenset[str]
    name: str = "JCC"
    can_look_up: bool = False

    def offer(self, wanted: Wanted, since: datetime, until: datetime) -> Offer:
        """When there is room in [since, until), which is at most 50 days of."""
        activity, location = self.settings.place(wanted)
        first = since.astimezone(self.zone).date()
        last = min(until.astimezone(self.zone).date() + timedelta(days=1), first + timedelta(days=MAX_DAYS))
        walls, minutes = self.client.free_times(activity, location, first, last)
        starts = tuple(start for start in moments(walls, self.zone) if since <= start < until)
        return Offer(minutes, starts)

    def book(self, ask: Ask) -> Outcome:
        """Look whether the place is still free, then ask for it once."""
        activity, location = self.settings.place(ask.wanted)
        start = local(ask.start, self.zone)
        if not self._is_free(activity, location, start):
            return Declined(taken=True)
        try:
            whom = customer(ask.contact, self.client.hidden_and_required(activity), self.settings.fields)
        except MissingError as error:
            return Declined(taken=False, reason=f"missing_{error.field}")
        minutes = self.client.duration(activity, start.date())
        wish = _appointment(ask, activity, location, start, minutes, self.zone, whom)
        try:
            answer = self.client.create(wish)
        except NotSentError as error:
            raise SilentSystemError(str(error)) from None
        except NoAnswerError:
            return Unclear("no_answer")
        return self._outcome(answer, activity, location, start, minutes)

    def look_up(self, key: str) -> Made | None:
        """Never: JCC finds an appointment by its own id only."""
        return None

    def seen(self, other_id: str) -> Made | None:
        """The appointment as it stands; JCC tells its times without an offset."""
        answer = self.client.appointment(other_id)
        if answer.gone:
            return None
        try:
            walls = [datetime.fromisoformat(answer.body[name]) for name in ("startDateTime", "endDateTime")]
            start, end = moments(walls, self.zone)
        except (KeyError, TypeError, ValueError):
            raise SilentSystemError(in_words(answer)) from None
        return Made(other_id, start, int((end - start).total_seconds()) // 60)

    def remove(self, other_id: str) -> bool:
        """Take it away. After an answer that says nothing, the appointment itself is looked up by its id."""
        answer = self.client.delete(other_id)
        if answer.gone or (answer.ok and _id_of(answer) == other_id):
            return True
        return self.client.appointment(other_id).gone

    def check(self) -> list[Finding]:
        """Whether JCC answers, knows every activity and location, and asks for nothing that our form has not."""
        try:
            activities = _names(self.client.activities())
            locations = _names(one for one in self.client.locations() if one.get("isActive", True))
        except SilentSystemError as error:
            return [Finding(self.settings.url, good=False, told=str(error))]
        found = [Finding(self.settings.url, good=True, told=f"answers, with {len(activities)} activities")]
        found += [_known(slug, other, locations, "active location") for slug, other in self.settings.locations.items()]
        for other, name in self.settings.other_products().items():
            known = _known(name, other, activities, "activity for appointments")
            found.append(self._fillable(known, other) if known.good else known)
        return found

    def _fillable(self, known: Finding, activity: str) -> Finding:
        try:
            wanted = self.client.hidden_and_required(activity)
        except SilentSystemError as error:
            return Finding(known.name, good=False, told=str(error))
        missing = never_filled(wanted, self.settings.fields, self.form)
        if not missing:
            return known
        told = f"JCC requires {', '.join(missing)}, which our appointment form does not ask for (see 'fields')"
        return Finding(known.name, good=False, told=told)

    def _is_free(self, activity: str, location: str, start: datetime) -> bool:
        day: date = start.date()
        walls, _ = self.client.free_times(activity, location, day, day + timedelta(days=1))
        # By the wall: of an hour that comes twice, the list does not say which one is left. JCC decides.
        return start.replace(tzinfo=None) in walls

    def _outcome(self, answer: Answer, activity: str, location: str, start: datetime, minutes: int) -> Outcome:
        if answer.ok and isinstance(answer.body, dict) and "acknowledgeIsSuccess" in answer.body:
            other_id = _id_of(answer)
            if answer.body["acknowledgeIsSuccess"] is True and other_id:
                return Made(other_id, start, minutes)
            if answer.body["acknowledgeIsSuccess"] is False:
                return self._why_not(activity, location, start)
        if answer.not_now:
            raise SilentSystemError(in_words(answer))
        if answer.turned_down:
            return self._why_not(activity, location, start)
        # 500 is also what JCC says to an unknown location; it proves nothing about what was written before.
        return Unclear(in_words(answer))

    def _why_not(self, activity: str, location: str, start: datetime) -> Declined:
        """It certainly said no; whether somebody else was first shows in the free times."""
        try:
            return Declined(taken=not self._is_free(activity, location, start), reason="declined")
        except SilentSystemError:
            return Declined(taken=False, reason="declined")


def _appointment(
    ask: Ask, activity: str, location: str, start: datetime, minutes: int, zone: ZoneInfo, whom: dict[str, Any]
) -> dict[str, Any]:
    end = local(start + timedelta(minutes=minutes), zone)
    return {
        "id": None,
        "activityList": [{"activityId": activity, "amount": 1}],
        "customerList": [whom],
        "fromDateTime": start.isoformat(timespec="seconds"),
        "toDateTime": end.isoformat(timespec="seconds"),
        "locationId": location,
        "message": f"Infopunt {ask.reference}",
        "fieldList": None,
    }


def _id_of(answer: Answer) -> str:
    found = answer.body.get("id") if isinstance(answer.body, dict) else None
    return found if isinstance(found, str) else ""


def _names(found: Iterable[dict[str, Any]]) -> dict[str, str]:
    """What each thing is called there, by its id."""
    return {str(one.get("id")): str(one.get("description") or "without a name") for one in found}


def _known(name: str, other: str, known: dict[str, str], kind: str) -> Finding:
    told = f"{known[other]} ({other})" if other in known else f"JCC has no {kind} {other}"
    return Finding(name, good=other in known, told=told)
