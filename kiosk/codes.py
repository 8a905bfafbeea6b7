"""What a code is that was typed or scanned: text that a stranger made, so nothing of it is believed but its shape."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from sync.protocol.ids import REFERENCE_PATTERN, REFERENCE_SCHEME, id_of_token

MAX_TYPED = 200
"""A scanner that acts as a keyboard types the whole address of the appointment's page."""

_MAX_READ = 512
_BADGE = re.compile(r"badge:([A-Za-z0-9_-]{22,64})", re.IGNORECASE)
_BEFORE_THE_CODE = re.compile(r"^(?:infopunt:|.*/[ar]/)", re.IGNORECASE)
_BEHIND_THE_CODE = re.compile(r"[/?#].*$")
_BETWEEN = re.compile(r"[\s.-]+")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?")
_PAGE = re.compile(r"/(?P<page>[anpr])/(?P<name>[^/]+)(?:/.*)?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class CodeKind(StrEnum):
    """What was scanned. The first seven are our own."""

    REFERENCE = "reference"
    """The bare code of an appointment or a record, as it is typed: the central knows which."""
    LABEL = "label"
    """The slip that stays with a thing that was found; older tickets of appointments say the same."""
    APPOINTMENT = "appointment"
    RECORD = "record"
    NUMBER = "number"
    """The page of a queue number; the value is its token."""
    PRODUCT = "product"
    BADGE = "badge"
    """A volunteer's card on paper."""
    ELSEWHERE = "elsewhere"
    """The same, of another town's information point; the value is that town's host."""
    ADDRESS = "address"
    """Some page of the web."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Code:
    """A code and what it names: a reference, a token, a slug or a host. Nothing for an address and for the unknown."""

    kind: CodeKind
    value: str = ""


UNKNOWN = Code(CodeKind.UNKNOWN)
_PAGES = {
    "a": CodeKind.APPOINTMENT,
    "n": CodeKind.NUMBER,
    "p": CodeKind.PRODUCT,
    "r": CodeKind.RECORD,
}


def read_code(scanned: str, public_url: str) -> Code:
    """What `scanned` is, at a terminal whose public pages are at `public_url`.

    >>> ours = "https://info.voorbeeld.nl"
    >>> read_code("https://info.voorbeeld.nl/a/K7P4XQ", ours)
    Code(kind=<CodeKind.APPOINTMENT: 'appointment'>, value='K7P4XQ')
    >>> read_code("infopunt:K7P4XQ", ours), read_code(" k7p-4xq ", ours).kind.value
    (Code(kind=<CodeKind.LABEL: 'label'>, value='K7P4XQ'), 'reference')
    >>> read_code("https://info.buurdorp.nl/a/K7P4XQ", ours)
    Code(kind=<CodeKind.ELSEWHERE: 'elsewhere'>, value='info.buurdorp.nl')
    >>> [read_code(text, ours).kind.value for text in ("https://menu.example/kaart", "8710398500000", "")]
    ['address', 'unknown', 'unknown']
    """
    text = "".join(letter for letter in scanned[:_MAX_READ] if letter.isprintable()).strip()
    if text[: len(REFERENCE_SCHEME)].lower() == REFERENCE_SCHEME:
        return _of_scheme(text[len(REFERENCE_SCHEME) :])
    if "/" in text:
        return _of_address(text, public_url)
    reference = _bare(text)
    return UNKNOWN if reference is None else Code(CodeKind.REFERENCE, reference)


def code_in(typed: str) -> str | None:
    """The bare code, whether it was typed with spaces, scanned from an older ticket, or is the end of an address.

    >>> code_in("k7p 4xq"), code_in("infopunt:K7P4XQ"), code_in("https://info.voorbeeld.nl/a/K7P4XQ")
    ('K7P4XQ', 'K7P4XQ', 'K7P4XQ')
    >>> code_in("https://info.voorbeeld.nl/r/K7P4XQ")
    'K7P4XQ'
    >>> code_in("A012") is None
    True
    """
    return _bare(_BEHIND_THE_CODE.sub("", _BEFORE_THE_CODE.sub("", typed.strip())))


def _bare(text: str) -> str | None:
    code = _BETWEEN.sub("", text).upper()
    return code if re.fullmatch(REFERENCE_PATTERN, code) else None


def _of_scheme(rest: str) -> Code:
    badge = _BADGE.fullmatch(rest)
    if badge:
        return Code(CodeKind.BADGE, badge[1])
    reference = _bare(rest)
    return UNKNOWN if reference is None else Code(CodeKind.LABEL, reference)


def _of_address(text: str, public_url: str) -> Code:
    """What an address leads to. One that was typed over has no scheme."""
    whole = text if "://" in text else f"https://{text}"
    try:
        parts, ours = urlsplit(whole), urlsplit(public_url)
        host, at_home = (parts.hostname or "").lower(), _house(parts) == _house(ours)
    except ValueError:  # a port or a bracket that is none
        return UNKNOWN
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host) or ("." not in host and not at_home):
        return UNKNOWN
    folder = ours.path.rstrip("/") if at_home else ""
    page = _PAGE.fullmatch(parts.path.removeprefix(folder)) if at_home else _PAGE.search(parts.path)
    code = _of_page(page["page"], page["name"]) if page else None
    if code is None:
        return Code(CodeKind.ADDRESS)
    if at_home:
        return code
    # A shop has pages of products too: these say nothing about who printed the code.
    return Code(CodeKind.ADDRESS) if code.kind is CodeKind.PRODUCT else Code(CodeKind.ELSEWHERE, host)


def _house(address: SplitResult) -> tuple[str | None, int | None]:
    """Host and port. Old tickets may say http where it is https now: the same house by its usual doors."""
    return address.hostname, None if address.port in (80, 443) else address.port


def _of_page(page: str, name: str) -> Code | None:
    kind = _PAGES[page]
    if kind is CodeKind.NUMBER:
        return Code(kind, name) if id_of_token(name) else None
    if kind is CodeKind.PRODUCT:
        return Code(kind, name) if _SLUG.fullmatch(name) else None
    reference = _bare(name)
    return Code(kind, reference) if reference else None
