"""Turning templates into pages, in the language of whoever reads them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_timedelta
from fastapi import Depends
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assets.text import DEFAULT_LANGUAGE, Texts
from assets.theme import css
from sync.central.connectors.attempts import for_a_person
from sync.central.pages.files import STATIC_FILES
from sync.central.people.sessions import SignedIn
from sync.central.people.users import Role
from sync.central.services import Needed, Services
from sync.protocol.ids import spaced

_TEMPLATES_DIR = Path(__file__).parent / "templates"
_VERSION_LENGTH = 12
_LANGUAGE_COOKIE = "infopunt_language"
_LANGUAGE_KEPT_S = 365 * 24 * 3600


@dataclass(frozen=True)
class Page:
    """One page on its way out: for whom, in which language, at which moment."""

    services: Services
    texts: Texts
    now: datetime
    chosen: str = ""
    """The language that was asked for just now; the browser keeps it for the pages that follow."""
    query: tuple[tuple[str, str], ...] = ()
    """What stands behind the question mark of its address, such as the day that is looked at."""

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page that `template` makes of `values`; `person` is who is signed in, if anybody."""
        answer = HTMLResponse(self.text(template, **values), status)
        if self.chosen:
            secure = self.services.config.address.startswith("https:")
            answer.set_cookie(_LANGUAGE_COOKIE, self.chosen, _LANGUAGE_KEPT_S, secure=secure, samesite="lax")
        return answer

    def text(self, template: str, **values: Any) -> str:
        """The HTML that `template` makes of `values`."""
        common = {
            "t": self.texts,
            "town": self.services.town,
            "now": self.now,
            "person": None,
            "here": "",
            "clock": self.clock,
            "day": self.day,
            "when": self.when,
            "when_long": self.when_long,
            "date_long": lambda day: self.date_as(day, "EEEE d MMMM"),
            "date_short": lambda day: self.date_as(day, "EEE d MMM"),
            "date_full": lambda day: self.date_as(day, "d MMMM y"),
            "duration": self.duration,
            "weekday": lambda day: self.date_as(day, "EEE"),
            "month": lambda day: self.date_as(day, "MMM"),
            "own_language_name": own_language_name,
            "all_languages": list(self.services.content.texts),
            "in_language": self.in_language,
            "theme_version": _version(css(self.services.content.theme).encode()),
            "waited": self.waited,
            "language_name": self.language_name,
            "product_title": lambda slug: self.services.content.product_title(slug, self.texts),
            "kind_title": self.kind_title,
            "place_name": self.place_name,
            "outcome": self.outcome,
            "last_day": self.last_day,
            "doubtful_appointments": self.doubtful_appointments,
        }
        return _environment().get_template(template).render(common | values)

    def clock(self, moment: datetime) -> str:
        """The time of day in the town: 13:40."""
        return self._in_town(moment).strftime("%H:%M")

    def day(self, moment: datetime) -> str:
        """The day in the town, as people say it: maandag 23 november."""
        return format_date(self._in_town(moment), "EEEE d MMMM", locale=self.texts.language)

    def when(self, moment: datetime) -> str:
        """Short: the time for today, else the day and the month."""
        local = self._in_town(moment)
        if local.date() == self._in_town(self.now).date():
            return self.clock(moment)
        return format_date(local, "d MMM", locale=self.texts.language)

    def when_long(self, moment: datetime) -> str:
        """In full: maandag 23 november, 13:40."""
        return f"{self.day(moment)}, {self.clock(moment)}"

    def date_as(self, day: date, pattern: str) -> str:
        """A day of the calendar in one of Babel's patterns: maandag 23 november for EEEE d MMMM."""
        return format_date(day, pattern, locale=self.texts.language)

    def kind_title(self, kind: str) -> str:
        """What people call a kind of record: the title of the form that makes it, or a word of our own."""
        titles = {form.record: form.title for form in self.services.content.forms.values()}
        key = f"inbox.kind.{kind}"
        words = self.texts.local(titles[kind]) if kind in titles else self.texts(key)
        return kind if words == key else words

    def outcome(self, name: str | None) -> str:
        """How a record ended, in words; a name of another version as it is."""
        key = f"inbox.outcome.{name}"
        words = self.texts(key) if name else ""
        return name or "" if words == key else words

    def last_day(self, too_late_at: datetime) -> date:
        """The last day on which something is in time that is too late at `too_late_at`."""
        return self._in_town(too_late_at - timedelta(seconds=1)).date()

    def day_and_time(self, moment: datetime) -> str:
        """For machines, in the town's time: 2026-11-23 13:40."""
        return self._in_town(moment).strftime("%Y-%m-%d %H:%M")

    def place_name(self, slug: str) -> str:
        """What people call a location; its slug when the town has it no more."""
        names = {location.slug: location.name for location in self.services.town.locations}
        return names.get(slug, slug)

    def doubtful_appointments(self, person: SignedIn | None) -> int:
        """How many appointments in another system a host or clerk should look into; none with an agenda of our own."""
        if self.services.agenda.lends or person is None or not person.roles & {Role.HOST, Role.CLERK}:
            return 0
        with self.services.database.read() as connection:
            return len(connection.execute(for_a_person(self.now)).all())

    def language_name(self, language: str) -> str:
        """What a language is called in the language of the page; its code when nobody knows it."""
        return _language_name(language, self.texts.language)

    def in_language(self, language: str) -> str:
        """The address, from the page itself, of the same page in another language."""
        return "?" + urlencode([*(one for one in self.query if one[0] != "lang"), ("lang", language)])

    def waited(self, moment: datetime) -> str:
        """How long it is since `moment`: 8 min, or 1 u 05."""
        hours, minutes = divmod(max(0, int((self.now - moment).total_seconds() // 60)), 60)
        return self.texts("desk.hours" if hours else "desk.minutes", hours=hours, minutes=minutes)

    def duration(self, time: timedelta) -> str:
        """How long something takes, roughly: minutes, hours or days."""
        return format_timedelta(time, granularity="minute", threshold=1.5, locale=self.texts.language)

    def _in_town(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.services.town.timezone))


def page_of(request: Request, services: Needed) -> Page:
    """A page for people who work here: Dutch, unless they chose another language (`lang=`), now or before."""
    wanted = request.query_params.get("lang", "")
    kept = request.cookies.get(_LANGUAGE_COOKIE, DEFAULT_LANGUAGE)
    known = services.content.texts
    page = _page(request, services, next(one for one in (wanted, kept, DEFAULT_LANGUAGE) if one in known))
    return replace(page, chosen=wanted if wanted in known else "")


def visitor_page_of(request: Request, services: Needed) -> Page:
    """A page for a visitor: in the language of the address (`lang=`), or else of the browser."""
    wanted = request.query_params.get("lang") or best_language(
        request.headers.get("accept-language", ""), services.content.texts
    )
    return _page(request, services, wanted)


# These wait for nothing: without `async` each request would be sent to a thread for them alone.
async def _staff_page(request: Request, services: Needed) -> Page:
    return page_of(request, services)


async def _visitor_page(request: Request, services: Needed) -> Page:
    return visitor_page_of(request, services)


StaffPage = Annotated[Page, Depends(_staff_page)]
"""A handler's parameter of this type makes pages for hosts, clerks, managers and boards."""

VisitorPage = Annotated[Page, Depends(_visitor_page)]
"""A handler's parameter of this type makes pages for a visitor's own phone."""


def own_language_name(language: str) -> str:
    """What a language is called by those who speak it.

    >>> own_language_name("nl"), own_language_name("en")
    ('Nederlands', 'English')
    """
    return (Locale.parse(language).get_display_name(language) or language).capitalize()


@lru_cache(maxsize=256)
def _language_name(language: str, reader: str) -> str:
    try:
        return Locale.parse(language).get_display_name(reader) or language
    except (UnknownLocaleError, ValueError):
        return language


def best_language(accepted: str, available: Mapping[str, object]) -> str:
    """The first language of an Accept-Language header (RFC 9110, 12.5.4) that we have, by weight; else Dutch.

    >>> best_language("de-DE,de;q=0.9,en;q=0.8,nl;q=0.7", {"nl": 1, "en": 1})
    'en'
    """
    weighted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((float(weight or 1), name.split("-")[0].lower()))
        except ValueError:
            continue
    ordered = (name for weight, name in sorted(weighted, key=lambda one: -one[0]) if weight > 0)
    return next((name for name in ordered if name in available), DEFAULT_LANGUAGE)


def _page(request: Request, services: Services, language: str) -> Page:
    texts = services.content.in_language(language)
    return Page(services, texts, services.clock.now(), query=tuple(request.query_params.multi_items()))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES_DIR),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static_address
    environment.filters["spaced"] = spaced
    environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment


@lru_cache(maxsize=64)
def static_address(name: str) -> str:
    """The address of a file that comes with the pages; it changes with the content, so that browsers may keep it."""
    return f"/static/{name}?v={_version(STATIC_FILES[name].read_bytes())}"


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_VERSION_LENGTH]
