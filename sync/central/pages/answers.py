"""What a visitor answered, in the words of the form that asked it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from assets.form import FieldKind, Form, FormField
from assets.text import Texts

_IN_SHORT = 2
_SHORT_LETTERS = 40
"""A line in a list has room for so many answers of so many letters."""


@dataclass(frozen=True)
class Answer:
    """One question and what was answered; `personal` when it tells who the visitor is."""

    label: str
    text: str
    personal: bool


def answers_of(content: Mapping[str, Any], form: Form | None, texts: Texts) -> list[Answer]:
    """The answers in the order of the form; those that it does not (any more) ask come last, under their own name."""
    given = content.get("answers")
    if not isinstance(given, Mapping):
        return []
    fields = form.fields if form else ()
    known = [
        Answer(
            texts.local(field.label),
            _in_words(field, readable(given[field.name]), texts),
            field.personal or field.secret,
        )
        for field in fields
        if given.get(field.name)
    ]
    asked = {field.name for field in fields}
    unknown = [
        Answer(readable(name), readable(text), True) for name, text in given.items() if name not in asked and text
    ]
    return known + unknown


def in_short(answers: list[Answer]) -> str:
    """A line that tells what it is about, and not about whom."""
    told = [answer.text for answer in answers if not answer.personal and len(answer.text) <= _SHORT_LETTERS]
    return ", ".join(told[:_IN_SHORT])


def readable(value: object) -> str:
    """Anything as text that a page can carry: what is sealed was not checked before it was opened."""
    return str(value).encode("utf-8", "replace").decode()


def _in_words(field: FormField, text: str, texts: Texts) -> str:
    if field.kind is FieldKind.YES_NO and text in ("yes", "no"):
        return texts(f"form.{text}")
    if field.kind is FieldKind.DATE:
        return _day(text, texts)
    options = {option.value: option.label for option in field.options}
    return texts.local(options[text]) if text in options else text


def _day(text: str, texts: Texts) -> str:
    try:
        return format_date(date.fromisoformat(text), "EEEE d MMMM y", locale=texts.language)
    except ValueError:
        return text
