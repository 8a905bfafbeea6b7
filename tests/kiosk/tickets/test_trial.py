"""The test print, read back from the paper by a reader that is not ours."""

from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from assets.text import read_texts
from devices.printer.port import PrinterModel, PrintOutcome
from devices.printer.simulated import SimulatedPrinter
from kiosk.printing import job_bytes
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.trial import trial_ticket
from tests.kiosk.sample import content


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width_dots", [576, 384])
@pytest.mark.parametrize("prefers_text", [False, True])
def test_the_test_print_names_its_terminal_in_a_code(
    tmp_path: Path, language: str, width_dots: int, prefers_text: bool
) -> None:
    model = PrinterModel(width_dots=width_dots, prefers_text=prefers_text)
    fonts = TicketFonts()
    printer = SimulatedPrinter(tmp_path, model, font_file=fonts.regular)
    ticket = trial_ticket(replace(content(), texts=read_texts(language)), "bibliotheek-nuth-1")
    assert "ticket." not in str(ticket), "every text is there"
    assert printer.send(job_bytes(ticket, model, fonts)).outcome is PrintOutcome.PRINTED
    (paper,) = printer.machine.tickets()
    with Image.open(paper) as image:
        assert [found.text for found in zxingcpp.read_barcodes(image)] == ["infopunt-test:bibliotheek-nuth-1"]
