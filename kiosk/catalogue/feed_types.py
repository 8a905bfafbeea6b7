"""The kinds of text that a Samenwerkende Catalogi 4.0 feed holds, and what each of them allows (W3C XML Schema 1.0)."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass

OVERHEID = "http://standaarden.overheid.nl/owms/terms/"

Namespaces = Mapping[str | None, str]
"""Prefix -> namespace, as they hold at one element."""


@dataclass(frozen=True)
class Kind:
    """A kind of text: `expected` says in words what `allows` checks."""

    expected: str
    allows: Callable[[str, Namespaces], bool]


_WHITE_SPACE = re.compile("[ \\t\\r\\n]+")
"""What XML calls white space; a no-break space is not."""


def _collapsed(value: str) -> str:
    return _WHITE_SPACE.sub(" ", value).strip(" ")


def matching(expected: str, pattern: str) -> Kind:
    """Text that fits `pattern` once its outer white space is gone."""
    compiled = re.compile(pattern)
    return Kind(expected, lambda value, _: compiled.fullmatch(_collapsed(value)) is not None)


def one_of(*values: str) -> Kind:
    """Exactly one of `values`, without white space around it."""
    return Kind(" or ".join(values), lambda value, _: value in values)


def scheme(*names: str) -> Kind:
    """The name of one of the government's lists, such as overheid:Gemeente; its prefix must stand for OWMS."""
    expected = " or ".join(f"overheid:{name}" for name in names)
    return Kind(
        expected, lambda value, namespaces: _qualified(value, namespaces) in {(OVERHEID, name) for name in names}
    )


_PREFIXED = re.compile(r"([a-z][\w.-]*):(\w[\w.-]*)")
_LIST_NAME = re.compile(r"[^\W\d_A-Z]+:[A-Z][\w.:-]+")


def _qualified(value: str, namespaces: Namespaces) -> tuple[str, str] | None:
    found = _PREFIXED.fullmatch(_collapsed(value))
    namespace = namespaces.get(found[1]) if found else None
    return (namespace, found[2]) if found and namespace else None


def _names_a_list(value: str, namespaces: Namespaces) -> bool:
    return _LIST_NAME.fullmatch(_collapsed(value)) is not None and _qualified(value, namespaces) is not None


_ADDRESS = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.\-]*:|(?![^/?#]*:))"
    r"(?://(?:[^/?#\[\]@]*@)?(?:\[[^\]/?#]*\]|[^/?#\[\]:@]*)(?::[0-9]*)?(?=[/?#]|$)|(?!//))"
    r"[^?#\[\]]*(?:\?[^#\[\]]*)?(?:#[^#]*)?"
)
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def _is_address(value: str) -> bool:
    """Whether `value` can be read as a URI (RFC 3986) once its odd letters are escaped, as xs:anyURI says."""
    collapsed = _collapsed(value)
    return _ADDRESS.fullmatch(collapsed) is not None and _BAD_PERCENT.search(collapsed) is None


_MOMENT = re.compile(
    r"-?(?P<year>[1-9][0-9]{4,}|[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:T(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?))?"
    r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)


def _is_moment(value: str) -> bool:
    found = _MOMENT.fullmatch(_collapsed(value))
    if found is None or int(found["year"]) == 0 or not 1 <= int(found["month"]) <= 12:
        return False
    # The calendar repeats every 400 years, and Python's has no year after 9999.
    year = 2000 + int(found["year"]) % 400
    return 1 <= int(found["day"]) <= monthrange(year, int(found["month"]))[1]


ANY_TEXT = Kind("text", lambda value, _: True)
SOME_TEXT = Kind("a text that is not empty", lambda value, _: value != "")
ADDRESS = Kind("a web address or other URI", lambda value, _: _is_address(value))
SOME_ADDRESS = Kind(
    "a web address or other URI that is not empty", lambda value, _: _collapsed(value) != "" and _is_address(value)
)
MOMENT = Kind("a date such as 2026-11-23, or date and time as 2026-11-23T14:30:00", lambda value, _: _is_moment(value))
LANGUAGE = matching("the code of a language, such as nl", r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
ANY_SCHEME = Kind("the name of a list, such as overheid:Doelgroep", _names_a_list)
