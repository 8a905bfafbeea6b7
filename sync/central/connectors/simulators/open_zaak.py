"""A pretended Open Zaak 1.5.1 (Zaken and Catalogi): what we use, and what the real one was seen to enforce.

Who comes without a token is turned down with 403, and so is one with a token of more than an hour ago. Nothing is
written without `Content-Crs`. The number of an organisation is looked at; the name of a zaak is unique for it.
"""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sync.central.connectors.open_zaak.settings import is_rsin
from sync.central.connectors.open_zaak.token import signature
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
from sync.central.connectors.simulators.open_zaak_shapes import CASE, CASE_TYPE, ROLE
from sync.central.connectors.simulators.server import Asked, Reply

CASES, CATALOGUE, DOCUMENTS = "zaken/api/v1", "catalogi/api/v1", "documenten/api/v1"
_FILES, _LINKS = f"{DOCUMENTS}/enkelvoudiginformatieobjecten", f"{CASES}/zaakinformatieobjecten"
_LASTS = timedelta(hours=1)
_CASE = {
    "identificatie": Text(40),
    "bronorganisatie": Text(9, required=True, least=9),
    "verantwoordelijkeOrganisatie": Text(9, required=True, least=9),
    "zaaktype": Text(1000, required=True, least=1),
    "startdatum": Text(10, required=True, least=10),
    "omschrijving": Text(80),
    "toelichting": Text(1000),
}
_FILE = {
    "identificatie": Text(40),
    "bronorganisatie": Text(9, required=True, least=9),
    "creatiedatum": Text(10, required=True, least=10),
    "titel": Text(200, required=True, least=1),
    "auteur": Text(200, required=True, least=1),
    "taal": Text(3, required=True, least=3),
    "beschrijving": Text(1000),
    "bestandsnaam": Text(255),
    "formaat": Text(255),
    "informatieobjecttype": Text(200, required=True, least=1),
}
_PERSON = {"geslachtsnaam": Text(200), "voornamen": Text(200), "voorletters": Text(20)}
_REACHED = {"naam": Text(200, required=True, least=1), "emailadres": Text(254), "telefoonnummer": Text(20)}
_STATUSES = (("Ontvangen", "Wij hebben uw melding", False), ("Opgepakt", "", False), ("Klaar", "Het is klaar", True))


def type_id(name: str) -> str:
    """The id that this pretended Open Zaak gives to what has this name in its catalogue."""
    return str(uuid5(NAMESPACE_URL, f"zaaktype:{name}"))


