"""The Raspberry Pi's camera, on a stand-in for picamera2 that behaves as its source says. No Pi is at hand."""

import threading
import time
from typing import Any

import pytest

from devices.camera.factory import CameraSettingError, camera_from
from devices.camera.live import LiveCamera
from devices.camera.pi import pi_camera
from devices.camera.port import CameraState
from tests.devices.camera.test_v4l2 import near, until

ORANGE = (240, 120, 20)
PADDING = 32


class Request:
    def __init__(self, camera: "Picamera2") -> None:
        self._camera = camera

    def make_buffer(self, name: str) -> bytes:
        if name == "main":
            return (bytes(ORANGE) * 1600 + bytes(PADDING)) * 1200
        luma, half = bytes([145]) * (640 * 480), 640 * 480 // 4
        return luma + bytes([54]) * half + bytes([34]) * half  # green, in the narrow range of television

    def release(self) -> None:
        self._camera.out -= 1


class Job:
    def __init__(self, camera: "Picamera2") -> None:
        self._camera = camera

    def get_result(self, timeout: float) -> Request:
        if self._camera.silent.wait(0):
            time.sleep(timeout)
            raise TimeoutError
        time.sleep(0.01)
        self._camera.pending = False
        if self._camera.broken:
            raise RuntimeError("Camera frontend has timed out!")
        self._camera.out += 1
        return Request(self._camera)


class Picamera2:
    cameras: list[dict[str, Any]]
    taken = False
    opened: list["Picamera2"]

    def __init__(self, number: int) -> None:
        if type(self).taken:
            raise RuntimeError("Camera __init__ sequence did not complete.")
        self.number, self.started, self.broken, self.out, self.asked = number, False, False, 0, 0
        self.silent = threading.Event()
        self.pending = False
        type(self).opened.append(self)

    @classmethod
    def global_camera_info(cls) -> list[dict[str, Any]]:
        return cls.cameras

    def create_video_configuration(
        self, main: dict[str, Any], lores: dict[str, Any], controls: dict[str, Any]
    ) -> dict[str, Any]:
        """Of its many arguments those that every version has."""
        return {"main": main, "lores": lores, "controls": controls}

    def configure(self, streams: dict[str, Any]) -> None:
        """Old versions know no other control than those that libcamera itself has."""
        assert set(streams["controls"]) <= {"FrameDurationLimits"}
        self.streams = streams

    def camera_configuration(self) -> dict[str, Any]:
        assert self.streams["main"]["format"] == "BGR888"
        return {
            "main": {"size": self.streams["main"]["size"], "stride": 1600 * 3 + PADDING},
            "lores": {"size": self.streams["lores"]["size"], "stride": 640},
        }

    def start(self) -> None:
        self.started = True

    def capture_request(self, wait: bool) -> Job:
        assert wait is False
        self.asked += 1
        self.pending = True
        return Job(self)

    def cancel_all_and_flush(self) -> None:
        self.pending = False

    def stop(self) -> None:
        """A job like the others: it has its turn after the capture that was asked before, which waits for a picture."""
        while self.pending and self.silent.is_set():
            time.sleep(0.01)
        self.started = False

    def close(self) -> None:
        assert not self.started


@pytest.fixture
def kind() -> type[Picamera2]:
    usb = {"Id": "/base/scb/pcie/usb@1,0-1:1.0-046d:0825", "Model": "uvcvideo"}
    ribbon = {"Id": "/base/soc/i2c0mux/i2c@1/imx708@1a", "Model": "imx708"}
    return type("Picamera2", (Picamera2,), {"cameras": [usb, ribbon], "opened": [], "taken": False})


def camera_of(kind: type[Picamera2]) -> LiveCamera:
    camera = pi_camera(lambda: kind, retry_s=0.02)
    camera.wake()
    return camera


def test_the_view_is_the_small_stream_and_the_photo_the_large_one(kind: type[Picamera2]) -> None:
    camera = camera_of(kind)
    until(lambda: camera.state() is CameraState.READY)
    view, still = camera.frame(), camera.photograph()
    assert near(view, (0, 255, 0))
    assert near(still, ORANGE)
    assert still is not None
    assert (still.width_px, still.height_px, len(still.rgb)) == (1600, 1200, 3 * 1600 * 1200)
    (opened,) = kind.opened
    assert opened.number == 1, "the first one is a USB camera"
    camera.rest()
    until(lambda: not opened.started)
    assert opened.out == 0, "every request was given back"
    camera.close()


def test_a_request_that_is_late_is_waited_for_again(kind: type[Picamera2]) -> None:
    camera = camera_of(kind)
    until(lambda: camera.frame() is not None)
    (opened,) = kind.opened
    opened.silent.set()
    time.sleep(0.1)
    asked = opened.asked
    time.sleep(0.6)
    assert opened.asked <= asked + 1
    opened.silent.clear()
    assert camera.photograph() is not None
    camera.close()


def test_a_camera_that_fell_silent_in_the_middle_of_a_picture_is_let_go_of_and_heals(kind: type[Picamera2]) -> None:
    camera = camera_of(kind)
    until(lambda: camera.frame() is not None)
    (opened,) = kind.opened
    opened.silent.set()
    time.sleep(0.3)  # it is being waited for
    camera.rest()
    until(lambda: not opened.started)
    camera.wake()
    until(lambda: camera.state() is CameraState.READY and len(kind.opened) == 2)
    camera.close()


def test_no_ribbon_cable_is_not_connected_and_heals(kind: type[Picamera2]) -> None:
    there, kind.cameras = kind.cameras, []
    camera = camera_of(kind)
    until(lambda: camera.state() is CameraState.NOT_CONNECTED)
    kind.cameras = there
    until(lambda: camera.state() is CameraState.READY)
    camera.close()


def test_taken_by_another_program_or_broken_is_a_fault_and_heals(kind: type[Picamera2]) -> None:
    kind.taken = True
    camera = camera_of(kind)
    until(lambda: camera.state() is CameraState.FAULT)
    kind.taken = False
    until(lambda: camera.state() is CameraState.READY)
    kind.opened[0].broken = True
    until(lambda: len(kind.opened) > 1)
    until(lambda: camera.state() is CameraState.READY)
    camera.close()


def test_without_picamera2_the_setting_says_what_to_install() -> None:
    with pytest.raises(CameraSettingError, match="apt install python3-picamera2"):
        camera_from("pi")
