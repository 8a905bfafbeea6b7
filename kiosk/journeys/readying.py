"""The readiness test: one thing after the other, what the machine tells by itself first, then what a person judges."""

from dataclasses import replace

from devices.sound.port import Output
from kiosk.content import Content
from kiosk.journeys.effects import Effect, PrintTicket, TakePicture
from kiosk.journeys.intents import Intent, KeepingFailed, PaperMoved, PhotoFailed, PhotoTaken, Scanned
from kiosk.journeys.next import Next
from kiosk.journeys.volunteer_effects import Chime, KeepFindings
from kiosk.journeys.volunteer_intents import FindingsKept, Judge, PressKey, PrintFindings, RunProbe, TouchPoint
from kiosk.journeys.volunteer_states import Helper, ProbeRound, RoundDone
from kiosk.readiness import KEYPAD, TOUCH_POINTS, Finding, Probe, Verdict, judged, probes
from kiosk.tickets.readiness import findings_ticket
from kiosk.tickets.trial import trial_ticket
from sync.protocol.health import TerminalHealth

PHOTO_FORM = "readiness"
"""Under this name a test photo is kept in memory; it never becomes part of a record."""

_OUTPUTS = {Probe.SPEAKER: Output.SPEAKER, Probe.HEADSET: Output.HEADSET}


def begin(helper: Helper, health: TerminalHealth, keys: tuple[str, ...], *, online: bool) -> Next:
    """A new round: what the machine tells by itself is found at once."""
    fitted = frozenset(device.device for device in health.devices) | (frozenset({KEYPAD}) if keys else frozenset())
    all_probes = probes(fitted)
    told = judged(health, online)
    found = tuple(
        Finding(probe, Verdict.PASSED if told[probe] else Verdict.FAILED)
        for probe in all_probes
        if not probe.needs_person
    )
    return Next(ProbeRound(helper, all_probes, found, keys=keys))


def at_probe(state: ProbeRound, intent: Intent, content: Content) -> Next | None:
    """What is done and judged for the probe that it is at."""
    match intent:
        case Judge(verdict) if state.at is not None:
            return _found(state, verdict)
        case RunProbe() if state.at is not None and not state.running:
            return _run(state, state.at, content)
        case FindingsKept() | KeepingFailed() if state.at is None:
            return Next(RoundDone(state.helper, state.found, content.now(), kept=isinstance(intent, FindingsKept)))
    return _answered(state, intent)


def _answered(state: ProbeRound, intent: Intent) -> Next | None:
    """What the world says to what is tested now."""
    match state.at, intent:
        case Probe.PRINT, PaperMoved(outcome):
            return Next(replace(state, running=False, note=f"probe.print.{outcome.value}"))
        case Probe.PHOTO, PhotoTaken(photo):
            return Next(replace(state, running=False, photo=photo.sealed_sha256))
        case Probe.PHOTO, PhotoFailed():
            return Next(replace(state, running=False, note="camera.failed"))
        case Probe.SCAN, Scanned():
            return _found(state, Verdict.PASSED)
        case Probe.TOUCH, TouchPoint(point):
            return _part(state, point, frozenset(TOUCH_POINTS))
        case Probe.KEYS, PressKey(action):
            return _part(state, action, frozenset(state.keys))
    return None


def _part(state: ProbeRound, part: str, parts: frozenset[str]) -> Next:
    """One of several: passed when all have been touched."""
    touched = state.touched | ({part} & parts)
    return _found(state, Verdict.PASSED) if touched == parts else Next(replace(state, touched=touched))


def _run(state: ProbeRound, probe: Probe, content: Content) -> Next | None:
    match probe:
        case Probe.PRINT:
            effect: Effect = PrintTicket(trial_ticket(content, content.location.slug))
        case Probe.PHOTO:
            effect = TakePicture(PHOTO_FORM)
        case Probe.SPEAKER | Probe.HEADSET:
            return Next(replace(state, note="probe.heard"), (Chime(_OUTPUTS[probe]),))
        case _:
            return None
    return Next(replace(state, running=True, note="", photo=""), (effect,))


def _found(state: ProbeRound, verdict: Verdict) -> Next:
    if state.at is None:
        return Next(state)
    found = (*state.found, Finding(state.at, verdict))
    following = replace(state, found=found, touched=frozenset(), running=False, note="", photo="")
    return Next(following) if following.at else Next(following, (KeepFindings(found),))


def at_done(state: RoundDone, intent: Intent, content: Content) -> Next | None:
    """On paper, if it is wanted."""
    match intent:
        case PrintFindings() if not state.printing:
            ticket = findings_ticket(content, state.helper.role, state.found, state.at)
            return Next(replace(state, printing=True), (PrintTicket(ticket),))
        case PaperMoved():
            return Next(replace(state, printing=False))
    return None
