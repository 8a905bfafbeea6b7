"""The photos of a record at an Open Zaak: each a document (Documenten API 1), and each document in its zaak.

The identificatie of a document is unique for an organisation, so a photo stands there once; whose it is its description
says. A document is in a zaak once too.
"""

import base64
from dataclasses import dataclass
from typing import Any

from assets.text import Texts
from sync.central.connectors.dutch_api import DutchApi
from sync.central.connectors.fitting import one_line
from sync.central.connectors.open_zaak.bodies import RECORD_MARK
from sync.central.connectors.open_zaak.settings import OpenZaakSettings
from sync.central.delivery.parcel import Parcel
from sync.central.delivery.port import Delivered, NotThere, Outcome, Refused, Step, Taken

DOCUMENTS = "documenten/api/v1/enkelvoudiginformatieobjecten"
IN_CASES = "zaken/api/v1/zaakinformatieobjecten"
_PHOTO, _IN_CASE = "photo ", "in case "
_MOST_TITLE, _MOST_PREFIX = 200, 26
"""An identificatie has room for 40: the prefix, our number of ten digits, and which photo it is."""


def photo_steps(photos: int) -> tuple[Step, ...]:
    """Two for each photo: make the document, and put it in the zaak."""
    pairs = ((Step(f"{_PHOTO}{n}", needs_photos=True), Step(f"{_IN_CASE}{n}")) for n in range(1, photos + 1))
    return tuple(step for pair in pairs for step in pair)


def is_photo_step(step: Step) -> bool:
    """Whether it is one of those."""
    return step.name.startswith((_PHOTO, _IN_CASE))


@dataclass(frozen=True)
class CasePhotos:
    """The photos of one record, in one zaak. `made`: what stands there already, by the name of its step."""

    api: DutchApi
    settings: OpenZaakSettings
    dutch: Texts
    parcel: Parcel
    zaak: str
    made: dict[str, str]

    def take(self, step: Step, document_type: str) -> Outcome:
        """Ask once for one of the steps."""
        number = _number(step)
        if step.name.startswith(_IN_CASE):
            document = self._document(number)
            if not document:
                return Refused("there is no document of this photo", step.name)
            return self.api.make(IN_CASES, {"zaak": self.zaak, "informatieobject": document}, _part)
        if number > len(self.parcel.photos):
            return Refused("there is no such photo", step.name)
        taken = ("identificatie", "identificatie-niet-uniek")
        return self.api.make_named(
            DOCUMENTS, self._body(number, document_type), _part, taken, lambda: self._look(number)
        )

    def look_up(self, step: Step) -> Delivered | NotThere | Taken:
        """Whether a step was taken. Raises SilentTargetError."""
        number = _number(step)
        if step.name.startswith(_PHOTO):
            return self._look(number)
        document = self._document(number)
        found = self.api.some(IN_CASES, zaak=self.zaak, informatieobject=document) if document else []
        return (_part(found[0]) if found else None) or NotThere()

    def _document(self, number: int) -> str:
        return self.made.get(f"{_PHOTO}{number}", "")

    def _look(self, number: int) -> Delivered | NotThere | Taken:
        name, organisation = self._name(number), self.settings.organisation
        found = [
            one
            for one in self.api.first(DOCUMENTS, identificatie=name, bronorganisatie=organisation)
            if (one.get("identificatie"), one.get("bronorganisatie")) == (name, organisation)
        ]
        if not found:
            return NotThere()
        return (_part(found[0]) if found[0].get("beschrijving") == self._mark else None) or Taken()

    def _name(self, number: int) -> str:
        return f"{self.settings.prefix[:_MOST_PREFIX]}-{self.parcel.number}-{number}"

    @property
    def _mark(self) -> str:
        return f"{RECORD_MARK} {self.parcel.record}"

    def _body(self, number: int, document_type: str) -> dict[str, Any]:
        photo = self.parcel.photos[number - 1]
        return {
            "identificatie": self._name(number),
            "bronorganisatie": self.settings.organisation,
            "creatiedatum": self.parcel.made_at.date().isoformat(),
            "titel": one_line(self.dutch("delivery.photo", number=number, title=self.parcel.title), _MOST_TITLE),
            "auteur": "Infopunt",
            "taal": "nld",
            "beschrijving": self._mark,
            "bestandsnaam": f"{self.parcel.reference}-{number}.jpg",
            "formaat": "image/jpeg",
            "bestandsomvang": len(photo),
            "inhoud": base64.b64encode(photo).decode(),
            "informatieobjecttype": document_type,
        }


def _number(step: Step) -> int:
    return int(step.name.rpartition(" ")[2])


def _part(body: Any) -> Delivered | None:
    address = body.get("url") if isinstance(body, dict) else None
    return Delivered(address) if isinstance(address, str) and address else None
