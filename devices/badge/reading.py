"""Reading one badge from the card that lies on a reader."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.x509 import Certificate

from devices.badge.apdu import Card
from devices.badge.piv import read_piv
from devices.badge.port import Badge, BadgeTrouble
from devices.badge.proof import RandomBytes
from devices.badge.uid import read_uid


def read_badge(
    card: Card, authorities: Sequence[Certificate], now: datetime, random_bytes: RandomBytes
) -> Badge | BadgeTrouble:
    """The badge that this card is, or why it is none. Raises CardError.

    A card with a certificate is a strong badge or none: a copy does not get a second chance as a number.
    """
    strong = read_piv(card, authorities, now, random_bytes)
    return read_uid(card) if strong is None else strong
