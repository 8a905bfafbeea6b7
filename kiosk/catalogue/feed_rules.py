"""The rules of a Samenwerkende Catalogi 4.0 feed as a table: which element holds which, in which order, how often.

The facts come from the published schema (sc.xsd 4.0 on OWMS 4.0); clause by clause the table says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.catalogue.feed_types import (
    ADDRESS,
    ANY_SCHEME,
    ANY_TEXT,
    LANGUAGE,
    MOMENT,
    OVERHEID,
    SOME_ADDRESS,
    SOME_TEXT,
    Kind,
    matching,
    one_of,
    scheme,
)

PRODUCT = "http://standaarden.overheid.nl/product/terms/"
DCTERMS = "http://purl.org/dc/terms/"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

UNBOUNDED = 10**9


@dataclass(frozen=True)
class Attribute:
    """An attribute and what it holds."""

    kind: Kind
    required: bool = False


@dataclass(frozen=True)
class Rule:
    """What one element (`tag` with its namespace) may be.

    `text` is what it holds when it holds no elements; `mixed` lets text stand between its children; `other_namespace`
    lets known elements of another namespace follow its children.
    """

    tag: str
    text: Kind | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    children: tuple["Child", ...] = ()
    mixed: bool = False
    other_namespace: bool = False


@dataclass(frozen=True)
class Child:
    """A place for elements inside another one: from `least` to `most` of them."""

    rule: Rule
    least: int = 1
    most: int = 1


def _product(name: str) -> str:
    return f"{{{PRODUCT}}}{name}"


def _dcterms(name: str) -> str:
    return f"{{{DCTERMS}}}{name}"


def _optional(rule: Rule) -> Child:
    return Child(rule, least=0)


def _any_number(rule: Rule) -> Child:
    return Child(rule, least=0, most=UNBOUNDED)


_FREE_TEXT = {XML_LANGUAGE: Attribute(LANGUAGE)}
_IDENTIFIED = {"resourceIdentifier": Attribute(ADDRESS, required=True)}
_ORGANISATIONS = ("AndereOrganisatie", "Gemeente", "GGD", "Ministerie", "Provincie", "Waterschap")
_PLACES = ("Gemeente", "GGD", "Provincie", "Waterschap", "Koninkrijksdeel")
_DECIDING_BODIES = tuple(
    f"Bestuursorgaan{name}"
    for name in ("Deelgemeente", "Gemeente", "Ministerie", "Provincie", "RegionaalSamenwerkingsorgaan", "Waterschap")
)


def _listed(*names: str) -> dict[str, Attribute]:
    """The attributes of an organisation or a place: which list, and its own URI in it."""
    return {
        "scheme": Attribute(scheme(*names), required=True),
        "resourceIdentifier": Attribute(SOME_ADDRESS, required=True),
    }


def _loosely_listed() -> dict[str, Attribute]:
    return {"scheme": Attribute(ANY_SCHEME), "resourceIdentifier": Attribute(SOME_ADDRESS)}


def _uniform_name(name: str) -> Rule:
    attributes = {
        "scheme": Attribute(scheme("UniformeProductnaam")),
        "resourceIdentifier": Attribute(SOME_ADDRESS),
    }
    return Rule(_product(name), SOME_TEXT, attributes)


_CORE = Rule(
    _product("owmskern"),
    children=(
        Child(Rule(_dcterms("identifier"), SOME_ADDRESS)),
        Child(Rule(_dcterms("title"), SOME_TEXT, _FREE_TEXT)),
        Child(Rule(_dcterms("language"), LANGUAGE), most=UNBOUNDED),
        Child(
            Rule(
                _dcterms("type"),
                one_of("productbeschrijving"),
                {
                    "scheme": Attribute(scheme("Informatietype"), required=True),
                    "resourceIdentifier": Attribute(SOME_ADDRESS),
                },
            )
        ),
        _any_number(Rule(_dcterms("creator"), SOME_TEXT, _listed(*_ORGANISATIONS))),
        Child(Rule(_dcterms("modified"), MOMENT)),
        _any_number(Rule(_dcterms("spatial"), SOME_TEXT, _listed(*_PLACES))),
        _optional(
            Rule(
                _dcterms("temporal"),
                # These two carry no namespace: the schema declares them as unqualified.
                children=(Child(Rule("start", MOMENT)), _optional(Rule("end", MOMENT))),
                other_namespace=True,
            )
        ),
        _any_number(Rule(f"{{{OVERHEID}}}authority", SOME_TEXT, _listed(*_ORGANISATIONS))),
    ),
)

_MANTLE = Rule(
    _product("owmsmantel"),
    children=(
        Child(Rule(_dcterms("audience"), SOME_TEXT, _loosely_listed()), most=2),
        _any_number(Rule(_dcterms("subject"), ANY_TEXT, _loosely_listed())),
        Child(Rule(_dcterms("abstract"), SOME_TEXT, _FREE_TEXT)),
    ),
)

_CATALOGUE_DATA = Rule(
    _product("scmeta"),
    children=(
        Child(Rule(_product("productID"), ANY_TEXT)),
        Child(Rule(_product("onlineAanvragen"), one_of("ja", "digid", "nee"))),
        _optional(Rule(_product("aanvraagURL"), ANY_TEXT, _IDENTIFIED)),
        _optional(Rule(_product("eenmaligAanmelden"), one_of("ja", "nee", "digi-d"))),
        _optional(Rule(_product("contactpunt"), ANY_TEXT, _IDENTIFIED)),
        _any_number(_uniform_name("uniformeProductnaam")),
        _any_number(_uniform_name("gerelateerdProduct")),
    ),
)

_META = Rule(_product("meta"), children=(Child(_CORE), _optional(_MANTLE), _optional(_CATALOGUE_DATA)))

# The schema lets XHTML stand in productHTML but imports no schema of XHTML, so strictly nothing but text is valid.
_BODY = Rule(_product("body"), children=(_optional(Rule(_product("productHTML"), mixed=True)),))

SCPRODUCT = Rule(
    _product("scproduct"),
    attributes={"owms-version": Attribute(matching("4.0", r"4\.0"), required=True)},
    children=(Child(_META), Child(_BODY)),
)

SCPRODUCTEN = Rule(_product("scproducten"), children=(Child(SCPRODUCT, most=UNBOUNDED),))

KNOWN_ELSEWHERE = {
    rule.tag: rule
    for rule in (
        Rule(f"{{{OVERHEID}}}abbreviation", SOME_TEXT, _FREE_TEXT),
        Rule(
            f"{{{OVERHEID}}}isRatifiedBy",
            SOME_TEXT,
            {
                "scheme": Attribute(scheme(*_DECIDING_BODIES), required=True),
                "resourceIdentifier": Attribute(SOME_ADDRESS),
            },
        ),
        Rule(f"{{{OVERHEID}}}authority", SOME_TEXT, _listed(*_ORGANISATIONS)),
        _META,
        _BODY,
        SCPRODUCT,
        SCPRODUCTEN,
    )
}
"""The elements that may follow in a place that is open to other namespaces."""
