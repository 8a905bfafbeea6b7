"""A ticket as data: the same order on paper and on the screen (look.md, "The ticket is part of the picture")."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Ticket:
    """What a visitor takes along: town, what, code large, QR, details, checklist, what next.

    All texts are final, in the visitor's language. `qr` is the content of the code, None for none.
    `typed` is what the visitor typed himself: it goes on paper and screen, never on disk. `moment` is when.
    `direction` is "ltr" or "rtl". Nothing here may tell who the visitor is.
    """

    town: str
    what: str
    code: str = ""
    qr: str | None = None
    qr_caption: str = ""
    details: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    moment: str = ""
    checklist_title: str = ""
    checklist: tuple[str, ...] = ()
    what_next: str = ""
    direction: str = "ltr"

    @property
    def all_details(self) -> tuple[str, ...]:
        """The lines below the code, in the order of the paper."""
        return (*self.details, *self.typed, *([self.moment] if self.moment else []))

    def without_typed(self) -> "Ticket":
        """What may be kept of it on a disk that a thief can read (design.md, idea 5)."""
        return replace(self, typed=())
