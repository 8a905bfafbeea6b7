"""Open Klant as one of the systems that records are handed on to.

Its `nummer` of a contact is unique: sent twice, the second is refused, and by it the first is found. Six at once were
seen to give one 201, one 400 and four 500: so 500 says nothing, and is looked up. The number of a task is unique too;
a person, an address and a subject are found by what they belong to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assets.text import Texts
from sync.central.connectors.dutch_api import DutchApi, checked, has_complaint
from sync.central.connectors.fitting import one_line
from sync.central.connectors.open_klant.bodies import (
    MOST_TASK,
    RECORD_KEY,
    address_body,
    contact_body,
    dialled,
    person_body,
    subject,
    subject_body,
    task_body,
)
from sync.central.connectors.open_klant.settings import OpenKlantSettings
from sync.central.connectors.secret import Secret
from sync.central.connectors.wire import Answer
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.port import (
    RECORD,
    Delivered,
    Made,
    NotThere,
    Outcome,
    Refused,
    SilentTargetError,
    Step,
    Taken,
    TargetState,
    TargetStatus,
    Unknown,
)
from sync.central.finding import Finding

SUBJECT, PERSON, PHONE, EMAIL, TASK = "subject", "person", "phone", "email", "task"
_DONE = "verwerkt"


@dataclass(frozen=True)
class OpenKlant:
    """One Open Klant, under our `name` for it. `dutch` are the texts in which staff there read."""

    name: str
    settings: OpenKlantSettings
    api: DutchApi
    dutch: Texts
    looks_up: bool = True
    photos_first: bool = False

    def check(self) -> list[Finding]:
        """Whether it answers and lets us in, and knows each actor as one who is there."""
        actors = self.settings.every_actor().items()
        return checked(self.settings.url, self.probe, lambda: (self._actor(str(one), kinds) for one, kinds in actors))

    def probe(self) -> None:
        """Ask for one actor. Raises SilentTargetError."""
        self.api.first("actoren", pageSize="1")

    def send(self, parcel: Parcel) -> Outcome:
        """Ask once for the contact. When its number is there already, say whether it is ours."""
        body = contact_body(parcel, self.settings, self.dutch)
        return self.api.make_named("klantcontacten", body, _contact, ("nummer", "unique"), lambda: self.look_up(parcel))

    def look_up(self, parcel: Parcel) -> Delivered | NotThere | Taken:
        """The contact with our number, if it has our record in it."""
        found = [one for one in self.api.first("klantcontacten", nummer=parcel.number) if _has(one, parcel.number)]
        if not found:
            return NotThere()
        ours = [one for one in found if _is_ours(one, parcel)]
        made = _contact(ours[0]) if ours else None
        return made or Taken()

    def steps(self, parcel: Parcel) -> tuple[Step, ...]:
        """The task comes last: whoever gets it must find the rest there."""
        contact = parcel.contact
        wanted = {
            SUBJECT: True,
            PERSON: contact.known or bool(contact.name),
            PHONE: bool(contact.phone),
            EMAIL: bool(contact.email),
            TASK: self.settings.actor_for(parcel.kind) is not None,
        }
        return tuple(Step(name) for name, is_wanted in wanted.items() if is_wanted)

    def take(self, step: Step, parcel: Parcel, made: Made) -> Outcome:
        """Ask once for one of the parts around a contact."""
        contact = made[RECORD]
        match step.name:
            case "subject":
                body = subject_body(parcel, self.settings, contact)
                return self.api.make("onderwerpobjecten", body, _other)
            case "person":
                return self.api.make("betrokkenen", person_body(parcel.contact, contact), _other)
            case "phone" | "email":
                return self._address(step.name, parcel, made.get(PERSON, ""))
            case _:
                return self._task(parcel, contact)

    def look_up_step(self, step: Step, parcel: Parcel, made: Made) -> Delivered | NotThere | None:
        """Whether a part is there, by what it belongs to: no name and no address of anybody stands in what we ask."""
        contact = made[RECORD]
        match step.name:
            case "subject":
                found = self.api.some("onderwerpobjecten", klantcontact__uuid=contact)
            case "person":
                found = self.api.some("betrokkenen", hadKlantcontact__uuid=contact)
            case "phone" | "email":
                found = self._addresses(step.name, parcel, made.get(PERSON, ""))
            case _:
                found = self._our_tasks(parcel, contact)
        return _other(found[0]) or NotThere() if found else NotThere()

    def status(self, other_id: str) -> TargetStatus | None:
        """By the tasks of a contact: closed when all of them are done. What was said to the visitor is not told."""
        states = [task.get("status") for task in self._tasks(other_id)]
        if not states:
            return None
        return TargetStatus(TargetState.CLOSED if set(states) == {_DONE} else TargetState.OPEN)

    def _actor(self, actor: str, kinds: str) -> Finding:
        try:
            found = self.api.one(f"actoren/{actor}")
        except SilentTargetError as error:
            return Finding(f"actor for {kinds}", good=False, told=str(error))
        if found is None:
            return Finding(f"actor for {kinds}", good=False, told=f"Open Klant has no actor {actor}")
        if not found.get("indicatieActief", True):
            return Finding(f"actor for {kinds}", good=False, told=f"{found.get('naam')} is no longer active")
        return Finding(f"actor for {kinds}", good=True, told=str(found.get("naam")))

    def _address(self, name: str, parcel: Parcel, person: str) -> Outcome:
        if not person:
            return Refused("there is nobody there to whom the address belongs", "verstrektDoorBetrokkene")
        address, sort = _address_of(name, parcel)
        label = self.dutch(f"delivery.{name}")
        answer = self.api.post("digitaleadressen", address_body(address, sort, label, person))
        if not isinstance(answer, Answer):
            return answer
        if answer.turned_down and has_complaint(answer, "adres", "invalid") and sort != "overig":
            # Certainly not made; better an address of no sort than nobody to call back.
            return self.api.make("digitaleadressen", address_body(address, "overig", label, person), _other)
        return self.api.outcome(answer, _other)

    def _addresses(self, name: str, parcel: Parcel, person: str) -> list[dict[str, Any]]:
        if not person:
            return []
        address, _ = _address_of(name, parcel)
        wanted = address_body(address, "", "", person)["adres"]
        found = self.api.some("digitaleadressen", verstrektDoorBetrokkene__uuid=person)
        return [one for one in found if one.get("adres") == wanted]

    def _task(self, parcel: Parcel, contact: str) -> Outcome:
        actor = self.settings.actor_for(parcel.kind)
        if actor is None:
            return Refused("no actor is set for this kind of record", "toegewezenAanActoren")
        answer = self.api.post("internetaken", task_body(parcel, self.dutch, actor, contact, parcel.number))
        if not isinstance(answer, Answer):
            return answer
        if not (answer.turned_down and has_complaint(answer, "nummer", "unique")):
            return self.api.outcome(answer, _other)
        try:
            found = self._our_tasks(parcel, contact)
        except SilentTargetError as error:
            return Unknown(str(error))
        if found:
            return _other(found[0]) or Unknown("a task without an id")
        # Its number is that of a task of somebody else's; certainly nothing was made. Open Klant may number it.
        return self.api.make("internetaken", task_body(parcel, self.dutch, actor, contact, None), _other)

    def _our_tasks(self, parcel: Parcel, contact: str) -> list[dict[str, Any]]:
        """Without those that staff there made themselves."""
        asked = self.dutch("delivery.task", title=parcel.title)
        same = (parcel.number, one_line(asked, MOST_TASK))
        return [
            one
            for one in self._tasks(contact)
            if one.get("nummer") == same[0] or one.get("gevraagdeHandeling") == same[1]
        ]

    def _tasks(self, contact: str) -> list[dict[str, Any]]:
        return self.api.some("internetaken", aanleidinggevendKlantcontact__uuid=contact)


def build(
    name: str, settings: OpenKlantSettings, secret: Secret, now: Callable[[], datetime], dutch: Texts
) -> OpenKlant:
    """An Open Klant on its line."""
    headers = {"Authorization": f"Token {secret.text}"}
    return OpenKlant(name, settings, DutchApi(settings.wire(headers), now), dutch)


def _contact(body: Any) -> Delivered | None:
    other_id, number = (body.get("uuid"), body.get("nummer")) if isinstance(body, dict) else (None, None)
    return Delivered(other_id, shown_as=str(number or "")) if isinstance(other_id, str) and other_id else None


def _other(body: Any) -> Delivered | None:
    other_id = body.get("uuid") if isinstance(body, dict) else None
    return Delivered(other_id) if isinstance(other_id, str) and other_id else None


def _has(contact: dict[str, Any], number: str) -> bool:
    # A filter that a server does not know is no filter.
    return contact.get("nummer") == number


def _is_ours(contact: dict[str, Any], parcel: Parcel) -> bool:
    told = contact.get("metadata")
    if isinstance(told, dict) and RECORD_KEY in told:
        return bool(told[RECORD_KEY] == str(parcel.record))
    # An older Open Klant keeps no metadata.
    return (
        not told
        and contact.get("onderwerp") == subject(parcel)
        and _moment(contact) == parcel.made_at.replace(microsecond=0)
    )


def _moment(contact: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(contact.get("plaatsgevondenOp")))
    except ValueError:
        return None


def _address_of(name: str, parcel: Parcel) -> tuple[str, str]:
    return dialled(parcel.contact.phone) if name == PHONE else (parcel.contact.email, "email")
