"""A visitor's own appointment on the phone: what, where, when; moved or cancelled by its code.

The code is all it takes, so the page shows no name and no contact, wrong codes are slowed down, and a code that is
over cannot be told from one that never was.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assets.product import Product
from assets.town import Location
from sync.central.agenda.calendar import MEDIA_TYPE, Event, calendar_file
from sync.central.agenda.port import Wanted
from sync.central.agenda.rules import change_until, is_moment
from sync.central.api.problems import ProblemError
from sync.central.pages.choosing import days_to_choose
from sync.central.pages.codes import code_of, qr_path
from sync.central.pages.own_page import PageToken, asked_by_our_page, keep_token
from sync.central.pages.rendering import Page, VisitorPage
from sync.central.people.guessing import count_wrong, from_address, wait_at
from sync.central.queue.announcing import AGENDA_CHANGED, topic_of
from sync.protocol.appointments import Appointment, AppointmentStatus, ChangeAnswer, ChangeStatus
from sync.protocol.ids import spaced
from sync.protocol.messages import UNCLEAR, Meeting

ROUTER = APIRouter(include_in_schema=False)

_CONFLICT = 409
_TOLD = ("too_late", "arrived", "changed", "cancelled", "restoring", UNCLEAR)
"""Reasons of a refusal that a visitor can do something with, each with words of its own."""


@dataclass(frozen=True)
class Opened:
    """An appointment that this browser has the code of. `lang` is what keeps the language that was chosen."""

    page: Page
    appointment: Appointment
    product: Product | None
    location: Location | None
    lang: str

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/a/{self.appointment.reference}"

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        """One of its pages."""
        common = {"one": self.appointment, "product": self.product, "location": self.location, "lang": self.lang}
        languages = [name for name in self.page.services.content.texts if name != self.page.texts.language]
        return self.page.show(template, status, path=self.path, languages=languages, **(common | values))


def _open(request: Request, page: VisitorPage, reference: str) -> Opened:
    """The appointment of the address; raises the same 404 for every code that does not open one, and 429."""
    services = page.services
    address = request.client.host if request.client else ""
    wait_s = math.ceil(wait_at(services.database, address, page.now).total_seconds())
    if wait_s:
        raise ProblemError(429, "too_many_tries", "Too many codes were wrong; wait", {"Retry-After": str(wait_s)})
    code = code_of(reference)
    found = services.agenda.find(code, page.now) if code else None
    if found is None or _is_over(page, found):
        count_wrong(services.database, from_address(address), page.now)
        raise ProblemError(404, "unknown_appointment", "There is no appointment with this code")
    products = {product.slug: product for product in services.content.catalogue.products}
    places = {location.slug: location for location in services.town.locations}
    lang = f"?lang={page.texts.language}" if "lang" in request.query_params else ""
    return Opened(page, found, products.get(found.product), places.get(found.location), lang)


Own = Annotated[Opened, Depends(_open)]


@ROUTER.get("/a")
def ask(page: VisitorPage, code: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Where the code of a ticket is typed in."""
    if known := code_of(code):
        return RedirectResponse(f"/a/{known}", status_code=303)
    return page.show("code_ask.html", 422 if code else 200, code=code, to="/a", words="visit.ask_")


@ROUTER.get("/a/{reference}")
def show(own: Own, done: Annotated[str, Query(max_length=16)] = "") -> Response:
    """The appointment, and what can be done with it."""
    page, one = own.page, own.appointment
    square, path = qr_path(f"{page.services.config.address}{own.path}")
    return own.show("appointment.html", done=done, square=square, qr=path, ends=_ends(one), **_until(page, one))


@ROUTER.get("/a/{reference}/calendar.ics")
def calendar(own: Own) -> Response:
    """The appointment for the phone's calendar; taken in again after a change it replaces what was there."""
    body = calendar_file(_event(own), own.page.now)
    name = f"{own.page.texts('visit.file')}-{own.appointment.reference}.ics"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


@ROUTER.get("/a/{reference}/move")
def choose(own: Own, token: PageToken, day: Annotated[date | None, Query()] = None) -> Response:
    """The days and times that are free, to choose another one."""
    return _choice(own, token, day)


@ROUTER.post("/a/{reference}/move", dependencies=[Depends(asked_by_our_page)])
def move(
    own: Own, token: PageToken, start: Annotated[datetime | None, Form()] = None, revision: Annotated[int, Form()] = 0
) -> Response:
    """Move it, or say why not and let the visitor choose again."""
    if start is None or not is_moment(start):
        return _choice(own, token, None, own.page.texts("visit.choose_first"), 422)
    agenda, page = own.page.services.agenda, own.page
    answer = agenda.move(own.appointment.reference, start, page.now, revision)
    if answer is not None and answer.status is ChangeStatus.DONE:
        return _done(own, answer, "moved")
    day = start.astimezone(ZoneInfo(page.services.town.timezone)).date()
    return _choice(own, token, day, _why_not(page, answer), _CONFLICT)


