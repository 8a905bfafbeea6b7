"""A form as data (assets/forms/*.yaml): its steps, fields and rules, and what the ticket says."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from assets import ASSETS_DIR
from assets.document import Document, read
from assets.words import Slug, Translated

FORMS_DIR = ASSETS_DIR / "forms"


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"a regular expression is expected ({error})") from error
    return pattern


class FieldKind(StrEnum):
    """What a field asks for."""

    CHOICE = "choice"
    TEXT = "text"
    VILLAGE = "village"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes_no"

    @property
    def is_chosen(self) -> bool:
        """Whether one touches an answer, rather than typing it: such an answer is never the visitor's own words."""
        return self in (FieldKind.CHOICE, FieldKind.VILLAGE, FieldKind.YES_NO)


class Option(Document):
    """One answer of a choice, with its icon (a Material icon name)."""

    value: Slug
    icon: str
    label: Translated


class ShownIf(Document):
    """The field is asked only when the field `field` has one of the answers `is_one_of`."""

    field: Slug
    is_one_of: tuple[str, ...]


class FormField(Document):
    """One question. One field a screen."""

    name: Slug
    kind: FieldKind
    question: Translated
    label: Translated
    hint: Translated | None = None
    example: Translated | None = None
    required: bool = True
    max_length: Annotated[int, Field(ge=1, le=3000)] = 200
    pattern: Annotated[str, AfterValidator(_compiles)] | None = None
    pattern_help: Translated | None = None
    options: tuple[Option, ...] = ()
    shown_if: ShownIf | None = None
    personal: bool = False
    """Whether the answer tells who the visitor is: spoken only to a headset, never on paper."""
    on_ticket: bool = False


def _check_rule(field: FormField, before: dict[str, FormField]) -> None:
    rule = field.shown_if
    if rule is None:
        return
    asked = before.get(rule.field)
    if asked is None:
        raise ValueError(f"'{field.name}' is shown after '{rule.field}', which is no question before it")
    possible = {option.value for option in asked.options}
    if asked.kind is FieldKind.YES_NO:
        possible = {"yes", "no"}
    for answer in rule.is_one_of if possible else ():
        if answer not in possible:
            raise ValueError(f"'{field.name}' is shown when '{rule.field}' is '{answer}', which it can never be")


class Form(Document):
    """A form: which record it makes, its questions in order, and the words of its end."""

    slug: Slug
    version: Annotated[int, Field(ge=1)]
    record: Slug
    icon: str
    title: Translated
    send: Translated
    thanks: Translated
    what_next: Translated
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _questions_fit_together(self) -> Self:
        """A rule that can never be true would hide a question without a word."""
        before: dict[str, FormField] = {}
        for field in self.fields:
            if field.name in before:
                raise ValueError(f"the field '{field.name}' stands twice")
            if field.kind is FieldKind.CHOICE and not field.options:
                raise ValueError(f"the field '{field.name}' is a choice and needs options")
            _check_rule(field, before)
            before[field.name] = field
        return self

    def field(self, name: str) -> FormField:
        """The field called `name`; raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def read_forms(directory: Path = FORMS_DIR) -> dict[str, Form]:
    """Every form of `directory` by slug; raises assets.document.DocumentError with file and line."""
    forms = (read(path, Form) for path in sorted(directory.glob("*.yaml")))
    return {form.slug: form for form in forms}
