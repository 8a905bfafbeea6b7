"""The project's own data as content for screens, in Dutch, English and an Arabic that is used in tests only."""

from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from assets import ASSETS_DIR
from assets.form import read_forms
from assets.product import read_catalogue
from assets.text import TRANSLATIONS_DIR, Texts, read_texts
from assets.town import read_town
from kiosk.content import Content
from kiosk.maps.townmap import TownMap
from kiosk.streets.index import StreetIndex
from kiosk.streets.reading import read_streets

TOWN = read_town(ASSETS_DIR / "demo" / "town.yaml")
CATALOGUE = read_catalogue()
FORMS = read_forms()
STREETS = StreetIndex(read_streets(ASSETS_DIR / "demo" / "streets.csv"))
NOW = datetime(2026, 11, 23, 13, 40, tzinfo=ZoneInfo(TOWN.timezone))
TEST_TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGES = ("nl", "en", "ar")


@cache
def texts_of(language: str) -> Texts:
    """The texts of a language, the test's own ones included; what these lack is Dutch."""
    if not (TEST_TRANSLATIONS / language).exists():
        return read_texts(language)
    with TemporaryDirectory() as folder:
        (Path(folder) / "nl").symlink_to(TRANSLATIONS_DIR / "nl")
        (Path(folder) / language).symlink_to(TEST_TRANSLATIONS / language)
        return read_texts(language, Path(folder))


def content_of(language: str, tiled: TownMap | None = None) -> Content:
    """The demo town's content in a language."""
    return Content(
        TOWN,
        TOWN.location("bibliotheek-nuth"),
        CATALOGUE,
        FORMS,
        texts_of(language),
        lambda query: (),
        "https://infopunt.beekdaelen.nl",
        lambda: NOW,
        STREETS,
        tiled,
        lambda: True,
    )
