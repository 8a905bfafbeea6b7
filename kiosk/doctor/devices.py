"""Every device of the settings, opened for a moment: how it says it is, and what the volunteer would be told to do."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from functools import partial
from pathlib import Path

from assets import font
from assets.text import read_texts
from devices.badge.factory import badge_reader_from
from devices.camera.factory import camera_from
from devices.presence.factory import presence_from
from devices.printer.factory import printer_from
from devices.scanner.factory import scanner_from
from devices.sound.factory import sound_from
from devices.sound.port import Output
from devices.speech.factory import speaker_from
from kiosk.config import TerminalConfig
from kiosk.doctor.finding import Finding
from kiosk.health_note import read_noted
from kiosk.signs import Tone, tone_of
from sync.terminal.processlock import is_held, lock_of

_ENGLISH = "en"
_PATIENCE_S = 5.0
"""A device that begins has so long to say that it is ready."""

_AGAIN_AFTER_S = 0.1
_BEGINS = "starting"
DATABASE_FILE = "terminal.db"

StateOf = Callable[[], StrEnum]


def devices(config: TerminalConfig) -> Iterator[Finding]:
    """A finding for every device that the settings name.

    A running terminal holds them: a second program finds a camera busy and a scanner grabbed. Then nothing is opened,
    and what the terminal itself says counts.
    """
    if is_held(lock_of(config.state_dir / DATABASE_FILE)):
        yield from _in_use(config.state_dir)
        return
    openings: tuple[tuple[str, Callable[[ExitStack], dict[str, StateOf]]], ...] = (
        ("printer", lambda stack: _printer(config, stack)),
        ("badge", lambda stack: _badge(config, stack)),
        ("scanner", lambda stack: _scanner(config, stack)),
        ("camera", lambda stack: _camera(config, stack)),
        ("presence", lambda stack: _presence(config, stack)),
        ("sound", lambda stack: _sound(config, stack)),
        ("speech", lambda stack: _speech(config, stack)),
    )
    for name, opening in openings:
        with ExitStack() as stack:
            try:
                states = opening(stack)
            except ValueError as error:
                yield Finding(name, False, str(error))
                continue
            for device, state in states.items():
                yield _settled(device, state)


def _in_use(state_dir: Path) -> Iterator[Finding]:
    """As the running terminal last found them."""
    noted = read_noted(state_dir)
    if noted is None:
        yield Finding("devices: in use by the running terminal, which has noted nothing of them yet", True)
        return
    when = f"{noted.at.astimezone():%d-%m %H:%M}"
    for device, state in noted.devices.items():
        yield _told(device, state, f", in use by the running terminal, which says so since {when}")


def _settled(device: str, state: StateOf) -> Finding:
    """How a device is once it has begun, in the words that a volunteer reads."""
    deadline_s = time.monotonic() + _PATIENCE_S
    while (now := state().value) == _BEGINS or tone_of(now) is Tone.WRONG:
        if time.monotonic() >= deadline_s:
            break
        time.sleep(_AGAIN_AFTER_S)
    return _told(device, now)


def _told(device: str, state: str, how: str = "") -> Finding:
    texts = read_texts(_ENGLISH)
    advice = f"{texts(f'device.{device}.{state}')} {texts(f'device.{device}.{state}.do')}"
    return Finding(f"{device} ({state}){how}", tone_of(state) is not Tone.WRONG, advice)


def _printer(config: TerminalConfig, stack: ExitStack) -> dict[str, StateOf]:
    printer = printer_from(config.printer, font.regular())
    stack.callback(printer.close)
    return {"printer": printer.state}


def _badge(config: TerminalConfig, stack: ExitStack) -> dict[str, StateOf]:
    reader = badge_reader_from(config.badge)
    if reader is None:
        return {}
    stack.callback(reader.close)
    return {"badge": reader.state}


def _scanner(config: TerminalConfig, stack: ExitStack) -> dict[str, StateOf]:
    camera = camera_from(config.camera)
    scanner = scanner_from(config.scanner, camera)
    for opened in (scanner, camera):
        if opened is not None:
            stack.callback(opened.close)
    return {"scanner": scanner.state} if scanner is not None else {}


def _camera(config: TerminalConfig, stack: ExitStack) -> dict[str, StateOf]:
    camera = camera_from(config.camera)
    if camera is None:
        return {}
    stack.callback(camera.close)
    camera.wake()
    return {"camera": camera.state}


def _presence(config: TerminalConfig, stack: ExitStack) -> dict[str, StateOf]:
    sensor = presence_from(config.presence)
    if sensor is None:
        return {}
    stack.callback(sensor.close)
    return {"presence": sensor.state}


def _sound(config: TerminalConfig, stack: ExitStack) -> dict[str, StateOf]:
    sound = sound_from(config.sound, config.headset)
    stack.callback(sound.close)
    settings = {Output.SPEAKER: config.sound, Output.HEADSET: config.headset}
    return {output.value: partial(sound.state, output) for output, setting in settings.items() if setting != "none"}


def _speech(config: TerminalConfig, stack: ExitStack) -> dict[str, StateOf]:
    """A voice, heard through the outputs. A terminal that shall not speak has none."""
    if config.speech == "silent":
        return {}
    sound = sound_from(config.sound, config.headset)
    stack.callback(sound.close)
    speaker = speaker_from(config.speech, sound)
    stack.callback(speaker.close)
    return {"speech": speaker.state}
