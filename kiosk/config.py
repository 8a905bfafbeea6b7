"""What makes one terminal different from the next: terminal.yaml."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AnyHttpUrl, Field, StringConstraints

from assets import ASSETS_DIR
from assets.document import Document, read
from assets.product import CATALOGUE_DIR
from assets.words import Slug
from kiosk.keypad import KeypadAct, named_key

STREETS_FILE = "streets.csv"
"""Beside town.yaml: where a terminal looks for the streets when its settings name no other file."""

_REST_AFTER_S = 300.0

_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")

DEFAULT_THEME = ASSETS_DIR / "themes" / "beekdaelen.json"


class Screen(Document):
    """The screen: its pixels and its real width, from which every size in millimetres follows."""

    width_px: Annotated[int, Field(ge=320)] = 1280
    height_px: Annotated[int, Field(ge=320)] = 800
    width_mm: Annotated[float, Field(gt=50)] = 217.0
    """217 mm is a 10.1 inch screen of 1280 x 800."""
    fullscreen: bool = True
    show_cursor: bool = False

    @property
    def px_per_mm(self) -> float:
        """Pixels in a millimetre."""
        return self.width_px / self.width_mm

    @property
    def portrait(self) -> bool:
        """Whether the screen stands upright."""
        return self.height_px > self.width_px


class Idle(Document):
    """When a silent visit is warned, how long the warning lasts, and when the screen goes dark, in seconds."""

    quiet_s: Annotated[float, Field(gt=0)] = 120.0
    warning_s: Annotated[float, Field(ge=20)] = 45.0
    rest_after_s: Annotated[float, Field(ge=30)] | None = None
    """So long after anybody touched it or stood before it. Left out: five minutes with a presence sensor, else never:
    a dark screen that does not wake for who comes near looks broken."""


class TerminalConfig(Document):
    """One terminal. Paths are relative to the file they stand in.

    `printer` is a device (virtual:DIR, network:HOST:9100, usb:/dev/usb/lp0, serial:/dev/ttyUSB0@115200, file:PATH);
    `sound` a loudspeaker (alsa, alsa:SINK, none) and `headset` the socket beside it (none, card:CARD, jack:CARD,
    switch:/dev/input/PATH@SINK); `speech` a voice that is heard through them (espeak, piper:FOLDER,
    silent);
    `keypad` says that there is a tactile keypad, and what those of its keys do that are not the usual ones;
    `camera` takes photos (v4l2, v4l2:PATH, pi, simulated, simulated:FOLDER, none);
    `scanner` reads codes (evdev:PATH, camera, simulated, none);
    `presence` sees who stands before it (pir:GPIO17, distance:GPIO24,GPIO23, simulated, none);
    `badge` reads volunteers' badges (pcsc, pcsc:NAME, wedge:/dev/input/by-id/NAME, paper, simulated, none).
    Without `streets` they are read from streets.csv beside the town's file, if that is there; without `map` (MBTiles or
    GeoPackage) the villages are drawn.
    """

    terminal: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    location: Slug
    central_url: AnyHttpUrl
    public_url: AnyHttpUrl
    town: Path
    state_dir: Path
    catalogue: Path = CATALOGUE_DIR
    forms: Path = ASSETS_DIR / "forms"
    theme: Path = DEFAULT_THEME
    streets: Path | None = None
    map: Path | None = None
    languages: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...] = ("nl", "en")
    printer: str
    speech: str = "espeak"
    sound: str = "alsa"
    headset: str = "none"
    keypad: dict[Annotated[str, AfterValidator(named_key)], KeypadAct] | None = None
    camera: str = "none"
    scanner: str = "none"
    presence: str = "none"
    badge: str = "none"
    volunteer_idle_s: Annotated[float, Field(ge=30, le=3600)] = 300.0
    """So long after the last touch does a volunteer leave by himself, also with the badge still on the reader."""
    dock: bool = False
    """For demo and development only: a drawer and a port on this machine that set what simulated devices do."""
    dock_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Where the dock listens; 0 takes any port that is free (kiosk/dock/server.py)."""
    screen: Screen = Screen()
    idle: Idle = Idle()

    @property
    def rest_after_s(self) -> float | None:
        """When the screen goes dark, in seconds after anybody was there; None: never."""
        if self.idle.rest_after_s is None and self.presence != "none":
            return _REST_AFTER_S
        return self.idle.rest_after_s

    @property
    def central_is_here(self) -> bool:
        """Whether the central runs on this machine, as in a demo."""
        return self.central_url.host in _THIS_MACHINE


def read_config(path: Path) -> TerminalConfig:
    """Read terminal.yaml; raises assets.document.DocumentError with file and line."""
    config = read(path, TerminalConfig)
    here = path.resolve().parent
    names = ("town", "state_dir", "catalogue", "forms", "theme", "streets", "map")
    found = {name: here / getattr(config, name) for name in names if getattr(config, name) is not None}
    beside_town = found["town"].parent / STREETS_FILE
    if "streets" not in found and beside_town.exists():
        found["streets"] = beside_town
    return config.model_copy(update=found)
