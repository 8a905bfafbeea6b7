"""The composition root of the terminal: configuration, devices, database, sync worker and services, each built once."""

import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path

from assets import ASSETS_DIR, font
from assets.form import read_forms
from assets.product import read_catalogue
from assets.text import DEFAULT_LANGUAGE, read_texts
from assets.theme import Theme, read_theme
from assets.town import Location, Town, read_town
from devices.badge.factory import badge_reader_from
from devices.badge.paper import PaperBadges
from devices.badge.port import BadgeReader
from devices.camera.factory import camera_from
from devices.presence.factory import presence_from
from devices.printer.factory import printer_from
from devices.scanner.factory import scanner_from
from devices.sound.factory import sound_from
from devices.sound.port import Output
from devices.speech.factory import speaker_from
from kiosk.bookings import BOOKING_MIGRATIONS, BookingJournal
from kiosk.catalogue.index import ProductIndex
from kiosk.closing import CLOSING_MIGRATIONS, Closing
from kiosk.config import TerminalConfig, read_config
from kiosk.content import Content
from kiosk.enrol import identity_path
from kiosk.forms.engine import for_terminal
from kiosk.health import HealthSources, HealthWatch, states_of
from kiosk.held import HeldNote
from kiosk.hyphens import syllables
from kiosk.lastgood import read_or_last_good
from kiosk.machine import Machine
from kiosk.printing import PRINT_MIGRATIONS, PrintDesk
from kiosk.readiness import READINESS_MIGRATIONS, ReadinessLog
from kiosk.services import Services
from kiosk.surroundings import map_of, streets_of
from kiosk.volunteers.audit import AuditTrail
from kiosk.volunteers.desk import VolunteerDesk
from kiosk.volunteers.session import Limits
from kiosk.volunteers.tries import VOLUNTEER_MIGRATIONS, PinTries
from screens.docking import drawer_px, open_dock
from screens.terminal import Terminal
from sync.protocol.clock import SystemClock
from sync.terminal.attachments import Attachments
from sync.terminal.badges import BADGE_MIGRATIONS, KeptBadges
from sync.terminal.badging import BadgeStep
from sync.terminal.client import CentralClient
from sync.terminal.database import TerminalDatabase
from sync.terminal.errors import StorageError
from sync.terminal.identity import load_identity, read_board_serial
from sync.terminal.leases import Leases
from sync.terminal.lending import LendingStep
from sync.terminal.outbox import Outbox
from sync.terminal.uploading import UploadStep
from sync.terminal.worker import SyncWorker

_THREADS_BESIDE_THE_WINDOW = 2
_MORE_THEMES = ("high-contrast.json", "dark.json")
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
    config = read_config(config_file)
    with ExitStack() as stack:
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
        if showcase is not None:
            from screens.showcase import Showcase

            return Showcase(stage, showcase).run()
        stage.run()
    return 0


