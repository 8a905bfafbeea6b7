"""What Open Klant gets of a record, in its own words and within its room (klantinteracties 0.9)."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from assets.text import Texts
from sync.central.connectors.fitting import fit, one_line, split_name
from sync.central.connectors.open_klant.settings import OpenKlantSettings
from sync.central.connectors.telling import photos_elsewhere, point
from sync.central.delivery.parcel import Contact, Parcel

MOST_SUBJECT, MOST_CONTENT, MOST_TASK, MOST_NAME, MOST_ADDRESS, MOST_METADATA = 200, 1000, 200, 200, 80, 255
MOST_INITIALS = 10

RECORD_KEY = "infopuntRecord"
"""The name, in the metadata of a contact, of the record's own id: by it, a contact is known as ours."""

_LANGUAGES = {
    "nl": "nld", "en": "eng", "de": "deu", "fr": "fra", "ar": "ara", "pl": "pol", "tr": "tur", "uk": "ukr", "ti": "tir",
    "fa": "fas", "es": "spa", "ro": "ron", "bg": "bul", "so": "som",
}  # fmt: skip
"""ISO 639-1 to 639-2, of which Open Klant wants three letters."""

_PHONE = re.compile(r"(0[1-9][0-9]{8}|\+[0-9]{9,15}|00[0-9]{7,13})")
_NO_PHONE = ("0800", "0900", "088", "1400", "140")


def contact_body(parcel: Parcel, settings: OpenKlantSettings, dutch: Texts) -> dict[str, Any]:
    """The klantcontact. `nummer` is unique there: our name for it."""
    told = {RECORD_KEY: str(parcel.record), "infopuntCode": parcel.reference, "infopuntSoort": parcel.kind}
    told |= {"infopuntLocatie": parcel.location} | ({"infopuntProduct": parcel.product} if parcel.product else {})
    return {
        "nummer": parcel.number,
        "kanaal": settings.channel,
        "onderwerp": subject(parcel),
        "inhoud": fit(content(parcel, dutch), MOST_CONTENT, dutch("delivery.more", code=parcel.reference)),
        "taal": _LANGUAGES.get(parcel.language, "nld"),
        "vertrouwelijk": settings.confidential,
        "plaatsgevondenOp": parcel.made_at.isoformat(timespec="seconds"),
        "metadata": {name: one_line(text, MOST_METADATA) for name, text in told.items()},
    }


def subject(parcel: Parcel) -> str:
    """What it is about, and where."""
    return one_line(f"{parcel.title}, {parcel.place.village}" if parcel.place else parcel.title, MOST_SUBJECT)


def content(parcel: Parcel, dutch: Texts) -> str:
    """The answers, and what else there is of it at our own place: Open Klant has no room for photos."""
    parts = (parcel.text, point(parcel, dutch), photos_elsewhere(parcel, dutch))
    return "\n".join(part for part in parts if part)


def subject_body(parcel: Parcel, settings: OpenKlantSettings, contact: str) -> dict[str, Any]:
    """The onderwerpobject: by it, the contact is found with the visitor's code."""
    known_as = {
        "objectId": parcel.reference,
        "codeObjecttype": settings.object_type,
        "codeRegister": settings.register_code,
        "codeSoortObjectId": "code",
    }
    return {"klantcontact": {"uuid": contact}, "wasKlantcontact": None, "onderwerpobjectidentificator": known_as}


def person_body(contact: Contact, klantcontact: str) -> dict[str, Any]:
    """The betrokkene: whoever filled it in."""
    initials, first, last = split_name(contact.name)
    if len(initials) > MOST_INITIALS:
        initials, last = "", f"{initials} {last}"
    name = {"voorletters": initials, "voornaam": one_line(first, MOST_NAME), "achternaam": one_line(last, MOST_NAME)}
    return {
        "hadKlantcontact": {"uuid": klantcontact},
        "wasPartij": None,
        "rol": "klant",
        "initiator": True,
        "contactnaam": {part: text for part, text in name.items() if text} or None,
    }


def address_body(address: str, sort: str, label: str, person: str) -> dict[str, Any]:
    """The digitaal adres of a person. `sort`: email, telefoonnummer, or overig, which nothing is expected of."""
    return {
        "verstrektDoorBetrokkene": {"uuid": person},
        "verstrektDoorPartij": None,
        "adres": one_line(address, MOST_ADDRESS),
        "soortDigitaalAdres": sort,
        "omschrijving": label,
    }


def task_body(parcel: Parcel, dutch: Texts, actor: UUID, contact: str, number: str | None) -> dict[str, Any]:
    """The interne taak. Where the contact had no room for all that was told, it goes on here."""
    whole = content(parcel, dutch)
    rest = whole if len(whole) > MOST_CONTENT else parcel.reference
    numbered: Mapping[str, Any] = {"nummer": number} if number else {}
    return {
        **numbered,
        "gevraagdeHandeling": one_line(dutch("delivery.task", title=parcel.title), MOST_TASK),
        "aanleidinggevendKlantcontact": {"uuid": contact},
        "toegewezenAanActoren": [{"uuid": str(actor)}],
        "toelichting": rest[-MOST_CONTENT:],
        "status": "te_verwerken",
    }


def dialled(phone: str) -> tuple[str, str]:
    """A phone number as Open Klant wants it, and which sort of address that makes it.

    What it would refuse (0800, abroad in another spelling) is kept as it was given, as an address of another sort.

    >>> dialled("06-1234 5678"), dialled("+31 (0)6 12345678"), dialled("0800-1234")
    (('0612345678', 'telefoonnummer'), ('+31612345678', 'telefoonnummer'), ('0800-1234', 'overig'))
    """
    digits = re.sub(r"[\s.\-/()]", "", re.sub(r"\(0\)", "", phone))
    good = _PHONE.fullmatch(digits) and not digits.startswith(_NO_PHONE)
    return (digits, "telefoonnummer") if good else (phone, "overig")
