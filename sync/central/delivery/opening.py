"""Opening a record to hand it on: what is sealed, in the words of the form that it was filled in with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from assets.form import FieldKind, Form, FormField
from assets.text import Texts
from assets.town import Town
from sync.central.delivery.parcel import Contact, Lines, Parcel, Spot
from sync.central.records.keys import KeyRing
from sync.central.records.tables import RECORDS
from sync.protocol.seal import Binding, SealError

_NO = frozenset({"no", ""})


class UnopenableError(Exception):
    """The record cannot be handed on: it was deleted here, or does not open. Says which."""


class Photos(Protocol):
    """Where the photos of records are."""

    def count(self, answers: Mapping[str, Any]) -> int:
        """How many photos these answers name."""
        ...

    def all_of(self, connection: Connection, answers: Mapping[str, Any]) -> tuple[bytes, ...] | None:
        """The photos that the answers name, opened; None while some of them have not arrived."""
        ...


class NoPhotos:
    """Where no photos are taken."""

    def count(self, answers: Mapping[str, Any]) -> int:
        """None."""
        return 0

    def all_of(self, connection: Connection, answers: Mapping[str, Any]) -> tuple[bytes, ...] | None:
        """All none of them."""
        return ()


@dataclass(frozen=True)
class Opener:
    """Opens records: with whose keys, by which forms, in which town, and where the photos are."""

    keys: KeyRing
    forms: Mapping[str, Form]
    dutch: Texts
    town: Town
    photos: Photos

    def parcel(self, connection: Connection, record: UUID, number: str, with_photos: bool = False) -> Parcel:
        """The record as it is handed on. Raises UnopenableError."""
        row = connection.execute(select(RECORDS).where(RECORDS.c.id == record)).one()
        if row.deleted_at is not None or row.sealed is None:
            raise UnopenableError("deleted")
        try:
            payload = self.keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal))
        except SealError as error:
            raise UnopenableError("does not open") from error
        given = payload.get("answers")
        answers = given if isinstance(given, Mapping) else {}
        photos = self.photos.all_of(connection, answers) if with_photos else ()
        return self._parcel(row, payload, answers, number, photos or ())

    def _parcel(
        self,
        row: Row[Any],
        payload: Mapping[str, Any],
        answers: Mapping[str, Any],
        number: str,
        photos: tuple[bytes, ...],
    ) -> Parcel:
        form = self.forms.get(row.form)
        fields = {field.name: field for field in form.fields} if form else {}
        texts = {name: text for name, text in answers.items() if isinstance(text, str) and text}
        contact = _contact(texts, fields)
        product, language = payload.get("product"), payload.get("language")
        return Parcel(
            record=row.id,
            number=number,
            reference=row.reference,
            kind=row.kind,
            form=row.form,
            title=self.dutch.local(form.title) if form else row.kind,
            lines=self._lines(answers, fields),
            answers={name: text for name, text in texts.items() if not _is_secret(fields.get(name))},
            place=self._spot(answers, texts, fields),
            contact=contact,
            wants_to_hear=contact.known and texts.get("contact", "yes") not in _NO,
            made_at=row.corrected_at.astimezone(ZoneInfo(self.town.timezone)),
            location=row.location,
            product=product if isinstance(product, str) else None,
            language=language if isinstance(language, str) else "nl",
            photo_count=self.photos.count(answers),
            photos=photos,
        )

    def _lines(self, answers: Mapping[str, Any], fields: Mapping[str, FormField]) -> Lines:
        # In the order of the form; what an older form asked comes last, by its own name.
        order = [*fields, *(name for name in answers if name not in fields)]
        lines = []
        for name in order:
            field, answer = fields.get(name), answers.get(name)
            if not answer or _is_secret(field) or _is_contact(name, field):
                continue
            words = self._words(field, answer)
            if words:
                lines.append((self.dutch.local(field.label) if field else name, words))
        return tuple(lines)

    def _words(self, field: FormField | None, answer: Any) -> str:
        if isinstance(answer, Mapping):
            spot = self._of_place(answer)
            return spot.in_words if spot else ""
        if not isinstance(answer, str):
            return ""
        if field is None:
            return answer
        labels = {option.value: self.dutch.local(option.label) for option in field.options}
        if field.kind is FieldKind.YES_NO:
            labels = {answer: self.dutch(f"form.{answer}") for answer in ("yes", "no")}
        return labels.get(answer, answer)

    def _spot(
        self, answers: Mapping[str, Any], texts: Mapping[str, str], fields: Mapping[str, FormField]
    ) -> Spot | None:
        for answer in answers.values():
            if isinstance(answer, Mapping) and (spot := self._of_place(answer)):
                return spot
        villages = [texts[name] for name, one in fields.items() if one.kind is FieldKind.VILLAGE and name in texts]
        return self._at(villages[0], street=texts.get("street", "")) if villages else None

    def _of_place(self, answer: Mapping[str, Any]) -> Spot | None:
        if answer.get("kind") != "place":
            return None
        words = {name: str(answer.get(name) or "") for name in ("street", "house_number", "near")}
        lat, lon = answer.get("lat"), answer.get("lon")
        spot = self._at(str(answer.get("village") or ""), **words)
        if spot is None or not isinstance(lat, int | float) or not isinstance(lon, int | float):
            return spot
        exact = answer.get("point_from") in ("map", "phone")
        return Spot(spot.village, float(lat), float(lon), **words, postcode4=spot.postcode4, exact=exact)

    def _at(self, village: str, street: str = "", house_number: str = "", near: str = "") -> Spot | None:
        found = next((one for one in self.town.villages if one.name == village), None)
        if found is None:
            return None
        return Spot(found.name, found.lat, found.lon, street, house_number, near, found.postcode4)


def _is_secret(field: FormField | None) -> bool:
    return bool(getattr(field, "secret", False))


def _is_contact(name: str, field: FormField | None) -> bool:
    kind = field.kind if field else None
    return name == "name" or kind in (FieldKind.PHONE, FieldKind.EMAIL)


def _contact(texts: Mapping[str, str], fields: Mapping[str, FormField]) -> Contact:
    def first_of(kind: FieldKind) -> str:
        return next((texts[name] for name, field in fields.items() if field.kind is kind and name in texts), "")

    return Contact(texts.get("name", ""), first_of(FieldKind.PHONE), first_of(FieldKind.EMAIL))
