"""Sample states of every kind, from the project's own data, and an Arabic catalogue that is used in tests only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from assets import ASSETS_DIR
from assets.form import read_forms
from assets.product import read_catalogue
from assets.text import TRANSLATIONS_DIR, Texts, read_texts
from assets.town import read_town
from devices.printer.port import PrinterState
from kiosk.content import Content
from kiosk.journeys import states
from kiosk.tickets.compose import appointment_ticket, form_ticket, link_ticket, number_ticket
from kiosk.tickets.ticket import Ticket
from sync.protocol.messages import SlotDay

TOWN = read_town(ASSETS_DIR / "demo" / "town.yaml")
CATALOGUE = read_catalogue()
FORMS = read_forms()
ZONE = ZoneInfo(TOWN.timezone)
NOW = datetime(2026, 11, 23, 13, 40, tzinfo=ZONE)
TEST_TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = ("nl", "en", "ar")


@cache
def texts_of(language: str) -> Texts:
    """The texts of a language, the test's own ones included; what these lack is Dutch."""
    if not (TEST_TRANSLATIONS / language).exists():
        return read_texts(language)
    with TemporaryDirectory() as folder:
        (Path(folder) / "nl").symlink_to(TRANSLATIONS_DIR / "nl")
        (Path(folder) / language).symlink_to(TEST_TRANSLATIONS / language)
        return read_texts(language, Path(folder))


def content_of(language: str) -> Content:
    """The demo town's content in a language."""
    return Content(
        TOWN,
        TOWN.location("bibliotheek-nuth"),
        CATALOGUE,
        FORMS,
        texts_of(language),
        lambda query: (),
        "https://infopunt.beekdaelen.nl",
        lambda: NOW,
    )


@dataclass(frozen=True)
class Sample:
    """A state with a name for its picture."""

    name: str
    state: states.State


def _days() -> tuple[SlotDay, ...]:
    first = date(2026, 11, 24)
    times = ("08:45", "09:30", "10:30", "11:15", "13:00", "13:45", "15:30", "16:15")
    days = []
    for offset in (0, 1, 2, 3, 6, 7, 8):
        day = first + timedelta(days=offset)
        starts = tuple(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZONE) for time in times)
        days.append(SlotDay(day=day, starts=starts))
    return tuple(days)


REPORT: Mapping[str, str] = {
    "category": "lighting",
    "village": "Wijnandsrade",
    "street": "Kerkstraat, bij nummer 12",
    "description": "De lamp bij de speeltuin brandt al een week niet en het is daar 's avonds erg donker",
    "contact": "phone",
    "phone": "0612345678",
}


