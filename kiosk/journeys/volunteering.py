"""What a volunteer does at the terminal: the PIN, the overview, the devices, new paper, closing the point."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.content import Content
from kiosk.journeys import filling, readying
from kiosk.journeys.intents import (
    ChooseLanguage,
    Confirm,
    Erase,
    EraseAll,
    GoBack,
    GoHome,
    Intent,
    KeepingFailed,
    Scanned,
    ShowHelp,
    ShowLanguages,
    TurnPage,
    TypeText,
)
from kiosk.journeys.next import Next
from kiosk.journeys.states import PickService, Purpose
from kiosk.journeys.volunteer_effects import PaperChanged, ReadJobs, SetClosed, StartAnew, TryPin
from kiosk.journeys.volunteer_intents import (
    CloseUntil,
    DeviceRestarted,
    Do,
    HealthSeen,
    NextStep,
    PinSeen,
    PointMoved,
    RestartDevice,
    ShowDevice,
    ShowDevices,
)
from kiosk.journeys.volunteer_states import (
    ChangePaper,
    ClosePoint,
    DeviceDetail,
    Devices,
    EnterPin,
    HelpWithForm,
    LastTickets,
    Overview,
    PaperStep,
    Restart,
    Said,
)
from kiosk.opening import next_opening_of
from kiosk.restarting import Apart, apart
from sync.protocol.badges import Act, may
from sync.protocol.health import TerminalHealth

CONTACT_FORM = "contact"
FOUND_FORM = "found-item"
PRINTER = "printer"
MOST_DIGITS = 8

_BACK_AFTER = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))
_ROUNDED_TO = timedelta(minutes=5)
_CAN_PRINT = frozenset({"ready", "paper_low"})
_COVER_OPEN = "cover_open"
_FOLLOWING = {
    PaperStep.OPEN: PaperStep.TAKE_OUT,
    PaperStep.TAKE_OUT: PaperStep.PUT_IN,
    PaperStep.PUT_IN: PaperStep.CLOSE,
}


def at_enter_pin(state: EnterPin, intent: Intent, content: Content) -> Next | None:
    """Digits, and trying them. While none is taken, none can be typed either."""
    if isinstance(intent, PinSeen):
        wrong = intent.tries > state.tries
        seen = replace(state, tries=intent.tries, wait_s=intent.wait_s, checking=intent.checking)
        return Next(replace(seen, draft="") if wrong or intent.checking else seen)
    if state.checking or state.wait_s:
        return None
    match intent:
        case TypeText(text) if text.isascii() and text.isdigit():
            return Next(replace(state, draft=(state.draft + text)[:MOST_DIGITS]))
        case Erase():
            return Next(replace(state, draft=state.draft[:-1]))
        case EraseAll():
            return Next(replace(state, draft=""))
        case Confirm() if state.draft:
            return Next(replace(state, draft="", checking=True), (TryPin(state.draft),))
    return None


def at_overview(state: Overview, intent: Intent, content: Content) -> Next | None:
    """What is to be done; only what the badge's role allows."""
    match intent:
        case HealthSeen(health):
            return Next(replace(state, health=health))
        case PointMoved(until):
            return Next(replace(state, said=Said.CLOSED if until else Said.OPENED))
        case KeepingFailed():
            return Next(replace(state, said=Said.NOT_KEPT))
        case ShowDevices() if state.health is not None:
            return Next(Devices(state.helper, state.health))
        case ShowDevice(device) if state.health is not None:
            return Next(DeviceDetail(state.helper, state.health, device))
        case Do(act) if may(state.helper.role, act):
            return _begin(act, state, content)
        case Scanned() if may(state.helper.role, Act.HELP):
            return None
    # Nothing else begins here, whatever a screen or a late answer says.
    elsewhere = isinstance(intent, GoBack | GoHome | ShowHelp | ShowLanguages | ChooseLanguage)
    return None if elsewhere else Next(state)


def _begin(act: Act, state: Overview, content: Content) -> Next | None:
    match act:
        case Act.CONTACT:
            return Next(filling.start(content.forms[CONTACT_FORM], {}, Purpose()))
        case Act.FOUND_ITEM:
            return Next(filling.start(content.forms[FOUND_FORM], {}, Purpose()))
        case Act.HELP:
            return Next(HelpWithForm())
        case Act.QUEUE:
            return Next(PickService())
        case Act.REPRINT:
            return Next(LastTickets(), (ReadJobs(),))
        case Act.PAPER:
            return Next(ChangePaper(state.helper, printer=_printer(state.health)))
        case Act.DEVICES if state.health is not None:
            return Next(Devices(state.helper, state.health))
        case Act.CLOSE:
            return _closing(state, content)
        case Act.READINESS if state.health is not None:
            return readying.begin(state.helper, state.health, state.keys, online=content.online())
    return None


