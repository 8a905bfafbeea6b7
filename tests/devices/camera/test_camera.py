from pathlib import Path

import pytest
from PIL import Image

from devices.camera.factory import CameraSettingError, camera_from
from devices.camera.port import Camera, CameraState
from devices.camera.simulated import STILL_PX, VIEW_PX, SimulatedCamera, Trouble


class World:
    """A simulated camera and its time."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept_s = 0.0
        self.camera = SimulatedCamera(now_s=lambda: self.now_s, sleep=self._sleep)
        self.camera.wake()

    def _sleep(self, seconds: float) -> None:
        self.slept_s += seconds

    def after(self, seconds: float) -> CameraState:
        """The state after the window has looked at it for so long."""
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            self.camera.frame()
        return self.camera.state()


@pytest.fixture
def world() -> World:
    return World()


DAYS: dict[Trouble, tuple[CameraState, bool]] = {
    Trouble.NONE: (CameraState.READY, True),
    Trouble.UNPLUGGED: (CameraState.NOT_CONNECTED, False),
    Trouble.FROZEN: (CameraState.FROZEN, False),
    Trouble.DARK: (CameraState.DARK, True),
    Trouble.SLOW: (CameraState.READY, True),
    Trouble.BROKEN: (CameraState.FROZEN, False),
    Trouble.NO_STILL: (CameraState.READY, False),
}


@pytest.mark.parametrize(("trouble", "state", "takes"), [(key, *value) for key, value in DAYS.items()])
def test_each_bad_day_is_a_state_and_heals_by_itself(
    world: World, trouble: Trouble, state: CameraState, takes: bool
) -> None:
    assert world.after(1) is CameraState.READY
    world.camera.trouble = trouble
    assert world.after(4) is state
    assert (world.camera.photograph() is not None) is takes
    assert world.slept_s == (1.5 if trouble is Trouble.SLOW else 0)
    world.camera.trouble = Trouble.NONE
    assert world.after(1) is CameraState.READY
    still, view = world.camera.photograph(), world.camera.frame()
    assert still is not None
    assert view is not None
    assert (still.width_px, still.height_px) == STILL_PX
    assert len(view.rgb) == 3 * VIEW_PX[0] * VIEW_PX[1]


def test_the_sequence_goes_on(world: World) -> None:
    seen = set()
    for _ in range(12):
        world.after(1)
        frame = world.camera.frame()
        assert frame is not None
        seen.add(frame.rgb)
    assert len(seen) == 3


def test_a_camera_that_rests_sees_nothing(world: World) -> None:
    world.camera.rest()
    assert world.camera.frame() is None
    assert world.camera.photograph() is None


def test_of_a_camera_that_rests_it_is_known_only_whether_it_is_there(world: World) -> None:
    world.camera.rest()
    world.after(60)
    assert world.camera.state() is CameraState.READY
    world.camera.trouble = Trouble.UNPLUGGED
    assert world.camera.state() is CameraState.NOT_CONNECTED


def test_the_setting_chooses_the_camera(tmp_path: Path) -> None:
    assert camera_from("none") is None
    assert isinstance(camera_from("simulated"), SimulatedCamera)
    Image.new("RGB", (40, 30), "#ff0000").save(tmp_path / "red.png")
    (tmp_path / "notes.txt").write_text("no picture", encoding="utf-8")
    camera: Camera | None = camera_from(f"simulated:{tmp_path}")
    assert camera is not None
    camera.wake()
    frame = camera.frame()
    assert frame is not None
    assert frame.rgb[:3] == b"\xff\x00\x00"


@pytest.mark.parametrize("setting", ["", "none:x", "webcam:0", "simulated:/nowhere"])
def test_a_setting_that_cannot_be_is_said(setting: str) -> None:
    with pytest.raises(CameraSettingError, match="expected"):
        camera_from(setting)


def test_a_folder_without_pictures_is_said(tmp_path: Path) -> None:
    with pytest.raises(CameraSettingError, match="pictures"):
        camera_from(f"simulated:{tmp_path}")
