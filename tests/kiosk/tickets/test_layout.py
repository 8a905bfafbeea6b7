"""What a ticket looks like, measured: on both paper widths, in every script, on paper and on the screen."""

import dataclasses
from itertools import pairwise

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from devices.printer.port import PrinterModel
from kiosk.tickets.fonts import TicketFonts
from kiosk.tickets.layout import Letters, QrModules, Sheet, TickBox, lay_out, qr_module_dots
from kiosk.tickets.picture import draw, paper_image, screen_image
from kiosk.tickets.ticket import Ticket
from tests.kiosk.tickets.samples import ALL, ARABIC, BARE, LONG, REPORT

WIDE, NARROW = PrinterModel(), PrinterModel(width_dots=384)
FONTS = TicketFonts()


def letters_of(sheet: Sheet) -> list[Letters]:
    return [thing for thing in sheet.things if isinstance(thing, Letters)]


def ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.invert(image.convert("L")).getbbox()
    assert box is not None
    return box


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


@pytest.mark.parametrize("model", [WIDE, NARROW], ids=["80mm", "58mm"])
@pytest.mark.parametrize("ticket", ALL.values(), ids=ALL.keys())
def test_everything_stands_on_the_paper_with_a_margin(ticket: Ticket, model: PrinterModel) -> None:
    image = paper_image(ticket, model, FONTS)
    assert image.mode == "1"
    assert image.width == model.width_dots
    left, top, right, bottom = ink_box(image)
    margin = model.width_dots * 0.03
    assert left >= margin
    assert model.width_dots - right >= margin
    assert top >= 16
    assert image.height - bottom >= 16


@pytest.mark.parametrize("ticket", ALL.values(), ids=ALL.keys())
def test_lines_do_not_run_into_each_other(ticket: Ticket) -> None:
    lines = letters_of(lay_out(ticket, WIDE, FONTS))
    assert all(below.baseline - above.baseline >= below.em * 0.99 for above, below in pairwise(lines))


def test_order_is_the_same_for_every_ticket() -> None:
    full = dataclasses.replace(LONG, qr="x", qr_caption="onder de code")
    texts = [letters.text for letters in letters_of(lay_out(full, WIDE, FONTS))]
    marks = ["Gemeente Voorbeeld", "A12", "onder de code", "Neem mee", "Uw identiteitsbewijs"]
    places = [texts.index(mark) for mark in marks]
    assert places == sorted(places)
    assert texts[-1] == "A12", "the number stands at both ends"


def test_the_code_is_by_far_the_largest() -> None:
    lines = letters_of(lay_out(REPORT, WIDE, FONTS))
    code = next(line for line in lines if line.text == "K7P 4XQ")
    assert code.em > 2 * max(line.em for line in lines if line.text != "K7P 4XQ")


@pytest.mark.parametrize("model", [WIDE, NARROW], ids=["80mm", "58mm"])
@pytest.mark.parametrize("ticket", [REPORT, ARABIC, dataclasses.replace(REPORT, qr="x" * 120)])
def test_qr_is_large_enough_and_reads_back(ticket: Ticket, model: PrinterModel) -> None:
    image = paper_image(ticket, model, FONTS)
    (found,) = zxingcpp.read_barcodes(image.convert("L"))
    assert found.text == ticket.qr
    (code,) = [thing for thing in lay_out(ticket, model, FONTS).things if isinstance(thing, QrModules)]
    assert len(code.rows) * code.module >= 25 * 8


@pytest.mark.parametrize("width_px", [150, 333, 400, 900])
def test_screen_shows_the_very_same_lines_and_a_code_that_reads(width_px: int) -> None:
    image = screen_image(REPORT, width_px, FONTS, ink="#123456", paper="#fffdf5")
    assert image.mode == "RGB"
    assert image.width == width_px
    assert image.getpixel((0, 0)) == (0xFF, 0xFD, 0xF5)
    sheet = lay_out(REPORT, WIDE, FONTS)
    assert image.height == round(sheet.height * width_px / WIDE.width_dots)
    (found,) = zxingcpp.read_barcodes(image)
    assert found.text == REPORT.qr


