"""The composition root of the terminal: configuration, devices, database, sync worker and services, each built once."""

import logging
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assets.text import DEFAULT_LANGUAGE
from assets.town import Town
from devices.badge.paper import PaperBadges
from devices.badge.port import BadgeReader
from kiosk.bookings import BOOKING_MIGRATIONS, BookingJournal
from kiosk.closing import CLOSING_MIGRATIONS, Closing
from kiosk.config import TerminalConfig, read_config
from kiosk.contents import ReadContents, contents_of, themes_of
from kiosk.enrol import identity_path
from kiosk.health import HealthSources, HealthWatch, StateOf
from kiosk.health_note import HealthNote
from kiosk.held import HeldNote
from kiosk.hyphens import syllables
from kiosk.machine import Machine
from kiosk.printing import PRINT_MIGRATIONS, PrintDesk
from kiosk.readiness import READINESS_MIGRATIONS, ReadinessLog
from kiosk.restarting import Restarts
from kiosk.services import Services
from kiosk.volunteers.desk import VolunteerDesk
from kiosk.volunteers.session import Limits
from kiosk.volunteers.trail import AuditTrail
from kiosk.volunteers.tries import VOLUNTEER_MIGRATIONS, PinTries
from screens.docking import drawer_px, open_dock
from screens.hardware import Hardware, hardware_of, restartable_in, states_in
from screens.terminal import Terminal
from screens.turns import take_short_turns
from sync.protocol.clock import Clock, SystemClock
from sync.terminal.attachments import Attachments
from sync.terminal.badges import BADGE_MIGRATIONS, KeptBadges
from sync.terminal.badging import BadgeStep
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import StorageError
from sync.terminal.identity import Identity, load_identity, read_board_serial
from sync.terminal.leases import Leases
from sync.terminal.lending import LendingStep
from sync.terminal.outbox import Outbox
from sync.terminal.uploading import UploadStep
from sync.terminal.worker import SyncWorker

if TYPE_CHECKING:
    from screens.stage import Stage

_THREADS_BESIDE_THE_WINDOW = 2
_MIGRATIONS = (
    BOOKING_MIGRATIONS,
    PRINT_MIGRATIONS,
    BADGE_MIGRATIONS,
    VOLUNTEER_MIGRATIONS,
    CLOSING_MIGRATIONS,
    READINESS_MIGRATIONS,
)
_log = logging.getLogger(__name__)


def run(config_file: Path, showcase: Path | None = None) -> int:
    """Start the terminal and return when its window closes; with `showcase`, drive it and leave pictures there.

    Raises DocumentError when a file is broken and no good version was kept, IdentityError before the first enrolment,
    StorageError when the database cannot be used, ValueError for settings that do not fit together.
    """
    with ExitStack() as stack:
        stage = open_stage(read_config(config_file), stack)
        if showcase is not None:
            from screens.showcase import Showcase

            return Showcase(stage, showcase).run()
        stage.run()
    return 0


def open_stage(config: TerminalConfig, stack: ExitStack) -> "Stage":
    """A terminal, ready to run in its window; `stack` takes what has to be closed. Raises what `run` raises."""
    terminal = build(config, stack)
    # Kivy reads its environment when it is first imported, so the window is imported after it has been prepared.
    from screens.window import prepare

    dock = open_dock(terminal, stack)
    beside_px = drawer_px(config.screen) if dock else 0
    prepare(config.screen, beside_px=beside_px)
    from screens.stage import Stage
    from screens.tidying import tidy_by_hand

    stage = Stage(terminal)
    if dock and beside_px:
        from screens.drawer import open_drawer

        open_drawer(dock, terminal, beside_px)
    tidy_by_hand(stack)
    take_short_turns(stack)
    return stage


@dataclass(frozen=True)
class _Kept:
    """What the terminal keeps on its card, all in one database."""

    database: TerminalDatabase
    outbox: Outbox
    leases: Leases
    bookings: BookingJournal
    attachments: Attachments
    closing: Closing
    readiness: ReadinessLog


