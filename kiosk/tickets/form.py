"""The papers of a form: the receipt for who filled it in, and the slip that stays with a thing that was handed in."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from assets.form import DUE, Form, FormField
from assets.text import DEFAULT_LANGUAGE, LocalText
from assets.working_days import due_day
from kiosk.content import Content
from kiosk.forms.engine import asked, chosen, relevant
from kiosk.tickets.compose import moment, shown_answer, ticket_direction
from kiosk.tickets.ticket import Ticket
from sync.protocol.answers import Answers, read_answers, words_of
from sync.protocol.found import FoundItem
from sync.protocol.ids import REFERENCE_SCHEME, spaced


def form_ticket(content: Content, form: Form, answers: Answers, reference: str) -> Ticket:
    """The receipt of a form: its reference, and the answers that tell nothing of the visitor."""
    texts = content.texts
    details, typed = _told(content, form, answers)
    return Ticket(
        town=content.town.municipality,
        what=texts.local(form.receipt or form.title),
        code=spaced(reference),
        qr=content.record_address(reference),
        qr_caption=texts("ticket.status"),
        details=details,
        typed=typed,
        moment=moment(content, content.now()),
        what_next=next_words(content, form, answers),
        direction=ticket_direction(content),
    )


def label_code(reference: str) -> str:
    """What the QR code of a shelf label says: the bare reference, for a scanner at the desk."""
    return f"{REFERENCE_SCHEME}{reference}"


def label_of(content: Content, item: FoundItem) -> Ticket | None:
    """The slip of a thing once more, from what the central says of it; None where it has none, or its form is gone."""
    form = content.forms.get(item.form)
    answers = read_answers({"answers": item.answers})
    return shelf_label(content, form, answers, item.reference, item.made_at) if form else None


def told_of(content: Content, item: FoundItem) -> tuple[str, str]:
    """What its slip says of a thing: what it is, and where and when it was found; nothing where its form is unknown."""
    form = content.forms.get(item.form)
    if form is None:
        return "", ""
    but = form.label_if.field if form.label_if else ""
    what, found = _told(content, form, read_answers({"answers": item.answers}), but)
    return ", ".join(what), ", ".join(found)


def shelf_label(
    content: Content, form: Form, answers: Answers, reference: str, made_at: datetime | None = None
) -> Ticket | None:
    """The slip to keep with the thing; None where the form or the answers ask for none. `made_at`: now, if not given.

    Nothing of the finder, and nothing that only the owner knows: whoever passes the shelf can read it.
    """
    rule = form.label_if
    given = relevant(form, answers)
    if rule is None or not rule.holds(words_of(given, rule.field)):
        return None
    details, typed = _told(content, form, answers, but=rule.field)
    return Ticket(
        town=content.town.municipality,
        what=content.texts("ticket.label"),
        code=spaced(reference),
        qr=label_code(reference),
        details=details,
        typed=typed,
        moment=moment(content, made_at or content.now()),
        what_next=content.texts("ticket.label_next"),
        direction=ticket_direction(content),
    )


def _told(content: Content, form: Form, answers: Answers, but: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may stand on paper: what was touched, and what the visitor typed himself."""
    given = relevant(form, answers)
    shown = [field for field in asked(form, answers) if _is_public(field) and field.name in given and field.name != but]
    told = {field.name: shown_answer(content, field, given[field.name]) for field in shown}
    details = tuple(told[field.name] for field in shown if field.kind.is_chosen)
    return details, tuple(told[field.name] for field in shown if not field.kind.is_chosen)


def _is_public(field: FormField) -> bool:
    return field.on_ticket and not field.personal and not field.secret


def next_words(content: Content, form: Form, answers: Answers) -> str:
    """What happens next and by when; first what the visitor has to do: call, or hand something in."""
    words = [content.texts("form.call_first", number=number)] if (number := first_call(form, answers)) else []
    words += [content.texts.local(option.next) for option in chosen(form, answers) if option.next]
    return " ".join([*words, filled_in(content, form, form.what_next)])


def first_call(form: Form, answers: Answers) -> str:
    """The number that has to be called before anything else; nothing where there is none."""
    return next((option.call for option in chosen(form, answers) if option.call), "")


def filled_in(content: Content, form: Form, words: LocalText) -> str:
    """Words of the form with the day by which it is due, counted in working days from today."""
    text = content.texts.local(words)
    if form.due_working_days is None:
        return text
    # A text that is not there in the visitor's language is Dutch, and then the day in it is too.
    language = content.texts.language if content.texts.language in words else DEFAULT_LANGUAGE
    today = content.now().astimezone(ZoneInfo(content.town.timezone)).date()
    due = due_day(today, form.due_working_days, content.town)
    return text.replace(DUE, format_date(due, "EEEE d MMMM", locale=language))