@ROUTER.get("/a/{reference}/cancel")
def sure(own: Own, token: PageToken) -> Response:
    """Whether the visitor is sure."""
    return keep_token(own.show("appointment_cancel.html", token=token, said=""), own.page.services, token)


@ROUTER.post("/a/{reference}/cancel", dependencies=[Depends(asked_by_our_page)])
def cancel(own: Own, token: PageToken) -> Response:
    """Cancel it, or say why not."""
    answer = own.page.services.agenda.cancel(own.appointment.reference, own.page.now)
    if answer is not None and answer.status is ChangeStatus.DONE:
        return _done(own, answer, "cancelled")
    return own.show("appointment_cancel.html", _CONFLICT, token=token, said=_why_not(own.page, answer))


def _choice(own: Own, token: str, day: date | None, said: str = "", status: int = 200) -> Response:
    one, page = own.appointment, own.page
    if one.status is not AppointmentStatus.CONFIRMED:
        return RedirectResponse(f"{own.path}{own.lang}", status_code=303)
    free = page.services.agenda.slots(_wanted(one), page.now) if _can_be_reached(own) else None
    days = days_to_choose(free, one.start, day)
    shown = own.show("appointment_move.html", status, token=token, said=said, days=days, **_until(page, one))
    return keep_token(shown, page.services, token)


def _can_be_reached(own: Opened) -> bool:
    """Whether the town still has the place, and the village of a visit at home."""
    one = own.appointment
    villages = {village.name for village in own.page.services.town.villages}
    return own.location is not None and (one.meeting is not Meeting.HOME or one.village in villages)


def _done(own: Opened, answer: ChangeAnswer, what: str) -> Response:
    """Tell the desk, and lead to the page as it is now; loading that again does nothing again."""
    own.page.services.hub.publish(topic_of(answer.appointment.location), AGENDA_CHANGED)
    return RedirectResponse(f"{own.path}{own.lang or '?'}{'&' if own.lang else ''}done={what}", status_code=303)


def _why_not(page: Page, answer: ChangeAnswer | None) -> str:
    """Without an answer there is no such appointment any more; of a refusal, the reason where visitors can use it."""
    if answer is None:
        return page.texts("visit.not.changed")
    if answer.status is ChangeStatus.TAKEN:
        return page.texts("visit.not.taken")
    reason = answer.reason if answer.reason in _TOLD else "refused"
    return page.texts(f"visit.not.{reason}")


def _is_over(page: Page, one: Appointment) -> bool:
    """Once its day is over, the code opens nothing any more."""
    zone = ZoneInfo(page.services.town.timezone)
    return page.now.astimezone(zone).date() > one.start.astimezone(zone).date()


def _ends(one: Appointment) -> datetime:
    return one.start + timedelta(minutes=one.minutes)


def _wanted(one: Appointment) -> Wanted:
    return Wanted(one.product, one.location, one.minutes, one.meeting, one.village, one.id)


def _until(page: Page, one: Appointment) -> dict[str, Any]:
    """Until when it can be moved and cancelled, and whether that is now."""
    town, rules = page.services.town, page.services.town.appointments
    stands = one.status is AppointmentStatus.CONFIRMED
    move_until = change_until(town, _wanted(one), one.start, rules.move_until_minutes)
    cancel_until = change_until(town, _wanted(one), one.start, rules.cancel_until_minutes)
    return {
        "move_until": move_until,
        "can_move": stands and not one.arrived and page.now <= move_until,
        "can_cancel": stands and not one.arrived and page.now <= cancel_until,
    }


def _event(own: Opened) -> Event:
    page, one = own.page, own.appointment
    address = f"{page.services.config.address}{own.path}"
    title = f"{page.services.content.product_title(one.product, page.texts)} - {page.services.town.municipality}"
    bring = [page.texts.local(thing) for thing in own.product.bring] if own.product else []
    headed = "visit.bring" if one.meeting is Meeting.DESK else "visit.bring_home"
    lines = [page.texts(headed), *(f"- {thing}" for thing in bring), ""] if bring else []
    lines += [f"{page.texts('visit.code')} {spaced(one.reference)}", f"{page.texts('visit.change_at')} {address}"]
    return Event(
        uid=one.id,
        sequence=one.revision,
        start=one.start,
        minutes=one.minutes,
        cancelled=one.status is AppointmentStatus.CANCELLED,
        title=title,
        place=_place(own),
        text="\n".join(lines),
        address=address,
    )


def _place(own: Opened) -> str:
    one, location = own.appointment, own.location
    if one.meeting is not Meeting.DESK:
        return own.page.texts(f"visit.place.{one.meeting}", village=one.village or "")
    return f"{location.name}, {location.street}, {location.village}" if location else one.location
