"""Sample states of volunteer mode: good days, bad days, and what visitors find when the point is closed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from kiosk.content import Content
from kiosk.journeys import volunteer_states as states
from kiosk.journeys.states import State
from kiosk.print_journal import JobRow, JobState
from kiosk.readiness import Finding, Probe, Verdict
from kiosk.tickets.compose import link_ticket
from kiosk.tickets.number import GivenNumber, number_ticket
from kiosk.volunteers.session import REFUSALS, Why
from sync.protocol.badges import BadgeKind, BadgeRole
from sync.protocol.health import DeviceHealth, TerminalHealth

KEYS = ("up", "down", "select", "help", "volume_up", "volume_down")


def health_of(now: datetime, **states_of: str) -> TerminalHealth:
    """A terminal with all devices, ready but for `states_of`."""
    ready = dict.fromkeys(("printer", "badge", "scanner", "camera", "speaker", "presence"), "ready")
    devices = {**ready, "headset": "not_plugged", **states_of}
    return TerminalHealth(
        devices=tuple(
            DeviceHealth(device=name, state=state, since=now - timedelta(minutes=12)) for name, state in devices.items()
        ),
        free_bytes=9 << 30,
        clock_off_s=0.0,
    )


def volunteer_states(content: Content) -> Iterator[tuple[str, State]]:
    """Names of pictures, and states."""
    now = content.now()
    helper = states.Helper(BadgeRole.COORDINATOR, "kaart 12", BadgeKind.STRONG)
    simple = states.Helper(BadgeRole.VOLUNTEER, "kaart 7", BadgeKind.SIMPLE)
    technician = states.Helper(BadgeRole.TECHNICIAN, "kaart 3", BadgeKind.STRONG)
    good = health_of(now)
    bad = health_of(now, printer="paper_out", scanner="not_connected").model_copy(
        update={"waiting": 12, "waiting_photos": 2, "under_voltage": True}
    )
    low = health_of(now, printer="paper_low").model_copy(update={"closed_until": now + timedelta(minutes=50)})
    yield "pin", states.EnterPin("kaart 7")
    yield "pin_typed", states.EnterPin("kaart 7", "1234")
    yield "pin_wrong", states.EnterPin("kaart 7", tries=2)
    yield "pin_wait", states.EnterPin("kaart 7", tries=5, wait_s=15)
    for why in sorted(REFUSALS):
        yield f"badge_{why.value}", states.BadgeRefused(why, "FEA F90" if why is Why.UNKNOWN else "")
    yield "overview", states.Overview(helper, good)
    yield "overview_first", states.Overview(simple)
    yield "overview_bad", states.Overview(helper, bad)
    yield "overview_closed", states.Overview(simple, low, said=states.Said.CLOSED)
    yield "overview_technician", states.Overview(technician, good)
    yield "devices", states.Devices(helper, bad)
    yield "device_paper", states.DeviceDetail(helper, bad, "printer")
    yield "device_scanner", states.DeviceDetail(helper, bad, "scanner")
    unwritten = health_of(now, audit="not_kept")
    yield "overview_unwritten", states.Overview(simple, unwritten)
    yield "device_audit", states.DeviceDetail(technician, unwritten, "audit")
    stuck = health_of(now, scanner="fault", printer="fault")
    yield "device_restart", states.DeviceDetail(technician, stuck, "scanner")
    yield "device_restart_printer", states.DeviceDetail(technician, stuck, "printer", states.Restart.STILL_WRONG)
    yield "device_restarting", states.DeviceDetail(technician, stuck, "scanner", states.Restart.STARTING)
    yield "device_restarted", states.DeviceDetail(technician, good, "scanner", states.Restart.WELL)
    yield "device_with_all", states.DeviceDetail(technician, bad, "power")
    yield "device_power", states.DeviceDetail(helper, bad, "power")
    yield "device_ready", states.DeviceDetail(helper, good, "camera")
    for step in states.PaperStep:
        printer = "ready" if step is states.PaperStep.READY else "cover_open"
        yield f"paper_{step.value}", states.ChangePaper(helper, step, printer, opened=True)
    yield "help_with_form", states.HelpWithForm()
    given = GivenNumber("A012", "burgerzaken", UUID(int=7), 3)
    jobs = (
        JobRow(9, JobState.PRINTED, None, now - timedelta(minutes=2), ticket=number_ticket(content, given)),
        JobRow(
            8,
            JobState.NOT_PRINTED,
            None,
            now - timedelta(minutes=9),
            ticket=link_ticket(content, content.catalogue.product("verhuizen")),
        ),
    )
    yield "reprint", states.LastTickets(jobs)
    yield "reprint_sent", states.LastTickets(jobs, sent=9)
    yield "reprint_failed", states.LastTickets(jobs, ended=states.JobEnd.NOT_PRINTED)
    yield "reprint_empty", states.LastTickets(())
    yield "ticket_code", states.TicketByCode("A01")
    yield "ticket_unknown", states.TicketByCode("A01", "reprint.unknown")
    times = tuple(now + timedelta(minutes=minutes) for minutes in (20, 35, 65, 125, 1160))
    yield "close_point", states.ClosePoint(states.Overview(helper, good), times)
    yield "point_closed", states.PointClosed(times[1])
    yield "point_closed_later", states.PointClosed(times[-1])
    yield from _testing(helper, now)


def _testing(helper: states.Helper, now: datetime) -> Iterator[tuple[str, State]]:
    probes = tuple(Probe)
    for number, probe in enumerate(probes):
        if not probe.needs_person:
            continue
        found = tuple(Finding(done, Verdict.PASSED) for done in probes[:number])
        touched = frozenset({"1", "5", "up", "select"})
        yield f"test_{probe.value}", states.ProbeRound(helper, probes, found, touched, keys=KEYS)
    at_print = tuple(Finding(done, Verdict.PASSED) for done in probes[: probes.index(Probe.PRINT)])
    yield "test_printed", states.ProbeRound(helper, probes, at_print, note="probe.print.printed")
    yield "test_running", states.ProbeRound(helper, probes, at_print, running=True)
    every = tuple(Finding(probe, Verdict.PASSED) for probe in probes)
    yield "test_keeping", states.ProbeRound(helper, probes, every)
    mixed = tuple(
        Finding(probe, (Verdict.PASSED, Verdict.PASSED, Verdict.FAILED, Verdict.SKIPPED)[number % 4])
        for number, probe in enumerate(probes)
    )
    yield "tested", states.RoundDone(helper, every, now)
    yield "tested_wrong", states.RoundDone(helper, mixed, now)
    yield "tested_lost", states.RoundDone(helper, mixed, now, kept=False, printing=True)
