"""The picture above a portrait screen: hills of the land around, in the town's own colours. Drawn, never loaded."""

import math

from PIL import Image, ImageDraw

from assets.theme import Theme, mix

_OVERSAMPLING = 2
_SWELL = ((0.9, 0.55), (2.1, 0.3), (4.3, 0.15))
"""Waves of one ridge: how many over the width, and their share of its height."""

_VILLAGE_RIDGE = 2
_VILLAGE_STEP = 50
"""Where on that ridge: steps of 120."""


def draw_hills(theme: Theme, width: int, height: int) -> Image.Image:
    """A quiet picture of `width` by `height` pixels, that ends below in the colour of the paper."""
    scale = _OVERSAMPLING
    size = (width * scale, height * scale)
    image = Image.new("RGB", size, mix(theme.paper, theme.sky, 0.85))
    draw = ImageDraw.Draw(image)
    _sun(draw, theme, size)
    # Far ridges are pale and high, near ones stronger and low; the last one is the paper itself.
    shades = (0.10, 0.20, 0.36, 0.62)
    for number, shade in enumerate(shades):
        base, swell = 0.42 + 0.12 * number, 0.17 - 0.012 * number
        ridge = _ridge(size, base, swell, phase=1.7 * number)
        if number == _VILLAGE_RIDGE:
            # Before its own ridge: the hill hides the feet of the houses.
            _village(draw, ridge, mix(theme.sky, theme.brand, shade + 0.08), size)
        draw.polygon([(0, size[1]), *ridge, (size[0], size[1])], fill=mix(theme.sky, theme.brand, shade))
    foot = _ridge(size, 0.93, 0.05, phase=0.4)
    draw.polygon([(0, size[1]), *foot, (size[0], size[1])], fill=theme.paper)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _sun(draw: ImageDraw.ImageDraw, theme: Theme, size: tuple[int, int]) -> None:
    x, y, radius = size[0] * 0.76, size[1] * 0.33, size[1] * 0.1
    for grow, share in ((1.55, 0.18), (1.0, 0.9)):
        box = (x - radius * grow, y - radius * grow, x + radius * grow, y + radius * grow)
        draw.ellipse(box, fill=mix(mix(theme.paper, theme.sky, 0.85), theme.sun, share))


def _ridge(size: tuple[int, int], base: float, swell: float, phase: float) -> list[tuple[float, float]]:
    """Points of a line of hills; `base` and `swell` are shares of the height, `phase` tells ridges apart."""
    points = []
    for step in range(121):
        across = step / 120
        wave = sum(share * math.sin(2 * math.pi * count * across + phase * (1 + count)) for count, share in _SWELL)
        points.append((across * size[0], (base - swell * wave) * size[1]))
    return points


def _village(draw: ImageDraw.ImageDraw, ridge: list[tuple[float, float]], colour: str, size: tuple[int, int]) -> None:
    """A church with a spire and a few roofs on the ridge."""
    x, y = ridge[_VILLAGE_STEP]
    unit = size[1] * 0.02
    for offset, wide, high in ((-4.6, 2.4, 1.5), (-2.0, 2.0, 1.2), (1.4, 2.6, 1.6), (4.3, 2.0, 1.1)):
        left = x + offset * unit
        wall = y - high * unit * 0.6
        draw.rectangle((left, wall, left + wide * unit, y + 6 * unit), fill=colour)
        roof = [
            (left - 0.3 * unit, wall),
            (left + wide * unit / 2, wall - high * unit),
            (left + (wide + 0.3) * unit, wall),
        ]
        draw.polygon(roof, fill=colour)
    draw.rectangle((x - 0.1 * unit, y - 3.4 * unit, x + 1.1 * unit, y + 6 * unit), fill=colour)
    draw.polygon(
        [(x - 0.3 * unit, y - 3.4 * unit), (x + 0.5 * unit, y - 6.6 * unit), (x + 1.3 * unit, y - 3.4 * unit)],
        fill=colour,
    )
