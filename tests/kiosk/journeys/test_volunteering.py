"""What a volunteer does, as tables: intents in, places and effects out."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from devices.printer.port import PrinterState, PrintOutcome
from kiosk.acts import Ended, ended
from kiosk.content import Content
from kiosk.journeys.effects import FindAppointment, KeepRecord, PrintKept, PrintTicket
from kiosk.journeys.intents import (
    Answer,
    CentralSilent,
    Changed,
    Confirm,
    GoBack,
    GoHome,
    Intent,
    KeepingFailed,
    Kept,
    PaperMoved,
    PrintAgain,
    Scanned,
    StartForm,
    Stop,
    TakeNumber,
    TypeText,
)
from kiosk.journeys.journey import step
from kiosk.journeys.next import Next
from kiosk.journeys.states import Awaited, Home, Paper, Purpose, Question, Review, State, Thanks, Waiting
from kiosk.journeys.volunteer_effects import (
    Chime,
    FindJob,
    KeepFindings,
    KeepHandedOver,
    PaperChanged,
    ReadJobs,
    Reprint,
    SetClosed,
    StartAnew,
    TryPin,
)
from kiosk.journeys.volunteer_intents import (
    AskCode,
    AskTaker,
    CloseUntil,
    DeviceRestarted,
    Do,
    FindingsKept,
    GiveTo,
    HandedOverKept,
    HealthSeen,
    JobEnded,
    JobFound,
    Judge,
    NextStep,
    PinSeen,
    PointMoved,
    PressKey,
    PrintFindings,
    PrintJob,
    RestartDevice,
    RunProbe,
    ShowDevice,
    ShowDevices,
    ThingSeen,
    TouchPoint,
)
from kiosk.journeys.volunteer_states import (
    ChangePaper,
    ClosePoint,
    DeviceDetail,
    Devices,
    EnterPin,
    FoundThing,
    HandOver,
    Helper,
    JobEnd,
    LastTickets,
    Overview,
    PaperStep,
    ProbeRound,
    Restart,
    RoundDone,
    Said,
    TicketByCode,
)
from kiosk.journeys.volunteering import times_back
from kiosk.readiness import TOUCH_POINTS, Probe, Verdict
from kiosk.tickets.form import label_of, told_of
from kiosk.visit import Visit
from sync.protocol.appointments import ChangeAnswer, ChangeStatus
from sync.protocol.audit import Outcome
from sync.protocol.badges import Act, BadgeKind, BadgeRole
from sync.protocol.found import Taker
from sync.protocol.health import DeviceHealth, TerminalHealth
from sync.protocol.standing import RecordStage
from tests.kiosk.journeys.test_arriving import KNOWN
from tests.kiosk.sample import NOW, content
from tests.screens.scan_samples import item_of
from tests.screens.volunteer_samples import KEYS, health_of

THING = FoundThing("K7P4XQ")
HELPER = Helper(BadgeRole.COORDINATOR, "kaart 1", BadgeKind.STRONG)
GOOD = health_of(NOW)


def with_contact(language: str = "nl") -> Content:
    """The small town, with the project's own forms of a volunteer."""
    from tests.screens.content import FORMS

    own = {name: FORMS[name] for name in ("contact", "found-item")}
    return replace(content(language), forms={**content(language).forms, **own}, online=lambda: True)


def at(start: State, *intents: Intent) -> Visit:
    visit = Visit(with_contact, start=start)
    for intent in intents:
        visit.take(intent)
    return visit


def overview(role: BadgeRole = BadgeRole.COORDINATOR, **states: str) -> Overview:
    return Overview(replace(HELPER, role=role), health_of(NOW, **states), KEYS)


def test_a_contact_takes_three_taps() -> None:
    visit = at(overview(), Do(Act.CONTACT), Answer("digid"))
    assert visit.take(Answer("answered")) is not None
    assert isinstance(visit.state, Review), "kept at once, without another tap"
    visit.take(Kept("K7P4XQ"))
    assert isinstance(visit.state, Thanks)


def test_the_last_tap_keeps_the_contact() -> None:
    visit = at(overview(), Do(Act.CONTACT), Answer("digid"))
    effects = visit.take(Answer("answered"))
    assert effects is not None
    assert [type(effect) for effect in effects] == [KeepRecord]


