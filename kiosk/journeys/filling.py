"""Filling in a form: one question a screen, what one has to know at once, a review at the end (sending.py)."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from assets.form import FieldKind, Form, FormField
from kiosk.content import Content
from kiosk.forms import checks, engine
from kiosk.journeys import on_phone, sending
from kiosk.journeys.intents import (
    Answer,
    Change,
    Confirm,
    Erase,
    EraseAll,
    GoBack,
    Intent,
    Skip,
    TurnPage,
    TypeText,
)
from kiosk.journeys.next import Next
from kiosk.journeys.photographing import at_photo
from kiosk.journeys.placing import at_place
from kiosk.journeys.states import Purpose, Question, Review, Told
from sync.protocol.answers import Answers, AnswerValue, Place, words_of

CALL_BACK_FORM = "call-back"
PAGE_FORM = "page-feedback"


def start(form: Form, answers: Answers, purpose: Purpose) -> Question | Review:
    """The first open question; the review page when `answers` already has all."""
    field = engine.first_open(form, answers)
    if field is None:
        return Review(form.slug, answers, purpose)
    return Question(form.slug, field.name, answers, purpose=purpose)


def call_back(content: Content, purpose: Purpose, known: Answers | None = None) -> Question | Review:
    """The call-back form, with what is already known: nobody has to type a thing twice."""
    form = content.forms[CALL_BACK_FORM]
    names = {field.name for field in form.fields}
    answers = {name: answer for name, answer in (known or {}).items() if name in names and answer}
    if purpose.product and "subject" in names:
        answers["subject"] = content.texts.local(content.catalogue.product(purpose.product).title)
    return start(form, answers, purpose)


def at_question(state: Question, intent: Intent, content: Content) -> Next | None:
    """One question: typing, choosing, going on, going back."""
    form = content.forms[state.form]
    field = form.field(state.field)
    if field.kind is FieldKind.PLACE:
        if (phoning := on_phone.begin(state, intent, content)) is not None:
            return phoning
        placed = at_place(state, field, intent, content)
        if placed is not None:
            return _answered(state, form, field, placed, content) if isinstance(placed, Place) else placed
    if field.kind is FieldKind.PHOTO:
        shown = at_photo(state, field, intent)
        if shown is not None:
            return shown if isinstance(shown, Next) else _answered(state, form, field, shown, content)
        if not isinstance(intent, GoBack | TurnPage):
            return None
    return _typing(state, field, intent) or _going_on(state, form, field, intent, content)


def _typing(state: Question, field: FormField, intent: Intent) -> Next | None:
    match intent:
        case TypeText(text):
            return Next(replace(state, draft=(state.draft + text)[: field.max_length], error=None))
        case Erase():
            return Next(replace(state, draft=state.draft[:-1], error=None))
        case EraseAll():
            return Next(replace(state, draft="", error=None))
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
    return None


def _going_on(state: Question, form: Form, field: FormField, intent: Intent, content: Content) -> Next | None:
    match intent:
        case Answer(value):
            return _said(state, form, field, value, content)
        case Confirm():
            return _said(state, form, field, state.draft, content)
        case Skip() if not field.required:
            return _answered(state, form, field, "", content)
        case GoBack():
            return _one_back(state, form)
    return None


def _said(state: Question, form: Form, field: FormField, draft: str, content: Content) -> Next:
    """Words, which may be wrong."""
    answer = checks.tidy(field, draft)
    today = content.now().astimezone(ZoneInfo(content.town.timezone)).date()
    error = checks.mistake(field, answer, today)
    if error is None and not _is_offered(field, answer, state.answers, content):
        error = "form.error.required"
    if error:
        return Next(replace(state, draft=draft, error=error))
    return _answered(state, form, field, checks.settled(field, answer), content)


def _is_offered(field: FormField, answer: str, answers: Answers, content: Content) -> bool:
    if not answer:
        return True
    if field.kind is FieldKind.VILLAGE:
        return answer in {village.name for village in content.town.villages}
    return not field.options or answer in {option.value for option in engine.offered(field, answers)}


def _answered(state: Question, form: Form, field: FormField, answer: AnswerValue, content: Content) -> Next:
    answers = {**state.answers, field.name: answer}
    option = field.option(answer) if isinstance(answer, str) else None
    if option is not None and option.notice:
        return Next(Told(form.slug, field.name, option.value, answers, state.changing, state.purpose))
    return _after(form, field.name, answers, state.purpose, state.changing)


def _after(form: Form, name: str, answers: Answers, purpose: Purpose, changing: bool) -> Next:
    follower = engine.first_open(form, answers) if changing else engine.after(form, answers, name)
    if follower is not None:
        return Next(_asking(form, follower, answers, purpose, changing=changing))
    return sending.complete(form, answers, purpose)


def at_told(state: Told, intent: Intent, content: Content) -> Next | None:
    """It was read: on with the form, or back to choose something else."""
    form = content.forms[state.form]
    match intent:
        case Confirm():
            return _after(form, state.field, state.answers, state.purpose, state.changing)
        case GoBack():
            field = form.field(state.field)
            return Next(_asking(form, field, state.answers, state.purpose, changing=state.changing))
    return None


def _asking(form: Form, field: FormField, answers: Answers, purpose: Purpose, *, changing: bool = False) -> Question:
    """A question with what was answered before, if anything: going back and forth costs nothing."""
    given = answers.get(field.name)
    draft = given.village if isinstance(given, Place) else checks.as_typed(field, words_of(answers, field.name))
    return Question(form.slug, field.name, answers, draft, purpose=purpose, changing=changing)


def _one_back(state: Question, form: Form) -> Next | None:
    if state.changing and engine.first_open(form, state.answers) is None:
        return Next(Review(state.form, state.answers, state.purpose))
    previous = engine.before(form, state.answers, state.field)
    return Next(_asking(form, previous, state.answers, state.purpose)) if previous else None


def at_review(state: Review, intent: Intent, content: Content) -> Next | None:
    """All answers together: change one, or send."""
    form = content.forms[state.form]
    match intent:
        case Change(name):
            return Next(_asking(form, form.field(name), state.answers, state.purpose, changing=True))
        case GoBack():
            last = engine.asked(form, state.answers)[-1]
            return Next(_asking(form, last, state.answers, state.purpose))
    return sending.at_review(state, intent, content)
