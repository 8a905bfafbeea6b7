"""Exact bytes of every command; python-escpos, an independent implementation, as witness for the pictures."""

import pytest
from escpos.printer import Dummy
from PIL import Image, ImageDraw

from devices.printer import escpos
from devices.printer.emulator.commands import take_command
from devices.printer.port import PrinterModel

INIT, CUT = b"\x1b@", b"\x1dVB\x00"
TEXT_SETUP = b"\x1c.\x1bR\x00\x1bt\x13"


def drawn(width: int, height: int) -> Image.Image:
    image = Image.new("1", (width, height), 1)
    ImageDraw.Draw(image).ellipse((3, 3, width - 9, height - 2), outline=0, width=4)
    return image


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], b""),
        ([escpos.TextPart("Hoi")], b"\x1ba\x00\x1bE\x00\x1d!\x00Hoi\n"),
        ([escpos.TextPart("A12", bold=True, size=4, align=escpos.Align.CENTER)], b"\x1ba\x01\x1bE\x01\x1d!\x33A12\n"),
        ([escpos.TextPart("één € ß")], b"\x1ba\x00\x1bE\x00\x1d!\x00\x82\x82n \xd5 \xe1\n"),
        ([escpos.TextPart("e\u0301")], b"\x1ba\x00\x1bE\x00\x1d!\x00\x82\n"),
        ([escpos.TextPart("‘t foto’s – …")], b"\x1ba\x00\x1bE\x00\x1d!\x00't foto's - ...\n"),
        ([escpos.FeedPart(16)], b"\x1bJ\x10"),
        ([escpos.FeedPart(600)], b"\x1bJ\xff\x1bJ\xff\x1bJ\x5a"),
        ([escpos.FeedPart(0)], b""),
    ],
)
def test_parts(parts: list[escpos.Part], expected: bytes) -> None:
    setup = TEXT_SETUP if any(isinstance(part, escpos.TextPart) for part in parts) else b""
    assert escpos.job(parts, PrinterModel()) == INIT + setup + expected + CUT


def test_small_picture_is_written_out_bit_by_bit() -> None:
    image = Image.new("1", (10, 2), 1)
    image.putpixel((0, 0), 0)
    image.putpixel((9, 1), 0)
    assert escpos.raster(image) == b"\x1dv0\x00\x02\x00\x02\x00" + bytes((0x80, 0x00, 0x00, 0x40))


def test_doubled_picture_asks_for_four_dots_each() -> None:
    assert escpos.raster(Image.new("1", (8, 1), 0), doubled=True) == b"\x1dv0\x03\x01\x00\x01\x00\xff"


@pytest.mark.parametrize("size", [(576, 100), (384, 256), (570, 37), (13, 9)])
def test_picture_is_the_same_as_from_python_escpos(size: tuple[int, int]) -> None:
    witness = Dummy()
    witness.image(drawn(*size), impl="bitImageRaster")
    assert escpos.raster(drawn(*size)) == witness.output


def test_tall_picture_goes_in_strips() -> None:
    heights = []
    rest = escpos.raster(drawn(576, 700))
    while rest and (taken := take_command(rest)):
        heights.append(int.from_bytes(taken[0].data[3:5], "little"))
        rest = rest[taken[1] :]
    assert heights == [256, 256, 188]
    assert not rest


def test_too_wide_a_picture_is_an_error() -> None:
    with pytest.raises(ValueError, match="577 dots on paper of 576"):
        escpos.image_job(drawn(577, 8), PrinterModel())
    with pytest.raises(ValueError, match="paper of 384"):
        escpos.job([escpos.PicturePart(drawn(193, 8), doubled=True)], PrinterModel(width_dots=384))


@pytest.mark.parametrize("number", range(32))
def test_no_control_character_in_text_reaches_the_printer(number: int) -> None:
    plain = escpos.job([escpos.TextPart("x y")], PrinterModel())
    assert escpos.job([escpos.TextPart(f"x{chr(number)}y")], PrinterModel()) == plain


@pytest.mark.parametrize("letter", ["\x7f", "\x85", "\x9b", "\u2028", "\u2029"])
def test_no_other_control_character_reaches_the_printer(letter: str) -> None:
    assert b"x y\n" in escpos.job([escpos.TextPart(f"x{letter}y")], PrinterModel())


@pytest.mark.parametrize(
    ("letter", "printed"),
    [("\u00a0", b"x y\n"), ("\u202f", b"x y\n"), ("\u2009", b"x y\n"), ("\u00ad", b"xy\n"), ("\u200e", b"xy\n")],
)
def test_a_space_is_a_space_and_what_has_no_shape_makes_no_box_and_no_picture(letter: str, printed: bytes) -> None:
    assert printed in escpos.job([escpos.TextPart(f"x{letter}y")], PrinterModel())
    assert escpos.can_be_text(f"x{letter}y")


@pytest.mark.parametrize("command", [b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"])
def test_no_real_time_command_hides_in_a_picture(command: bytes) -> None:
    bits = Image.frombytes("1", (8 * len(command), 1), bytes(255 - byte for byte in command))
    sent = escpos.raster(bits)[8:]
    assert command[:2] not in sent
    assert sum((a ^ b).bit_count() for a, b in zip(sent, command, strict=True)) == 1, "one dot is all it costs"


@pytest.mark.parametrize(
    ("model", "start", "end"),
    [
        (PrinterModel(has_cutter=False), INIT, b"\x1bd\x05"),
        (PrinterModel(density=3), INIT + b"\x1d(K\x02\x00\x31\x03", CUT),
        (PrinterModel(density=-2), INIT + b"\x1d(K\x02\x00\x31\xfe", CUT),
    ],
)
def test_what_a_model_changes(model: PrinterModel, start: bytes, end: bytes) -> None:
    assert escpos.job([], model) == start + end


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Überraschung, één € ½", True), ("Łódź", False), ("موعد", False), ("Київ", False), ("a\x1b@b", True)],
)
def test_what_the_printers_own_letters_can_say(text: str, expected: bool) -> None:
    assert escpos.can_be_text(text) is expected


def test_process_ids_differ_and_are_never_taken_for_a_status() -> None:
    ids = [escpos.process_id(number) for number in range(15**3)]
    assert len(set(ids)) == len(ids)
    assert all(byte & 0x93 != 0x12 and 0x20 <= byte <= 0x7E for identity in ids for byte in identity)
    assert escpos.query_process(b"AAAB") == b"\x1d(H\x06\x00\x30\x30AAAB"


@pytest.mark.parametrize(
    ("model", "white_bytes"),
    [(PrinterModel(), 256 * 72), (PrinterModel(width_dots=384), 256 * 48), (PrinterModel(prefers_text=True), 4096)],
)
def test_end_of_half_a_job_fills_up_the_longest_picture(model: PrinterModel, white_bytes: int) -> None:
    assert escpos.end_half_job(model) == bytes(white_bytes) + INIT + CUT
