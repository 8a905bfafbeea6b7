"""Pictures as cameras send them when they are not JPEG: brightness and two colours, made red, green and blue.

Cameras use the narrow range of television (ITU-R BT.601: 16 to 235, colours 16 to 240), Pillow the full one of JPEG.
"""

from PIL import Image

_LUMA = tuple(min(255, max(0, round((value - 16) * 255 / 219))) for value in range(256))
_CHROMA = tuple(min(255, max(0, round(128 + (value - 128) * 255 / 224))) for value in range(256))


def from_yuyv(data: bytes, width_px: int, height_px: int, bytes_per_line: int) -> Image.Image:
    """YUYV (YUY2): two pixels in four bytes, Y U Y V. Raises ValueError when `data` is too short.

    >>> from_yuyv(bytes([235, 128, 16, 128]), 2, 1, 4).tobytes()
    b'\\xff\\xff\\xff\\x00\\x00\\x00'
    """
    need = bytes_per_line * (height_px - 1) + 2 * width_px
    if len(data) < need:
        raise ValueError(f"{need} bytes are expected, {len(data)} came")
    data = data.ljust(bytes_per_line * height_px, b"\0")
    half = ((width_px + 1) // 2, height_px)
    luma = _plane(data[0::2], (width_px, height_px), bytes_per_line // 2)
    return _joined(luma, _plane(data[1::4], half, bytes_per_line // 4), _plane(data[3::4], half, bytes_per_line // 4))


def from_i420(data: bytes, width_px: int, height_px: int, bytes_per_line: int) -> Image.Image:
    """I420 (YUV420): the brightness of all, then one colour and the other at half the size. Raises ValueError.

    >>> from_i420(bytes([235, 16, 235, 16, 128, 128]), 2, 2, 2).getpixel((0, 1))
    (255, 255, 255)
    """
    whole, half_line = bytes_per_line * height_px, bytes_per_line // 2
    half = (width_px // 2, height_px // 2)
    quarter = half_line * half[1]
    if len(data) < whole + 2 * quarter:
        raise ValueError(f"{whole + 2 * quarter} bytes are expected, {len(data)} came")
    blue, red = data[whole : whole + quarter], data[whole + quarter : whole + 2 * quarter]
    luma = _plane(data[:whole], (width_px, height_px), bytes_per_line)
    return _joined(luma, _plane(blue, half, half_line), _plane(red, half, half_line))


def _plane(data: bytes, size: tuple[int, int], bytes_per_line: int) -> Image.Image:
    return Image.frombytes("L", size, data, "raw", "L", bytes_per_line)


def _joined(luma: Image.Image, blue: Image.Image, red: Image.Image) -> Image.Image:
    colours = [plane.resize(luma.size, Image.Resampling.BILINEAR).point(_CHROMA) for plane in (blue, red)]
    return Image.merge("YCbCr", (luma.point(_LUMA), *colours)).convert("RGB")
