from datetime import date

import pytest

from assets.form import FieldKind, FormField
from assets.text import read_texts
from kiosk.forms.checks import error_text, mistake, tidy

TODAY = date(2026, 11, 23)


def field(kind: str, **more: object) -> FormField:
    return FormField.model_validate(
        {"name": "it", "kind": kind, "question": {"nl": "?"}, "label": {"nl": "Het"}, **more}
    )


@pytest.mark.parametrize(
    ("kind", "typed", "error"),
    [
        ("phone", "06 1234 5678", None),
        ("phone", "046-123 45 67", None),
        ("phone", "+31 6 12345678", None),
        ("phone", "+49 2451 123456", None),
        ("phone", "0032 12 34 56 78", None),
        ("phone", "0612345", "form.error.phone"),
        ("phone", "06123456789", "form.error.phone"),
        ("phone", "bel mij", "form.error.phone"),
        ("email", "naam@voorbeeld.nl", None),
        ("email", "naam@voorbeeld", "form.error.email"),
        ("email", "naam voorbeeld.nl", "form.error.email"),
        ("email", "a@b@c.nl", "form.error.email"),
        ("number", "12", None),
        ("number", "twaalf", "form.error.number"),
        ("number", "-1", "form.error.number"),
        ("date", "23-11-2026", None),
        ("date", "1/2/2026", None),
        ("date", "29-02-2026", "form.error.date"),
        ("date", "24-11-2026", "form.error.date_future"),
        ("date", "2026-11-23", "form.error.date"),
        ("yes_no", "yes", None),
        ("yes_no", "maybe", "form.error.required"),
        ("text", "   ", "form.error.required"),
        ("text", "x" * 201, "form.error.too_long"),
        ("consent", "no", "form.error.consent"),
        ("consent", "yes", None),
    ],
)
def test_what_is_wrong_with_an_answer(kind: str, typed: str, error: str | None) -> None:
    asked = field(kind)
    assert mistake(asked, tidy(asked, typed), TODAY) == error


@pytest.mark.parametrize("kind", [kind for kind in FieldKind if kind is not FieldKind.CHOICE])
def test_an_optional_question_may_stay_empty(kind: FieldKind) -> None:
    assert mistake(field(kind, required=False), "", TODAY) is None


def test_a_form_brings_its_own_words_for_its_own_rule() -> None:
    asked = field("text", pattern="[A-Z]+", pattern_help={"nl": "Alleen hoofdletters"})
    assert mistake(asked, "abc", TODAY) == "form.error.pattern"
    assert error_text(asked, "form.error.pattern", read_texts("nl")) == "Alleen hoofdletters"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "key",
    ["required", "too_long", "pattern", "phone", "email", "number", "date", "date_future"],
)
def test_every_mistake_has_a_sentence(key: str, language: str) -> None:
    sentence = error_text(field("text"), f"form.error.{key}", read_texts(language))
    assert not sentence.startswith("form.error")


def test_only_an_option_is_an_answer_to_a_choice() -> None:
    options = [{"value": "a", "icon": "key", "label": {"nl": "A"}}]
    asked = field("choice", options=options)
    assert (mistake(asked, "a", TODAY), mistake(asked, "b", TODAY)) == (None, "form.error.required")


def test_consent_that_is_not_needed_may_be_refused() -> None:
    asked = field("consent", required=False)
    assert (mistake(asked, "no", TODAY), mistake(asked, "later", TODAY)) == (None, "form.error.consent")
