"""A ticket as data: the same order on paper and on the screen (look.md, "The ticket is part of the picture")."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ticket:
    """What a visitor takes along: town, what, code large, QR, details, checklist, what next.

    All texts are final, in the visitor's language. `qr` is the content of the code, None for none.
    `direction` is "ltr" or "rtl". Nothing here may tell who the visitor is.
    """

    town: str
    what: str
    code: str = ""
    qr: str | None = None
    qr_caption: str = ""
    details: tuple[str, ...] = ()
    checklist_title: str = ""
    checklist: tuple[str, ...] = ()
    what_next: str = ""
    direction: str = "ltr"
