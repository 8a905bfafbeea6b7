"""What a printer's answers mean: pure functions from bytes to facts, without a line or a clock.

Four kinds of answers share one stream and are told apart by their fixed bits (Epson ESC/POS reference):
DLE EOT 0xx1xx10, automatic status (ASB) 0xx1xx00 and three bytes more, GS r 0xx0xxxx, and packets that begin with 0x37.
"""

from dataclasses import dataclass

from devices.printer.port import PrinterState

STATUS_QUERIES = tuple(bytes((0x10, 0x04, number)) for number in (1, 2, 3, 4))
"""DLE EOT 1 to 4: printer, cause of being offline, error, paper. Answered at once, also while offline."""

_PACKET_HEAD = 0x37
_PACKET_LENGTHS = {0x22: 7, 0x25: 3}
"""The second byte of a packet to its length: the answer to GS ( H, and the one to clearing the buffer."""
_ASB_LENGTH = 4


@dataclass(frozen=True)
class Answers:
    """What came back from a printer, sorted by kind."""

    status: bytes = b""
    """One byte for each answer to DLE EOT."""
    paper: bytes = b""
    """One byte for each answer to GS r."""
    process_ids: tuple[bytes, ...] = ()
    """The four letters of every job that the printer calls finished (GS ( H)."""


def sort_answers(received: bytes) -> Answers:
    """Tell the answers in `received` apart. ASB packets and bytes that fit no kind are left out."""
    status, paper, process_ids = bytearray(), bytearray(), []
    place = 0
    while place < len(received):
        packet = received[place : place + _length_at(received, place)]
        if len(packet) == _PACKET_LENGTHS[0x22]:
            process_ids.append(packet[2:6])
        elif len(packet) == 1 and is_status(packet[0]):
            status += packet
        elif len(packet) == 1 and packet[0] & 0x90 == 0:
            paper += packet
        place += len(packet)
    return Answers(bytes(status), bytes(paper), tuple(process_ids))


def is_status(byte: int) -> bool:
    """Whether `byte` can be an answer to DLE EOT: bits 1 and 4 set, bits 0 and 7 not.

    >>> is_status(0x12), is_status(0x10), is_status(0x00)
    (True, False, False)
    """
    return byte & 0x93 == 0x12


def lacks_paper(answers: Answers) -> bool:
    """Whether an answer to GS r 1 says that the paper has ended: not every model stops for that.

    >>> lacks_paper(Answers(paper=bytes((0x0C,)))), lacks_paper(Answers(paper=bytes((0x03,))))
    (True, False)
    """
    return any(byte & 0x0C for byte in answers.paper)


def state_from(answers: bytes) -> PrinterState:
    """The state that the four answers to DLE EOT 1, 2, 3 and 4 tell of, in this order.

    An open cover comes before missing paper: with the cover open the paper sensor sees nothing either.

    >>> state_from(bytes((0x12, 0x12, 0x12, 0x1E)))
    <PrinterState.PAPER_LOW: 'paper_low'>
    """
    printer, offline, error, paper = answers
    if offline & 0x04:
        return PrinterState.COVER_OPEN
    if paper & 0x60 or offline & 0x20:
        return PrinterState.PAPER_OUT
    if error & 0x6C or offline & 0x40 or printer & 0x08:
        return PrinterState.FAULT
    return PrinterState.PAPER_LOW if paper & 0x0C else PrinterState.READY


def _length_at(received: bytes, place: int) -> int:
    """How many bytes the answer that begins at `place` has; one that is cut off counts as long as it is."""
    first = received[place]
    if first == _PACKET_HEAD:
        return _PACKET_LENGTHS.get(received[place + 1], 1) if place + 1 < len(received) else 1
    return _ASB_LENGTH if first & 0x93 == 0x10 else 1
