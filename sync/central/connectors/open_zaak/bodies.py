"""What Open Zaak gets of a record, in its own words and within its room (Zaken API 1.5)."""

from typing import Any

from assets.text import Texts
from sync.central.connectors.fitting import fit, one_line, split_name
from sync.central.connectors.open_zaak.settings import OpenZaakSettings
from sync.central.connectors.telling import photos_elsewhere, point
from sync.central.delivery.parcel import Parcel

MOST_SUBJECT, MOST_TEXT, MOST_NAME, MOST_INITIALS, MOST_PHONE, MOST_SOURCE = 80, 1000, 200, 20, 20, 40
RECORD_MARK = "Infopunt record"
"""The source of the mark (kenmerk) by which a zaak is known as ours: the record's own id."""


def name_of(parcel: Parcel, settings: OpenZaakSettings) -> str:
    """The identificatie: unique for an organisation, at most 40 characters."""
    return f"{settings.prefix}-{parcel.number}"


def case_body(parcel: Parcel, zaaktype: str, settings: OpenZaakSettings, dutch: Texts) -> dict[str, Any]:
    """The zaak."""
    wanted = settings.cases.get(parcel.kind)
    photos = "" if wanted and wanted.document else photos_elsewhere(parcel, dutch)
    told = (parcel.text, point(parcel, dutch), photos)
    text = "\n".join(part for part in told if part)
    subject = f"{parcel.title}, {parcel.place.in_words}" if parcel.place else parcel.title
    marks = {RECORD_MARK: str(parcel.record), "Infopunt code": parcel.reference}
    body: dict[str, Any] = {
        "identificatie": name_of(parcel, settings),
        "bronorganisatie": settings.organisation,
        "verantwoordelijkeOrganisatie": settings.responsible or settings.organisation,
        "zaaktype": zaaktype,
        "startdatum": parcel.made_at.date().isoformat(),
        "omschrijving": one_line(subject, MOST_SUBJECT),
        "toelichting": fit(text, MOST_TEXT, dutch("delivery.more", code=parcel.reference)),
        "kenmerken": [{"kenmerk": mark, "bron": source} for source, mark in marks.items()],
    }
    if parcel.place is not None:
        # GeoJSON (RFC 7946, 3.1.1): longitude first.
        body["zaakgeometrie"] = {"type": "Point", "coordinates": [parcel.place.lon, parcel.place.lat]}
    return body


def person_body(parcel: Parcel, zaak: str, roltype: str, dutch: Texts) -> dict[str, Any]:
    """The rol of whoever filled it in: a person of whom we know no more than they told."""
    contact = parcel.contact
    initials, first, last = split_name(contact.name)
    if len(initials) > MOST_INITIALS:
        initials, last = "", f"{initials} {last}"
    nobody = dutch("delivery.nameless")
    reached = {"emailadres": contact.email, "telefoonnummer": one_line(contact.phone, MOST_PHONE)}
    named = {
        "geslachtsnaam": one_line(last or nobody, MOST_NAME),
        "voornamen": one_line(first, MOST_NAME),
        "voorletters": initials,
    }
    return {
        "zaak": zaak,
        "betrokkeneType": "natuurlijk_persoon",
        "roltype": roltype,
        "roltoelichting": dutch("delivery.reporter"),
        "contactpersoonRol": {"naam": one_line(contact.name or nobody, MOST_NAME)}
        | {name: text for name, text in reached.items() if text},
        "betrokkeneIdentificatie": {name: text for name, text in named.items() if text},
    }
