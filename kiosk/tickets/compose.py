"""What each ticket says: from what has happened to a Ticket, in the visitor's language, without who the visitor is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from assets.form import FieldKind, Form, FormField
from assets.product import Product
from kiosk.content import Content
from kiosk.forms.engine import asked, relevant
from kiosk.tickets.ticket import Ticket
from sync.protocol.answers import Answers, AnswerValue, Photos, Place
from sync.protocol.ids import spaced


def form_ticket(content: Content, form: Form, answers: Answers, reference: str) -> Ticket:
    """The receipt of a form: its reference, and the answers that tell nothing of the visitor."""
    texts = content.texts
    given = relevant(form, answers)
    shown = [field for field in asked(form, answers) if field.on_ticket and field.name in given]
    told = {field.name: shown_answer(content, field, given[field.name]) for field in shown}
    return Ticket(
        town=content.town.municipality,
        what=texts.local(form.title),
        code=spaced(reference),
        qr=content.record_address(reference),
        qr_caption=texts("ticket.status"),
        details=tuple(told[field.name] for field in shown if field.kind.is_chosen),
        typed=tuple(told[field.name] for field in shown if not field.kind.is_chosen),
        moment=moment(content, content.now()),
        what_next=texts.local(form.what_next),
        direction=ticket_direction(content),
    )


def link_ticket(content: Content, product: Product) -> Ticket:
    """A product to take along: the way to its digital form, and the checklist of what to bring."""
    texts = content.texts
    return Ticket(
        town=content.town.municipality,
        what=texts.local(product.title),
        qr=content.product_address(product.slug),
        qr_caption=content.short_address(product.slug),
        checklist_title=texts("product.bring"),
        checklist=tuple(texts.local(item) for item in product.bring),
        what_next=texts("ticket.link_next"),
        direction=ticket_direction(content),
    )


def shown_answer(content: Content, field: FormField, answer: AnswerValue) -> str:
    """An answer as a person reads it: the label of a choice, yes or no in words, a place in one line."""
    if isinstance(answer, Place):
        return answer.in_words()
    if isinstance(answer, Photos):
        return content.texts.count("form.photos", len(answer.photos))
    if field.kind is FieldKind.CHOICE:
        option = field.option(answer)
        return content.texts.local(option.label) if option else answer
    if field.kind.is_yes_or_no and answer:
        return content.texts(f"form.{answer}")
    return answer


def day_and_time(content: Content, when: datetime) -> str:
    """A moment to come, in local time: "dinsdag 24 november, 10:30 uur"."""
    local = when.astimezone(ZoneInfo(content.town.timezone))
    return content.texts("moment.day_and_time", day=long_day(content, local), time=clock_time(content, when))


def clock_time(content: Content, when: datetime) -> str:
    """The time of day of a moment, in local time: "10:30"."""
    return f"{when.astimezone(ZoneInfo(content.town.timezone)):%H:%M}"


def long_day(content: Content, when: datetime) -> str:
    """A day in words: "dinsdag 24 november"."""
    pattern = content.texts("moment.day_pattern")
    return format_date(when, pattern, locale=content.texts.language)


def moment(content: Content, when: datetime) -> str:
    """A moment that was, in local time: "23-11-2026 13:40"."""
    local = when.astimezone(ZoneInfo(content.town.timezone))
    return format_datetime(local, content.texts("moment.stamp_pattern"), locale=content.texts.language)


def ticket_direction(content: Content) -> str:
    """Which way the language is written."""
    return "rtl" if content.texts.right_to_left else "ltr"
