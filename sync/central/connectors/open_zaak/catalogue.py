"""The catalogue of an Open Zaak: which version of a zaaktype holds today, and what belongs to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.central.connectors.dutch_api import DutchApi
from sync.central.connectors.open_zaak.settings import CaseType
from sync.central.delivery.port import SilentTargetError

CATALOGUE = "catalogi/api/v1"


class NoSuchTypeError(Exception):
    """The catalogue has not what the settings name, or has it twice. Says what."""


@dataclass(frozen=True)
class Catalogue:
    """Each question is asked anew: a functional manager may publish a new version at any time."""

    api: DutchApi

    def zaaktype(self, wanted: CaseType, day: date) -> str:
        """The address of the version that holds on this day. Raises NoSuchTypeError, SilentTargetError."""
        if "://" in wanted.zaaktype:
            return wanted.zaaktype
        query = {"identificatie": wanted.zaaktype, "status": "definitief"}
        found = [one for one in self.api.some(f"{CATALOGUE}/zaaktypen", **query) if _holds(one, wanted.zaaktype, day)]
        if not found:
            raise NoSuchTypeError(f"there is no published zaaktype {wanted.zaaktype} that holds on {day}")
        if len({one.get("catalogus") for one in found}) > 1:
            raise NoSuchTypeError(f"{wanted.zaaktype} is in several catalogues; the address of one version is expected")
        return str(max(found, key=lambda one: str(one.get("beginGeldigheid")))["url"])

    def published(self, zaaktype: str) -> bool:
        """Whether this version may be used. Raises NoSuchTypeError, SilentTargetError."""
        found = self.api.one(f"{CATALOGUE}/zaaktypen/{last_of(zaaktype)}")
        if found is None:
            raise NoSuchTypeError(f"there is no zaaktype {zaaktype}")
        return not found.get("concept")

    def roltype(self, zaaktype: str, role: str) -> str:
        """The address of the roltype with this general name. Raises NoSuchTypeError, SilentTargetError."""
        return self._one("roltypen", zaaktype, "omschrijvingGeneriek", role)

    def eigenschap(self, zaaktype: str, name: str) -> str:
        """The address of the eigenschap with this name. Raises NoSuchTypeError, SilentTargetError."""
        return self._one("eigenschappen", zaaktype, "naam", name)

    def document_type(self, zaaktype: str, wanted: str) -> str:
        """The address of an informatieobjecttype of the zaaktype, by its description or its address.

        Raises NoSuchTypeError, SilentTargetError.
        """
        found = self.api.some(f"{CATALOGUE}/zaaktype-informatieobjecttypen", zaaktype=zaaktype, status="alles")
        for address in (str(one.get("informatieobjecttype")) for one in found):
            kind = self.api.one(f"{CATALOGUE}/informatieobjecttypen/{last_of(address)}") or {}
            if wanted in (address, kind.get("omschrijving")):
                return address
        raise NoSuchTypeError(f"the zaaktype has no '{wanted}' among its informatieobjecttypen")

    def first_statustype(self, zaaktype: str) -> str:
        """The address of the first status of a zaak. Raises NoSuchTypeError, SilentTargetError."""
        found = self.api.some(f"{CATALOGUE}/statustypen", zaaktype=zaaktype, status="alles")
        if not found:
            raise NoSuchTypeError("the zaaktype has no statustype")
        return str(min(found, key=lambda one: int(one.get("volgnummer", 0)))["url"])

    def statustype(self, address: str) -> dict[str, Any]:
        """A statustype. Raises SilentTargetError."""
        found = self.api.one(f"{CATALOGUE}/statustypen/{last_of(address)}")
        if found is None:
            raise SilentTargetError("a statustype is not there")
        return found

    def _one(self, collection: str, zaaktype: str, field: str, wanted: str) -> str:
        found = self.api.some(f"{CATALOGUE}/{collection}", zaaktype=zaaktype, status="alles")
        fitting = [one for one in found if one.get(field) == wanted]
        if not fitting:
            raise NoSuchTypeError(f"the zaaktype has no '{wanted}' among its {collection}")
        return str(fitting[0]["url"])


def last_of(address: str) -> str:
    """The id at the end of an address. Only that is used: our token goes to no other place than the settings name."""
    return address.rstrip("/").rpartition("/")[2]


def _holds(one: dict[str, Any], wanted: str, day: date) -> bool:
    since, until = one.get("beginGeldigheid") or "", one.get("eindeGeldigheid") or "9999"
    # A filter that a server does not know is no filter.
    return one.get("identificatie") == wanted and not one.get("concept") and since <= day.isoformat() <= until
