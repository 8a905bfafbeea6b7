"""The dock's drawer: it says everything, does what it says, and no touch of it is a visitor's."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from kivy.config import Config
from kivy.core.window import Window

from assets.text import read_texts
from kiosk.config import Screen
from screens.control import controls
from screens.docking import drawer_px, open_dock
from screens.drawer import Drawer, drawer_look
from screens.finger import Finger
from screens.window import prepare
from tests.kiosk.dock.devices import Devices
from tests.screens.content import content_of
from tests.screens.driver import LANDSCAPE, PORTRAIT, Driver, look_of, open_shell, theme

_WINDOWED = Screen(width_px=1280, height_px=800, width_mm=217.0, fullscreen=False)


@pytest.fixture
def devices(tmp_path: Path) -> Devices:
    return Devices(tmp_path)


@pytest.fixture
def shell() -> Driver:
    return open_shell(look_of(LANDSCAPE))


@pytest.fixture
def drawer(devices: Devices, shell: Driver) -> Iterator[Drawer]:
    """Over the right half of the window: in tests that is as wide as the screen."""
    made = Drawer(devices.dock, content_of("nl"), drawer_look(theme(), 352, 800))
    made.pos = (Window.width - 352, 0)
    Window.add_widget(made)
    yield made
    made.refreshing.cancel()
    Window.remove_widget(made)


def _spoken(drawer: Drawer) -> list[str]:
    return [control.spoken for block in drawer.blocks() for control in controls(block)]


def _touch(drawer: Drawer, spoken: str) -> None:
    has_blocks: Any = drawer  # as a shell has, which is all that a finger asks for
    Finger(has_blocks).touch(spoken)
    time.sleep(0.05)
    drawer.refresh()


def _chosen(drawer: Drawer) -> list[str]:
    found = [control for block in drawer.blocks() for control in controls(block)]
    return [control.spoken for control in found if control.manner.chosen]


def test_what_is_touched_happens_to_the_device_and_is_seen_to_hold(devices: Devices, drawer: Drawer) -> None:
    assert "printer cover closed" in _chosen(drawer)
    _touch(drawer, "printer cover open")
    assert devices.printer.machine.trouble.cover_open
    assert "printer cover open" in _chosen(drawer)
    assert "printer cover closed" not in _chosen(drawer)


def test_a_device_is_unfolded_by_a_touch_of_its_name(drawer: Drawer) -> None:
    assert "badge card volunteer" not in _spoken(drawer)
    _touch(drawer, "Paslezer")
    assert "badge card volunteer" in _spoken(drawer)
    assert "printer cover open" not in _spoken(drawer)


def test_a_touch_of_the_drawer_is_not_a_visitors(drawer: Drawer, shell: Driver) -> None:
    _touch(drawer, "printer cover open")
    assert (shell.intents, shell.touches) == ([], [])


def test_a_touch_beside_the_screen_is_nobodys_also_where_the_screen_came_last(shell: Driver) -> None:
    shell.shell.pos = (-400, 0)  # as far as the window of the tests reaches beyond it
    shell.touch((1000, 400), (1000, 400))
    assert (shell.intents, shell.touches) == ([], [])
    shell.touch((800, 400), (800, 400))
    assert len(shell.touches) == 1


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_every_device_fits_whichever_is_unfolded(devices: Devices, size: Screen) -> None:
    made = Drawer(devices.dock, content_of("nl"), drawer_look(theme(), drawer_px(_like(size)), size.height_px))
    made.refreshing.cancel()
    for device in devices.dock.devices:
        made._unfold(device.name)
        (sheet,) = made.blocks()
        assert sheet.y >= 0, device.name
        assert any(one.startswith(f"{device.name} ") for one in _spoken(made))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_control_and_choice_is_said_in_words(devices: Devices, language: str) -> None:
    catalogue = read_texts(language)._translations._catalog  # type: ignore[attr-defined]
    keys = []
    for device in devices.dock.devices:
        keys.append(f"dock.device.{device.name}")
        for control in device.controls:
            name = "trouble" if control.name in ("speaker_is", "headset_is") else control.name
            keys += [f"dock.{control.name}", *(f"dock.{name}.{choice}" for choice in control.choices)]
    assert [key for key in keys if key not in catalogue] == []


def test_the_window_is_wider_by_the_drawer_and_only_then() -> None:
    prepare(_WINDOWED, {}, beside_px=drawer_px(_WINDOWED))
    assert int(Config.get("graphics", "width")) == 1280 + drawer_px(_WINDOWED) > 1500
    prepare(_WINDOWED, {})
    assert Config.get("graphics", "width") == "1280"
    assert drawer_px(Screen(fullscreen=True)) == 0


def test_without_the_setting_there_is_no_dock(tmp_path: Path) -> None:
    terminal: Any = SimpleNamespace(config=SimpleNamespace(dock=False, state_dir=tmp_path))
    with ExitStack() as stack:
        assert open_dock(terminal, stack) is None
        assert list(tmp_path.iterdir()) == []


def test_there_is_no_dock_where_the_central_is_another_machine(tmp_path: Path) -> None:
    terminal: Any = SimpleNamespace(config=SimpleNamespace(dock=True, central_is_here=False, state_dir=tmp_path))
    with ExitStack() as stack, pytest.raises(ValueError, match="dock"):
        open_dock(terminal, stack)


def _like(size: Screen) -> Screen:
    return size.model_copy(update={"fullscreen": False})
