"""Sample states of every kind, from the project's own data, and an Arabic catalogue that is used in tests only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zoneinfo import ZoneInfo

from assets import ASSETS_DIR
from assets.form import read_forms
from assets.product import read_catalogue
from assets.text import TRANSLATIONS_DIR, Texts, read_texts
from assets.town import read_town
from devices.printer.port import PrinterState
from kiosk.codes import Code, CodeKind
from kiosk.content import Content
from kiosk.journeys import states
from kiosk.maps.plane import View
from kiosk.maps.townmap import TownMap
from kiosk.streets.index import StreetIndex
from kiosk.streets.reading import read_streets
from kiosk.tickets.appointment import AgreedAppointment, appointment_ticket
from kiosk.tickets.compose import link_ticket
from kiosk.tickets.form import form_ticket, next_words, shelf_label
from kiosk.tickets.number import GivenNumber, number_ticket, wait_words
from kiosk.tickets.ticket import Ticket
from sync.protocol.answers import Answers, Photo, Photos, Place, PointFrom, words_of
from sync.protocol.appointments import Appointment, AppointmentStatus, CheckInStatus
from sync.protocol.messages import Meeting, SlotDay, Wait
from sync.protocol.phone import PhoneLink
from sync.protocol.standing import RecordStage, RecordStanding
from tests.screens.volunteer_samples import volunteer_states

TOWN = read_town(ASSETS_DIR / "demo" / "town.yaml")
CATALOGUE = read_catalogue()
FORMS = read_forms()
STREETS = read_streets(ASSETS_DIR / "demo" / "streets.csv")
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


def content_of(language: str, tiled: TownMap | None = None) -> Content:
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
        StreetIndex(STREETS),
        tiled,
        lambda: True,
    )


PHOTOS = Photos(
    photos=tuple(
        Photo(sealed_sha256=letter * 64, sealed_bytes=300_000, width_px=1600, height_px=1200) for letter in "ab"
    )
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


WHERE = Place(village="Wijnandsrade", street="Kerkstraat", house_number="12a")
REPORT: Answers = {
    "category": "lighting",
    "detail": "lamp-damaged",
    "danger": "no",
    "where": WHERE,
    "description": "De lamp bij de speeltuin brandt al een week niet en het is daar 's avonds erg donker",
    "contact": "phone",
    "phone": "0612345678",
    "share": "yes",
}
FOUND: Answers = {
    "what": "keys",
    "sort": "house-keys",
    "colour": "red",
    "marks": "Drie sleutels aan een rood lint",
    "features": "Merk Abus, label van sportclub",
    "where": Place(village="Nuth", near="bij de bushalte tegenover de kerk"),
    "date": "2026-11-22",
    "value": "up-to-450",
    "handling": "hand-in",
    "claim": "no",
    "thanked": "no",
}


LONG_STREET = Place(village="Wijnandsrade", street="Commissaris Voorbeeld van Voorbeeldeindestraat")
BY_THE_SCHOOL = Place(village="Nuth", near="bij de school", lat=50.9175, lon=5.88611, point_from=PointFrom.VILLAGE)
IN_NUTH = Place(village="Nuth", lat=50.9175, lon=5.88611, point_from=PointFrom.VILLAGE)


IN_THE_VILLAGE = states.Question("report", "where")


def _where(
    draft: str,
    place: Place,
    step: states.PlaceStep = states.PlaceStep.STREET,
    error: str | None = None,
    view: View | None = None,
) -> states.Question:
    answers = {"category": "lighting"}
    return states.Question("report", "where", answers, draft, error, place=place, step=step, view=view)


def samples(content: Content) -> list[Sample]:
    """One or more states for every screen."""
    days = _days()
    chosen = days[0].starts[2]
    place = TOWN.location("gemeentehuis")
    purpose = states.Purpose("paspoort", "gemeentehuis", chosen, 15)
    at_home = states.Purpose("paspoort", "gemeentehuis", None, 30, Meeting.HOME, "Wijnandsrade")
    known = Appointment(
        id=UUID(int=7),
        reference="K7P4XQ",
        status=AppointmentStatus.CONFIRMED,
        product="paspoort",
        location="gemeentehuis",
        start=chosen,
        minutes=15,
    )
    expected = known.model_copy(update={"location": content.location.slug, "start": NOW})
    overdue = expected.model_copy(update={"start": NOW - timedelta(hours=1), "status": AppointmentStatus.PAST})
    moving = states.Purpose("paspoort", "gemeentehuis", None, 15, appointment=known)
    first_four = {name: REPORT[name] for name in ("category", "detail", "danger", "where", "description")}
    first_three = {name: REPORT[name] for name in ("category", "detail", "danger", "where")}
    found_form = FORMS["found-item"]
    receipt, label = (
        form_ticket(content, found_form, FOUND, "F2N7TH"),
        shelf_label(content, found_form, FOUND, "F2N7TH"),
    )
    danger = {**REPORT, "danger": "yes"}
    since = NOW - timedelta(days=2)
    form = form_ticket(content, FORMS["report"], REPORT, "K7P4XQ")
    appointment = appointment_ticket(content, AgreedAppointment("paspoort", "gemeentehuis", chosen, "K7P4XQ"))
    wait = Wait(minutes=15, at_least=10, at_most=25)
    given = GivenNumber("A012", "burgerzaken", UUID(int=7), 3, wait)
    number = number_ticket(content, given)
    own = GivenNumber("A501", "burgerzaken", UUID(int=8))
    unchecked = GivenNumber("A502", "burgerzaken", UUID(int=10), appointment="K7P4XQ")
    late = GivenNumber("A013", "burgerzaken", UUID(int=9), 2, wait, "K7P4XQ", CheckInStatus.LATE, chosen)
    link = link_ticket(content, CATALOGUE.product("verhuizen"))
    printed, away = states.PaperState.PRINTED, states.PaperState.NOT_PRINTED
    found = tuple(product.slug for product in CATALOGUE.products)[:9]
    local = content.texts.local
    report = FORMS["report"]

    def paper(ticket: Ticket, state: states.PaperState, printer: PrinterState = PrinterState.READY) -> states.Paper:
        return states.Paper(ticket, state, printer)

    thanks, what_next = local(report.thanks), next_words(content, report, REPORT)
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
        Sample("question_refined", states.Question("report", "detail", {"category": "animals"})),
        Sample("question_sort", states.Question("found-item", "sort", {"what": "other"})),
        Sample("question_consent", states.Question("report", "share", {**first_four, "contact": "phone"})),
        Sample("question_village", states.Question("report", "where", {"category": "lighting"}, draft="Nuth")),
        Sample("question_street", states.Question("report", "where", {"category": "lighting"}, place=WHERE)),
        Sample("question_street_found", _where("voorb", WHERE)),
        Sample("question_street_one", _where("burg v v", WHERE)),
        Sample("question_street_unlisted", _where("kerklaan", WHERE)),
        Sample("question_number", _where("", LONG_STREET, states.PlaceStep.NUMBER)),
        Sample("question_near", _where("", Place(village="Nuth"), states.PlaceStep.NUMBER)),
        Sample("question_map", _where("", BY_THE_SCHOOL, states.PlaceStep.POINT)),
        Sample("question_map_near", _where("", IN_NUTH, states.PlaceStep.POINT, view=View(50.9185, 5.884, 4))),
        Sample("question_map_wrong", _where("", IN_NUTH, states.PlaceStep.POINT, error="place.error.point")),
        Sample("on_phone", states.OnPhone(IN_THE_VILLAGE, PhoneLink(token="0123456789abcdef012345678", lasts_s=600))),
        Sample("on_phone_asking", states.OnPhone(IN_THE_VILLAGE)),
        *(Sample(f"on_phone_{why}", states.OnPhone(IN_THE_VILLAGE, None, why)) for why in states.PhoneTrouble),
        Sample(
            "question_street_wrong",
            states.Question("found-item", "where", {}, "", "form.error.place", place=WHERE),
        ),
        Sample("told_call", states.Told("report", "danger", "yes", danger)),
        Sample("told", states.Told("found-item", "sort", "identity", {"what": "card", "sort": "identity"})),
        Sample("told_animal", states.Told("found-item", "sort", "animal", {"what": "other", "sort": "animal"})),
        Sample("pick_form", states.PickForm()),
        Sample("review_found", states.Review("found-item", FOUND)),
        Sample("thanks", states.Thanks("contact")),
        Sample("thanks_page", states.Thanks("page-feedback", "paspoort")),
        Sample("question_smile", states.Question("page-feedback", "clear")),
        *(
            Sample(
                f"standing_{stage.value}",
                states.Standing(
                    RecordStanding(
                        reference="K7P4XQ",
                        state=stage,
                        since=since,
                        words="De lamp is vandaag gemaakt. Dank u wel voor uw melding." if stage == "closed" else "",
                    )
                ),
            )
            for stage in RecordStage
        ),
        Sample(
            "standing_kept",
            states.Standing(
                RecordStanding(reference="K7P4XQ", state=RecordStage.RECEIVED, since=since), kept_here=True
            ),
        ),
        Sample(
            "question_text",
            states.Question("report", "description", first_four | {}, draft=words_of(REPORT, "description")),
        ),
        Sample("question_example", states.Question("report", "description", {"category": "lighting"})),
        Sample(
            "question_phone",
            states.Question("report", "phone", first_four | {"contact": "phone"}, "06123", "form.error.phone"),
        ),
        Sample(
            "question_email",
            states.Question("appointment", "email", {"name": "A", "phone": "0612345678"}, "jan@", "form.error.email"),
        ),
        Sample("question_date", states.Question("found-item", "date", {}, "23-11")),
        Sample("photo_live", states.Question("report", "photo", first_three)),
        Sample("photo_trouble", states.Question("report", "photo", first_three, error="camera.failed")),
        Sample("photo_taken", states.Question("report", "photo", {**first_three, "photo": PHOTOS})),
        Sample("photo_more", states.Question("found-item", "photo", {"what": "keys", "photo": PHOTOS}, live=True)),
        Sample("review", states.Review("report", REPORT)),
        Sample(
            "review_appointment",
            states.Review("appointment", {"name": "A. Voorbeeld", "phone": "0612345678", "email": ""}, purpose),
        ),
        Sample("pick_product", states.PickProduct()),
        Sample("pick_location", states.PickLocation("paspoort")),
        Sample("pick_meeting", states.PickMeeting("paspoort")),
        Sample("pick_village", states.PickVillage("paspoort")),
        Sample("pick_slot", states.PickSlot(purpose, days, days[0].day, chosen)),
        Sample("pick_slot_taken", states.PickSlot(purpose, days, days[1].day, trouble=states.SlotTrouble.TAKEN)),
        Sample("pick_slot_home", states.PickSlot(at_home, days, days[0].day, chosen)),
        Sample("pick_slot_offline", states.PickSlot(purpose, days[:2], days[0].day, offline=True)),
        Sample(
            "pick_slot_silent",
            states.PickSlot(purpose, days[:2], days[0].day, offline=True, trouble=states.SlotTrouble.SILENT),
        ),
        Sample("pick_slot_move", states.PickSlot(moving, days, days[0].day, days[0].starts[3])),
        Sample("pick_service", states.PickService()),
        Sample("service_closed", states.Closed("burgerzaken", NOW.replace(hour=15, minute=0))),
        Sample("service_closed_later", states.Closed("burgerzaken", chosen)),
        Sample("enter_code", states.EnterCode()),
        Sample("enter_code_typed", states.EnterCode("K7P 4X")),
        Sample("enter_code_wrong", states.EnterCode("K7P", "code.error.pattern")),
        Sample("enter_code_unknown", states.EnterCode("K7P4XZ", "code.error.unknown")),
        *(
            Sample(f"misread_{kind.value}", states.Misread(kind, "informatiepunt.voorbeeldgemeente.nl"))
            for kind in states.ScanKind
        ),
        Sample("interrupted", states.Interrupted(Code(CodeKind.APPOINTMENT, "K7P4XQ"))),
        Sample("coming", states.Coming("K7P4XQ", known)),
        Sample("coming_now", states.Coming("K7P4XQ", expected)),
        Sample("coming_late", states.Coming("K7P4XQ", overdue)),
        Sample("coming_offline", states.Coming("K7P4XQ")),
        Sample("cancelling", states.Cancelling(known)),
        *(
            Sample(f"notice_{kind.value}", states.Notice(kind, "K7P4XQ", chosen, "gemeentehuis", known))
            for kind in states.NoticeKind
        ),
        Sample("waiting", states.Waiting(states.Awaited.SLOTS, purpose)),
        Sample("unreachable", states.Unreachable(states.Awaited.BOOKING, purpose)),
        Sample("unreachable_number", states.Unreachable(states.Awaited.NUMBER, service="burgerzaken")),
        Sample("unreachable_check_in", states.Unreachable(states.Awaited.CHECK_IN, reference="K7P4XQ")),
        Sample("unreachable_move", states.Unreachable(states.Awaited.MOVE, moving, reference="K7P4XQ")),
        Sample("unreachable_unclear", states.Unreachable(states.Awaited.BOOKING, purpose, refused=True, unclear=True)),
        Sample("unreachable_refused", states.Unreachable(states.Awaited.SLOTS, purpose, refused=True)),
        Sample("done_report", states.Done(states.DoneKind.FORM, "K7P 4XQ", thanks, what_next, paper(form, printed))),
        Sample(
            "done_danger",
            states.Done(
                states.DoneKind.FORM,
                "K7P 4XQ",
                thanks,
                next_words(content, report, danger),
                paper(form_ticket(content, report, danger, "K7P4XQ"), printed),
                call="112",
            ),
        ),
        Sample(
            "done_found",
            states.Done(
                states.DoneKind.FORM,
                "F2N 7TH",
                local(found_form.thanks),
                next_words(content, found_form, FOUND),
                paper(receipt, printed),
                label=paper(label, away, PrinterState.PAPER_OUT) if label else None,
                smiled=True,
            ),
        ),
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
                wait_words(content, given),
            ),
        ),
        Sample(
            "done_number_offline",
            states.Done(
                states.DoneKind.NUMBER,
                "A501",
                content.texts("done.number.title"),
                content.texts("done.number.offline"),
                paper(number_ticket(content, own), away, PrinterState.PAPER_OUT),
                wait_words(content, own),
                scan_later=True,
            ),
        ),
        Sample(
            "done_checked_in",
            states.Done(
                states.DoneKind.NUMBER,
                "A013",
                content.texts("arrived.late.title"),
                content.texts("arrived.late.text", time="10:30"),
                paper(number_ticket(content, late), printed),
                wait_words(content, late),
            ),
        ),
        Sample(
            "done_checked_in_offline",
            states.Done(
                states.DoneKind.NUMBER,
                "A502",
                content.texts("arrived.offline.title"),
                content.texts("arrived.offline.text"),
                paper(number_ticket(content, unchecked), printed),
                wait_words(content, unchecked),
                scan_later=True,
            ),
        ),
        Sample(
            "done_appointment_printed",
            states.Done(
                states.DoneKind.APPOINTMENT,
                "K7P 4XQ",
                content.texts("done.appointment.title"),
                content.texts("done.appointment.text", when="dinsdag 24 november, 10:30 uur", place=place.name),
                paper(appointment, printed),
            ),
        ),
        Sample("not_kept", states.NotKept("report", REPORT)),
        Sample("help", states.Help()),
        *(Sample(name, state) for name, state in volunteer_states(content)),
        Sample("languages", states.Languages()),
    ]
