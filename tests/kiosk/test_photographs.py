import io
import random
from pathlib import Path

import pytest
from PIL import Image

from devices.camera.factory import camera_from
from devices.camera.port import Frame
from kiosk.photographs import LONG_EDGE_PX, developed
from sync.protocol.attachments import MAX_SEALED_PHOTO_BYTES


@pytest.mark.parametrize(
    ("size", "then"),
    [((2000, 1500), (1600, 1200)), ((1500, 2000), (1200, 1600)), ((640, 480), (640, 480)), ((4000, 300), (1600, 120))],
)
def test_a_photo_is_made_small_enough_in_its_own_shape(size: tuple[int, int], then: tuple[int, int]) -> None:
    jpeg = developed(Frame(*size, bytes(3 * size[0] * size[1])))
    assert (jpeg.width_px, jpeg.height_px) == then
    with Image.open(io.BytesIO(jpeg.content)) as image:
        assert (image.format, image.size) == ("JPEG", then)
        assert max(image.size) <= LONG_EDGE_PX


def test_even_noise_fits_in_what_the_central_takes() -> None:
    noise = random.Random(1).randbytes(3 * 1600 * 1200)
    assert len(developed(Frame(1600, 1200, noise)).content) < MAX_SEALED_PHOTO_BYTES


def test_nothing_but_the_picture_is_in_the_file(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "Een merk", "2026:11:23 13:40:00"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (64, 48), "#336699").save(tmp_path / "photo.jpg", exif=exif, comment=b"een naam")
    assert b"Een merk" in (tmp_path / "photo.jpg").read_bytes()
    camera = camera_from(f"simulated:{tmp_path}")
    assert camera is not None
    camera.wake()
    still = camera.photograph()
    assert still is not None
    content = developed(still).content
    with Image.open(io.BytesIO(content)) as image:
        assert not image.getexif()
        assert "comment" not in image.info
    for word in (b"Exif", b"Een merk", b"een naam"):
        assert word not in content
