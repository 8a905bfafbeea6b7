"""The files that pages load: styles, scripts, fonts, the chime, and the town's theme. Nothing comes from elsewhere."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from assets import ASSETS_DIR
from assets.font import FontMissingError, bold, icons, regular
from assets.theme import css
from sync.central.api.problems import ProblemError
from sync.central.services import Needed

ROUTER = APIRouter(include_in_schema=False)

STATIC_FILES = {path.name: path for path in sorted((Path(__file__).parent / "static").iterdir())} | {
    path.name: path for path in sorted((ASSETS_DIR / "sounds").glob("*.wav"))
}
_FONTS: dict[str, Callable[[], Path]] = {"regular.ttf": regular, "bold.ttf": bold, "icons.ttf": icons}
_KEEP_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_KEEP_A_DAY = {"Cache-Control": "public, max-age=86400"}


@ROUTER.get("/static/theme.css")
def theme(services: Needed) -> Response:
    """The town's colours and measures."""
    return Response(css(services.content.theme), media_type="text/css", headers=_KEEP_FOR_EVER)


@ROUTER.get("/static/theme-dark.css")
def dark_theme(services: Needed) -> Response:
    """The colours for a phone that is set to dark."""
    rules = "@media (prefers-color-scheme: dark){" + css(services.content.dark_theme) + "}"
    return Response(rules, media_type="text/css", headers=_KEEP_A_DAY)


@ROUTER.get("/static/fonts/{name}")
def font(name: str) -> Response:
    """A font of this machine; a browser without it takes its own."""
    try:
        return FileResponse(_FONTS[name](), media_type="font/ttf", headers=_KEEP_A_DAY)
    except (KeyError, FontMissingError) as error:
        raise ProblemError(404, "not_found", "There is no such font") from error


@ROUTER.get("/static/{name}")
def static_file(name: str) -> Response:
    """A file that comes with the pages; only the ones that were there at start."""
    if name not in STATIC_FILES:
        raise ProblemError(404, "not_found", "There is no such file")
    return FileResponse(STATIC_FILES[name], headers=_KEEP_FOR_EVER)