@dataclass
class OpenZaakSimulator(Server):
    """Its whole state. `now` is its clock. It has one zaaktype, MELDING, with a role, three statuses, a property and a
    type for photos.

    `files`: what is in each document, by its address.
    """

    version: str = "1.5.1"
    told_invalid: str = "Ongeldige invoer."
    client_id: str = "infopunt"
    secret: str = "try-me"  # noqa: S105 - of a pretended system
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    concept: bool = False
    since: str = "2026-01-01"
    properties: tuple[str, ...] = ("dorp",)
    catalogues: tuple[str, ...] = field(default=("c1",))
    files: dict[str, bytes] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Reply:
        """What the system does and says."""
        self.asked.append(asked)
        if turned_down := self._stranger(asked):
            return turned_down
        if asked.method == "GET":
            return self._found(asked)
        if self.throttled_s:
            return self.too_often()
        body = json_of(asked)
        if asked.method != "POST" or body is None:
            return self.not_found()
        makers: dict[str, Callable[[Asked, dict[str, Any]], Reply]] = {
            f"{CASES}/zaken": self._case,
            f"{CASES}/rollen": self._role,
            f"{CASES}/statussen": self._status,
            _LINKS: self._link,
            _FILES: self._file,
        }
        if asked.path in makers:
            return makers[asked.path](asked, body)
        match asked.path.removeprefix(f"{CASES}/").split("/"):
            case ["zaken", zaak, "zaakeigenschappen"] if zaak in self.all_of(f"{CASES}/zaken"):
                return self._property(asked, body)
            case _:
                return self.not_found()

    def put_on(self, zaak: str, number: int) -> None:
        """Somebody there has given a zaak its next status, from 1 on; with the last, it has ended."""
        address = zaak.rpartition(f"/{CASES}")[0]
        host = Asked("POST", "", "", {"host": address.removeprefix("http://")}, b"")
        kind = next(one for one in self._statustypes(host) if one["volgnummer"] == number)
        given = self.keep(f"{CASES}/statussen", host, {"zaak": zaak, "statustype": kind["url"]})
        found = self.all_of(f"{CASES}/zaken")[zaak.rpartition("/")[2]]
        found |= {"status": given["url"], "einddatum": "2026-11-30" if kind["isEindstatus"] else None}

    def _stranger(self, asked: Asked) -> Reply | None:
        scheme, _, text = asked.headers.get("authorization", "").partition(" ")
        signed, _, signed_with = text.rpartition(".")
        if scheme != "Bearer" or not hmac.compare_digest(signed_with, signature(signed, self.secret)):
            return self.problem(403, "permission_denied", "Je hebt geen toestemming om deze actie uit te voeren.")
        part = signed.rpartition(".")[2]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        if claims["client_id"] != self.client_id:
            return self.problem(403, "permission_denied", "Je hebt geen toestemming om deze actie uit te voeren.")
        if self.now().timestamp() - claims["iat"] > _LASTS.total_seconds():
            return self.problem(403, "jwt-expired", "De JWT die gebruikt is voor dit verzoek is verlopen")
        return None

    def _found(self, asked: Asked) -> Reply:
        root, _, rest = asked.path.partition("/api/v1/")
        parts, query = rest.split("/"), query_of(asked)
        if root == "catalogi":
            return self._in_catalogue(asked, parts, query)
        if parts[0] == "zaken" and "accept-crs" not in asked.headers:
            return self.problem(412, "precondition_failed", "'Accept-Crs' header ontbreekt")
        if len(parts) == 3:
            zaak = self.url(asked, f"{CASES}/zaken/{parts[1]}")
            own = [one for one in self.all_of(f"{CASES}/zaakeigenschappen").values() if one["zaak"] == zaak]
            return self.told(own)
        everything = self.all_of(f"{root}/api/v1/{parts[0]}")
        if len(parts) == 2:
            return self.told(everything[parts[1]]) if parts[1] in everything else self.not_found()
        wanted = {name: text for name, text in query.items() if name not in ("page", "pageSize")}
        found = [one for one in everything.values() if all(one.get(name) == text for name, text in wanted.items())]
        return self.listed([one | {"_expand": {}} for one in found] if parts == ["zaken"] else found, asked)

    def _in_catalogue(self, asked: Asked, parts: list[str], query: dict[str, str]) -> Reply:
        listed = {
            "zaaktypen": self._types,
            "statustypen": self._statustypes,
            "roltypen": self._roles,
            "eigenschappen": self._properties,
            "zaaktype-informatieobjecttypen": self._allowed_files,
            "informatieobjecttypen": self._file_types,
        }
        found = listed[parts[0]](asked) if parts[0] in listed else []
        if len(parts) == 2:
            one = next((one for one in found if one["url"].endswith(f"/{parts[1]}")), None)
            return self.told(one) if one else self.not_found()
        if query.get("status", "definitief") == "definitief" and self.concept:
            found = []
        wanted = {name: text for name, text in query.items() if name in ("identificatie", "zaaktype")}
        return self.listed([one for one in found if all(one.get(name) == text for name, text in wanted.items())], asked)

    def _of_type(self, asked: Asked, collection: str, name: str) -> str:
        return self.url(asked, f"{CATALOGUE}/{collection}/{type_id(name)}")

    def _types(self, asked: Asked) -> list[dict[str, Any]]:
        found = []
        for catalogue in self.catalogues:
            own = {
                "url": self._of_type(asked, "zaaktypen", "MELDING" if catalogue == self.catalogues[0] else catalogue),
                "identificatie": "MELDING",
                "concept": self.concept,
                "beginGeldigheid": self.since,
                "catalogus": self._of_type(asked, "catalogussen", catalogue),
                "statustypen": [one["url"] for one in self._statustypes(asked)],
                "roltypen": [one["url"] for one in self._roles(asked)],
                "eigenschappen": [],
            }
            found.append({**CASE_TYPE, **own})
        return found

    def _statustypes(self, asked: Asked) -> list[dict[str, Any]]:
        return [
            {
                "url": self._of_type(asked, "statustypen", name),
                "omschrijving": name,
                "statustekst": words,
                "zaaktype": self._of_type(asked, "zaaktypen", "MELDING"),
                "volgnummer": number,
                "isEindstatus": last,
            }
            for number, (name, words, last) in enumerate(_STATUSES, 1)
        ][::-1]  # in no order, as there

    def _roles(self, asked: Asked) -> list[dict[str, Any]]:
        return [
            {
                "url": self._of_type(asked, "roltypen", "Melder"),
                "zaaktype": self._of_type(asked, "zaaktypen", "MELDING"),
                "zaaktypeIdentificatie": "MELDING",
                "omschrijving": "Melder",
                "omschrijvingGeneriek": "initiator",
                "catalogus": self._of_type(asked, "catalogussen", self.catalogues[0]),
                **dict.fromkeys(("beginGeldigheid", "eindeGeldigheid", "beginObject", "eindeObject")),
            }
        ]

    def _properties(self, asked: Asked) -> list[dict[str, Any]]:
        zaaktype = self._of_type(asked, "zaaktypen", "MELDING")
        return [
            {"url": self._of_type(asked, "eigenschappen", name), "naam": name, "zaaktype": zaaktype}
            for name in self.properties
        ]

    def _file_types(self, asked: Asked) -> list[dict[str, Any]]:
        address = self._of_type(asked, "informatieobjecttypen", "Foto")
        return [{"url": address, "omschrijving": "Foto", "vertrouwelijkheidaanduiding": "zaakvertrouwelijk"}]

    def _allowed_files(self, asked: Asked) -> list[dict[str, Any]]:
        zaaktype = self._of_type(asked, "zaaktypen", "MELDING")
        kinds = [one["url"] for one in self._file_types(asked)]
        return [
            {"url": f"{zaaktype}/{n}", "zaaktype": zaaktype, "informatieobjecttype": kind, "volgnummer": n}
            for n, kind in enumerate(kinds, 1)
        ]

    def _file(self, asked: Asked, body: dict[str, Any]) -> Reply:
        wrong = wrong_texts(body, _FILE)
        content = base64.b64decode(str(body.get("inhoud", "")))
        if len(content) != body.get("bestandsomvang"):
            wrong.append(("inhoud", "file-size", "bestandsomvang is anders"))
        if body.get("informatieobjecttype") not in [one["url"] for one in self._file_types(asked)]:
            wrong.append(("informatieobjecttype", "bad-url", "De URL gaf geen informatieobjecttype."))
        whose = (body.get("bronorganisatie"), body.get("identificatie"))
        if whose in [(one["bronorganisatie"], one["identificatie"]) for one in self.all_of(_FILES).values()]:
            wrong.append(("identificatie", "identificatie-niet-uniek", "bestaat al voor deze bronorganisatie"))
        if wrong:
            return self.refused(wrong)
        made = self.keep(_FILES, asked, {name: value for name, value in body.items() if name != "inhoud"})
        self.files[made["url"]] = content
        return self.created(made)

    def _link(self, asked: Asked, body: dict[str, Any]) -> Reply:
        wrong = self._wrong_zaak(body)
        if body.get("informatieobject") not in self.files:
            wrong.append(("informatieobject", "bad-url", "De URL gaf geen informatieobject."))
        before = [(one["zaak"], one["informatieobject"]) for one in self.all_of(_LINKS).values()]
        if (body.get("zaak"), body.get("informatieobject")) in before:
            wrong.append(("nonFieldErrors", "unique", "De velden zaak, informatieobject moeten uniek zijn."))
        return self.refused(wrong) if wrong else self.created(self.keep(_LINKS, asked, body))

    def _case(self, asked: Asked, body: dict[str, Any]) -> Reply:
        if "content-crs" not in asked.headers:
            return self.problem(412, "precondition_failed", "'Content-Crs' header ontbreekt")
        wrong = wrong_texts(body, _CASE) + _wrong_numbers(body)
        if body.get("zaaktype") not in [one["url"] for one in self._types(asked)]:
            wrong.append(("zaaktype", "bad-url", "De URL gaf geen zaaktype."))
        elif self.concept:
            wrong.append(("zaaktype", "not-published", "Het zaaktype is een concept."))
        for mark in body.get("kenmerken", ()):
            wrong += wrong_texts(mark, dict.fromkeys(("kenmerk", "bron"), Text(40, required=True, least=1)))
        if wrong:
            return self.refused(wrong)
        name = body.get("identificatie") or f"ZAAK-{len(self.kept)}"
        whose = (body["bronorganisatie"], name)
        if whose in [(one["bronorganisatie"], one["identificatie"]) for one in self.all_of(f"{CASES}/zaken").values()]:
            told = f"Deze identificatie ({name}) bestaat al voor deze bronorganisatie"
            return self.refused([("identificatie", "identificatie-niet-uniek", told)])
        started = date.fromisoformat(body["startdatum"])
        own = {"identificatie": name, "uiterlijkeEinddatumAfdoening": (started + timedelta(days=30)).isoformat()}
        dates = {"registratiedatum": self.now().date().isoformat(), "laatstGemuteerd": in_utc(self.now().isoformat())}
        return self.created(self.keep(f"{CASES}/zaken", asked, CASE | dates | body | own))

    def _role(self, asked: Asked, body: dict[str, Any]) -> Reply:
        person, reached = body.get("betrokkeneIdentificatie"), body.get("contactpersoonRol")
        wrong = self._wrong_zaak(body)
        wrong += wrong_texts(person, _PERSON) if person else [("betrokkeneIdentificatie", "required", "vereist")]
        wrong += wrong_texts(reached, _REACHED) if reached else []
        if body.get("betrokkeneType") != "natuurlijk_persoon":
            wrong.append(("betrokkeneType", "invalid_choice", "ongeldige keuze"))
        if body.get("roltype") not in [one["url"] for one in self._roles(asked)]:
            wrong.append(("roltype", "bad-url", "De URL gaf geen roltype."))
        if wrong:
            return self.refused(wrong)
        whole = {
            "betrokkeneIdentificatie": ROLE["betrokkeneIdentificatie"] | person,
            "contactpersoonRol": ROLE["contactpersoonRol"] | (reached or {}),
            "registratiedatum": in_utc(self.now().isoformat()),
        }
        return self.created(self.keep(f"{CASES}/rollen", asked, ROLE | body | whole))

    def _status(self, asked: Asked, body: dict[str, Any]) -> Reply:
        wrong = self._wrong_zaak(body) + without_zone(body, "datumStatusGezet")
        if body.get("statustype") not in [one["url"] for one in self._statustypes(asked)]:
            wrong.append(("statustype", "bad-url", "De URL gaf geen statustype."))
        if not wrong and datetime.fromisoformat(body["datumStatusGezet"]) > self.now():
            wrong.append(("datumStatusGezet", "date-in-future", "De datum mag niet in de toekomst liggen."))
        if wrong:
            return self.refused(wrong)
        moment = in_utc(body["datumStatusGezet"])
        before = [(one["zaak"], one.get("datumStatusGezet")) for one in self.all_of(f"{CASES}/statussen").values()]
        if (body["zaak"], moment) in before:
            return self.refused([("nonFieldErrors", "unique", "De velden zaak, datumStatusGezet moeten uniek zijn.")])
        own = {"statustoelichting": "", "indicatieLaatstGezetteStatus": True, "datumStatusGezet": moment}
        made = self.keep(f"{CASES}/statussen", asked, body | own)
        self.all_of(f"{CASES}/zaken")[body["zaak"].rpartition("/")[2]]["status"] = made["url"]
        return self.created(made)

    def _property(self, asked: Asked, body: dict[str, Any]) -> Reply:
        wrong = self._wrong_zaak(body) + wrong_texts(body, {"waarde": Text(1000, required=True, least=1)})
        kind = next((one for one in self._properties(asked) if one["url"] == body.get("eigenschap")), None)
        if wrong or kind is None:
            return self.refused(wrong or [("eigenschap", "bad-url", "De URL gaf geen eigenschap.")])
        return self.created(self.keep(f"{CASES}/zaakeigenschappen", asked, body | {"naam": kind["naam"]}))

    def _wrong_zaak(self, body: dict[str, Any]) -> list[Wrong]:
        known = [one["url"] for one in self.all_of(f"{CASES}/zaken").values()]
        return [] if body.get("zaak") in known else [("zaak", "object-does-not-exist", "De zaak bestaat niet.")]


def _wrong_numbers(body: dict[str, Any]) -> list[Wrong]:
    names = ("bronorganisatie", "verantwoordelijkeOrganisatie")
    return [(name, "invalid", "Onjuist RSIN nummer") for name in names if not is_rsin(str(body.get(name, "")))]
