"""Codes before the camera: noisy, tilted, small, damaged, light on dark; told once, and only while one is wanted."""

import random
import threading
import time

import pytest
import qrcode
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from devices.camera.port import Camera, CameraState, Frame
from devices.camera.simulated import SimulatedCamera, Trouble
from devices.scanner.camera import CameraScanner, codes_in
from devices.scanner.port import ScannerState

CODE = "https://info.voorbeeld.nl/a/K7P4XQ"
SIZE = (1280, 720)


def qr(text: str = CODE, side_px: int = 320) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    drawn: Image.Image = code.make_image().get_image()
    return drawn.convert("RGB").resize((side_px, side_px), Image.Resampling.LANCZOS)


def table(code: Image.Image, at: tuple[int, int] = (470, 190)) -> Image.Image:
    """A wooden table with a code on it."""
    scene = Image.new("RGB", SIZE, "#8a6f55")
    draw = ImageDraw.Draw(scene)
    for y in range(0, SIZE[1], 60):
        draw.line((0, y, SIZE[0], y + 9), fill="#7b6249", width=5)
    scene.paste(code, at)
    return scene


def noisy(scene: Image.Image) -> Image.Image:
    dice = random.Random(5)
    grain = Image.frombytes("L", (640, 360), dice.randbytes(640 * 360)).resize(SIZE)
    return Image.blend(scene, Image.merge("RGB", (grain, grain, grain)), 0.35)


def tilted(scene: Image.Image) -> Image.Image:
    return scene.rotate(23, Image.Resampling.BILINEAR, fillcolor="#8a6f55")


def askew(scene: Image.Image) -> Image.Image:
    """Held at an angle: what is farther away is smaller."""
    return scene.transform(
        SIZE, Image.Transform.QUAD, (200, 40, 120, 700, 1100, 620, 1010, 140), Image.Resampling.BICUBIC
    )


def damaged(scene: Image.Image) -> Image.Image:
    """A thumb on it, and a stripe that the print head left out."""
    draw = ImageDraw.Draw(scene)
    draw.ellipse((640, 330, 700, 400), fill="#d9a07e")
    draw.rectangle((520, 430, 800, 434), fill="#ffffff")
    return scene


def in_motion(scene: Image.Image) -> Image.Image:
    return scene.filter(ImageFilter.BoxBlur(3))


def dim(scene: Image.Image) -> Image.Image:
    return scene.point(lambda value: 30 + value // 6)


def seen(image: Image.Image, number: int = 0) -> Frame:
    return Frame(*image.size, image.tobytes(), number)


@pytest.mark.parametrize(
    "scene",
    [
        table(qr()),
        noisy(table(qr())),
        tilted(table(qr())),
        askew(table(qr())),
        damaged(table(qr())),
        in_motion(table(qr())),
        dim(table(qr())),
        table(qr(side_px=110)),
        table(ImageOps.invert(qr())),
        table(qr().rotate(180)),
        ImageOps.mirror(table(qr())),
        tilted(dim(noisy(table(qr())))),
    ],
    ids=[
        *("plain", "noisy", "tilted", "askew", "damaged", "in motion", "dim", "small"),
        *("light on dark", "upside down", "mirrored", "all at once"),
    ],
)
def test_a_code_is_read_as_people_hold_it(scene: Image.Image) -> None:
    assert codes_in(seen(scene)) == [CODE]


def test_of_two_codes_the_one_in_the_middle_is_meant() -> None:
    both = table(qr("infopunt:F2N7TH", 200), (20, 20))
    both.paste(qr(), (480, 200))
    assert codes_in(seen(both)) == [CODE, "infopunt:F2N7TH"]


def test_barcodes_are_read_and_pictures_without_a_code_are_not() -> None:
    bars = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode("K7P4XQ", zxingcpp.BarcodeFormat.Code128), scale=4)
    strip = Image.fromarray(bars).convert("RGB") if not isinstance(bars, Image.Image) else bars.convert("RGB")
    assert codes_in(seen(table(ImageOps.expand(strip, 60, "white")))) == ["K7P4XQ"]
    assert codes_in(seen(noisy(table(Image.new("RGB", (9, 9)))))) == []
    torn = table(qr().crop((0, 0, 320, 150)))
    assert codes_in(seen(torn)) == []


