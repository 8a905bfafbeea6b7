"""What a visitor answered, in the words of the form that asked it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from assets.form import FieldKind, Form, FormField
from assets.text import Texts
from sync.protocol.answers import AnswerValue, Photos, Place, read_answers

_IN_SHORT = 2
_SHORT_LETTERS = 40
"""A line in a list has room for so many answers of so many letters."""


@dataclass(frozen=True)
class Answer:
    """One question and what was answered.

    `personal`: it tells who the visitor is. `secret`: only the owner of an item can know it.
    """

    label: str
    text: str
    personal: bool
    secret: bool = False


def answers_of(content: Mapping[str, Any], form: Form | None, texts: Texts) -> list[Answer]:
    """The answers in the order of the form; those that it does not (any more) ask come last, under their own name.

    What a newer terminal answered in a shape that we do not know is shown as it came.
    """
    given = content.get("answers")
    if not isinstance(given, Mapping):
        return []
    read = read_answers(content)
    fields = form.fields if form else ()
    known = [
        Answer(
            texts.local(field.label),
            _in_words(field, read.get(field.name, readable(given[field.name])), texts),
            field.personal or field.secret,
            field.secret,
        )
        for field in fields
        if given.get(field.name)
    ]
    asked = {field.name for field in fields}
    unknown = [
        Answer(readable(name), _plain(read.get(str(name), readable(value)), texts), True)
        for name, value in given.items()
        if name not in asked and value
    ]
    return known + unknown


def in_short(answers: list[Answer]) -> str:
    """A line that tells what it is about, and not about whom."""
    told = [answer.text for answer in answers if not answer.personal and len(answer.text) <= _SHORT_LETTERS]
    return ", ".join(told[:_IN_SHORT])


def readable(value: object) -> str:
    """Anything as text that a page can carry: what is sealed was not checked before it was opened."""
    return str(value).encode("utf-8", "replace").decode()


def _in_words(field: FormField, answer: AnswerValue, texts: Texts) -> str:
    if not isinstance(answer, str):
        return _plain(answer, texts)
    text = readable(answer)
    if field.kind.is_yes_or_no and text in ("yes", "no"):
        return texts(f"form.{text}")
    if field.kind is FieldKind.DATE:
        return _day(text, texts)
    option = field.option(text)
    return texts.local(option.label) if option else text


def _plain(answer: AnswerValue, texts: Texts) -> str:
    if isinstance(answer, Place):
        return readable(answer.in_words())
    if isinstance(answer, Photos):
        return texts.count("inbox.photos", len(answer.photos))
    return readable(answer)


def _day(text: str, texts: Texts) -> str:
    try:
        return format_date(date.fromisoformat(text), "EEEE d MMMM y", locale=texts.language)
    except ValueError:
        return text
