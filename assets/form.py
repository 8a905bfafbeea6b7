"""A form as data (assets/forms/*.yaml): its steps, fields and rules, and what the ticket says."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from assets import ASSETS_DIR
from assets.document import Document, PartError, read
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
    PLACE = "place"
    PHOTO = "photo"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes_no"
    CONSENT = "consent"
    """Yes or no to what the hint says; where it is required, only yes will do."""

    @property
    def is_chosen(self) -> bool:
        """Whether one touches an answer, rather than typing it: such an answer is never the visitor's own words."""
        return self in (FieldKind.CHOICE, FieldKind.VILLAGE, FieldKind.YES_NO, FieldKind.CONSENT)

    @property
    def is_shaped(self) -> bool:
        """Whether its answer has parts (sync.protocol.answers): a place, photos."""
        return self in (FieldKind.PLACE, FieldKind.PHOTO)

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the answer is "yes" or "no"."""
        return self in (FieldKind.YES_NO, FieldKind.CONSENT)


class ShownIf(Document):
    """Asked (or offered) only when the question `field` is asked, and its answer is one of these, or none of those."""

    field: Slug
    is_one_of: tuple[str, ...] = ()
    is_none_of: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if bool(self.is_one_of) == bool(self.is_none_of):
            raise ValueError("answers are expected under either 'is_one_of' or 'is_none_of'")
        return self

    def holds(self, answer: str) -> bool:
        """Whether it is shown after this answer; never after none."""
        return bool(answer) and (answer in self.is_one_of if self.is_one_of else answer not in self.is_none_of)


class Option(Document):
    """One answer of a choice, with its icon (a Material icon name).

    `shown_if` makes a refinement: the option is offered only after that answer. `notice` is what who chooses it has to
    know before going on, on a page of its own; with `call` it says to ring that number now, before anything else.
    `next` is what the ticket adds to the words of the form where this was chosen.
    """

    value: Slug
    icon: str
    label: Translated
    shown_if: ShownIf | None = None
    notice: Translated | None = None
    next: Translated | None = None
    call: Annotated[str, StringConstraints(pattern=r"^[0-9+][0-9 -]{1,18}$")] | None = None


def _listed(rules: object) -> object:
    """One rule may stand without a list around it."""
    return (rules,) if isinstance(rules, dict | ShownIf) else rules


class FormField(Document):
    """One question. One field a screen.

    `shown_if` is one rule or a list, of which one is enough.
    """

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
    shown_if: Annotated[tuple[ShownIf, ...], BeforeValidator(_listed)] = ()
    personal: bool = False
    """Whether the answer tells who the visitor is: spoken only to a headset, never on paper."""
    secret: bool = False
    """Whether it is what only an owner can know: in the opened record and nowhere else; never on paper, in a list or
    on a label, and never spoken aloud."""
    on_ticket: bool = False
    exact: bool = False
    """Whether a village is not enough for a place: a street, something near it or a point is needed too."""

    @model_validator(mode="after")
    def _keeps_to_its_kind(self) -> Self:
        if self.kind is FieldKind.CHOICE and not self.options:
            raise PartError(("name",), f"the field '{self.name}' is a choice and needs options")
        if self.kind is not FieldKind.CHOICE and self.options:
            raise PartError(("options",), f"'{self.name}' is no choice, and takes no options")
        if self.on_ticket and (self.personal or self.secret):
            raise PartError(("on_ticket",), f"'{self.name}' tells who the visitor is, or is secret: never on paper")
        values = [option.value for option in self.options]
        for place, value in enumerate(values):
            if value in values[:place]:
                raise PartError(("options", place, "value"), f"the option '{value}' stands twice")
        return self

    def option(self, value: str) -> Option | None:
        """The option with this value; None when there is none."""
        return next((option for option in self.options if option.value == value), None)


def _check_rule(name: str, rule: ShownIf, before: dict[str, FormField], where: tuple[int | str, ...]) -> None:
    """A rule that can never be true would hide a question without a word."""
    asked = before.get(rule.field)
    if asked is None:
        expected = f"'{name}' is shown after '{rule.field}', which is no question before it"
        raise PartError((*where, "field"), expected)
    possible = {"yes", "no"} if asked.kind.is_yes_or_no else {option.value for option in asked.options}
    free = asked.kind is FieldKind.VILLAGE
    for key in ("is_one_of", "is_none_of"):
        for answer in () if free else getattr(rule, key):
            if answer not in possible:
                expected = f"'{name}' is shown when '{rule.field}' is '{answer}', which it can never be"
                raise PartError((*where, key), expected)


def _check_rules(place: int, field: FormField, before: dict[str, FormField]) -> None:
    for number, rule in enumerate(field.shown_if):
        _check_rule(field.name, rule, before, ("fields", place, "shown_if", number))
    for number, option in enumerate(field.options):
        if option.shown_if:
            where = ("fields", place, "options", number, "shown_if")
            _check_rule(option.value, option.shown_if, before, where)


class FilledBy(StrEnum):
    """Who fills a form in."""

    VISITOR = "visitor"
    VOLUNTEER = "volunteer"


DUE = "{due}"
"""In `what_next` and `thanks`: the day by which it is due, in words."""


class Form(Document):
    """A form: which record it makes, its questions in order, and the words of its end.

    `retention_days`: how long personal data of such a record are kept once it is closed. `due_working_days`: within
    how many working days somebody acts on it. `listed`: its place in the list of things that one can tell the town; 0:
    it is not in it. `ticket`: the visitor gets a code on paper, under `receipt` where that says more than the title.
    `label_if`: when a second slip is printed, to keep with a thing. `at_once`: where every answer was touched, the last
    touch sends it.
    """

    slug: Slug
    version: Annotated[int, Field(ge=1)]
    record: Slug
    icon: str
    title: Translated
    tagline: Translated | None = None
    send: Translated
    thanks: Translated
    what_next: Translated
    retention_days: Annotated[int, Field(ge=1, le=3660)]
    due_working_days: Annotated[int, Field(ge=1, le=250)] | None = None
    by: FilledBy = FilledBy.VISITOR
    listed: Annotated[int, Field(ge=0)] = 0
    ticket: bool = True
    receipt: Translated | None = None
    label_if: ShownIf | None = None
    at_once: bool = False
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _questions_fit_together(self) -> Self:
        before: dict[str, FormField] = {}
        for place, field in enumerate(self.fields):
            if field.name in before:
                raise PartError(("fields", place, "name"), f"the field '{field.name}' stands twice")
            _check_rules(place, field, before)
            before[field.name] = field
        if self.label_if:
            _check_rule("label_if", self.label_if, before, ("label_if",))
        return self

    @model_validator(mode="after")
    def _promises_a_day_only_where_there_is_one(self) -> Self:
        for key in ("thanks", "what_next"):
            for language, words in getattr(self, key).items():
                if DUE in words and self.due_working_days is None:
                    raise PartError((key,), f"'{DUE}' needs 'due_working_days'")
                if "{" in words.replace(DUE, "") or "}" in words.replace(DUE, ""):
                    raise PartError((key, language), f"only '{DUE}' is filled in here")
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