class StagedCamera(SimulatedCamera):
    """Shows what it is given, one picture after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.scene: Image.Image = table(qr())
        self.number = 0

    def frame(self) -> Frame | None:
        """What was put before it, as a new picture every time."""
        self.number += 1
        return seen(self.scene, self.number) if self.awake and self.trouble is Trouble.NONE else None


EMPTY = table(Image.new("RGB", (9, 9)))


def test_a_code_is_told_once_in_each_of_its_visits_to_the_lens() -> None:
    camera, now_s, told = StagedCamera(), [0.0], list[str]()
    scanner = CameraScanner(camera, lambda: now_s[0], looks_every_s=3600)
    scanner.listen(told.append)
    scanner._wanted.set()  # look by hand: the thread has its first look behind it and waits an hour
    camera.wake()

    def look(scene: Image.Image, after_s: float) -> None:
        now_s[0] += after_s
        camera.scene = scene
        scanner.look()

    for _ in range(3):
        look(table(qr()), 0.2)
    look(EMPTY, 0.2)
    look(table(qr()), 15.0)  # its answer was awaited meanwhile, and nobody looked
    assert told == [CODE]
    for _ in range(7):
        look(EMPTY, 0.2)
    look(table(qr()), 0.2)
    look(table(qr("infopunt:F2N7TH")), 0.2)
    look(table(qr()), 0.2)
    assert told == [CODE, CODE, "infopunt:F2N7TH"]
    look(table(qr()), 25.0)  # tried once more, much later
    assert told[3:] == [CODE]
    scanner.close()


def test_it_looks_in_a_thread_of_its_own_and_only_while_a_code_is_wanted() -> None:
    camera, heard, threads = StagedCamera(), threading.Event(), list[str]()
    scanner = CameraScanner(camera, looks_every_s=0.01)

    def on_scan(text: str) -> None:
        threads.append(threading.current_thread().name)
        heard.set()

    scanner.listen(on_scan)
    time.sleep(0.1)
    assert (camera.number, camera.awake, scanner.state()) == (0, False, ScannerState.ASLEEP)
    scanner.wake()
    assert heard.wait(5)
    assert threads == ["camera-scanner"]
    assert (scanner.state(), camera.awake) == (ScannerState.READY, True)
    scanner.rest()
    time.sleep(0.3)
    looked = camera.number
    time.sleep(0.1)
    assert (camera.number, camera.awake, scanner.state()) == (looked, False, ScannerState.ASLEEP)
    scanner.close()
    assert not scanner._thread.is_alive()


def test_a_picture_that_cannot_be_read_costs_that_picture_only(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(StagedCamera):
        def frame(self) -> Frame | None:
            self.number += 1
            return Frame(1280, 720, b"half", self.number) if self.number < 3 else seen(self.scene, self.number)

    camera, heard = Broken(), threading.Event()
    scanner = CameraScanner(camera, looks_every_s=0.01)
    scanner.listen(lambda text: heard.set())
    scanner.wake()
    assert heard.wait(5)
    assert "could not be read" in caplog.text
    scanner.close()


@pytest.mark.parametrize(
    ("trouble", "awake", "asleep"),
    [
        (CameraState.READY, ScannerState.READY, ScannerState.ASLEEP),
        (CameraState.DARK, ScannerState.READY, ScannerState.ASLEEP),
        (CameraState.STARTING, ScannerState.READY, ScannerState.ASLEEP),
        (CameraState.FROZEN, ScannerState.FAULT, ScannerState.ASLEEP),
        (CameraState.FAULT, ScannerState.FAULT, ScannerState.ASLEEP),
        (CameraState.NOT_CONNECTED, ScannerState.NOT_CONNECTED, ScannerState.NOT_CONNECTED),
    ],
)
def test_it_is_as_well_as_its_camera(trouble: CameraState, awake: ScannerState, asleep: ScannerState) -> None:
    class Told(StagedCamera):
        def state(self) -> CameraState:
            return trouble

        def frame(self) -> Frame | None:
            return None

    camera: Camera = Told()
    scanner = CameraScanner(camera, looks_every_s=0.01)
    assert scanner.state() is asleep
    scanner.wake()
    assert scanner.state() is awake
    scanner.close()