@pytest.mark.parametrize(
    ("role", "act", "place"),
    [
        (BadgeRole.VOLUNTEER, Act.CONTACT, "Question"),
        (BadgeRole.VOLUNTEER, Act.FOUND_ITEM, "Question"),
        (BadgeRole.VOLUNTEER, Act.HELP, "HelpWithForm"),
        (BadgeRole.VOLUNTEER, Act.QUEUE, "PickService"),
        (BadgeRole.VOLUNTEER, Act.REPRINT, "LastTickets"),
        (BadgeRole.VOLUNTEER, Act.PAPER, "ChangePaper"),
        (BadgeRole.VOLUNTEER, Act.CLOSE, "ClosePoint"),
        (BadgeRole.VOLUNTEER, Act.READINESS, "Overview"),
        (BadgeRole.COORDINATOR, Act.READINESS, "ProbeRound"),
        (BadgeRole.TECHNICIAN, Act.READINESS, "ProbeRound"),
        (BadgeRole.TECHNICIAN, Act.PAPER, "ChangePaper"),
        (BadgeRole.TECHNICIAN, Act.CONTACT, "Overview"),
        (BadgeRole.TECHNICIAN, Act.REPRINT, "Overview"),
        (BadgeRole.TECHNICIAN, Act.CLOSE, "Overview"),
    ],
)
def test_a_badge_opens_what_its_role_may_do(role: BadgeRole, act: Act, place: str) -> None:
    visit = at(overview(role), Do(act))
    assert type(visit.state).__name__ == place
    visit.take(GoHome())
    assert isinstance(visit.state, Overview)


@pytest.mark.parametrize("intent", [StartForm("contact"), TakeNumber(), Scanned("K7P4XQ")])
def test_a_technician_comes_to_no_records_by_another_way(intent: Intent) -> None:
    assert isinstance(at(overview(BadgeRole.TECHNICIAN), intent).state, Overview)


def test_back_from_a_form_leads_to_the_overview() -> None:
    assert isinstance(at(overview(), Do(Act.CONTACT), GoBack()).state, Overview)


@pytest.mark.parametrize(
    ("intents", "draft", "tried"),
    [
        ((TypeText("1"), TypeText("2")), "12", None),
        ((TypeText("x"), TypeText("٣"), TypeText("1")), "1", None),
        (tuple(TypeText("1") for _ in range(12)), "11111111", None),
        ((TypeText("1234"), Confirm()), "", "1234"),
        ((Confirm(),), "", None),
        ((PinSeen(5, 15, checking=False), TypeText("1"), Confirm()), "", None),
        ((TypeText("12"), PinSeen(0, 0, checking=True), TypeText("3")), "", None),
        ((TypeText("12"), PinSeen(1, 0, checking=False)), "", None),
    ],
)
def test_a_pin_is_typed_and_tried(intents: tuple[Intent, ...], draft: str, tried: str | None) -> None:
    visit = Visit(with_contact, start=EnterPin("kaart 7"))
    effects = [effect for intent in intents for effect in visit.take(intent) or ()]
    assert isinstance(visit.state, EnterPin)
    assert visit.state.draft == draft
    assert effects == ([TryPin(tried)] if tried else [])


def _paper(*intents: Intent) -> tuple[ChangePaper, list[object]]:
    visit = Visit(with_contact, start=ChangePaper(HELPER))
    effects: list[object] = [effect for intent in intents for effect in visit.take(intent) or ()]
    assert isinstance(visit.state, ChangePaper)
    return visit.state, effects


@pytest.mark.parametrize(
    ("intents", "step"),
    [
        ((), PaperStep.OPEN),
        ((NextStep(), NextStep()), PaperStep.PUT_IN),
        ((HealthSeen(health_of(NOW, printer="cover_open")),), PaperStep.TAKE_OUT),
        ((HealthSeen(health_of(NOW, printer="cover_open")), HealthSeen(GOOD)), PaperStep.READY),
        ((HealthSeen(GOOD),), PaperStep.OPEN),
        ((NextStep(), NextStep(), NextStep(), HealthSeen(health_of(NOW, printer="paper_out"))), PaperStep.CLOSE),
        (
            (NextStep(), NextStep(), NextStep(), HealthSeen(health_of(NOW, printer="paper_out")), NextStep()),
            PaperStep.CLOSE,
        ),
        ((NextStep(), NextStep(), NextStep(), HealthSeen(GOOD), NextStep()), PaperStep.READY),
    ],
)
def test_new_paper_goes_by_hand_or_by_what_the_printer_says(intents: tuple[Intent, ...], step: PaperStep) -> None:
    state, effects = _paper(*intents)
    assert state.step is step
    assert effects == ([PaperChanged()] if step is PaperStep.READY else [])


