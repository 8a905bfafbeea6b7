import json
from pathlib import Path
from typing import Any

import pytest

from assets.document import DocumentError
from assets.theme import THEMES_DIR, contrast, css, mix, read_theme

THEMES = sorted(path.name for path in THEMES_DIR.glob("*.json"))


def write(path: Path, tokens: dict[str, Any]) -> Path:
    file = path / "tokens.json"
    file.write_text(json.dumps(tokens, indent=1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.4781),
        ("#ff0000", "#000000", 5.252),
    ],
)
def test_contrast_is_that_of_wcag(a: str, b: str, expected: float) -> None:
    assert contrast(a, b) == pytest.approx(expected, abs=0.001)
    assert contrast(b, a) == contrast(a, b)


def test_mix_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#ffffff", share) for share in (0, 0.5, 1)] == ["#000000", "#808080", "#ffffff"]


@pytest.mark.parametrize("name", THEMES)
def test_a32_every_theme_of_the_house_is_readable(name: str) -> None:
    theme = read_theme(THEMES_DIR / name)
    assert contrast(theme.ink, theme.paper) >= 7
    assert contrast(theme.on_brand, theme.brand) >= 7


def test_a32_high_contrast_is_black_and_white() -> None:
    theme = read_theme(THEMES_DIR / "high-contrast.json")
    assert contrast(theme.ink, theme.paper) == 21


def test_a_published_token_file_is_enough(tmp_path: Path) -> None:
    tokens = {
        "town": {"blue": {"$value": "#003366"}, "white": {"value": "#FFF", "type": "color"}},
        "utrecht": {
            "document": {"color": {"value": "#111111"}, "background-color": {"value": "{town.white}"}},
            "button": {
                "primary-action": {
                    "background-color": {"value": "{town.blue}"},
                    "color": {"value": "{town.white.value}"},
                },
                "border-radius": {"value": "8px"},
            },
        },
    }
    theme = read_theme(write(tmp_path, tokens))
    assert (theme.brand, theme.paper, theme.on_brand) == ("#003366", "#ffffff", "#ffffff")
    assert theme.radius_mm == pytest.approx(2.117)
    assert contrast(theme.soft, theme.paper) >= 7


def base(**colours: str) -> dict[str, Any]:
    plain = {"ink": "#000000", "paper": "#ffffff", "brand": "#003366"} | colours
    return {"infopunt": {"color": {name: {"value": value} for name, value in plain.items()}}}


@pytest.mark.parametrize(
    ("tokens", "line", "expected"),
    [
        (base(soft="#999999"), 14, "soft on paper has a contrast of 2.8:1; at least 7:1 is expected"),
        (base(brand="green"), 11, "infopunt.color.brand: a colour like #0b4f3a is expected"),
        (base(brand="{town.green}"), 11, "infopunt.color.brand: there is no token 'town.green'"),
        (base(ink="{infopunt.color.ink}"), 5, "infopunt.color.ink: its references go round in a circle"),
        ({"infopunt": {"color": {"ink": {"value": "#000000"}}}}, 1, "a colour under infopunt.color.paper"),
        (base() | {"infopunt.radius": {"value": "wide"}}, 16, "infopunt.radius: a length in mm, px or rem is expected"),
    ],
)
def test_a_broken_theme_names_file_line_and_what_is_expected(
    tmp_path: Path, tokens: dict[str, Any], line: int, expected: str
) -> None:
    path = write(tmp_path, tokens)
    with pytest.raises(DocumentError) as caught:
        read_theme(path)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert expected in caught.value.expected


def test_text_that_is_no_json_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{\n "a": {"value": \n', encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_theme(path)
    assert caught.value.line == 3


def test_css_carries_every_colour() -> None:
    text = css(read_theme(THEMES_DIR / "beekdaelen.json"))
    assert text.startswith(":root{--ink:#13251d;--soft:")
    assert "--brand-tint:#e3efe7" in text
    assert "--radius:2.8mm" in text
    assert "--font-family:'Noto Sans',sans-serif" in text
