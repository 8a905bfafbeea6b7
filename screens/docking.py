"""Hands the simulated devices of a terminal to its dock: the one place that knows both."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from devices.badge.port import BadgeTrouble, Held
from devices.badge.simulated import SimulatedBadgeReader, badge_called
from devices.camera.simulated import SimulatedCamera
from devices.presence.simulated import SimulatedPresence
from devices.printer.simulated import SimulatedPrinter
from devices.scanner.simulated import SimulatedScanner
from devices.sound.port import Output, SoundState
from devices.sound.simulated import SimulatedSound
from devices.speech.simulated import SimulatedSpeaker
from kiosk.config import Screen
from kiosk.demo.cards import CARDS
from kiosk.dock.badge import badge_dock
from kiosk.dock.control import DockDevice
from kiosk.dock.dock import Dock
from kiosk.dock.keypad import keypad_dock
from kiosk.dock.presence import presence_dock
from kiosk.dock.printer import printer_dock
from kiosk.dock.scanner import scanner_dock
from kiosk.dock.server import DockServer
from kiosk.dock.sound import sound_dock
from kiosk.dock.troubles import troubled_dock
from kiosk.keypad import DEFAULT_KEYPAD, KeypadAct
from screens.terminal import Terminal

_DRAWER_PX = 352
_MULTIPLE_PX = 8
"""Graphics cards and video encoders like widths that are a multiple of eight."""
_SMALL_SCREEN_PX = 1100
"""Who shows an upright screen in full size on a desktop sees all of it smaller."""

_CARDS: Mapping[str, Held] = {
    **{card.name: card.badge for card in CARDS},
    "nobody": badge_called("nobody"),
    **{trouble.value: trouble for trouble in BadgeTrouble},
}
"""What can be held to the simulated reader: badges by the name that a list of badges knows, and what is none."""


def open_dock(terminal: Terminal, stack: ExitStack) -> Dock | None:
    """The dock of a terminal whose settings ask for one, listening until `stack` is left; None for all others.

    Raises ValueError where the central is another machine: what stands in a library must not be played with.
    """
    if not terminal.config.dock:
        return None
    if not terminal.config.central_is_here:
        raise ValueError("dock: true is for trying out, with a central on this machine (127.0.0.1); take it out")
    dock = dock_of(terminal)
    server = DockServer(dock, terminal.config.state_dir, terminal.config.dock_port)
    stack.callback(server.close)
    return dock


def drawer_px(screen: Screen) -> int:
    """How wide the drawer beside a screen is; 0 where the screen is full and has no beside."""
    if screen.fullscreen:
        return 0
    return round(_DRAWER_PX * max(1.0, screen.height_px / _SMALL_SCREEN_PX) / _MULTIPLE_PX) * _MULTIPLE_PX


def dock_of(terminal: Terminal) -> Dock:
    """Every simulated device of a terminal; a real one cannot be set from here."""
    return Dock(tuple(_devices(terminal)))


def _devices(terminal: Terminal) -> Iterator[DockDevice]:
    services = terminal.services
    if isinstance(terminal.printer, SimulatedPrinter):
        yield printer_dock(terminal.printer.machine, lambda: terminal.printer_state().value, services.prints.look)
    match services.camera:
        case SimulatedCamera() as camera:
            yield troubled_dock("camera", camera, lambda: camera.state().value)
    match services.scanner:
        case SimulatedScanner() as scanner:
            yield scanner_dock(scanner, lambda: scanner.state().value, _tickets(terminal))
    match terminal.presence:
        case SimulatedPresence() as presence:
            yield presence_dock(presence, lambda: presence.state().value)
    match services.badge_reader:
        case SimulatedBadgeReader() as reader:
            yield badge_dock(reader, lambda: reader.state().value, _CARDS)
    match terminal.sound:
        case SimulatedSound() as sound:
            yield sound_dock(sound, tuple(Output), tuple(SoundState))
    match terminal.speaker:
        case SimulatedSpeaker() as speaker:
            yield troubled_dock("speech", speaker, lambda: speaker.state().value)
    yield keypad_dock(lambda act: _strike(_key_for(act, terminal.config.keypad or {})))


def _key_for(act: KeypadAct, own: Mapping[str, KeypadAct]) -> str:
    """The key of this terminal that does it: its own before the usual ones."""
    return next(key for key, does in (*own.items(), *DEFAULT_KEYPAD.items()) if does is act)


def _strike(key: str) -> None:
    """Strike a key, soon, in the window's thread and by the same way as a real one."""
    from kivy.clock import Clock
    from kivy.core.window import Window

    from screens.keys import KEY_NAMES

    code = next(code for code, name in KEY_NAMES.items() if name == key)

    def strike(_elapsed_s: float) -> None:
        Window.dispatch("on_key_down", code, 0, None, [])
        Window.dispatch("on_key_up", code, 0)

    Clock.schedule_once(strike, 0)


def _tickets(terminal: Terminal) -> Callable[[], list[Path]]:
    printer = terminal.printer
    return printer.machine.tickets if isinstance(printer, SimulatedPrinter) else list