def _printer(health: TerminalHealth | None) -> str:
    found = [one.state for one in health.devices if one.device == PRINTER] if health else []
    return found[0] if found else ""


def _closing(state: Overview, content: Content) -> Next:
    if state.health is not None and state.health.closed_until is not None:
        return Next(state, (SetClosed(None),))
    return Next(ClosePoint(state, times_back(content)))


def times_back(content: Content) -> tuple[datetime, ...]:
    """When somebody may be back: soon, in steps that people say, or when the place opens next."""
    now = content.now().astimezone(ZoneInfo(content.town.timezone))
    start = now.replace(minute=0, second=0, microsecond=0)
    steps = -(-(now - start) // _ROUNDED_TO)
    rounded = start + steps * _ROUNDED_TO
    soon = [rounded + after for after in _BACK_AFTER]
    opens = next_opening_of(content.town, content.location, now)
    return (*soon, *([opens] if opens and opens > soon[0] and opens not in soon else []))


def at_close_point(state: ClosePoint, intent: Intent, content: Content) -> Next | None:
    """Until when; kept before anybody is told."""
    match intent:
        case CloseUntil(until) if until in state.times:
            return Next(state, (SetClosed(until),))
        case PointMoved() | KeepingFailed():
            return at_overview(state.overview, intent, content)
    return None


def at_help_with_form(state: HelpWithForm, intent: Intent, content: Content) -> Next | None:
    """More forms."""
    return Next(HelpWithForm(max(0, state.page + intent.by))) if isinstance(intent, TurnPage) else None


def at_devices(state: Devices, intent: Intent, content: Content) -> Next | None:
    """Each device; they may change while one looks."""
    match intent:
        case HealthSeen(health):
            return Next(replace(state, health=health))
        case TurnPage(by):
            return Next(replace(state, page=max(0, state.page + by)))
        case ShowDevice(device):
            return Next(DeviceDetail(state.helper, state.health, device))
    return None


def at_device(state: DeviceDetail, intent: Intent, content: Content) -> Next | None:
    """One device; new paper begins here too, and the device itself can begin anew."""
    match intent:
        case HealthSeen(health):
            return Next(replace(state, health=health))
        case Do(Act.PAPER) if may(state.helper.role, Act.PAPER):
            return Next(ChangePaper(state.helper, printer=_printer(state.health)))
        case RestartDevice() if can_restart(state):
            return Next(replace(state, restart=Restart.STARTING), (StartAnew(state.device),))
        case DeviceRestarted(device, well) if device == state.device:
            return Next(replace(state, restart=Restart.WELL if well else Restart.STILL_WRONG))
    return None


def can_restart(state: DeviceDetail) -> bool:
    """Whether this role may start this device anew, and it can be, and is not just doing so."""
    is_offered = apart(state.device, state.state) is Apart.OFFERED
    return is_offered and may(state.helper.role, Act.DEVICES) and state.restart is not Restart.STARTING


def at_change_paper(state: ChangePaper, intent: Intent, content: Content) -> Next | None:
    """A step at a time, by hand; the printer itself tells that its cover is open, and that it is ready again."""
    if state.step is PaperStep.READY:
        return None
    match intent:
        case HealthSeen(health):
            return _printer_seen(state, _printer(health))
        case NextStep() if state.step in _FOLLOWING:
            return Next(replace(state, step=_FOLLOWING[state.step]))
        case NextStep() if state.printer in _CAN_PRINT:
            return _paper_in(state)
        case NextStep():
            return Next(state)
    return None


def _printer_seen(state: ChangePaper, printer: str) -> Next:
    state = replace(state, printer=printer)
    if printer == _COVER_OPEN:
        step = PaperStep.TAKE_OUT if state.step is PaperStep.OPEN else state.step
        return Next(replace(state, step=step, opened=True))
    if printer in _CAN_PRINT and state.opened:
        return _paper_in(state)
    return Next(state)


def _paper_in(state: ChangePaper) -> Next:
    return Next(replace(state, step=PaperStep.READY), (PaperChanged(),))
