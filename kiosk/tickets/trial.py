"""A ticket that shows whether the printer is well: letters of every language, a code, sharp edges, a cut."""

from kiosk.content import Content
from kiosk.tickets.compose import moment, ticket_direction
from kiosk.tickets.ticket import Ticket

TRIAL_SCHEME = "infopunt-test:"
"""What the code on it says, before the terminal's name: a scanner that reads it is well too."""

LETTERS = ("één ïjs € ½ ß", "zażółć gęślą jaźń", "ґанок їжак Євген", "مكتبة البلدية 088 450")
"""Dutch and German, Polish, Ukrainian and Arabic: what the printer's own letters have not goes as a picture."""


def trial_ticket(content: Content, terminal: str) -> Ticket:
    """What comes out when somebody asks for a test print of `terminal`; nothing of it is anybody's."""
    texts = content.texts
    return Ticket(
        town=content.town.municipality,
        what=texts("ticket.trial"),
        code="TEST",
        qr=f"{TRIAL_SCHEME}{terminal}",
        qr_caption=terminal,
        details=LETTERS,
        moment=moment(content, content.now()),
        checklist_title=texts("ticket.trial_look"),
        checklist=tuple(texts(f"ticket.trial_{what}") for what in ("letters", "code", "lines", "cut")),
        what_next=texts("ticket.trial_next"),
        direction=ticket_direction(content),
    )