def build(config: TerminalConfig, stack: ExitStack, read: ReadContents = contents_of) -> Terminal:
    """Build everything but the window; `stack` takes what has to be closed, in order."""
    clock = SystemClock()
    contents = read(config, camera=config.camera != "none")
    content = contents(DEFAULT_LANGUAGE)
    identity = load_identity(identity_path(config), read_board_serial())
    kept = _kept(config, identity, content.town, clock, stack)
    hardware = hardware_of(config, stack)
    prints = PrintDesk(kept.database, hardware.printer, clock)
    stack.callback(prints.close)
    client = CentralClient(str(config.central_url), identity)
    trail = AuditTrail(kept.outbox, secrets.randbits, clock) if hardware.badge_reader is not None else None
    states = states_in(hardware, prints) | ({"audit": trail.state} if trail else {})
    sources = _health_sources(config, kept, states, clock)
    health = HealthWatch(sources, clock, HealthNote(config.state_dir, clock))
    badging = BadgeStep(KeptBadges(kept.database), client, clock) if hardware.badge_reader is not None else None
    low_water = content.town.lending_at(identity.location).low_water
    worker = SyncWorker(
        kept.outbox,
        client,
        clock,
        lending=LendingStep(kept.leases, client, clock, low_water=low_water),
        uploading=UploadStep(kept.attachments, client, clock),
        badging=badging,
        health=health.health,
    )
    paper = _paper_badges(hardware)
    reader = paper or hardware.badge_reader
    services = Services(
        outbox=kept.outbox,
        leases=kept.leases,
        central=client,
        identity=identity,
        bookings=kept.bookings,
        prints=prints,
        clock=clock,
        random_bits=secrets.randbits,
        wake_sync=worker.wake,
        connected=worker.connected,
        camera=hardware.camera,
        scanner=hardware.scanner,
        badge_reader=hardware.badge_reader,
        volunteers=_volunteers(config, kept, reader, badging, trail, worker, stack)
        if reader and badging and trail
        else None,
        executor=_executor(stack),
        health=health.health,
        closing=kept.closing,
        readiness=kept.readiness,
        restarts=Restarts(restartable_in(hardware, prints), states, clock),
        paper_badges=paper,
    )
    worker.start()
    stack.callback(worker.stop)
    health.start(worker.health_changed)
    stack.callback(health.close)
    return Terminal(
        config=config,
        themes=themes_of(config),
        content_in=cache(lambda language: replace(contents(language), online=worker.connected)),
        services=services,
        worker=worker,
        sound=hardware.sound,
        speaker=hardware.speaker,
        printer=hardware.printer,
        printer_state=prints.state,
        note_held=HeldNote(kept.leases, content.town, content.location, config.state_dir, clock).write,
        presence=hardware.presence,
    )


def _kept(config: TerminalConfig, identity: Identity, town: Town, clock: Clock, stack: ExitStack) -> _Kept:
    database = TerminalDatabase.open(config.state_dir / "terminal.db", _MIGRATIONS)
    stack.callback(database.close)
    outbox = Outbox(database, identity, clock)
    bookings = BookingJournal(database, outbox)
    _withdraw_cut_off(bookings)
    return _Kept(
        database=database,
        outbox=outbox,
        leases=Leases(database, outbox, clock, timezone=town.timezone),
        bookings=bookings,
        attachments=Attachments(database),
        closing=Closing(database, clock),
        readiness=ReadinessLog(database),
    )


def _health_sources(config: TerminalConfig, kept: _Kept, states: Mapping[str, StateOf], clock: Clock) -> HealthSources:
    machine = Machine(config.state_dir, clock)
    return HealthSources(states, kept.outbox, kept.attachments, machine, kept.closing.until, kept.readiness.last)


def _paper_badges(hardware: Hardware) -> PaperBadges | None:
    """Where there is a scanner, badges on paper count beside the reader."""
    reader = hardware.badge_reader
    if reader is None or hardware.scanner is None:
        return None
    return reader if isinstance(reader, PaperBadges) else PaperBadges(reader)


def _volunteers(
    config: TerminalConfig,
    kept: _Kept,
    reader: BadgeReader,
    badging: BadgeStep,
    trail: AuditTrail,
    worker: SyncWorker,
    stack: ExitStack,
) -> VolunteerDesk:
    badging.wakes(worker.wake)
    clock = SystemClock()
    trail.wakes(worker.wake)
    limits = Limits(idle_s=config.volunteer_idle_s)
    desk = VolunteerDesk(reader, badging, PinTries(kept.database, clock), trail, clock, limits)
    stack.callback(desk.close)
    desk.start()
    return desk


def _executor(stack: ExitStack) -> ThreadPoolExecutor:
    executor = ThreadPoolExecutor(_THREADS_BESIDE_THE_WINDOW, thread_name_prefix="central")
    stack.callback(lambda: executor.shutdown(wait=False, cancel_futures=True))
    executor.submit(syllables, "informatiepunt")  # so that no visitor waits for the patterns to be read
    return executor


def _withdraw_cut_off(bookings: BookingJournal) -> None:
    """Bookings that the power cut off; a full disk must not keep the terminal from starting."""
    try:
        withdrawn = bookings.withdraw_open()
    except StorageError as error:
        _log.error("bookings that were cut off cannot be withdrawn yet: %s", type(error).__name__)
    else:
        if withdrawn:
            _log.info("withdrew %d bookings that were cut off", withdrawn)