def test_the_point_is_closed_until_a_time_that_people_say() -> None:
    times = times_back(with_contact())
    soon = [when - NOW for when in times[:4]]
    assert soon == [timedelta(minutes=minutes) for minutes in (15, 30, 60, 120)]
    assert times[4].astimezone().date() >= NOW.date()
    visit = at(overview(), Do(Act.CLOSE))
    assert isinstance(visit.state, ClosePoint)
    assert visit.take(CloseUntil(NOW + timedelta(days=400))) is None, "only what was offered"
    assert visit.take(CloseUntil(times[1])) == (SetClosed(times[1]),)
    visit.take(PointMoved(times[1]))
    assert isinstance(visit.state, Overview)
    assert visit.state.said is Said.CLOSED


def test_a_closed_point_is_opened_from_the_same_place() -> None:
    closed = GOOD.model_copy(update={"closed_until": NOW + timedelta(hours=1)})
    visit = at(replace(overview(), health=closed))
    assert visit.take(Do(Act.CLOSE)) == (SetClosed(None),)
    visit.take(KeepingFailed())
    assert isinstance(visit.state, Overview)
    assert visit.state.said is Said.NOT_KEPT


def test_tickets_are_printed_again_one_at_a_time() -> None:
    visit = at(overview())
    assert visit.take(Do(Act.REPRINT)) == (ReadJobs(),)
    assert visit.take(PrintJob(9)) == (Reprint(9),)
    assert visit.take(PrintJob(8)) is None
    assert visit.take(JobEnded(9, JobEnd.PRINTED)) == (ReadJobs(),)
    assert isinstance(visit.state, LastTickets)
    assert (visit.state.sent, visit.state.ended) == (None, JobEnd.PRINTED)


def test_a_ticket_is_found_by_its_code_typed_or_scanned() -> None:
    visit = at(overview(), Do(Act.REPRINT), AskCode(), TypeText("a012"))
    assert visit.take(Confirm()) == (FindJob("a012"),)
    visit.take(JobFound(None))
    assert visit.state == TicketByCode("a012", "reprint.unknown")
    assert visit.take(Scanned("https://info.voorbeeld.nl/n/x")) == (FindJob("https://info.voorbeeld.nl/n/x"),)
    assert visit.take(JobFound(4)) == (Reprint(4),)


def test_devices_are_looked_at_and_change_meanwhile() -> None:
    visit = at(overview(printer="paper_out"), ShowDevices(), ShowDevice("printer"))
    assert type(visit.state).__name__ == "DeviceDetail"
    visit.take(HealthSeen(GOOD))
    assert visit.state.health == GOOD  # type: ignore[union-attr]
    visit.take(Do(Act.PAPER))
    assert isinstance(visit.state, ChangePaper)


def _round(*intents: Intent) -> tuple[Visit, list[object]]:
    visit = at(overview(), Do(Act.READINESS))
    effects: list[object] = [effect for intent in intents for effect in visit.take(intent) or ()]
    return visit, effects


PASS = Judge(Verdict.PASSED)


def test_a_round_finds_by_itself_what_the_machine_tells() -> None:
    visit, _ = _round()
    assert isinstance(visit.state, ProbeRound)
    assert {one.probe for one in visit.state.found} == {probe for probe in Probe if not probe.needs_person}
    assert visit.state.at is Probe.PRINT


def test_a_round_goes_through_everything_and_is_kept() -> None:
    ticket = PaperMoved(PrintOutcome.PRINTED, PrinterState.READY, None)
    touches = tuple(TouchPoint(point) for point in TOUCH_POINTS)
    visit, effects = _round(
        RunProbe(),
        ticket,
        PASS,
        Scanned("anything"),
        Judge(Verdict.SKIPPED),
        RunProbe(),
        Judge(Verdict.FAILED),
        RunProbe(),
        PASS,
        *(PressKey(key) for key in KEYS),
        *touches,
    )
    assert isinstance(effects[0], PrintTicket)
    assert [type(effect) for effect in effects[1:]] == [Chime, Chime, KeepFindings]
    state = visit.state
    assert isinstance(state, ProbeRound)
    assert [one.probe for one in state.found if one.verdict is Verdict.FAILED] == [Probe.SPEAKER]
    assert [one.probe for one in state.found if one.verdict is Verdict.SKIPPED] == [Probe.PHOTO]
    visit.take(FindingsKept())
    assert isinstance(visit.state, RoundDone)
    assert visit.state.kept
    printed = visit.take(PrintFindings())
    assert printed is not None
    assert isinstance(printed[0], PrintTicket)
    assert any("Luidspreker: niet goed" in line for line in printed[0].ticket.checklist)


