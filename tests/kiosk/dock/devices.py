"""A dock with the simulated devices themselves."""

from pathlib import Path

from devices.badge.simulated import SimulatedBadgeReader, badge_called
from devices.camera.simulated import SimulatedCamera
from devices.presence.simulated import SimulatedPresence
from devices.printer.simulated import SimulatedPrinter
from devices.scanner.simulated import SimulatedScanner
from devices.sound.port import Output, SoundState
from devices.sound.simulated import SimulatedSound
from kiosk.dock.badge import badge_dock
from kiosk.dock.dock import Dock
from kiosk.dock.keypad import keypad_dock
from kiosk.dock.presence import presence_dock
from kiosk.dock.printer import printer_dock
from kiosk.dock.scanner import scanner_dock
from kiosk.dock.sound import sound_dock
from kiosk.dock.troubles import troubled_dock
from kiosk.keypad import KeypadAct


class Devices:
    """What a demo's terminal has."""

    def __init__(self, folder: Path) -> None:
        self.printer = SimulatedPrinter(folder / "tickets")
        self.camera = SimulatedCamera()
        self.scanner = SimulatedScanner()
        self.presence = SimulatedPresence()
        self.badge = SimulatedBadgeReader()
        self.sound = SimulatedSound()
        self.struck: list[KeypadAct] = []
        self.scanned: list[str] = []
        self.scanner.listen(self.scanned.append)
        self.camera.wake()
        self.dock = Dock(
            (
                printer_dock(self.printer.machine, lambda: self.printer.state().value),
                troubled_dock("camera", self.camera, lambda: self.camera.state().value),
                scanner_dock(self.scanner, lambda: self.scanner.state().value, self.printer.machine.tickets),
                badge_dock(self.badge, lambda: self.badge.state().value, {"volunteer": badge_called("volunteer")}),
                sound_dock(self.sound, tuple(Output), tuple(SoundState)),
                presence_dock(self.presence, lambda: self.presence.state().value),
                keypad_dock(self.struck.append),
            )
        )
