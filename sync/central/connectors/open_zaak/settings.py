"""What delivery.yaml says about an Open Zaak."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from assets.document import Document
from assets.words import Slug
from sync.central.connectors.sources import Source
from sync.central.connectors.target_settings import HttpTarget

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_rsin(text: str) -> bool:
    """Whether it can be the number of an organisation: nine digits, of which the weighted sum is a multiple of eleven.

    >>> is_rsin("000000000"), is_rsin("123456782"), is_rsin("123456789"), is_rsin("123")
    (True, True, False, False)
    """
    digits = [int(one) for one in text if one in "0123456789"]
    return len(text) == len(digits) == 9 and sum(x * y for x, y in zip(digits, _WEIGHTS, strict=True)) % 11 == 0


def _checked(text: str) -> str:
    if not is_rsin(text):
        raise ValueError("an RSIN is expected: nine digits that pass the test of eleven")
    return text


Rsin = Annotated[str, AfterValidator(_checked)]
PropertyName = Annotated[str, StringConstraints(min_length=1, max_length=20)]
"""Catalogi API: `naam` of an eigenschap."""


class CaseType(Document):
    """The zaaktype for a kind of record.

    `zaaktype` is its identificatie, of which the version of the day is taken, or the address of one version.
    `properties`: an eigenschap, and what of a record fills it. `role`: the general name (omschrijvingGeneriek) of the
    roltype for whoever reported it. `document`: what a photo is, by the description (omschrijving) or the address of an
    informatieobjecttype that the zaaktype allows; without it photos stay with us, and how many there are is told.
    """

    zaaktype: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    role: Annotated[str, StringConstraints(min_length=1)] = "initiator"
    properties: dict[PropertyName, Source] = Field(default_factory=dict)
    document: Annotated[str, StringConstraints(max_length=1000)] = ""


class OpenZaakSettings(HttpTarget):
    """An Open Zaak. `url` is what stands before /zaken/api/v1, /catalogi/api/v1 and /documenten/api/v1.

    `client_id` and the secret are of an application there that may read zaaktypen, and make and read zaken, and
    documents where photos go there.

    `organisation` is the RSIN of the municipality. A zaak is called `prefix`, a dash, and our number for the record.
    """

    system: Literal["open_zaak"]
    client_id: Annotated[str, StringConstraints(min_length=1)]
    organisation: Rsin
    responsible: Rsin | None = None
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,29}$")] = "INFOPUNT"
    cases: Annotated[dict[Slug, CaseType], Field(min_length=1)]
