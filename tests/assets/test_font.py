from pathlib import Path

import pytest
from PIL import ImageFont, features

from assets.font import FontMissingError, bold, build, icons, regular


def test_the_merged_font_has_latin_and_joined_arabic(tmp_path: Path) -> None:
    assert features.check("raqm"), "Pillow needs raqm to shape Arabic"
    for path in build(tmp_path):
        font = ImageFont.truetype(str(path), 40)
        joined = font.getlength("سلام")
        apart = sum(font.getlength(letter) for letter in "سلام")
        assert joined < apart
        assert font.getlength("A12") > 0
        assert font.getmask("é").getbbox() != font.getmask("\uffff").getbbox()


def test_built_fonts_come_first_and_the_system_is_the_fallback(tmp_path: Path) -> None:
    system = tmp_path / "system"
    system.mkdir()
    (system / "NotoSans-Regular.ttf").write_bytes(b"font")
    assert regular(tmp_path / "built", system) == system / "NotoSans-Regular.ttf"
    built = tmp_path / "built"
    built.mkdir()
    (built / "InfopuntSans-Regular.ttf").write_bytes(b"font")
    assert regular(built, system) == built / "InfopuntSans-Regular.ttf"


def test_a_missing_font_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FontMissingError, match="run deploy/setup"):
        bold(tmp_path, tmp_path)
    with pytest.raises(FontMissingError, match="run deploy/setup"):
        build(tmp_path / "out", tmp_path)
    with pytest.raises(FontMissingError, match="run deploy/setup"):
        icons(tmp_path / "icons.ttf")