def test_a_screen_that_is_too_low_shows_the_whole_ticket_smaller() -> None:
    whole = screen_image(REPORT, 400, FONTS)
    lower = screen_image(REPORT, 400, FONTS, most_height_px=whole.height // 2)
    assert lower.height == whole.height // 2
    assert lower.width == pytest.approx(200, abs=1)
    assert screen_image(REPORT, 400, FONTS, most_height_px=whole.height + 1).size == whole.size


def test_screen_and_paper_have_ink_in_the_same_places() -> None:
    paper = paper_image(LONG, WIDE, FONTS).convert("L").resize((144, 500), Image.Resampling.BOX)
    screen = screen_image(LONG, 2 * WIDE.width_dots, FONTS).convert("L").resize((144, 500), Image.Resampling.BOX)
    assert mean_difference(paper, screen) < 6


def test_arabic_boxes_stand_at_the_right_and_dutch_ones_at_the_left() -> None:
    def box_middle(ticket: Ticket) -> float:
        boxes = (thing for thing in lay_out(ticket, WIDE, FONTS).things if isinstance(thing, TickBox))
        return next(box.left + box.side / 2 for box in boxes)

    assert box_middle(ARABIC) > WIDE.width_dots * 0.9
    assert box_middle(LONG) < WIDE.width_dots * 0.1


def test_a_telephone_number_reads_from_left_to_right_in_arabic() -> None:
    """Plain bidirectional order would print 2000 450 088: another number."""

    def strip(text: str, direction: str) -> Image.Image:
        (line,) = letters_of(lay_out(Ticket(town=text, what="", direction=direction), WIDE, FONTS))
        drawn = draw(Sheet(WIDE.width_dots, 60, (dataclasses.replace(line, baseline=44),)), 1.0, FONTS)
        left, _, right, _ = ink_box(drawn)
        return drawn.crop((left, 0, right, 60))

    number = strip("088 450 2000", "ltr")
    beginning = strip("الرقم 088 450 2000", "rtl").crop((0, 0, number.width, 60))
    assert min(mean_difference(ImageChops.offset(number, shift, 0), beginning) for shift in (-1, 0, 1)) < 10


def test_arabic_letters_join() -> None:
    joined = FONTS.width("بيت", 40, bold=False, direction="rtl")
    apart = sum(FONTS.width(letter, 40, bold=False, direction="rtl") for letter in "بيت")
    assert joined < apart * 0.9


def test_a_long_word_is_made_a_little_smaller_before_it_is_broken() -> None:
    lines = letters_of(lay_out(LONG, WIDE, FONTS))
    assert any(line.text == "gehandicaptenparkeerplaatsvergunning" for line in lines)


def test_without_code_and_qr_nothing_is_left_empty() -> None:
    sheet = lay_out(BARE, WIDE, FONTS)
    assert [letters.text for letters in letters_of(sheet)] == ["Voorbeeld", "Paspoort aanvragen"]
    assert len(sheet.things) == 2
    assert sheet.height < 20 * WIDE.dots_per_mm


@pytest.mark.parametrize("modules", [21, 33, 45, 57, 177])
def test_qr_always_fits_with_its_quiet_zone(modules: int) -> None:
    for model in (WIDE, NARROW):
        module = qr_module_dots(modules, model)
        assert module >= 1
        assert (modules + 8) * module <= model.width_dots


def test_a_dutch_line_on_an_arabic_ticket_runs_its_own_way() -> None:
    """Where the catalogue has no Arabic yet: its full stop is at its end, and 12 in front of the people."""
    mixed = dataclasses.replace(ARABIC, details=("12 mensen voor u", ARABIC.details[0]), what_next="Bewaar dit bewijs.")
    runs = {letters.text: letters.direction for letters in letters_of(lay_out(mixed, WIDE, FONTS))}
    assert runs["12 mensen voor u"] == runs["Bewaar dit bewijs."] == "ltr"
    assert runs[ARABIC.details[0]] == runs[ARABIC.town] == "rtl"