def test_eight_of_nine_points_are_not_enough() -> None:
    visit, _ = _round(*(Judge(Verdict.SKIPPED) for _ in range(6)), *(TouchPoint(p) for p in (*TOUCH_POINTS[:8], "1")))
    assert isinstance(visit.state, ProbeRound)
    assert (visit.state.at, len(visit.state.touched)) == (Probe.TOUCH, 8)


CANCELS = Waiting(Awaited.CANCEL, Purpose(appointment=KNOWN))
MOVES = Waiting(Awaited.MOVE, Purpose(appointment=KNOWN))
HELPED = Ended(Act.HELP, reference=KNOWN.reference)
NOT_HELPED = Ended(Act.HELP, Outcome.FAILED, KNOWN.reference)


@pytest.mark.parametrize(
    ("state", "intent", "act"),
    [
        (Review("contact", {}), Kept("K7P4XQ"), Ended(Act.CONTACT, reference="K7P4XQ")),
        (Review("found-item", {}), Kept("K7P4XQ"), Ended(Act.FOUND_ITEM, reference="K7P4XQ")),
        (Review("report", {}), Kept("K7P4XQ"), Ended(Act.HELP, reference="K7P4XQ")),
        (Review("contact", {}), KeepingFailed(), Ended(Act.CONTACT, Outcome.FAILED)),
        (LastTickets(), JobEnded(1, JobEnd.PRINTED), Ended(Act.REPRINT)),
        (LastTickets(), JobEnded(1, JobEnd.GONE), Ended(Act.REPRINT, Outcome.FAILED)),
        (HandOver(THING), HandedOverKept(Taker.OWNER), Ended(Act.FOUND_ITEM, reference="K7P4XQ")),
        (HandOver(THING), KeepingFailed(), Ended(Act.FOUND_ITEM, Outcome.FAILED, "K7P4XQ")),
        (THING, PaperMoved(PrintOutcome.PRINTED, PrinterState.READY), Ended(Act.REPRINT, reference="K7P4XQ")),
        (ClosePoint(overview(), ()), PointMoved(None), Ended(Act.CLOSE)),
        (ClosePoint(overview(), ()), KeepingFailed(), Ended(Act.CLOSE, Outcome.FAILED)),
        (CANCELS, Changed(ChangeAnswer(status=ChangeStatus.DONE, appointment=KNOWN)), HELPED),
        (MOVES, Changed(ChangeAnswer(status=ChangeStatus.DONE, appointment=KNOWN)), HELPED),
        (MOVES, Changed(ChangeAnswer(status=ChangeStatus.TAKEN, appointment=KNOWN)), NOT_HELPED),
        (CANCELS, CentralSilent(Awaited.CANCEL), NOT_HELPED),
        (ProbeRound(HELPER, ()), FindingsKept(), Ended(Act.READINESS)),
        (Question("report", "category"), Answer("light"), None),
        (Question("report", "category"), Stop(), None),
        (ProbeRound(HELPER, (Probe.PRINT,)), Stop(), Ended(Act.READINESS, Outcome.GIVEN_UP)),
        (ChangePaper(HELPER, PaperStep.PUT_IN), Stop(), Ended(Act.PAPER, Outcome.GIVEN_UP)),
        (ChangePaper(HELPER), Stop(), None),
        (ChangePaper(HELPER, PaperStep.READY), Stop(), None),
        (Question("contact", "outcome", {"subject": "digid"}), Stop(), Ended(Act.CONTACT, Outcome.GIVEN_UP)),
        (Review("found-item", {"category": "keys"}), Stop(), Ended(Act.FOUND_ITEM, Outcome.GIVEN_UP)),
        (overview(), HealthSeen(GOOD), None),
    ],
)
def test_an_act_that_ended_is_known_for_the_trail(state: State, intent: Intent, act: Ended | None) -> None:
    assert ended(state, intent) == act


def test_times_on_the_hour_stay_on_the_hour() -> None:
    on_the_hour = replace(with_contact(), now=lambda: NOW.replace(minute=0))
    later: datetime = times_back(on_the_hour)[0]
    assert later == NOW.replace(minute=15)


_TECHNICIAN = Helper(BadgeRole.TECHNICIAN, "kaart 3", BadgeKind.STRONG)
_COORDINATOR = Helper(BadgeRole.COORDINATOR, "kaart 1", BadgeKind.STRONG)


