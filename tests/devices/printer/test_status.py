"""Every answer of a printer, as bytes and as a state."""

import pytest

from devices.printer.port import PrinterState
from devices.printer.status import Answers, is_status, sort_answers, state_from

OK = 0x12


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((OK, OK, OK, OK), PrinterState.READY),
        ((0x16, OK, OK, OK), PrinterState.READY),  # the cash drawer's pin is no matter
        ((OK, OK, OK, 0x1E), PrinterState.PAPER_LOW),
        ((0x1A, 0x32, OK, 0x7E), PrinterState.PAPER_OUT),
        ((0x1A, OK, OK, 0x72), PrinterState.PAPER_OUT),
        ((0x1A, 0x32, OK, OK), PrinterState.PAPER_OUT),
        ((0x1A, 0x16, OK, OK), PrinterState.COVER_OPEN),
        ((0x1A, 0x36, OK, 0x7E), PrinterState.COVER_OPEN),  # an open cover hides the paper
        ((0x1A, 0x52, 0x1A, OK), PrinterState.FAULT),  # cutter
        ((0x1A, 0x52, 0x32, OK), PrinterState.FAULT),  # cannot be mended
        ((0x1A, 0x52, 0x52, OK), PrinterState.FAULT),  # too hot
        ((0x1A, OK, OK, OK), PrinterState.FAULT),  # offline and does not say why
        ((0x1A, OK, OK, 0x1E), PrinterState.FAULT),
    ],
)
def test_state(answers: tuple[int, ...], expected: PrinterState) -> None:
    assert state_from(bytes(answers)) is expected


def test_only_sixteen_bytes_can_be_a_status() -> None:
    assert sum(is_status(byte) for byte in range(256)) == 16
    assert not any(is_status(byte) for byte in (0x00, 0x10, 0x11, 0x13, 0x37, 0xFF))


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (b"", Answers()),
        (b"\x12", Answers(status=b"\x12")),
        (b"\x10\x00\x00\x00", Answers()),  # automatic status
        (b"\x14\x0c\x0c\x00\x12", Answers(status=b"\x12")),
        (b"\x10\x00\x00", Answers()),  # one that is still coming in
        (b"\x00", Answers(paper=b"\x00")),
        (b"\x03\x0f", Answers(paper=b"\x03\x0f")),
        (b"\x11\x13", Answers()),  # XON, XOFF
        (b"\x37\x22AABB\x00", Answers(process_ids=(b"AABB",))),
        (b"\x37\x2200r2\x00\x16", Answers(status=b"\x16", process_ids=(b"00r2",))),
        (b"\x37\x22AAB", Answers()),
        (b"\x37\x25\x00", Answers()),  # buffer cleared
        (b"\x37", Answers()),
        (b"\x12\x10\x00\x00\x00\x37\x22AAAA\x00\x00\x1e", Answers(b"\x12\x1e", b"\x00", (b"AAAA",))),
        (bytes(range(0x80, 0x100)), Answers()),
    ],
)
def test_answers_are_told_apart(received: bytes, expected: Answers) -> None:
    assert sort_answers(received) == expected
