"""The small parts that every file of a town is made of: names for machines, and texts for people."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""A short name for machines: small letters, digits and single dashes."""


def _dutch_is_there(text: dict[str, str]) -> dict[str, str]:
    if not text.get("nl", "").strip():
        raise ValueError("a Dutch text is expected under 'nl'")
    return text


Translated = Annotated[dict[str, str], AfterValidator(_dutch_is_there)]
"""One text in several languages: {nl: ..., en: ...}; Dutch is always there."""
