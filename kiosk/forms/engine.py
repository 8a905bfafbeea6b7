"""Which questions of a form are asked, and which answers they offer, given the answers so far."""

from assets.form import FieldKind, Form, FormField, Option, ShownIf
from sync.protocol.answers import Answers, AnswerValue, words_of


def for_terminal(form: Form, *, camera: bool) -> Form:
    """The form as a terminal can ask it: without a camera nobody is asked for photos."""
    if camera:
        return form
    fields = tuple(field for field in form.fields if field.kind is not FieldKind.PHOTO)
    return form.model_copy(update={"fields": fields})


def offered(field: FormField, answers: Answers) -> tuple[Option, ...]:
    """The options that can be chosen: a refinement only after the answer that it refines."""
    return tuple(option for option in field.options if option.shown_if is None or _holds(option.shown_if, answers))


def asked(form: Form, answers: Answers) -> tuple[FormField, ...]:
    """The questions that apply, in order: one with `shown_if` only after a fitting answer.

    A choice that has nothing to offer is no question.
    """
    applying: dict[str, AnswerValue] = {}
    fields: list[FormField] = []
    for field in form.fields:
        rules = field.shown_if
        if rules and not any(_holds(rule, applying) for rule in rules):
            continue
        if field.options and not offered(field, applying):
            continue
        fields.append(field)
        if field.name in answers and _is_still_possible(field, answers, applying):
            applying[field.name] = answers[field.name]
    return tuple(fields)


def first_open(form: Form, answers: Answers) -> FormField | None:
    """The first question that applies and has not been answered or skipped; None when the form is complete.

    An answer that is no longer offered, since the one before it was changed, counts for nothing.
    """
    given = _applying(form, answers)
    return next((field for field in asked(form, answers) if field.name not in given), None)


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


def relevant(form: Form, answers: Answers) -> dict[str, AnswerValue]:
    """The answers that are sent: only to questions that apply, and only where something was answered.

    A visitor who first wanted to be called and then changed that does not send a telephone number.
    """
    return {name: answer for name, answer in _applying(form, answers).items() if answer}


def chosen(form: Form, answers: Answers) -> tuple[Option, ...]:
    """The options that were chosen, in the order of the questions."""
    given = _applying(form, answers)
    options = (field.option(words_of(given, field.name)) for field in asked(form, answers))
    return tuple(option for option in options if option is not None)


def _applying(form: Form, answers: Answers) -> dict[str, AnswerValue]:
    """The answers, skipped ones too, that stand with the ones before them."""
    applying: dict[str, AnswerValue] = {}
    for field in asked(form, answers):
        if field.name in answers and _is_still_possible(field, answers, applying):
            applying[field.name] = answers[field.name]
    return applying


def _is_still_possible(field: FormField, answers: Answers, applying: Answers) -> bool:
    answer = answers[field.name]
    return not field.options or not answer or answer in {option.value for option in offered(field, applying)}


def _holds(rule: ShownIf, answers: Answers) -> bool:
    return rule.holds(words_of(answers, rule.field))
