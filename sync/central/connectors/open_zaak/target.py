"""Open Zaak as one of the systems that records are handed on to.

The identificatie of a zaak is unique for an organisation: sent twice, the second is refused, and by it the first is
found. A rol, a status and an eigenschap are found by the zaak that they belong to. Photos are documents (photos.py)
where the settings name a type for them; elsewhere only how many there are is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assets.text import Texts
from sync.central.connectors.dutch_api import DutchApi, checked
from sync.central.connectors.open_zaak.bodies import RECORD_MARK, case_body, name_of, person_body
from sync.central.connectors.open_zaak.catalogue import Catalogue, NoSuchTypeError, last_of
from sync.central.connectors.open_zaak.photos import CasePhotos, is_photo_step, photo_steps
from sync.central.connectors.open_zaak.settings import CaseType, OpenZaakSettings
from sync.central.connectors.open_zaak.token import token
from sync.central.connectors.secret import Secret
from sync.central.connectors.sources import value_of
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.port import (
    RECORD,
    Delivered,
    Made,
    NotNow,
    NotThere,
    Outcome,
    Refused,
    SilentTargetError,
    Step,
    Taken,
    TargetState,
    TargetStatus,
)
from sync.central.finding import Finding

CASES = "zaken/api/v1"
CRS = "EPSG:4326"
STATUS, PERSON, PROPERTY = "status", "person", "property "


@dataclass(frozen=True)
class OpenZaak:
    """One Open Zaak, under our `name` for it."""

    name: str
    settings: OpenZaakSettings
    api: DutchApi
    dutch: Texts
    looks_up: bool = True
    photos_first: bool = False

    @property
    def catalogue(self) -> Catalogue:
        """Its zaaktypen."""
        return Catalogue(self.api)

    def check(self) -> list[Finding]:
        """Whether it lets us in, and whether each zaaktype holds today and has what we want of it."""
        cases = self.settings.cases.items()
        return checked(self.settings.url, self.probe, lambda: (self._type(kind, one) for kind, one in cases))

    def probe(self) -> None:
        """Ask for a zaak that there is not. Raises SilentTargetError."""
        self.api.first(f"{CASES}/zaken", identificatie=f"{self.settings.prefix}-0")

    def send(self, parcel: Parcel) -> Outcome:
        """Ask once for the zaak. When its name is there already, say whether it is ours."""
        wanted = self.settings.cases.get(parcel.kind)
        if wanted is None:
            return Refused(f"no zaaktype is set for records of the kind {parcel.kind}", "zaaktype")
        try:
            zaaktype = self.catalogue.zaaktype(wanted, self.api.now().date())
        except NoSuchTypeError as error:
            return NotNow(None, str(error), alone=True)
        except SilentTargetError as error:
            return NotNow(None, str(error))
        body = case_body(parcel, zaaktype, self.settings, self.dutch)
        return self.api.make_named(
            f"{CASES}/zaken", body, _zaak, ("identificatie", "identificatie-niet-uniek"), lambda: self.look_up(parcel)
        )

    def look_up(self, parcel: Parcel) -> Delivered | NotThere | Taken:
        """The zaak with our name, if it has our record's mark."""
        name, organisation = name_of(parcel, self.settings), self.settings.organisation
        query = {"identificatie": name, "bronorganisatie": organisation}
        found = [
            one
            for one in self.api.first(f"{CASES}/zaken", **query)
            if (one.get("identificatie"), one.get("bronorganisatie")) == (name, organisation)
        ]
        if not found:
            return NotThere()
        marks = [(one.get("bron"), one.get("kenmerk")) for one in found[0].get("kenmerken") or ()]
        return (_zaak(found[0]) if (RECORD_MARK, str(parcel.record)) in marks else None) or Taken()

    def steps(self, parcel: Parcel) -> tuple[Step, ...]:
        """Who reported it, what belongs to it, and its first status: from then on staff there see it. Photos may come
        much later than the record, and go last.
        """
        contact, wanted = parcel.contact, self.settings.cases.get(parcel.kind)
        if wanted is None:
            return ()
        person = [PERSON] if contact.known or contact.name else []
        filled = [f"{PROPERTY}{name}" for name, source in wanted.properties.items() if _text(parcel, source)]
        photos = photo_steps(parcel.photo_count) if wanted.document else ()
        return (*(Step(name) for name in [*person, *filled, STATUS]), *photos)

    def take(self, step: Step, parcel: Parcel, made: Made) -> Outcome:
        """Ask once for one of the parts around a zaak."""
        zaak, wanted = made[RECORD], self.settings.cases.get(parcel.kind)
        if wanted is None:
            return Refused(f"no zaaktype is set for records of the kind {parcel.kind}", "zaaktype")
        try:
            if is_photo_step(step):
                kind = self.catalogue.document_type(self._zaaktype_of(zaak), wanted.document)
                return self._photos(parcel, made).take(step, kind)
            path, body = self._asked_for(step, parcel, zaak, wanted)
        except NoSuchTypeError as error:
            return Refused(str(error), step.name)
        except SilentTargetError as error:
            return NotNow(None, str(error))
        return self.api.make(path, body, _part)

    def look_up_step(self, step: Step, parcel: Parcel, made: Made) -> Delivered | NotThere | None:
        """Whether a part is there, by the zaak that it belongs to."""
        if is_photo_step(step):
            found_photo = self._photos(parcel, made).look_up(step)
            return NotThere() if isinstance(found_photo, Taken) else found_photo
        zaak = made[RECORD]
        if step.name.startswith(PROPERTY):
            found = self.api.some(f"{CASES}/zaken/{last_of(zaak)}/zaakeigenschappen")
            found = [one for one in found if one.get("naam") == step.name.removeprefix(PROPERTY)]
        elif step.name == PERSON:
            found = self.api.some(f"{CASES}/rollen", zaak=zaak, betrokkeneType="natuurlijk_persoon")
            ours = self.dutch("delivery.reporter")
            found = [one for one in found if one.get("roltoelichting") == ours]
        else:
            # Whoever has put it further there has given it its first status too.
            found = self.api.some(f"{CASES}/statussen", zaak=zaak)
        return (_part(found[0]) if found else None) or NotThere()

    def _photos(self, parcel: Parcel, made: Made) -> CasePhotos:
        return CasePhotos(self.api, self.settings, self.dutch, parcel, made[RECORD], dict(made))

    def status(self, other_id: str) -> TargetStatus | None:
        """Closed with its end, at hand from the second status on; in the words that the zaaktype has for people."""
        zaak = self.api.one(f"{CASES}/zaken/{last_of(other_id)}")
        if zaak is None:
            return None
        ended = bool(zaak.get("einddatum"))
        given = self.api.one(f"{CASES}/statussen/{last_of(zaak['status'])}") if zaak.get("status") else None
        if given is None:
            return TargetStatus(TargetState.CLOSED if ended else TargetState.OPEN)
        kind = self.catalogue.statustype(str(given.get("statustype")))
        words = str(kind.get("statustekst") or kind.get("omschrijving") or "")
        if ended or kind.get("isEindstatus"):
            return TargetStatus(TargetState.CLOSED, words)
        return TargetStatus(TargetState.BUSY if int(kind.get("volgnummer") or 1) > 1 else TargetState.OPEN, words)

    def _asked_for(self, step: Step, parcel: Parcel, zaak: str, wanted: CaseType) -> tuple[str, dict[str, Any]]:
        """Where a part is made, and what it is. By the zaaktype that the zaak has: it may be older than today's."""
        zaaktype = self._zaaktype_of(zaak)
        if step.name == PERSON:
            return f"{CASES}/rollen", person_body(
                parcel, zaak, self.catalogue.roltype(zaaktype, wanted.role), self.dutch
            )
        if step.name == STATUS:
            # Open Zaak takes no status from the future; the same moment twice for one zaak is refused.
            moment = min(parcel.made_at, self.api.now()).isoformat(timespec="seconds")
            statustype = self.catalogue.first_statustype(zaaktype)
            return f"{CASES}/statussen", {"zaak": zaak, "statustype": statustype, "datumStatusGezet": moment}
        name = step.name.removeprefix(PROPERTY)
        body = {"zaak": zaak, "eigenschap": self.catalogue.eigenschap(zaaktype, name)}
        value = _text(parcel, wanted.properties.get(name, "="))
        return f"{CASES}/zaken/{last_of(zaak)}/zaakeigenschappen", body | {"waarde": value}

    def _zaaktype_of(self, zaak: str) -> str:
        found = self.api.one(f"{CASES}/zaken/{last_of(zaak)}")
        if found is None:
            raise NoSuchTypeError("the zaak is no longer there")
        return str(found.get("zaaktype"))

    def _type(self, kind: str, wanted: CaseType) -> Finding:
        name, catalogue = f"zaaktype for {kind}", self.catalogue
        try:
            zaaktype = catalogue.zaaktype(wanted, self.api.now().date())
            if not catalogue.published(zaaktype):
                return Finding(name, good=False, told="is a concept; a published one is expected")
            catalogue.roltype(zaaktype, wanted.role)
            catalogue.first_statustype(zaaktype)
            for eigenschap in wanted.properties:
                catalogue.eigenschap(zaaktype, eigenschap)
            if wanted.document:
                catalogue.document_type(zaaktype, wanted.document)
        except (NoSuchTypeError, SilentTargetError) as error:
            return Finding(name, good=False, told=str(error))
        return Finding(name, good=True, told=zaaktype)


def build(name: str, settings: OpenZaakSettings, secret: Secret, now: Callable[[], datetime], dutch: Texts) -> OpenZaak:
    """An Open Zaak on its line, with a new token for every request."""

    def headers() -> dict[str, str]:
        bearer = token(settings.client_id, secret.text, now())
        return {"Authorization": f"Bearer {bearer}", "Content-Crs": CRS, "Accept-Crs": CRS}

    return OpenZaak(name, settings, DutchApi(settings.wire(), now, headers), dutch)


def _text(parcel: Parcel, source: str) -> str:
    value = value_of(parcel, source)
    return value if isinstance(value, str) else "" if value is None or isinstance(value, list | dict) else str(value)


def _zaak(body: Any) -> Delivered | None:
    address, name = (body.get("url"), body.get("identificatie")) if isinstance(body, dict) else (None, None)
    return Delivered(address, shown_as=str(name or "")) if isinstance(address, str) and address else None


def _part(body: Any) -> Delivered | None:
    address = body.get("url") if isinstance(body, dict) else None
    return Delivered(address) if isinstance(address, str) and address else None
