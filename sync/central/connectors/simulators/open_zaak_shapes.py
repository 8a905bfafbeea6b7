"""What a pretended Open Zaak tells of things that nobody filled in: the shapes that the recordings show."""

from collections.abc import Mapping
from typing import Any

Shape = dict[str, Any]


def _of(texts: tuple[str, ...] = (), nothing: tuple[str, ...] = (), lists: tuple[str, ...] = ()) -> Shape:
    """Empty texts, nulls and empty lists."""
    found: Shape = dict.fromkeys(texts, "") | dict.fromkeys(nothing)
    return found | {name: [] for name in lists}


CASE_TYPE: Mapping[str, Any] = {
    **_of(
        texts=("omschrijvingGeneriek", "toelichting", "publicatietekst", "selectielijstProcestype"),
        nothing=("servicenorm", "verlengingstermijn", "eindeGeldigheid", "eindeObject"),
        lists=(
            "trefwoorden", "verantwoordingsrelatie", "productenOfDiensten", "resultaattypen", "informatieobjecttypen",
            "besluittypen", "deelzaaktypen", "gerelateerdeZaaktypen", "zaakobjecttypen",
        ),
    ),
    "omschrijving": "Melding",
    "vertrouwelijkheidaanduiding": "openbaar",
    "doel": "Melden",
    "aanleiding": "Melding",
    "indicatieInternOfExtern": "extern",
    "handelingInitiator": "melden",
    "onderwerp": "melding",
    "handelingBehandelaar": "behandelen",
    "doorlooptijd": "P30D",
    "opschortingEnAanhoudingMogelijk": False,
    "verlengingMogelijk": False,
    "publicatieIndicatie": False,
    "referentieproces": {"naam": "melden", "link": ""},
    "verantwoordelijke": "gemeente",
    "broncatalogus": _of(("url", "domein", "rsin")),
    "bronzaaktype": _of(("url", "identificatie", "omschrijving")),
    "versiedatum": "2026-01-01",
    "beginObject": "2026-01-01",
}  # fmt: skip

CASE: Shape = {
    **_of(
        texts=(
            "omschrijving", "toelichting", "communicatiekanaal", "communicatiekanaalNaam", "betalingsindicatie",
            "betalingsindicatieWeergave", "selectielijstklasse", "opdrachtgevendeOrganisatie", "processobjectaard",
        ),
        nothing=(
            "einddatum", "einddatumGepland", "publicatiedatum", "laatstGeopend", "laatsteBetaaldatum", "zaakgeometrie",
            "verlenging", "hoofdzaak", "status", "archiefnominatie", "archiefactiedatum", "resultaat",
            "startdatumBewaartermijn",
        ),
        lists=(
            "productenOfDiensten", "deelzaken", "relevanteAndereZaken", "gerelateerdeZaken", "eigenschappen", "rollen",
            "zaakinformatieobjecten", "zaakobjecten", "kenmerken",
        ),
    ),
    "vertrouwelijkheidaanduiding": "openbaar",
    "archiefstatus": "nog_te_archiveren",
    "opschorting": {"indicatie": False, "eerdereOpschorting": False, "reden": ""},
    "processobject": _of(("datumkenmerk", "identificatie", "objecttype", "registratie")),
}  # fmt: skip

ROLE: Shape = {
    **_of(
        texts=("betrokkene", "afwijkendeNaamBetrokkene", "roltoelichting", "indicatieMachtiging"),
        nothing=("beginGeldigheid", "eindeGeldigheid", "authenticatieContext"),
        lists=("statussen",),
    ),
    "omschrijving": "Melder",
    "omschrijvingGeneriek": "initiator",
    "contactpersoonRol": _of(("emailadres", "functie", "telefoonnummer", "naam")),
    "betrokkeneIdentificatie": _of(
        texts=(
            "inpBsn", "anpIdentificatie", "inpA_nummer", "geslachtsnaam", "voorvoegselGeslachtsnaam", "voorletters",
            "voornamen", "geslachtsaanduiding", "geboortedatum",
        ),
        nothing=("verblijfsadres", "subVerblijfBuitenland"),
    ),
}  # fmt: skip
