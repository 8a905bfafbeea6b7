"""A terminal put together, all but its window: what the composition root hands to the stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assets.theme import Theme
from devices.presence.port import PresenceSensor
from devices.printer.port import Printer, PrinterState
from devices.sound.port import Sound
from devices.speech.port import Speaker
from kiosk.config import TerminalConfig
from kiosk.content import Content
from kiosk.services import Services
from sync.terminal.worker import SyncWorker


@dataclass(frozen=True)
class Terminal:
    """What runs behind the window of one terminal, each built once."""

    config: TerminalConfig
    themes: Sequence[Theme]
    content_in: Callable[[str], Content]
    services: Services
    worker: SyncWorker
    sound: Sound
    speaker: Speaker
    printer: Printer
    printer_state: Callable[[], PrinterState]
    note_held: Callable[[], None]
    presence: PresenceSensor | None = None