@pytest.mark.parametrize(
    ("helper", "device", "state", "begins"),
    [
        (_TECHNICIAN, "scanner", "fault", True),
        (_TECHNICIAN, "scanner", "ready", True),
        (_TECHNICIAN, "speech", "not_installed", False),
        (_TECHNICIAN, "network", "", False),
        (_COORDINATOR, "scanner", "fault", False),
    ],
)
def test_only_what_can_be_started_anew_is_and_only_by_whom_it_is_given(
    helper: Helper, device: str, state: str, begins: bool
) -> None:
    told = (DeviceHealth(device=device, state=state, since=NOW),) if state else ()
    at = DeviceDetail(helper, TerminalHealth(devices=told), device)
    following = step(at, RestartDevice(), content("nl"))
    starting = replace(at, restart=Restart.STARTING)
    if not begins:
        assert following is None
        return
    assert following == Next(starting, (StartAnew(device),))
    assert step(starting, RestartDevice(), content("nl")) is None, "not twice"
    still = step(starting, DeviceRestarted(device, well=False), content("nl"))
    assert still == Next(replace(at, restart=Restart.STILL_WRONG))
    assert step(starting, DeviceRestarted("another", well=True), content("nl")) is None


def test_a_technician_comes_to_the_devices_from_the_overview() -> None:
    health = TerminalHealth()
    assert step(Overview(_TECHNICIAN, health), Do(Act.DEVICES), content("nl")) == Next(Devices(_TECHNICIAN, health))
    assert step(Overview(_COORDINATOR, health), Do(Act.DEVICES), content("nl")) == Next(Overview(_COORDINATOR, health))


@pytest.mark.parametrize(("well", "outcome"), [(True, Outcome.DONE), (False, Outcome.FAILED)])
def test_a_device_that_was_started_anew_is_an_act(well: bool, outcome: Outcome) -> None:
    assert ended(Home(), DeviceRestarted("scanner", well)) == Ended(Act.DEVICES, outcome, device="scanner")


def test_the_slip_of_a_found_thing_leads_to_the_thing_and_to_giving_it_away() -> None:
    visit = Visit(with_contact, start=overview())
    assert visit.take(Scanned("infopunt:K7P4XQ")) == (FindAppointment("K7P4XQ", on_label=True),)
    item = item_of(with_contact())
    label = label_of(with_contact(), item)
    assert label is not None
    assert told_of(with_contact(), item) == (
        "Sleutels, Fietssleutel, Zwart", "Kerkstraat, de bushalte, Nuth, zondag 22 november 2026",
    )  # fmt: skip
    thing = FoundThing("K7P4XQ", item, label=Paper(label))
    visit.take(ThingSeen(thing))
    assert visit.take(PrintAgain()) == (PrintTicket(label),)
    visit.take(PaperMoved(PrintOutcome.PRINTED, PrinterState.READY, label))
    visit.take(AskTaker())
    assert visit.take(GiveTo(Taker.OWNER)) == (KeepHandedOver("K7P4XQ", Taker.OWNER),)
    visit.take(HandedOverKept(Taker.OWNER))
    state = visit.state
    assert isinstance(state, FoundThing)
    assert (state.taken, state.is_here) == (Taker.OWNER, False)
    assert visit.take(AskTaker()) is None, "it is gone"
    visit.take(GoBack())
    assert visit.state == overview()


@pytest.mark.parametrize("changes", [{"stage": RecordStage.CLOSED}, {"deposited_on": None}])
def test_a_thing_that_is_not_here_is_not_given_away(changes: dict[str, object]) -> None:
    visit = Visit(with_contact, start=overview())
    visit.state = FoundThing("K7P4XQ", item_of(with_contact()).model_copy(update=changes))
    assert visit.take(AskTaker()) is None


def test_a_thing_that_nobody_can_look_up_is_given_away_all_the_same() -> None:
    visit = Visit(with_contact, start=overview())
    visit.state = FoundThing("K7P4XQ")
    assert visit.take(PrintAgain()) is None, "there is no slip"
    label = label_of(with_contact(), item_of(with_contact()))
    assert label is not None
    visit.state = FoundThing("K7P4XQ", label=Paper(label), job=3)
    assert visit.take(PrintAgain()) == (PrintKept(3, label),)
    assert visit.take(AskTaker()) == ()
    visit.take(KeepingFailed())
    assert isinstance(visit.state, FoundThing)
    assert visit.state.not_kept


def test_a_technician_scans_no_thing() -> None:
    visit = Visit(with_contact, start=replace(overview(), helper=replace(HELPER, role=BadgeRole.TECHNICIAN)))
    assert visit.take(Scanned("infopunt:K7P4XQ")) == ()
    assert visit.state == visit.start
