"""What the forms ask: short questions in both languages, nothing personal on paper, numbers that can be called."""

import re
from collections.abc import Iterator

import pytest

from assets.font import FontMissingError
from assets.form import FieldKind, Form, FormField, read_forms
from assets.meeting import Meeting
from assets.words import Translated
from kiosk.forms.engine import offered
from tests.assets.icons import icon_names

FORMS = read_forms()
FIELDS = [(form, field) for form in FORMS.values() for field in form.fields]
LANGUAGES = {"nl", "en"}
SHORT = 45
"""Characters of a heading, a label or an option: one line of the terminal in its largest text."""

CONTACT = {"name", "phone", "email"}


def _id(part: Form | FormField) -> str:
    return part.slug if isinstance(part, Form) else part.name


def _short_texts(field: FormField) -> Iterator[Translated]:
    yield field.question
    yield field.label
    yield from (option.label for option in field.options)
    if field.pattern_help:
        yield field.pattern_help


def _all_texts(form: Form) -> Iterator[Translated]:
    yield from (form.title, form.send, form.thanks, form.what_next)
    for field in form.fields:
        yield from _short_texts(field)
        yield from (text for text in (field.hint, field.example) if text)


def test_the_forms_of_the_terminal_are_there_under_their_own_names() -> None:
    items = {"found-item", "lost-item"}
    messages = {"question", "suggestion", "complaint"}
    opinions = {"page-feedback", "smile", "contact"}
    own = {"report", "call-back", "appointment"} | items | messages | opinions
    elsewhere = {f"appointment-{meeting.value}" for meeting in Meeting if meeting is not Meeting.DESK}
    assert set(FORMS) == own | elsewhere
    assert all(FORMS[slug].record == slug for slug in own)
    assert all(FORMS[slug].record == "appointment" for slug in elsewhere)


@pytest.mark.parametrize("form", FORMS.values(), ids=_id)
def test_every_text_is_there_in_both_languages_and_none_shouts(form: Form) -> None:
    for text in _all_texts(form):
        assert set(text) == LANGUAGES, text
        assert all(words.strip() and "!" not in words for words in text.values()), text


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=_id)
def test_headings_labels_and_options_are_short(form: Form, field: FormField) -> None:
    for text in _short_texts(field):
        assert all(len(words) <= SHORT for words in text.values()), text
    assert all(words.endswith("?") for words in field.question.values())


@pytest.mark.parametrize("form", FORMS.values(), ids=_id)
def test_a_question_stands_once(form: Form) -> None:
    names = [field.name for field in form.fields]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=_id)
def test_a_choice_has_answers_to_choose_from_and_only_a_choice(form: Form, field: FormField) -> None:
    values = [option.value for option in field.options]
    assert (len(values) >= 2) == (field.kind is FieldKind.CHOICE)
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=_id)
def test_who_the_visitor_is_is_marked_and_never_on_paper(form: Form, field: FormField) -> None:
    if field.name in CONTACT or field.kind in (FieldKind.PHONE, FieldKind.EMAIL):
        assert field.personal
    if field.personal:
        assert not field.on_ticket


@pytest.mark.parametrize(
    ("slug", "printed"),
    [
        ("report", ["category", "detail", "where"]),
        ("call-back", ["when"]),
        ("question", []),
        ("found-item", ["what", "sort", "colour", "where", "date", "handling"]),
        ("lost-item", ["what", "sort", "colour", "where", "date"]),
        ("appointment", []),
    ],
)
def test_the_ticket_says_what_and_where_and_never_who(slug: str, printed: list[str]) -> None:
    assert [field.name for field in FORMS[slug].fields if field.on_ticket] == printed


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=_id)
def test_a_conditional_question_hangs_on_an_earlier_answer_that_can_be_given(form: Form, field: FormField) -> None:
    earlier = form.fields[: form.fields.index(field)]
    for rule in [*field.shown_if, *(option.shown_if for option in field.options if option.shown_if)]:
        asked = next(before for before in earlier if before.name == rule.field)
        possible = {option.value for option in asked.options} or {"yes", "no"}
        assert set(rule.is_one_of) <= possible


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=_id)
def test_an_example_is_an_answer_that_the_field_takes(form: Form, field: FormField) -> None:
    for example in (field.example or {}).values():
        assert len(example) <= field.max_length
        if field.pattern:
            assert re.fullmatch(field.pattern, example)


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("0612345678", True),
        ("0455750000", True),
        ("+31612345678", True),
        ("0031612345678", True),
        ("+4924171234", True),
        ("003289123456", True),
        ("061234567", False),
        ("06123456789", False),
        ("+3161234567", False),
        ("+310612345678", False),
        ("0012", False),
        ("0012345678", True),
        ("hallo", False),
        ("", False),
    ],
)
def test_a_telephone_number_is_one_that_can_be_called(number: str, fits: bool) -> None:
    patterns = {field.pattern for _, field in FIELDS if field.kind is FieldKind.PHONE}
    assert len(patterns) == 1
    pattern = patterns.pop()
    assert pattern is not None
    assert bool(re.fullmatch(pattern, number)) == fits


def test_what_was_lost_is_asked_in_the_same_words_as_what_was_found() -> None:
    lost, found = FORMS["lost-item"], FORMS["found-item"]
    for name in ("what", "sort", "colour"):
        same = [[(one.value, one.label, one.shown_if) for one in form.field(name).options] for form in (lost, found)]
        assert same[0] == same[1]


def test_a_visitor_who_asks_for_an_answer_leaves_a_way_to_reach_them() -> None:
    for slug in ("report", "question", "suggestion", "complaint"):
        contact = FORMS[slug].field("contact")
        for option in contact.options:
            reached = [
                field
                for field in FORMS[slug].fields
                if any(rule.field == "contact" and option.value in rule.is_one_of for rule in field.shown_if)
            ]
            assert any(field.required for field in reached) == (option.value != "no")


SPECIAL = {"identity", "driving-licence", "residence-permit", "bank-card", "money", "medicine", "weapon", "animal"}


def test_special_items_have_their_instruction_and_are_never_kept_at_home_or_photographed() -> None:
    found = FORMS["found-item"]
    assert {option.value for option in found.field("sort").options if option.notice} == SPECIAL | {
        "mobile-phone",
        "scooter",
    }
    for value in sorted(SPECIAL):
        kept = [option for option in offered(found.field("handling"), {"sort": value}) if option.value == "keep"]
        assert kept == [], value
    photo = found.field("photo").shown_if
    assert photo
    assert not any(rule.holds("card") for rule in photo)


def test_what_only_the_owner_knows_is_secret_and_stays_off_paper() -> None:
    for slug in ("found-item", "lost-item"):
        assert [field.name for field in FORMS[slug].fields if field.secret] == ["features"]


def test_every_refinement_belongs_to_an_answer_and_every_answer_but_other_has_some() -> None:
    for slug, first, second in (
        ("report", "category", "detail"),
        ("found-item", "what", "sort"),
        ("lost-item", "what", "sort"),
    ):
        for option in FORMS[slug].field(first).options:
            refined = offered(FORMS[slug].field(second), {first: option.value})
            assert len(refined) >= 2 or (slug, option.value) == ("report", "other")


def test_every_icon_is_drawn_by_the_icon_font() -> None:
    try:
        names = icon_names()
    except FontMissingError as missing:
        pytest.skip(str(missing))
    used = {form.icon for form in FORMS.values()} | {option.icon for _, field in FIELDS for option in field.options}
    assert used - names == set()
