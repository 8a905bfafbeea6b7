"""What each ticket says: from what has happened to a Ticket, in the visitor's language, without who the visitor is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from assets.form import FieldKind, FormField
from assets.product import Product
from kiosk.content import Content
from kiosk.tickets.ticket import Ticket
from sync.protocol.answers import AnswerValue, Photos, Place


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
    if field.kind is FieldKind.DATE and answer:
        return _typed_day(content, answer)
    return answer


def _typed_day(content: Content, answer: str) -> str:
    """A day that was: "maandag 23 november 2026"; as it stands where it is none."""
    try:
        return format_date(date.fromisoformat(answer), "EEEE d MMMM y", locale=content.texts.language)
    except ValueError:
        return answer


def day_and_time(content: Content, when: datetime) -> str:
    """A moment to come, in local time: "dinsdag 24 november, 10:30 uur"."""
    local = when.astimezone(ZoneInfo(content.town.timezone))
    return content.texts("moment.day_and_time", day=long_day(content, local), time=clock_time(content, when))


def clock_time(content: Content, when: datetime) -> str:
    """The time of day of a moment, in local time: "10:30"."""
    return f"{when.astimezone(ZoneInfo(content.town.timezone)):%H:%M}"


def long_day(content: Content, when: date) -> str:
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
