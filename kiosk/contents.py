"""What a terminal shows, read from its files: the last good version where one is broken."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Protocol

from assets import ASSETS_DIR
from assets.form import read_forms
from assets.product import read_catalogue
from assets.text import read_texts
from assets.theme import Theme, read_theme
from assets.town import Location, Town, read_town
from kiosk.catalogue.index import ProductIndex
from kiosk.config import TerminalConfig
from kiosk.content import Content
from kiosk.forms.engine import for_terminal
from kiosk.lastgood import read_or_last_good
from kiosk.surroundings import map_of, streets_of
from sync.protocol.clock import SystemClock

_MORE_THEMES = ("high-contrast.json", "dark.json")


class ReadContents(Protocol):
    """Reads what a terminal shows, by language."""

    def __call__(self, config: TerminalConfig, *, camera: bool) -> Callable[[str], Content]:
        """As `contents_of`."""
        ...


def themes_of(config: TerminalConfig) -> tuple[Theme, ...]:
    """The town's own theme, then those for who sees less. Raises DocumentError when the first was never good."""
    own = read_or_last_good(config.theme, _kept(config) / "theme.json", read_theme)
    return own, *(read_theme(ASSETS_DIR / "themes" / name) for name in _MORE_THEMES)


def contents_of(config: TerminalConfig, *, camera: bool) -> Callable[[str], Content]:
    """What to show, by language; every file is read once.

    Raises DocumentError when a file is broken and no good version was kept, ValueError for a location the town has not.
    """
    kept = _kept(config)
    town = read_or_last_good(config.town, kept / "town.yaml", read_town)
    catalogue = read_or_last_good(config.catalogue, kept / "catalogue", read_catalogue)
    forms = read_or_last_good(config.forms, kept / "forms", read_forms)
    location = _location(config, town)
    index = ProductIndex(catalogue)
    streets, tiled = streets_of(config, town, kept / "streets.csv"), map_of(config, town)
    clock = SystemClock()

    @cache
    def content_in(language: str) -> Content:
        return Content(
            town=town,
            location=location,
            catalogue=catalogue,
            forms={slug: for_terminal(form, camera=camera) for slug, form in forms.items()},
            texts=read_texts(language),
            search=lambda query: index.search(query, language),
            public_url=str(config.public_url).rstrip("/"),
            now=clock.now,
            streets=streets,
            tiled=tiled,
        )

    return content_in


def _location(config: TerminalConfig, town: Town) -> Location:
    try:
        return town.location(config.location)
    except KeyError as error:
        known = ", ".join(place.slug for place in town.locations)
        message = f"{config.town}: a location '{config.location}' is expected (terminal.yaml); it has {known}"
        raise ValueError(message) from error


def _kept(config: TerminalConfig) -> Path:
    return config.state_dir / "last-good"
