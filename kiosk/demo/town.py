"""Prepares the demo on this machine: where everything lies, and the terminal's own configuration."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from assets import ASSETS_DIR

TERMINAL = "nuth-1"
LOCATION = "bibliotheek-nuth"
DESK = f"{LOCATION}/balie-1"
WAITED_FOR = "vragen"
"""What the visitors ask who are there before the demo's own: the service that its visitor takes a number for."""
DEFAULT_PORT = 8311

_LANDSCAPE = {"width_px": 1280, "height_px": 800, "width_mm": 217}
"""A 10.1 inch panel."""
_PORTRAIT = {"width_px": 1080, "height_px": 1920, "width_mm": 268}
"""A 21.5 inch panel that stands upright."""


@dataclass(frozen=True)
class DemoPlace:
    """Where the demo keeps its things, and where its central listens."""

    state_dir: Path
    port: int = DEFAULT_PORT
    portrait: bool = False

    @property
    def url(self) -> str:
        """The central's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def central_dir(self) -> Path:
        """The central's database, keys and passwords."""
        return self.state_dir / "central"

    @property
    def terminal_dir(self) -> Path:
        """The terminal's database and identity."""
        return self.state_dir / "terminal"

    @property
    def tickets_dir(self) -> Path:
        """What the virtual printer has printed, one PNG a ticket."""
        return self.state_dir / "tickets"

    @property
    def terminal_file(self) -> Path:
        """The terminal's configuration, written afresh at every start."""
        return self.state_dir / "terminal.yaml"

    def write_terminal_file(self, *, window: bool) -> None:
        """Write terminal.yaml; `window` for a desktop (a window with a mouse pointer) instead of a bare screen."""
        screen = dict(_PORTRAIT if self.portrait else _LANDSCAPE)
        settings = {
            "terminal": TERMINAL,
            "location": LOCATION,
            "central_url": self.url,
            "public_url": self.url,
            "town": str(ASSETS_DIR / "demo" / "town.yaml"),
            "state_dir": str(self.terminal_dir.absolute()),
            "printer": f"virtual:{self.tickets_dir.absolute()}",
            "camera": "simulated",
            "sound": "simulated:alsa",
            "badge": "simulated",
            "scanner": "simulated",
            "presence": "simulated",
            "idle": {"rest_after_s": 900},
            "dock": True,
            "screen": {**screen, "fullscreen": False, "show_cursor": window},
        }
        self.state_dir.mkdir(parents=True, exist_ok=True)
        self.terminal_file.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
