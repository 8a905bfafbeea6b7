"""Every state of every device through the real screens: set by the dock, told on the screen, and kept as a picture.

`python -m tests.journeys.device_states --out DIR` leaves the pictures there, and sheets of them to look over.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIMULATED = dict.fromkeys(("camera", "scanner", "presence", "badge", "sound", "speech"), "simulated")
_PATIENCE_S = 30.0
_SHEET_COLUMNS = 3
_SMALL_PX = (640, 400)


@dataclass(frozen=True)
class Case:
    """`orders` to the dock lead to what `says`, a text key, tells on the screen that `shown_by` leads to."""

    name: str
    shown_by: str
    says: str
    orders: tuple[str, ...] = ()


VISITOR = (
    Case("printer-ready", "ticket", "paper.printed"),
    Case("printer-paper-low", "ticket", "paper.printed", ("printer paper low",)),
    Case("printer-paper-out", "ticket", "paper.reason.paper_out", ("printer paper out",)),
    Case("printer-cover-open", "ticket", "paper.reason.cover_open", ("printer cover open",)),
    Case("printer-not-connected", "ticket", "paper.reason.not_connected", ("printer cable out",)),
    Case("printer-mute", "ticket", "paper.reason.not_connected", ("printer answers none",)),
    Case("printer-fault", "ticket", "paper.reason.fault", ("printer cutter jammed",)),
    Case("printer-half-a-ticket", "ticket", "paper.unknown", ("printer jobs half",)),
    Case("camera-starting", "photo", "camera.starting", ("camera trouble unplugged", "camera trouble broken")),
    Case("camera-ready", "photo", "camera.take"),
    Case("camera-dark", "photo", "camera.dark", ("camera trouble dark",)),
    Case("camera-frozen", "photo", "camera.frozen", ("camera trouble none", "camera trouble frozen")),
    Case("camera-not-connected", "photo", "camera.not_connected", ("camera trouble unplugged",)),
    Case("camera-fault", "photo", "camera.fault", ("camera trouble unplugged", "camera trouble broken")),
    Case("scanner-ready", "code", "code.title.scan"),
    Case("scanner-not-connected", "code", "code.title", ("scanner trouble unplugged",)),
    Case("scanner-fault", "code", "code.title", ("scanner trouble broken",)),
    Case("scanner-garbage", "home", "misread.unknown.title", ("scanner show garbage",)),
    Case("keypad-help", "home", "help.title", ("keypad press help",)),
    Case("scanner-strange-address", "home", "misread.address.title", ("scanner show address",)),
)
"""What a visitor sees of a device: never more than what is the matter and what to do now."""


class States:
    """Leads a house to where a case shows, one after the other."""

    def __init__(self, house: Any, dock: Any) -> None:
        self._house = house
        self._dock = dock

    def show(self, case: Case, picture: Path | None = None) -> str | None:
        """Play a case from a fresh visit. None when the screen says what it should, else what it says instead."""
        self.mend()
        if case.shown_by == "photo":
            self._to_photo()
            self._give(case.orders)
        else:
            self._give(case.orders)
            {"ticket": self._to_ticket, "code": self._to_code, "home": lambda: None}[case.shown_by]()
        words = self._house.text(case.says)
        told = self._until_said(words)
        if picture is not None:
            self._house.stage.picture().save(str(picture))
        return None if told else " | ".join(self.said())

    def mend(self) -> None:
        """A fresh visit, and nothing is wrong."""
        for device in self._dock.devices:
            for control in device.controls:
                if control.choices and control.now():
                    control.act(control.choices[0])
        self._house.stage.conductor.end_visit()
        self._house.frames()

    def said(self) -> list[str]:
        """Every text on the screen."""
        from screens.text import Text

        parts = [part for block in self._house.stage.shell.blocks() for part in block.walk_blocks()]
        return [part.text for part in parts if isinstance(part, Text)]

    def _until_said(self, words: str) -> bool:
        deadline_s = time.monotonic() + _PATIENCE_S
        while not any(words in text for text in self.said()):
            if time.monotonic() > deadline_s:
                return False
            self._house.frames(1)
            time.sleep(0.005)
        self._house.frames(3)
        return True

    def _give(self, orders: Sequence[str]) -> None:
        from kiosk.dock.dock import Order

        for order in orders:
            device, control, value = order.split(" ", 2)
            self._dock.carry_out(Order(device=device, control=control, value=value))
            self._dock.seen()  # a device that is asked how it is notices what was done to it
            self._house.frames()

    def _to_ticket(self) -> None:
        self._house.touch("home.number", "Vragen")

    def _to_code(self) -> None:
        self._house.touch("home.have")

    def _to_photo(self) -> None:
        self._house.touch("home.report", "Straatlamp", "Brandt niet", "Nee", "Nuth")
        self._house.write("dorpstraat 12")
        self._house.touch("screen.next")


@contextmanager
def states_of(house: Any) -> Iterator[States]:
    """The cases of a running house."""
    from screens.docking import dock_of

    yield States(house, dock_of(house.stage.terminal))


def sheet(pictures: Sequence[Path], target: Path) -> None:
    """Pictures beside and below each other, with their names, to be looked over at once."""
    from PIL import Image, ImageDraw

    width, height = _SMALL_PX
    rows = -(-len(pictures) // _SHEET_COLUMNS)
    whole = Image.new("RGB", (width * _SHEET_COLUMNS, (height + 24) * rows), "white")
    for number, path in enumerate(pictures):
        left, top = number % _SHEET_COLUMNS * width, number // _SHEET_COLUMNS * (height + 24)
        with Image.open(path) as picture:
            whole.paste(picture.convert("RGB").resize(_SMALL_PX), (left, top + 24))
        ImageDraw.Draw(whole).text((left + 6, top + 6), path.stem, "black")
    whole.save(target)


def main() -> None:
    """Play all cases and leave their pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk.config import Screen
    from screens.window import prepare

    prepare(Screen(width_px=1280, height_px=800, width_mm=217.0, fullscreen=False))
    from tests.faults.central import running_central
    from tests.journeys.house import running_house

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running_central(folder / "central") as central, running_house(folder, central, **SIMULATED) as house:
            _draw(house, out)


def _draw(house: Any, out: Path) -> None:
    with states_of(house) as states:
        pictures = []
        for case in VISITOR:
            picture = out / f"{case.name}.png"
            wrong = states.show(case, picture)
            print(f"{'WRONG' if wrong else 'ok   '} {case.name} {wrong or ''}")
            pictures.append(picture)
    sheet(pictures, out / "sheet-visitor.png")


if __name__ == "__main__":
    main()
