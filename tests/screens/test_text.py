"""Text as it is drawn: Arabic joined and in order, compounds broken well, nothing of a visitor kept."""

import re

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from assets import font
from screens.paint import Paint, reads_from_right
from screens.wrap import wrap
from tests.screens.driver import LANDSCAPE, look_of

PAINT = Paint(look_of(LANDSCAPE, language="ar"))
STYLE = PAINT.style("title")


def drawn(text: str) -> Image.Image:
    return PAINT._draw_text([text], STYLE, "left").getchannel("A")


def unjoined(text: str) -> Image.Image:
    image = Image.new("L", drawn(text).size)
    face = ImageFont.truetype(str(font.regular()), STYLE.px, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(image).text((0, 0), text, fill=255, font=face)
    return image


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.getbbox()
    assert box is not None
    return box


def test_arabic_letters_are_joined() -> None:
    word = "سلام"
    assert PAINT.width(word, STYLE) < sum(PAINT.width(letter, STYLE) for letter in word)
    assert ImageChops.difference(drawn(word), unjoined(word)).getbbox() is not None


@pytest.mark.parametrize("number", ["A12", "14:30", "06-12345678"])
def test_digits_keep_their_order_inside_arabic(number: str) -> None:
    """At the left end of the Arabic line, where reading ends, stands what the number looks like alone, not turned."""
    line = drawn(f"الساعة {number}")
    left, top, _, bottom = ink(line)

    def unlike(text: str) -> float:
        alone = drawn(text)
        box = ink(alone)
        piece = alone.crop((box[0], top, box[2], bottom))
        found = line.crop((left, top, left + piece.width, bottom))
        return ImageStat.Stat(ImageChops.difference(found, piece)).mean[0]

    turned = "".join(reversed(re.split(r"([-:])", number))) if not number.isalnum() else number[::-1]
    assert unlike(number) < 0.5 * unlike(turned)


def test_marks_below_and_above_the_line_are_not_cut_off() -> None:
    for text in ("هل هذا صحيح؟", "Åg|"):
        image = drawn(text)
        _, top, _, bottom = ink(image)
        assert top > 0
        assert bottom < image.height


@pytest.mark.parametrize(("text", "expected"), [("Paspoort", False), ("14:30", False), ("الساعة 14:30", True)])
def test_direction_follows_the_letters(text: str, expected: bool) -> None:
    assert reads_from_right(text) is expected


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Nieuw adres doorgeven", 12, ["Nieuw adres", "doorgeven"]),
        ("vrijwilligersverzekering", 18, ["vrijwilligers-", "verzekering"]),
        ("gehandicaptenparkeerkaart", 22, ["gehandicaptenparkeer-", "kaart"]),
        ("Paspoort of ID-kaart", 16, ["Paspoort of", "ID-kaart"]),
        ("infopunt.beekdaelen.nl/p/verhuizen", 26, ["infopunt.beekdaelen.nl/p/", "verhuizen"]),
        ("schoolkoor", 8, ["school-", "koor"]),
        ("drie\nregels\nhier", 20, ["drie", "regels", "hier"]),
        ("leer\u00adlingenvervoer", 12, ["leer-", "lingenvervoer"[:9] + "-", "voer"]),
        ("", 10, [""]),
    ],
)
def test_long_words_break_where_one_reads_on_best(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width, len) == lines


def test_no_line_is_wider_than_its_place() -> None:
    text = "Arbeidsongeschiktheidsverzekeringsmaatschappij en vrijwilligersverzekeringen"
    for width in range(8, 40):
        assert max(map(len, wrap(text, width, len))) <= width
        assert "".join(wrap(text, width, len)).replace("-", "").replace(" ", "") == text.replace(" ", "")


def test_what_was_measured_and_drawn_is_forgotten() -> None:
    paint = Paint(look_of(LANDSCAPE))
    paint.width("Jansen, Dorpsstraat 1", STYLE)
    kept = paint.text(["Jansen"], STYLE, "left")
    assert paint.text(["Jansen"], STYLE, "left") is kept
    assert paint.fleeting_text(["Jansen"], STYLE, "left") is not kept
    assert paint._width.cache_info().currsize > 0
    paint.forget()
    assert paint._width.cache_info().currsize == paint._kept_text.cache_info().currsize == 0
