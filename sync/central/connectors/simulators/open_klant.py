"""A pretended Open Klant 2 (klantinteracties 0.9.0): what we use, and what the real one was seen to enforce.

Numbers are digits, ten at most, and unique: a second one is 400, or 500 while the first is still being made. Metadata
are flat. Moments come back in UTC. A task has one actor or several, and not neither. Phone numbers are looked at.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sync.central.connectors.simulators.dutch_api import (
    Server,
    Text,
    Wrong,
    in_utc,
    json_of,
    query_of,
    without_zone,
    wrong_texts,
)
from sync.central.connectors.simulators.server import Asked, Reply

BASE_PATH = "/klantinteracties/api/v1"
DESK = str(uuid5(NAMESPACE_URL, "actor:desk"))
GONE = str(uuid5(NAMESPACE_URL, "actor:gone"))
"""An actor who gets tasks, and one who no longer does."""

_DIGITS = r"[0-9]+"
_NUMBER = Text(10, pattern=_DIGITS, null=True)
_CONTACT = {
    "nummer": _NUMBER,
    "referentienummer": _NUMBER,
    "kanaal": Text(50, required=True, least=1),
    "onderwerp": Text(200, required=True, least=1),
    "inhoud": Text(1000),
    "reactie": Text(4000),
    "taal": Text(3, required=True, least=1),
}
_TASK = {"nummer": _NUMBER, "gevraagdeHandeling": Text(200, required=True, least=1), "toelichting": Text(1000)}
_ADDRESS = {"adres": Text(80, required=True, least=1), "omschrijving": Text(40)}
_NAME = {"voorletters": Text(10), "voornaam": Text(200), "voorvoegselAchternaam": Text(10), "achternaam": Text(200)}
_KNOWN_AS = dict.fromkeys(("objectId", "codeObjecttype", "codeRegister", "codeSoortObjectId"), Text(200))
_PHONE = re.compile(r"0[1-9][0-9]{8}|\+[0-9]{9,15}|00[0-9]{7,13}")
_NO_PHONE = ("0800", "0900", "088", "1400", "140")
_STATES = ("te_verwerken", "verwerkt")
_EMPTY_ADDRESS: Mapping[str, Any] = {
    "nummeraanduidingId": "", "straatnaam": "", "huisnummer": None, "huisnummertoevoeging": "", "postcode": "",
    "stad": "", "adresregel1": "", "adresregel2": "", "adresregel3": "", "land": "",
}  # fmt: skip


@dataclass
class OpenKlantSimulator(Server):
    """Its whole state."""

    base_path: str = BASE_PATH
    version: str = "0.9.0"
    token: str = "try-me"  # noqa: S105 - of a pretended system
    actors: Mapping[str, bool] = field(default_factory=lambda: {DESK: True, GONE: False})

    def answer(self, asked: Asked) -> Reply:
        """What the system does and says."""
        self.asked.append(asked)
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        if not token:
            return self.problem(401, "not_authenticated", "Authenticatiegegevens zijn niet opgegeven.")
        if scheme != "Token" or token != self.token:
            return self.problem(401, "authentication_failed", "Ongeldige token.")
        collection, _, other_id = asked.path.partition("/")
        if asked.method == "GET":
            return self._found(asked, collection, other_id)
        if self.throttled_s:
            return self.too_often()
        makers: dict[str, Callable[[Asked, dict[str, Any]], Reply]] = {
            "klantcontacten": self._contact,
            "betrokkenen": self._person,
            "digitaleadressen": self._address,
            "onderwerpobjecten": self._subject,
            "internetaken": self._task,
        }
        body = json_of(asked)
        if asked.method != "POST" or collection not in makers or other_id:
            return self.not_found()
        return (
            self.refused([("nonFieldErrors", "invalid", "JSON")]) if body is None else makers[collection](asked, body)
        )

    def settle(self, task: str) -> None:
        """Somebody there has done a task."""
        self.all_of("internetaken")[task] |= {"status": "verwerkt"}

    def _found(self, asked: Asked, collection: str, other_id: str) -> Reply:
        if collection == "actoren":
            everybody = {one: self._actor(asked, one) for one in self.actors}
        else:
            everybody = self.all_of(collection)
        if other_id:
            return self.told(everybody[other_id]) if other_id in everybody else self.not_found()
        query = {name: text for name, text in query_of(asked).items() if name not in ("page", "pageSize")}
        found = [one for one in everybody.values() if _matches(one, query)]
        return self.listed([one | {"_expand": {}} for one in found] if collection == "klantcontacten" else found, asked)

    def _actor(self, asked: Asked, actor: str) -> dict[str, Any]:
        known_as = {"objectId": "balie", "codeObjecttype": "oe", "codeRegister": "x", "codeSoortObjectId": "naam"}
        return {
            "uuid": actor,
            "url": self.url(asked, f"actoren/{actor}"),
            "naam": "Balie",
            "soortActor": "organisatorische_eenheid",
            "indicatieActief": self.actors[actor],
            "actoridentificator": known_as,
            "actorIdentificatie": None,
        }

    def _number_taken(self, asked: Asked, collection: str, body: dict[str, Any], thing: str) -> Reply | None:
        number = body.get("nummer")
        if number is None or all(one["nummer"] != number for one in self.all_of(collection).values()):
            return None
        if self.raced(asked, collection, str(number)):
            return self.broken(asked)
        return self.refused([("nummer", "unique", f"Er bestaat al een {thing} met eenzelfde nummer.")])

    def _contact(self, asked: Asked, body: dict[str, Any]) -> Reply:
        wrong = wrong_texts(body, _CONTACT) + without_zone(body, "plaatsgevondenOp") + _metadata(body)
        if not isinstance(body.get("vertrouwelijk"), bool):
            wrong.append(("vertrouwelijk", "required", "Dit veld is vereist."))
        taken = None if wrong else self._number_taken(asked, "klantcontacten", body, "klantcontact")
        if wrong or taken:
            return taken or self.refused(wrong)
        own: dict[str, Any] = {
            "gingOverOnderwerpobjecten": [], "hadBetrokkenActoren": [], "omvatteBijlagen": [], "hadBetrokkenen": [],
            "leiddeTotInterneTaken": [], "nummer": None, "referentienummer": None, "inhoud": "", "reactie": "",
            "indicatieContactGelukt": None, "hoofdOnderwerpType": "", "verdereActieOndernomen": False, "metadata": {},
        }  # fmt: skip
        when = in_utc(body.get("plaatsgevondenOp", "2026-01-01T00:00:00Z"))
        names = [body["nummer"]] if body.get("nummer") else []
        return self.created(self.keep("klantcontacten", asked, own | body | {"plaatsgevondenOp": when}, names))

    def _person(self, asked: Asked, body: dict[str, Any]) -> Reply:
        name = body.get("contactnaam") or {}
        wrong = wrong_texts(name, _NAME) + self._unknown(body, "hadKlantcontact", "klantcontacten")
        if body.get("rol") not in ("klant", "vertegenwoordiger"):
            wrong.append(("rol", "invalid_choice", "ongeldige keuze"))
        if not isinstance(body.get("initiator"), bool):
            wrong.append(("initiator", "required", "Dit veld is vereist."))
        if wrong:
            return self.refused(wrong)
        whole = {part: name.get(part, "") for part in _NAME}
        own: dict[str, Any] = {
            "wasPartij": None,
            "digitaleAdressen": [],
            "bezoekadres": dict(_EMPTY_ADDRESS),
            "correspondentieadres": dict(_EMPTY_ADDRESS),
            "organisatienaam": "",
            "volledigeNaam": " ".join(part for part in whole.values() if part),
        }
        made = (
            own
            | body
            | {"contactnaam": whole, "hadKlantcontact": self._link(asked, body, "hadKlantcontact", "klantcontacten")}
        )
        return self.created(self.keep("betrokkenen", asked, made))

    def _address(self, asked: Asked, body: dict[str, Any]) -> Reply:
        wrong = wrong_texts(body, _ADDRESS) + self._unknown(body, "verstrektDoorBetrokkene", "betrokkenen")
        address, sort = str(body.get("adres", "")), body.get("soortDigitaalAdres")
        if sort not in ("email", "telefoonnummer", "overig"):
            wrong.append(("soortDigitaalAdres", "invalid_choice", "ongeldige keuze"))
        if sort == "telefoonnummer" and (not _PHONE.fullmatch(address) or address.startswith(_NO_PHONE)):
            wrong.append(("adres", "invalid", "Het opgegeven telefoonnummer is ongeldig."))
        if sort == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
            wrong.append(("adres", "invalid", "Voer een geldig e-mailadres in."))
        if wrong:
            return self.refused(wrong)
        own = {"verstrektDoorPartij": None, "isStandaardAdres": False, "referentie": "", "verificatieDatum": None}
        made = own | {"omschrijving": ""} | body
        made["verstrektDoorBetrokkene"] = self._link(asked, body, "verstrektDoorBetrokkene", "betrokkenen")
        return self.created(self.keep("digitaleadressen", asked, made))

    def _subject(self, asked: Asked, body: dict[str, Any]) -> Reply:
        known_as = body.get("onderwerpobjectidentificator") or {}
        wrong = wrong_texts(known_as, _KNOWN_AS) + self._unknown(body, "klantcontact", "klantcontacten")
        if wrong:
            return self.refused(wrong)
        made = {"wasKlantcontact": None} | body
        made["klantcontact"] = self._link(asked, body, "klantcontact", "klantcontacten")
        return self.created(self.keep("onderwerpobjecten", asked, made))

    def _task(self, asked: Asked, body: dict[str, Any]) -> Reply:
        wrong = wrong_texts(body, _TASK) + self._unknown(body, "aanleidinggevendKlantcontact", "klantcontacten")
        if body.get("status") not in _STATES:
            wrong.append(("status", "invalid_choice", "ongeldige keuze"))
        if ("toegewezenAanActor" in body) == ("toegewezenAanActoren" in body):
            told = "`toegewezen_aan_actor` of `toegewezen_aan_actoren` is required (mag niet beiden gebruiken)."
            return self.refused([*wrong, ("nonFieldErrors", "invalid", told)])
        actors = body.get("toegewezenAanActoren") or [body.get("toegewezenAanActor")]
        wrong += [("toegewezenAanActoren", "does_not_exist", "?") for one in actors if one["uuid"] not in self.actors]
        taken = None if wrong else self._number_taken(asked, "internetaken", body, "interne taak")
        if wrong or taken:
            return taken or self.refused(wrong)
        links = [{"uuid": one["uuid"], "url": self.url(asked, f"actoren/{one['uuid']}")} for one in actors]
        own = {"nummer": None, "referentienummer": None, "toelichting": "", "toegewezenOp": "2026-11-23T13:45:53Z"}
        made = own | {"afgehandeldOp": None} | body
        made |= {"toegewezenAanActor": links[0], "toegewezenAanActoren": links}
        made["aanleidinggevendKlantcontact"] = self._link(asked, body, "aanleidinggevendKlantcontact", "klantcontacten")
        names = [body["nummer"]] if body.get("nummer") else []
        return self.created(self.keep("internetaken", asked, made, names))

    def _unknown(self, body: dict[str, Any], name: str, collection: str) -> list[Wrong]:
        link = body.get(name)
        if isinstance(link, dict) and link.get("uuid") in self.all_of(collection):
            return []
        return [(f"{name}.uuid", "does_not_exist", "Het object bestaat niet.")]

    def _link(self, asked: Asked, body: dict[str, Any], name: str, collection: str) -> dict[str, str]:
        other_id = body[name]["uuid"]
        return {"uuid": other_id, "url": self.url(asked, f"{collection}/{other_id}")}


def _metadata(body: dict[str, Any]) -> list[Wrong]:
    told = body.get("metadata", {})
    if not isinstance(told, dict):
        return [("metadata", "not_a_dict", "Verwachtte een dictionary.")]
    texts = {f"metadata.{name}": text for name, text in told.items()}
    return wrong_texts(texts, {name: Text(255) for name in texts})


def _matches(one: dict[str, Any], query: Mapping[str, str]) -> bool:
    """Whether it has all that is asked for: `name` is its own, `name__uuid` that of what it belongs to."""
    for name, text in query.items():
        field_name, _, inner = name.partition("__")
        value = one.get("klantcontact" if field_name == "klantcontact" else field_name)
        value = value.get(inner) if inner and isinstance(value, dict) else value
        if value != text:
            return False
    return True
