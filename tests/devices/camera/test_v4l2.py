"""USB cameras, through linuxpy down to the system call; there is no camera on the machines that build this."""

import io
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from linuxpy.video.device import BufferFlag, PixelFormat
from PIL import Image

from devices.camera.factory import CameraSettingError, camera_from
from devices.camera.live import LiveCamera
from devices.camera.port import CameraState, Frame
from devices.camera.v4l2 import first_camera, v4l2_camera
from tests.devices.camera.kernel import KernelCamera, in_the_kernel

HD = (1920, 1080)
MJPG = {PixelFormat.MJPEG: [(640, 480), HD, (3840, 2160)], PixelFormat.YUYV: [(640, 480)]}
YUYV = {PixelFormat.YUYV: [(320, 240), (640, 480), (1600, 1200)]}
BLUE, WHITE = (40, 90, 200), (235, 235, 235)


def jpeg(colour: tuple[int, int, int] = BLUE, size: tuple[int, int] = HD) -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Maker of the camera"
    Image.new("RGB", size, colour).save(file, "JPEG", exif=exif)
    return file.getvalue()


def until(is_so: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 8
    while not is_so():
        assert time.monotonic() < deadline_s, "it did not come so far"
        time.sleep(0.005)


def colour(frame: Frame | None) -> tuple[int, ...] | None:
    if frame is None:
        return None
    middle = 3 * (frame.width_px * (frame.height_px // 2) + frame.width_px // 2)
    return tuple(frame.rgb[middle : middle + 3])


def near(frame: Frame | None, wanted: tuple[int, int, int]) -> bool:
    seen = colour(frame)
    return seen is not None and all(abs(a - b) <= 8 for a, b in zip(seen, wanted, strict=True))


class Bench:
    """A camera, the kernel it is plugged into, and a stream of what it sees."""

    def __init__(self, kernel: KernelCamera) -> None:
        self.kernel = kernel
        self.camera: LiveCamera = v4l2_camera(lambda: kernel.path, kernel.device, retry_s=0.02)
        self.scene: bytes | None = jpeg()
        self._over = threading.Event()
        self._film = threading.Thread(target=self._run, daemon=True)
        self._film.start()

    def _run(self) -> None:
        while not self._over.wait(0.02):
            if self.scene is not None and self.kernel.streaming:
                self.kernel.show(self.scene)

    def state(self) -> CameraState:
        return self.camera.state()

    def close(self) -> None:
        self._over.set()
        self._film.join()
        self.camera.close()
        assert not self.camera._thread.is_alive()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    kernel = KernelCamera(tmp_path / "usb-test-video-index0", MJPG)
    in_the_kernel(monkeypatch, kernel)
    made = Bench(kernel)
    yield made
    made.close()


def test_the_view_is_small_and_the_photo_as_large_as_we_want(bench: Bench) -> None:
    assert (bench.camera.frame(), bench.state()) == (None, CameraState.READY)
    bench.camera.wake()
    until(lambda: bench.state() is CameraState.READY)
    view, still = bench.camera.frame(), bench.camera.photograph()
    assert bench.kernel.format == (PixelFormat.MJPEG, HD)
    assert view is not None
    assert still is not None
    assert ((view.width_px, view.height_px), (still.width_px, still.height_px)) == ((960, 540), HD)
    assert near(view, BLUE)
    assert near(still, BLUE)
    assert len(still.rgb) == 3 * 1920 * 1080


def test_a_photo_is_of_what_is_there_now_and_not_of_what_was(bench: Bench) -> None:
    bench.camera.wake()
    until(lambda: near(bench.camera.frame(), BLUE))
    bench.scene = jpeg(WHITE)
    until(lambda: near(bench.camera.frame(), WHITE))
    assert near(bench.camera.photograph(), WHITE)
    bench.scene = None
    time.sleep(0.1)
    taken: list[Frame | None] = []
    taking = threading.Thread(target=lambda: taken.append(bench.camera.photograph()))
    taking.start()
    time.sleep(0.2)
    assert taken == [], "it waits for a picture that is taken after the button was touched"
    bench.kernel.show(jpeg(BLUE))
    taking.join()
    assert near(taken[0], BLUE)


def test_it_is_closed_while_it_rests_so_that_its_light_tells_the_truth(bench: Bench) -> None:
    assert bench.kernel.opened == 0
    bench.camera.wake()
    until(lambda: bench.kernel.streaming and bench.camera.frame() is not None)
    bench.camera.rest()
    assert bench.camera.frame() is None
    until(lambda: not bench.kernel.streaming)
    assert bench.camera.photograph() is None
    bench.camera.wake()
    until(lambda: bench.camera.frame() is not None)


def test_pulled_out_it_is_not_connected_and_heals_by_itself(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    bench.camera.wake()
    until(lambda: bench.state() is CameraState.READY)
    bench.kernel.pull()
    until(lambda: bench.state() is CameraState.NOT_CONNECTED)
    time.sleep(0.1)
    assert bench.camera.frame() is None
    bench.camera.rest()
    assert bench.state() is CameraState.NOT_CONNECTED
    bench.camera.wake()
    bench.kernel.plug()
    until(lambda: bench.state() is CameraState.READY)
    assert bench.camera.photograph() is not None
    told = [record.getMessage() for record in caplog.records if record.name == "devices.camera.live"]
    assert told == ["the camera is ready", "the camera is not_connected", "the camera is ready"]


def test_another_program_that_has_it_is_a_fault_until_it_lets_go(bench: Bench) -> None:
    bench.kernel.busy = True
    bench.camera.wake()
    until(lambda: bench.state() is CameraState.FAULT)
    bench.kernel.busy = False
    until(lambda: bench.state() is CameraState.READY)


def _vast() -> bytes:
    """So many pixels that a Raspberry Pi has no memory for them."""
    file = io.BytesIO()
    Image.new("L", (8000, 8000)).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize(
    "broken",
    [jpeg()[:2000], b"\xff\xd8" + bytes(500), b"", bytes(100), _vast()],
    ids=["torn", "garbage", "empty", "zeroes", "vast"],
)
def test_damaged_pictures_are_left_out(bench: Bench, broken: bytes) -> None:
    bench.scene = broken
    bench.camera.wake()
    time.sleep(0.15)
    assert (bench.camera.frame(), bench.state()) == (None, CameraState.STARTING)
    bench.scene = jpeg()
    until(lambda: bench.state() is CameraState.READY)


def test_a_picture_that_the_driver_calls_bad_is_left_out(bench: Bench) -> None:
    bench.scene = None
    bench.camera.wake()
    until(lambda: bench.kernel.streaming)
    bench.kernel.show(jpeg(WHITE), BufferFlag.ERROR)
    bench.kernel.show(jpeg(BLUE))
    until(lambda: bench.camera.frame() is not None)
    assert near(bench.camera.frame(), BLUE)


def test_a_camera_that_sends_nothing_any_more_is_frozen_and_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.camera.live.FROZEN_AFTER_S", 0.15)
    monkeypatch.setattr("devices.camera.watch.FROZEN_AFTER_S", 0.15)
    kernel = KernelCamera(tmp_path / "usb-test-video-index0", MJPG)
    in_the_kernel(monkeypatch, kernel)
    bench = Bench(kernel)
    bench.camera.wake()
    until(lambda: bench.state() is CameraState.READY)
    opened, bench.scene = kernel.opened, None
    until(lambda: bench.state() is CameraState.FROZEN)
    until(lambda: kernel.opened > opened)
    bench.scene = jpeg()
    until(lambda: bench.state() is CameraState.READY)
    bench.close()


def test_a_driver_that_says_ready_and_has_nothing_is_not_asked_without_a_pause(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.scene = None
    bench.camera.wake()
    until(lambda: bench.kernel.streaming)
    monkeypatch.setattr(bench.kernel, "_ready", lambda timeout_s: True)
    asked = bench.kernel.asked
    time.sleep(0.5)
    assert bench.kernel.asked - asked < 60
    bench.scene = jpeg()
    until(lambda: bench.state() is CameraState.READY)


def test_a_hand_before_the_lens_is_told_as_darkness(bench: Bench) -> None:
    bench.scene = jpeg((3, 3, 3))
    bench.camera.wake()
    until(lambda: bench.state() is CameraState.DARK)
    assert bench.camera.photograph() is not None


@pytest.mark.parametrize("padding", [0, 64])
def test_a_camera_without_jpeg_sends_yuyv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, padding: int) -> None:
    kernel = KernelCamera(tmp_path / "usb-test-video-index0", YUYV)
    kernel.extra_bytes_per_line = padding
    in_the_kernel(monkeypatch, kernel)
    bench = Bench(kernel)
    pair = bytes([82, 90, 82, 240])  # red, in the narrow range of television
    bench.scene = (pair * 320 + bytes(padding)) * 480
    bench.camera.wake()
    until(lambda: bench.state() is CameraState.READY)
    still = bench.camera.photograph()
    assert kernel.format == (PixelFormat.YUYV, (640, 480))
    assert still is not None
    assert (still.width_px, still.height_px) == (640, 480)
    assert near(still, (255, 0, 0))
    assert near(bench.camera.frame(), (255, 0, 0))
    bench.scene = bytes(100)  # half a picture
    time.sleep(0.1)
    bench.close()


def test_a_device_that_is_no_such_camera_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = KernelCamera(tmp_path / "usb-test-video-index0", {PixelFormat.H264: [HD]})
    in_the_kernel(monkeypatch, kernel)
    bench = Bench(kernel)
    bench.camera.wake()
    until(lambda: bench.state() is CameraState.FAULT)
    bench.close()


def test_the_first_camera_is_the_first_by_name_without_its_metadata(tmp_path: Path) -> None:
    assert first_camera(tmp_path) is None
    assert first_camera(tmp_path / "none") is None
    for name in ("usb-b-video-index0", "usb-a-video-index1", "usb-a-video-index0"):
        (tmp_path / name).touch()
    assert first_camera(tmp_path) == tmp_path / "usb-a-video-index0"


def test_the_setting_names_the_camera(tmp_path: Path) -> None:
    for setting in (f"v4l2:{tmp_path / 'usb-x-video-index0'}", "v4l2"):
        camera = camera_from(setting)
        assert camera is not None
        assert camera.state() is CameraState.NOT_CONNECTED
        camera.wake()
        time.sleep(0.05)
        assert camera.state() is CameraState.NOT_CONNECTED
        camera.close()


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "devices.camera.v4l2", raising=False)
    monkeypatch.setitem(sys.modules, "linuxpy.video.device", None)
    with pytest.raises(CameraSettingError, match=r"usb-camera"):
        camera_from("v4l2")


def test_it_is_opened_anew_when_a_person_wants_that_and_only_while_somebody_looks(bench: Bench) -> None:
    bench.camera.restart()
    time.sleep(0.1)
    assert not bench.kernel.streaming, "its light tells the truth"
    bench.camera.wake()
    until(lambda: bench.camera.frame() is not None)
    opened = bench.kernel.opened
    bench.camera.restart()
    until(lambda: bench.kernel.opened > opened)
    until(lambda: bench.kernel.streaming and bench.camera.frame() is not None)
    assert bench.state() is CameraState.READY