def samples(content: Content) -> list[Sample]:
    """One or more states for every screen."""
    days = _days()
    chosen = days[0].starts[2]
    place = TOWN.location("gemeentehuis")
    passport = CATALOGUE.product("paspoort")
    purpose = states.Purpose("paspoort", "gemeentehuis", chosen, 15)
    first_four = {name: REPORT[name] for name in ("category", "village", "street", "description")}
    form = form_ticket(content, FORMS["report"], REPORT, "K7P4XQ")
    appointment = appointment_ticket(content, passport, place, chosen, "K7P4XQ")
    number = number_ticket(content, content.location.services[0], "A012", 3)
    link = link_ticket(content, CATALOGUE.product("verhuizen"))
    printed, away = states.PaperState.PRINTED, states.PaperState.NOT_PRINTED
    found = tuple(product.slug for product in CATALOGUE.products)[:9]
    local = content.texts.local
    report = FORMS["report"]

    def paper(ticket: Ticket, state: states.PaperState, printer: PrinterState = PrinterState.READY) -> states.Paper:
        return states.Paper(ticket, state, printer)

    thanks, what_next = local(report.thanks), local(report.what_next)
    return [
        Sample("home", states.Home()),
        Sample("search_empty", states.Search()),
        Sample("search_found", states.Search("paspoort verlengen", found)),
        Sample("search_page", states.Search("p", found, page=1)),
        Sample("search_nothing", states.Search("xqzw")),
        Sample("browse", states.Browse("burgerzaken")),
        Sample("product_digital", states.ProductPage("verhuizen")),
        Sample("product", states.ProductPage("paspoort")),
        Sample("product_long", states.ProductPage("melding-openbare-ruimte")),
        Sample(
            "take_along",
            states.TakeAlong("verhuizen", content.short_address("verhuizen"), paper(link, states.PaperState.NOT_ASKED)),
        ),
        Sample(
            "take_along_printed",
            states.TakeAlong("verhuizen", content.short_address("verhuizen"), paper(link, printed)),
        ),
        Sample(
            "take_along_away",
            states.TakeAlong(
                "verhuizen", content.short_address("verhuizen"), paper(link, away, PrinterState.PAPER_OUT)
            ),
        ),
        Sample("question_choice", states.Question("report", "category")),
        Sample("question_village", states.Question("report", "village", {"category": "lighting"}, draft="Nuth")),
        Sample("question_text", states.Question("report", "description", first_four | {}, draft=REPORT["description"])),
        Sample("question_example", states.Question("report", "street", {"category": "lighting", "village": "Nuth"})),
        Sample(
            "question_phone",
            states.Question("report", "phone", first_four | {"contact": "phone"}, "06123", "form.error.phone"),
        ),
        Sample(
            "question_email",
            states.Question("appointment", "email", {"name": "A", "phone": "0612345678"}, "jan@", "form.error.email"),
        ),
        Sample("question_date", states.Question("found-item", "date", {}, "23-11")),
        Sample("review", states.Review("report", REPORT)),
        Sample(
            "review_appointment",
            states.Review("appointment", {"name": "A. Voorbeeld", "phone": "0612345678", "email": ""}, purpose),
        ),
        Sample("pick_product", states.PickProduct()),
        Sample("pick_location", states.PickLocation("paspoort")),
        Sample("pick_slot", states.PickSlot("paspoort", "gemeentehuis", 15, days, days[0].day, chosen)),
        Sample("pick_slot_taken", states.PickSlot("paspoort", "gemeentehuis", 15, days, days[1].day, taken=True)),
        Sample("pick_service", states.PickService()),
        Sample("waiting", states.Waiting(states.Awaited.SLOTS, purpose)),
        Sample("unreachable", states.Unreachable(states.Awaited.BOOKING, purpose)),
        Sample("unreachable_refused", states.Unreachable(states.Awaited.SLOTS, purpose, refused=True)),
        Sample("done_report", states.Done(states.DoneKind.FORM, "K7P 4XQ", thanks, what_next, paper(form, printed))),
        Sample(
            "done_printing",
            states.Done(states.DoneKind.FORM, "K7P 4XQ", thanks, what_next, paper(form, states.PaperState.PRINTING)),
        ),
        Sample(
            "done_away",
            states.Done(states.DoneKind.FORM, "K7P 4XQ", thanks, what_next, paper(form, away, PrinterState.PAPER_OUT)),
        ),
        Sample(
            "done_appointment",
            states.Done(
                states.DoneKind.APPOINTMENT,
                "K7P 4XQ",
                content.texts("done.appointment.title"),
                content.texts("done.appointment.text", when="dinsdag 24 november, 10:30 uur", place=place.name),
                paper(appointment, states.PaperState.UNKNOWN),
            ),
        ),
        Sample(
            "done_number",
            states.Done(
                states.DoneKind.NUMBER,
                "A012",
                content.texts("done.number.title"),
                content.texts.count("done.number.text", 3),
                paper(number, printed),
            ),
        ),
        Sample("not_kept", states.NotKept("report", REPORT)),
        Sample("help", states.Help()),
        Sample("languages", states.Languages()),
    ]
