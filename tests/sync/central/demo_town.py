"""The demo town, for tests of the queue and the agenda."""

from assets import ASSETS_DIR
from assets.town import read_town

TOWN = read_town(ASSETS_DIR / "demo" / "town.yaml")
