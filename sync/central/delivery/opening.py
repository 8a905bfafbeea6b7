"""Opening a record to hand it on: what is sealed, in the words of the form that it was filled in with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from assets.form import FieldKind, Form, FormField
from assets.text import Texts
from assets.town import Town
from sync.central.delivery.parcel import Contact, Lines, Parcel, Spot
from sync.central.records.attachments import photos_in
from sync.central.records.keys import KeyRing
from sync.central.records.tables import RECORDS
from sync.protocol.answers import Answers, AnswerValue, Photo, Photos, Place, PointFrom, read_answers, words_of
from sync.protocol.seal import Binding, SealError


class UnopenableError(Exception):
    """The record cannot be handed on: it was deleted here, or does not open. Says which."""


class PhotoStore(Protocol):
    """Where the photos of records are."""

    def all_of(self, connection: Connection, record: UUID, photos: Sequence[Photo]) -> tuple[bytes, ...] | None:
        """These photos of a record, opened, in their order; None while some of them have not arrived."""
        ...


class NoPhotos:
    """Where no photos arrive."""

    def all_of(self, connection: Connection, record: UUID, photos: Sequence[Photo]) -> tuple[bytes, ...] | None:
        """None but of none."""
        return None if photos else ()


@dataclass(frozen=True)
class Opener:
    """Opens records: with whose keys, by which forms, in which town, and where the photos are."""

    keys: KeyRing
    forms: Mapping[str, Form]
    dutch: Texts
    town: Town
    photos: PhotoStore

    def parcel(self, connection: Connection, record: UUID, number: str, with_photos: bool = False) -> Parcel:
        """The record as it is handed on. Raises UnopenableError."""
        row = connection.execute(select(RECORDS).where(RECORDS.c.id == record)).one()
        if row.deleted_at is not None or row.sealed is None:
            raise UnopenableError("deleted")
        try:
            payload = self.keys.open(row.sealed, row.key_id, Binding(row.id, row.kind, row.terminal))
        except SealError as error:
            raise UnopenableError("does not open") from error
        form = self.forms.get(row.form)
        if form is None:
            # Without it nobody can tell which answers only an owner may know.
            raise UnopenableError(f"the form {row.form} is not here")
        answers = read_answers(payload)
        photos = self.photos.all_of(connection, record, photos_in(answers)) if with_photos else ()
        return self._parcel(row, payload, form, answers, number, photos or ())

    def _parcel(
        self,
        row: Row[Any],
        payload: Mapping[str, Any],
        form: Form,
        answers: Answers,
        number: str,
        photos: tuple[bytes, ...],
    ) -> Parcel:
        contact = _contact(form, answers)
        product, language = payload.get("product"), payload.get("language")
        return Parcel(
            record=row.id,
            number=number,
            reference=row.reference,
            kind=row.kind,
            form=row.form,
            title=self.dutch.local(form.title),
            lines=self._lines(form, answers),
            answers={one.name: text for one in form.fields if not one.secret and (text := words_of(answers, one.name))},
            place=self._spot(form, answers),
            contact=contact,
            wants_to_hear=contact.known and words_of(answers, "contact") != "no",
            made_at=row.corrected_at.astimezone(ZoneInfo(self.town.timezone)),
            location=row.location,
            product=product if isinstance(product, str) else None,
            language=language if isinstance(language, str) else "nl",
            photo_count=len(photos_in(answers)),
            photo_names=tuple(photo.sealed_sha256 for photo in photos_in(answers)),
            photos=photos,
        )

    def _lines(self, form: Form, answers: Answers) -> Lines:
        """In the order of the form. What is no question of it (any more) may be secret: it is left out."""
        shown = (one for one in form.fields if not one.secret and not _is_contact(one))
        lines = ((self.dutch.local(one.label), self._words(one, answers.get(one.name, ""))) for one in shown)
        return tuple((label, words) for label, words in lines if words)

    def _words(self, field: FormField, answer: AnswerValue) -> str:
        if isinstance(answer, Place):
            return answer.in_words()
        if isinstance(answer, Photos):
            return ""
        if field.kind.is_yes_or_no and answer:
            return self.dutch(f"form.{answer}")
        option = field.option(answer)
        return self.dutch.local(option.label) if option else answer

    def _spot(self, form: Form, answers: Answers) -> Spot | None:
        for answer in answers.values():
            if isinstance(answer, Place):
                return self._of_place(answer)
        villages = (words_of(answers, one.name) for one in form.fields if one.kind is FieldKind.VILLAGE)
        village = next((name for name in villages if name), "")
        return self._at(village, street=words_of(answers, "street")) if village else None

    def _of_place(self, place: Place) -> Spot | None:
        spot = self._at(place.village, place.street or "", place.house_number or "", place.near or "")
        if spot is None or place.lat is None or place.lon is None:
            return spot
        exact = place.point_from in (PointFrom.MAP, PointFrom.PHONE)
        return replace(spot, lat=place.lat, lon=place.lon, exact=exact)

    def _at(self, village: str, street: str = "", house_number: str = "", near: str = "") -> Spot | None:
        found = next((one for one in self.town.villages if one.name == village), None)
        if found is None:
            return None
        return Spot(found.name, found.lat, found.lon, street, house_number, near, found.postcode4)


def _is_contact(field: FormField) -> bool:
    return field.name == "name" or field.kind in (FieldKind.PHONE, FieldKind.EMAIL)


def _contact(form: Form, answers: Answers) -> Contact:
    def first_of(kind: FieldKind) -> str:
        texts = (words_of(answers, one.name) for one in form.fields if one.kind is kind)
        return next((text for text in texts if text), "")

    return Contact(words_of(answers, "name"), first_of(FieldKind.PHONE), first_of(FieldKind.EMAIL))
