"""Which questions of a form are asked, given the answers so far."""

from collections.abc import Mapping

from assets.form import Form, FormField

Answers = Mapping[str, str]
"""Field name -> what was answered; an optional question that was skipped has an empty answer."""


def asked(form: Form, answers: Answers) -> tuple[FormField, ...]:
    """The questions that apply, in order: a question with `shown_if` only after a fitting answer."""
    names: list[str] = []
    fields: list[FormField] = []
    for field in form.fields:
        rule = field.shown_if
        if rule is None or (rule.field in names and answers.get(rule.field, "") in rule.is_one_of):
            names.append(field.name)
            fields.append(field)
    return tuple(fields)


def first_open(form: Form, answers: Answers) -> FormField | None:
    """The first question that applies and has not been answered or skipped; None when the form is complete."""
    return next((field for field in asked(form, answers) if field.name not in answers), None)


def before(form: Form, answers: Answers, name: str) -> FormField | None:
    """The question before `name`; None at the first."""
    fields = asked(form, answers)
    place = [field.name for field in fields].index(name)
    return fields[place - 1] if place else None


def after(form: Form, answers: Answers, name: str) -> FormField | None:
    """The question after `name`; None at the last."""
    fields = asked(form, answers)
    place = [field.name for field in fields].index(name) + 1
    return fields[place] if place < len(fields) else None


def progress(form: Form, answers: Answers, name: str) -> tuple[int, int]:
    """Which question this is, of how many that apply now: (2, 5) for the second of five."""
    names = [field.name for field in asked(form, answers)]
    return names.index(name) + 1, len(names)


def relevant(form: Form, answers: Answers) -> dict[str, str]:
    """The answers that are sent: only to questions that apply, and only where something was answered.

    A visitor who first wanted to be called and then changed that does not send a telephone number.
    """
    return {field.name: answers[field.name] for field in asked(form, answers) if answers.get(field.name)}
