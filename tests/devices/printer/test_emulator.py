"""The software printer, measured with python-escpos, an independent writer of ESC/POS, and with bytes by hand."""

from pathlib import Path

import pytest
import zxingcpp
from escpos.printer import Dummy
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from devices.printer.emulator.commands import Command, take_command
from devices.printer.emulator.machine import Machine
from devices.printer.emulator.typesetter import Typesetter

CUT = b"\x1dVB\x00"


def drawn() -> Image.Image:
    image = Image.new("1", (200, 120), 255)
    ImageDraw.Draw(image).ellipse((10, 10, 150, 100), outline=0, width=5)
    return image


def tickets(tmp_path: Path, job: bytes, **trouble: object) -> list[Image.Image]:
    machine = Machine(tmp_path)
    machine.set_trouble(**trouble)
    machine.receive(job)
    images = []
    for path in machine.tickets():
        with Image.open(path) as image:
            images.append(image.convert("1"))
    return images


def ink_rows(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.convert("L").point(lambda shade: 255 - shade).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("implementation", ["bitImageRaster", "graphics"])
def test_pictures_of_python_escpos(tmp_path: Path, implementation: str) -> None:
    witness = Dummy()
    witness.image(drawn(), impl=implementation)
    (ticket,) = tickets(tmp_path, witness.output + CUT)
    assert ticket.crop((32, 24, 232, 144)).tobytes() == drawn().tobytes()


def test_native_qr_of_python_escpos(tmp_path: Path) -> None:
    witness = Dummy()
    witness.qr("https://voorbeeld.example/A12", native=True, size=6)
    (ticket,) = tickets(tmp_path, witness.output + CUT)
    (found,) = zxingcpp.read_barcodes(ticket.convert("L"))
    assert found.text == "https://voorbeeld.example/A12"


@pytest.mark.parametrize(("align", "left"), [(b"\x00", 32), (b"\x01", 32 + 282), (b"\x02", 32 + 564)])
def test_letters_are_aligned_in_cells_of_twelve_dots(tmp_path: Path, align: bytes, left: int) -> None:
    (ticket,) = tickets(tmp_path, b"\x1ba" + align + b"W\n" + CUT)
    box = ink_rows(ticket)
    assert left <= box[0] < box[2] <= left + 12


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_large_letters(tmp_path: Path, size: int) -> None:
    (ticket,) = tickets(tmp_path, b"\x1d!" + bytes(((size - 1) << 4 | (size - 1),)) + b"H\n" + CUT)
    left, top, right, bottom = ink_rows(ticket)
    assert right - left <= 12 * size
    assert 11 * size <= bottom - top <= 16 * size


def test_long_lines_are_broken_as_a_printer_does(tmp_path: Path) -> None:
    (short,) = tickets(tmp_path / "a", b"x" * 48 + b"\n" + CUT)
    (long,) = tickets(tmp_path / "b", b"x" * 49 + b"\n" + CUT)
    assert long.height == short.height + 30


def test_bold_and_inverse_have_more_ink(tmp_path: Path) -> None:
    def ink(style: bytes, name: str) -> int:
        (ticket,) = tickets(tmp_path / name, style + b"Hallo\n" + CUT)
        return ticket.convert("L").histogram()[0]

    assert ink(b"", "plain") < ink(b"\x1bE\x01", "bold") < ink(b"\x1dB\x01", "inverse")


def test_one_picture_for_each_cut(tmp_path: Path) -> None:
    assert len(tickets(tmp_path, (b"x\n" + CUT) * 3)) == 3
    assert len(tickets(tmp_path, b"x\n" + CUT)) == 4, "earlier tickets are never overwritten"


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_taken_apart_without_an_end(data: bytes) -> None:
    while data and (taken := take_command(data)):
        command, length = taken
        assert 1 <= length <= len(data)
        assert isinstance(command, Command)
        data = data[length:]


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8))
@settings(deadline=None, max_examples=60)
def test_it_does_not_matter_how_bytes_arrive(chunks: list[bytes]) -> None:
    def commands(pieces: list[bytes]) -> list[Command]:
        rest, found = b"", []
        for piece in pieces:
            rest += piece
            while rest and rest[0] < 0x20 and rest[0] and (taken := take_command(rest)):
                found.append(taken[0])
                rest = rest[taken[1] :]
        return found

    whole = b"\x1b" + b"\x1b".join(bytes(byte % 0x20 or 1 for byte in chunk) for chunk in chunks)
    assert commands([whole]) == commands([whole[place : place + 1] for place in range(len(whole))])


@pytest.mark.parametrize("cut_at", range(1, 10))
def test_real_time_commands_may_come_in_pieces(tmp_path: Path, cut_at: int) -> None:
    machine = Machine(tmp_path)
    machine.set_trouble(cover_open=True)
    machine.receive(b"ticket\n")
    clear = bytes((0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8))
    machine.receive(clear[:cut_at])
    machine.receive(clear[cut_at:])
    assert machine.take_answers() == b"\x37\x25\x00"
    machine.receive(b"\x10")
    machine.receive(b"\x04")
    machine.receive(b"\x02")
    assert machine.take_answers() == b"\x16"


def test_what_it_cannot_read_is_remembered() -> None:
    typesetter = Typesetter(576)
    for command in (Command(b"\x1b\x01"), Command(b"\x1d(Z", b"x"), Command(b"\x1ba", b"\x01")):
        list(typesetter.run(command))
    assert typesetter.unknown == [b"\x1b\x01", b"\x1d(Z"]
