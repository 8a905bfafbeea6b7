"""Keeping words of another system without keeping what a visitor told: systems like to quote what they turn down."""

from sync.central.delivery.parcel import Parcel

LONGEST = 300
_SHORTEST = 4
"""What is shorter than this says nothing about anybody."""


def discreet(words: str, parcel: Parcel) -> str:
    """The other system's words, shortened, and without anything from the record in them.

    The longest first, so that nothing is left of a text that has another in it.
    """
    told = [*parcel.answers.values(), *(text for _, text in parcel.lines)]
    told += [parcel.contact.name, parcel.contact.phone, parcel.contact.email]
    if parcel.place is not None:
        told += [parcel.place.street, parcel.place.near]
    for text in sorted({text for text in told if len(text) >= _SHORTEST}, key=len, reverse=True):
        words = words.replace(text, "…")
    return words[:LONGEST]
