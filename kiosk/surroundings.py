"""The streets and the map around a terminal: niceties, whose files may be missing or broken without closing it."""

import logging
from pathlib import Path

from assets.document import DocumentError
from assets.town import Town
from kiosk.config import TerminalConfig
from kiosk.lastgood import read_or_last_good
from kiosk.maps.tilefile import MapFileError, open_map
from kiosk.maps.townmap import TownMap
from kiosk.streets.index import StreetIndex
from kiosk.streets.reading import read_streets

_log = logging.getLogger(__name__)


def streets_of(config: TerminalConfig, town: Town, kept: Path) -> StreetIndex:
    """The streets to complete; none where there is no file that can be read, and then visitors type them whole."""
    if config.streets is None:
        return StreetIndex()
    villages = [village.name for village in town.villages]
    try:
        return StreetIndex(read_or_last_good(config.streets, kept, lambda path: read_streets(path, villages)))
    except DocumentError as error:
        _log.error("%s. Visitors type the names of streets whole until this is mended.", error)
        return StreetIndex()


def map_of(config: TerminalConfig, town: Town) -> TownMap | None:
    """The operator's map; None where there is none that can be used, and then the villages are drawn."""
    if config.map is None:
        return None
    try:
        return open_map(config.map, town)
    except MapFileError as error:
        _log.error("%s. The villages are drawn until this is mended.", error)
        return None
