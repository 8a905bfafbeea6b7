"""Items that ask for more than keeping them on a shelf: which instruction applies to a clerk."""

from collections.abc import Mapping

SPECIAL: Mapping[str, str] = {
    "identity": "identity",
    "driving-licence": "driving_licence",
    "residence-permit": "identity",
    "bank-card": "bank_card",
    "mobile-phone": "device",
    "tablet": "device",
    "laptop": "device",
    "other-device": "device",
    "money": "money",
    "purse": "money",
    "medicine": "medicine",
    "weapon": "weapon",
    "animal": "animal",
    "scooter": "scooter",
}
"""The item (answer `sort` of the form) -> the text `found.special.*` that tells a clerk what to do with it."""


def instruction_of(what: str, sort: str) -> str | None:
    """The name of the instruction; forms of before the items were refined know phones and cards only.

    >>> instruction_of("card", "bank-card"), instruction_of("phone", ""), instruction_of("keys", "house-keys")
    ('bank_card', 'device', None)
    """
    return SPECIAL.get(sort) or (None if sort else {"phone": "device", "card": "card"}.get(what))
