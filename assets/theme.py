"""The town's own look: NL Design System design tokens (JSON) -> the colours and measures of terminal and web pages.

A town drops in the token file it has published already: every role is looked up first under `infopunt`, then under the
common tokens of the document and of the main action. What is found nowhere is mixed from what is there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from assets import ASSETS_DIR
from assets.document import DocumentError
from assets.tokens import Tokens, read_tokens

THEMES_DIR = ASSETS_DIR / "themes"

TEXT_CONTRAST = 7.0
"""Between text and what is behind it (WCAG 2.2, 1.4.6; acceptance row A32)."""

CONTROL_CONTRAST = 3.0
"""Between a control's own mark and what is behind it (WCAG 2.2, 1.4.11; acceptance row A32)."""

_HEX = re.compile(r"#[0-9a-f]{6}")
_LENGTH = re.compile(r"([0-9.]+)\s*(mm|px|rem)?")
_MM = {"mm": 1.0, "px": 25.4 / 96, "rem": 16 * 25.4 / 96, None: 1.0}
"""CSS defines a px as 1/96 inch, and a rem is 16 px unless a page says otherwise."""


@dataclass(frozen=True)
class Theme:
    """The colours (as #rrggbb), the font and the measures (millimetres) of a town.

    `ink` and `soft` are text; `paper` is behind everything, `card` behind what one can touch; `brand` fills the one
    main action, `brand_tint` what belongs to it; `sun` is help and focus, `sky` a fact, `danger` stopping and mistakes.
    """

    ink: str
    soft: str
    paper: str
    card: str
    line: str
    brand: str
    brand_tint: str
    on_brand: str
    sun: str
    on_sun: str
    sky: str
    danger: str
    font_family: str
    radius_mm: float
    gap_mm: float


_TOKENS = {
    "ink": ("infopunt.color.ink", "utrecht.document.color"),
    "soft": ("infopunt.color.soft",),
    "paper": ("infopunt.color.paper", "utrecht.document.background-color"),
    "card": ("infopunt.color.card", "utrecht.surface.background-color"),
    "line": ("infopunt.color.line",),
    "brand": ("infopunt.color.brand", "utrecht.button.primary-action.background-color"),
    "brand_tint": ("infopunt.color.brand-tint",),
    "on_brand": ("infopunt.color.on-brand", "utrecht.button.primary-action.color"),
    "sun": ("infopunt.color.sun", "utrecht.focus.background-color"),
    "on_sun": ("infopunt.color.on-sun", "utrecht.focus.color"),
    "sky": ("infopunt.color.sky",),
    "danger": ("infopunt.color.danger", "utrecht.form-field-error-message.color"),
    "font_family": ("infopunt.font-family", "utrecht.document.font-family"),
    "radius_mm": ("infopunt.radius", "utrecht.button.border-radius"),
    "gap_mm": ("infopunt.gap",),
}
_ALWAYS_THERE = ("ink", "paper", "brand")
_PLAIN = {
    "card": "#ffffff",
    "on_brand": "#ffffff",
    "sun": "#ffc93c",
    "on_sun": "#13251d",
    "danger": "#9b1c1c",
    "font_family": "Noto Sans",
    "radius_mm": "3",
    "gap_mm": "2.8",
}
_TEXT_ON = (
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "brand_tint"),
    ("ink", "sky"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "sky"),
    ("brand", "paper"),
    ("brand", "card"),
    ("brand", "brand_tint"),
    ("on_brand", "brand"),
    ("brand_tint", "brand"),
    ("on_sun", "sun"),
    ("danger", "paper"),
    ("danger", "card"),
)
_CONTROL_ON = (("brand", "sky"), ("on_sun", "sun"), ("danger", "brand_tint"))
"""Icons and outlines that are not text: a mark on a fact, the two rings of the focus, a mistake in a chosen field."""


def read_theme(path: Path) -> Theme:
    """Read a file of design tokens; raises DocumentError with file, line and what is expected."""
    tokens = read_tokens(path)
    roles = {role: _role(tokens, role) for role in _TOKENS}
    colours = {role: value for role, value in roles.items() if value and not role.endswith(("_mm", "family"))}
    for role, value in {**_mixtures(colours), **_PLAIN}.items():
        roles[role] = roles[role] or value
    measures = {role: _millimetres(tokens, role, str(roles[role])) for role in ("radius_mm", "gap_mm")}
    theme = Theme(**{**roles, **measures})  # type: ignore[arg-type]  # every text role is filled in by now
    _check_contrast(theme, tokens)
    return theme


def css(theme: Theme) -> str:
    """The theme as custom properties for the web pages: ":root{--ink:#...;--brand-tint:#...}"."""
    names = {field.name: getattr(theme, field.name) for field in fields(theme)}
    values = {name.removesuffix("_mm").replace("_", "-"): _css_value(name, value) for name, value in names.items()}
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in values.items()) + "}"


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 4)


def mix(a: str, b: str, share_of_b: float) -> str:
    """A colour between `a` (share 0) and `b` (share 1).

    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_channels(a), _channels(b), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share_of_b):02x}" for one, other in pairs)


def _css_value(name: str, value: str | float) -> str:
    if name.endswith("_mm"):
        return f"{value:g}mm"
    return f"'{value}',sans-serif" if name == "font_family" else str(value)


def _role(tokens: Tokens, role: str) -> str | None:
    for name in _TOKENS[role]:
        value = tokens.value(name)
        if value is not None:
            return value if role.endswith(("_mm", "family")) else _colour(tokens, name, value)
    if role in _ALWAYS_THERE:
        wanted = " or ".join(_TOKENS[role])
        raise DocumentError(tokens.path, 1, f"a colour under {wanted} is expected")
    return None


def _colour(tokens: Tokens, name: str, value: str) -> str:
    value = value.strip().lower()
    if len(value) == 4 and value.startswith("#"):
        value = "#" + "".join(2 * digit for digit in value[1:])
    if not _HEX.fullmatch(value):
        raise DocumentError(tokens.path, tokens.line(name), f"{name}: a colour like #0b4f3a is expected")
    return value


def _millimetres(tokens: Tokens, role: str, value: str) -> float:
    found = _LENGTH.fullmatch(value.strip())
    if not found:
        name = _TOKENS[role][0]
        raise DocumentError(tokens.path, tokens.line(name), f"{name}: a length in mm, px or rem is expected")
    return round(float(found[1]) * _MM[found[2]], 3)


def _mixtures(colours: Mapping[str, str]) -> dict[str, str]:
    ink, paper, brand = colours["ink"], colours["paper"], colours["brand"]
    return {
        "soft": mix(ink, paper, 0.2),
        "line": mix(ink, paper, 0.86),
        "brand_tint": mix(brand, paper, 0.88),
        "sky": mix(brand, paper, 0.92),
    }


def _check_contrast(theme: Theme, tokens: Tokens) -> None:
    for pairs, wanted in ((_TEXT_ON, TEXT_CONTRAST), (_CONTROL_ON, CONTROL_CONTRAST)):
        for front, back in pairs:
            found = contrast(getattr(theme, front), getattr(theme, back))
            if found < wanted:
                line = next(tokens.line(name) for name in _TOKENS[front] + _TOKENS[back] if tokens.value(name))
                raise DocumentError(
                    tokens.path,
                    line,
                    f"{front} on {back} has a contrast of {found:.1f}:1; at least {wanted:g}:1 is expected",
                )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