def build(config: TerminalConfig, stack: ExitStack) -> Terminal:
    """Build everything but the window; `stack` takes what has to be closed, in order."""
    clock = SystemClock()
    camera = camera_from(config.camera)
    contents = _contents(config, camera=camera is not None)
    content = contents(DEFAULT_LANGUAGE)
    identity = load_identity(identity_path(config), read_board_serial())
    database = TerminalDatabase.open(config.state_dir / "terminal.db", _MIGRATIONS)
    stack.callback(database.close)
    outbox = Outbox(database, identity, clock)
    leases = Leases(database, outbox, clock, timezone=content.town.timezone)
    low_water = content.town.lending_at(identity.location).low_water
    bookings = BookingJournal(database, outbox)
    _withdraw_cut_off(bookings)
    client = CentralClient(str(config.central_url), identity)
    scanner, presence = scanner_from(config.scanner, camera), presence_from(config.presence)
    badge_reader, sound = badge_reader_from(config.badge), sound_from(config.sound, config.headset)
    badging = BadgeStep(KeptBadges(database), client, clock) if badge_reader is not None else None
    speaker = speaker_from(config.speech, sound)
    for device in (camera, scanner, presence, badge_reader, sound, speaker):
        if device is not None:
            stack.callback(device.close)
    printer = printer_from(config.printer, font.regular())
    prints = PrintDesk(database, printer, clock)
    stack.callback(prints.close)
    attachments = Attachments(database)
    # A device that is shown on the fleet page needs its line here, and texts under device.{name}.{state}.
    seen = {"scanner": scanner, "camera": camera, "presence": presence, "badge": badge_reader, "speech": speaker}
    states = states_of({"printer": prints, **seen})
    states["speaker"] = lambda: sound.state(Output.SPEAKER)
    states["headset"] = lambda: sound.state(Output.HEADSET)
    closing, readiness = Closing(database, clock), ReadinessLog(database)
    machine = Machine(config.state_dir, clock)
    sources = HealthSources(states, outbox, attachments, machine, closing.until, readiness.last)
    health = HealthWatch(sources, clock)
    worker = SyncWorker(
        outbox,
        client,
        clock,
        lending=LendingStep(leases, client, clock, low_water=low_water),
        uploading=UploadStep(attachments, client, clock),
        badging=badging,
        health=health.health,
    )
    volunteers, paper = None, None
    if badge_reader is not None and badging is not None:
        badging.wakes(worker.wake)
        trail = AuditTrail(outbox, secrets.randbits, worker.wake)
        limits = Limits(idle_s=config.volunteer_idle_s)
        paper = _with_paper(badge_reader) if scanner is not None else None
        volunteers = VolunteerDesk(paper or badge_reader, badging, PinTries(database, clock), trail, clock, limits)
        stack.callback(volunteers.close)
        volunteers.start()
    executor = ThreadPoolExecutor(_THREADS_BESIDE_THE_WINDOW, thread_name_prefix="central")
    stack.callback(lambda: executor.shutdown(wait=False, cancel_futures=True))
    executor.submit(syllables, "informatiepunt")  # so that no visitor waits for the patterns to be read
    worker.start()
    stack.callback(worker.stop)
    health.start(worker.health_changed)
    stack.callback(health.close)
    return Terminal(
        config=config,
        themes=_themes(config),
        content_in=cache(lambda language: replace(contents(language), online=worker.connected)),
        services=Services(
            outbox=outbox,
            leases=leases,
            central=client,
            identity=identity,
            bookings=bookings,
            prints=prints,
            executor=executor,
            clock=clock,
            random_bits=secrets.randbits,
            wake_sync=worker.wake,
            connected=worker.connected,
            camera=camera,
            scanner=scanner,
            badge_reader=badge_reader,
            volunteers=volunteers,
            health=health.health,
            closing=closing,
            readiness=readiness,
            paper_badges=paper,
        ),
        worker=worker,
        sound=sound,
        speaker=speaker,
        printer=printer,
        printer_state=prints.state,
        note_held=HeldNote(leases, content.town, content.location, config.state_dir, clock).write,
        presence=presence,
    )


def _with_paper(reader: BadgeReader) -> PaperBadges:
    """Where there is a scanner, badges on paper count beside the reader."""
    return reader if isinstance(reader, PaperBadges) else PaperBadges(reader)


def _withdraw_cut_off(bookings: BookingJournal) -> None:
    """Bookings that the power cut off; a full disk must not keep the terminal from starting."""
    try:
        withdrawn = bookings.withdraw_open()
    except StorageError as error:
        _log.error("bookings that were cut off cannot be withdrawn yet: %s", type(error).__name__)
    else:
        if withdrawn:
            _log.info("withdrew %d bookings that were cut off", withdrawn)


def _themes(config: TerminalConfig) -> tuple[Theme, ...]:
    own = read_or_last_good(config.theme, _kept(config) / "theme.json", read_theme)
    return own, *(read_theme(ASSETS_DIR / "themes" / name) for name in _MORE_THEMES)


def _contents(config: TerminalConfig, *, camera: bool) -> Callable[[str], Content]:
    """What to show, by language; read once, the last good version where a file is broken."""
    kept = _kept(config)
    town = read_or_last_good(config.town, kept / "town.yaml", read_town)
    catalogue = read_or_last_good(config.catalogue, kept / "catalogue", read_catalogue)
    forms = read_or_last_good(config.forms, kept / "forms", read_forms)
    location = _location(config, town)
    index = ProductIndex(catalogue)
    streets, tiled = streets_of(config, town, kept / "streets.csv"), map_of(config, town)
    clock = SystemClock()

    @cache
    def content_in(language: str) -> Content:
        return Content(
            town=town,
            location=location,
            catalogue=catalogue,
            forms={slug: for_terminal(form, camera=camera) for slug, form in forms.items()},
            texts=read_texts(language),
            search=lambda query: index.search(query, language),
            public_url=str(config.public_url).rstrip("/"),
            now=clock.now,
            streets=streets,
            tiled=tiled,
        )

    return content_in


def _location(config: TerminalConfig, town: Town) -> Location:
    try:
        return town.location(config.location)
    except KeyError as error:
        known = ", ".join(place.slug for place in town.locations)
        message = f"{config.town}: a location '{config.location}' is expected (terminal.yaml); it has {known}"
        raise ValueError(message) from error


def _kept(config: TerminalConfig) -> Path:
    return config.state_dir / "last-good"
