"""What a terminal reads and works out at its start, and is the same for every test: done once in a process.

The reading itself, with files that are broken or have changed, is tested in tests/kiosk and with real programs.
"""

from collections.abc import Callable
from functools import cache

from kiosk.config import TerminalConfig
from kiosk.content import Content
from kiosk.contents import contents_of as really_read

_SHOWN_BY = {"town", "location", "catalogue", "forms", "streets", "map", "public_url"}
"""The settings that say what is shown. Where a test writes a file of its own, that has a path of its own."""


@cache
def _shared(shown_by: str, camera: bool) -> dict[str, Callable[[str], Content]]:
    return {}


def contents_of(config: TerminalConfig, *, camera: bool) -> Callable[[str], Content]:
    """As the terminal reads them, the first time that these files are asked for."""
    shared = _shared(config.model_dump_json(include=_SHOWN_BY), camera)
    if "contents" not in shared:
        shared["contents"] = really_read(config, camera=camera)
    return shared["contents"]
