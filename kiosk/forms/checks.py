"""Whether an answer will do. A mistake is a text key (form.error.*), to be shown and spoken in any language."""

import re
from datetime import date

from assets.form import FieldKind, FormField
from assets.text import Texts

_PHONE_NATIONAL = re.compile(r"0[1-9][0-9]{8}")
"""Ten digits, area or mobile code included (Dutch numbering plan, E.164 +31 with nine digits after it)."""
_PHONE_ABROAD = re.compile(r"(\+|00)[1-9][0-9]{7,13}")
"""A number abroad: E.164 allows 15 digits in all. South Limburg has neighbours."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
"""Deliberately loose: one @ and a dot behind it. Only sending a message can tell more."""
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_SPACING = re.compile(r"[\s().\-/]")


def tidy(field: FormField, draft: str) -> str:
    """What was typed, without what does not matter: outer spaces, and spaces and dashes in telephone numbers."""
    text = " ".join(draft.split())
    return _SPACING.sub("", text) if field.kind is FieldKind.PHONE else text


def settled(field: FormField, answer: str) -> str:
    """A tidied answer without a mistake as it is kept: a date as ISO 8601, so that machines can read and compare it.

    >>> from assets.form import FormField
    >>> when = FormField(name="when", kind="date", question={"nl": "?"}, label={"nl": "Datum"})
    >>> settled(when, "3/11/2026"), as_typed(when, "2026-11-03")
    ('2026-11-03', '03-11-2026')
    """
    typed = _DATE.fullmatch(answer) if field.kind is FieldKind.DATE else None
    return "{2}-{1:0>2}-{0:0>2}".format(*typed.groups()) if typed else answer


def as_typed(field: FormField, answer: str) -> str:
    """A kept answer as a visitor types it, to change it."""
    return "-".join(reversed(answer.split("-"))) if field.kind is FieldKind.DATE and answer else answer


def mistake(field: FormField, answer: str, today: date) -> str | None:
    """The text key of what is wrong with a tidied answer; None when it will do.

    >>> from assets.form import FormField
    >>> phone = FormField(name="phone", kind="phone", question={"nl": "?"}, label={"nl": "Telefoon"})
    >>> mistake(phone, "0612345678", date(2026, 11, 23)) is None
    True
    >>> mistake(phone, "12345", date(2026, 11, 23))
    'form.error.phone'
    """
    if not answer:
        return "form.error.required" if field.required else None
    if len(answer) > field.max_length:
        return "form.error.too_long"
    if field.pattern and not re.fullmatch(field.pattern, answer):
        return "form.error.pattern"
    return _mistake_of_kind(field, answer, today)


def error_text(field: FormField, key: str, texts: Texts) -> str:
    """The sentence for a mistake: says what to do, in the words of the form where it has them."""
    if key == "form.error.pattern" and field.pattern_help:
        return texts.local(field.pattern_help)
    return texts(key, length=field.max_length, label=texts.local(field.label))


def _mistake_of_kind(field: FormField, answer: str, today: date) -> str | None:
    match field.kind:
        case FieldKind.PHONE:
            fits = bool(_PHONE_NATIONAL.fullmatch(answer) or _PHONE_ABROAD.fullmatch(answer))
            return None if fits else "form.error.phone"
        case FieldKind.EMAIL:
            return None if _EMAIL.fullmatch(answer) else "form.error.email"
        case FieldKind.NUMBER:
            return None if answer.isascii() and answer.isdigit() else "form.error.number"
        case FieldKind.DATE:
            return _mistake_of_date(answer, today)
        case FieldKind.CHOICE:
            return None if field.option(answer) else "form.error.required"
        case FieldKind.YES_NO:
            return None if answer in ("yes", "no") else "form.error.required"
        case FieldKind.CONSENT:
            return None if answer == "yes" or (answer == "no" and not field.required) else "form.error.consent"
        case FieldKind.TEXT | FieldKind.VILLAGE | FieldKind.PLACE | FieldKind.PHOTO:
            return None


def _mistake_of_date(answer: str, today: date) -> str | None:
    typed = _DATE.fullmatch(answer)
    if not typed:
        return "form.error.date"
    day, month, year = (int(part) for part in typed.groups())
    try:
        given = date(year, month, day)
    except ValueError:
        return "form.error.date"
    return "form.error.date_future" if given > today else None
