"""Every state of every device through the real screens: set by the dock, told on the screen, and kept as a picture.

`python -m tests.journeys.device_states --out DIR` leaves the pictures there, and sheets of them to look over; with
`--portrait` those of an upright screen.
"""

import argparse
import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.demo.cards import CARDS
from kiosk.journeys.intents import Stop
from kiosk.journeys.states import Home
from kiosk.journeys.volunteer_states import EnterPin, Overview
from sync.central.people.badges import NewBadge, issue, revoke
from sync.protocol.badges import BadgeKind
from tests.faults.central import Central

SIMULATED = dict.fromkeys(("camera", "scanner", "presence", "badge", "sound", "speech"), "simulated")
_PATIENCE_S = 30.0
_PAUSE_S = 0.02
_STOPS = 2
"""A volunteer stops what he does, and then stops being there."""

_SHEET_COLUMNS = 3
_SMALL_PX = 640
_UPRIGHT_SMALL_PX = 360
_LANDSCAPE = {"width_px": 1280, "height_px": 800, "width_mm": 217.0, "fullscreen": False}
_PORTRAIT = {"width_px": 1080, "height_px": 1920, "width_mm": 297.0, "fullscreen": False}


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
    Case("printer-hot", "ticket", "paper.reason.fault", ("printer head hot",)),
    Case("printer-slow", "ticket", "paper.printed", ("printer line slow",)),
    Case("printer-stale-answer", "ticket", "paper.printed", ("printer answers stale",)),
    Case("printer-automatic-status", "ticket", "paper.printed", ("printer answers too_many",)),
    Case("printer-never-says-done", "ticket", "paper.unknown", ("printer answers no_end",)),
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


def _told(device: str, state: str, *orders: str, shown_by: str = "volunteer") -> Case:
    return Case(f"{device}-{state}".replace("_", "-"), shown_by, f"device.{device}.{state}", orders)


VOLUNTEER = (
    _told("printer", "ready"),
    _told("printer", "paper_low", "printer paper low"),
    _told("printer", "paper_out", "printer paper out"),
    _told("printer", "cover_open", "printer cover open"),
    _told("printer", "not_connected", "printer cable out"),
    _told("printer", "fault", "printer cutter jammed"),
    _told("camera", "ready"),
    _told("camera", "not_connected", "camera trouble unplugged"),
    _told("scanner", "ready"),
    _told("scanner", "not_connected", "scanner trouble unplugged"),
    _told("scanner", "fault", "scanner trouble broken"),
    _told("presence", "ready"),
    _told("presence", "not_connected", "presence trouble unplugged"),
    _told("presence", "fault", "presence trouble broken"),
    _told("speaker", "ready"),
    _told("speaker", "no_device", "sound speaker_is no_device"),
    _told("speaker", "fault", "sound speaker_is fault"),
    _told("speaker", "not_installed", "sound speaker_is not_installed"),
    _told("headset", "not_plugged"),
    _told("headset", "ready", "sound headset in"),
    _told("headset", "no_device", "sound headset_is no_device"),
    _told("headset", "fault", "sound headset_is fault"),
    _told("speech", "ready"),
    _told("speech", "no_sound", "speech trouble no_sound"),
    _told("speech", "not_installed", "speech trouble not_installed"),
    _told("speech", "fault", "speech trouble fault"),
    _told("badge", "ready"),
    _told("badge", "no_reader", "badge trouble no_reader", shown_by="tag"),
    _told("badge", "no_service", "badge trouble no_service", shown_by="tag"),
    _told("badge", "fault", "badge trouble fault", shown_by="tag"),
)
"""What a volunteer reads of each device, with what to do about it below. The reader's own troubles are seen by who has
signed in with a tag and its PIN: whose card proves itself is gone with the reader."""

REFUSED = tuple(
    Case(f"badge-{card}".replace("_", "-"), "home", says, (f"badge card {card}",))
    for card, says in (
        ("not_genuine", "device.badge.not_genuine"),
        ("foreign", "device.badge.foreign"),
        ("expired", "device.badge.expired"),
        ("pulled", "device.badge.pulled"),
        ("nobody", "volunteer.away.unknown"),
        ("revoked", "volunteer.away.revoked"),
    )
)
"""What is said to who holds a badge to the reader that opens nothing. A phone or a purse near it (unreadable) is no
badge: nothing is said of it to a visitor."""


class States:
    """Leads a house to where a case shows, one after the other."""

    def __init__(self, house: Any, dock: Any) -> None:
        self._house = house
        self._dock = dock

    def show(self, case: Case, picture: Path | None = None) -> str | None:
        """Play a case from a fresh visit. None when the screen says what it should, else what it says instead."""
        self.mend()
        ways = {
            "photo": self._to_photo,
            "ticket": self._to_ticket,
            "code": self._to_code,
            "home": lambda: None,
            "tag": self._sign_in_with_tag,
            "volunteer": self._sign_in,
        }
        if case.shown_by in ("photo", "tag"):
            ways[case.shown_by]()
            self._give(case.orders)
        else:
            self._give(case.orders)
            ways[case.shown_by]()
        if case.shown_by in ("tag", "volunteer"):
            self._to_device(case)
        told = self._until_said(self._house.text(case.says))
        if told and case.shown_by in ("tag", "volunteer"):
            told = self._until_said(self._house.text(f"{case.says}.do"))
        if picture is not None:
            self._house.stage.picture().save(str(picture))
        return None if told else " | ".join(self.said())

    def until_the_badges_are_known(self) -> None:
        """The terminal asks for the list when it meets a badge that it does not know."""
        self._give(("badge card volunteer",))
        self._until_at_overview()
        self.mend()

    def mend(self) -> None:
        """A fresh visit, and nothing is wrong."""
        for device in self._dock.devices:
            for control in device.controls:
                if control.choices and control.now():
                    control.act(control.choices[0])
        for _ in range(_STOPS):
            self._house.stage.conductor.emit(Stop())
            self._house.frames()
        self._house.until_at(Home)
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
            time.sleep(_PAUSE_S)
        self._house.frames(3)
        return True

    def _give(self, orders: Sequence[str]) -> None:
        from kiosk.dock.dock import Order

        for order in orders:
            device, control, value = order.split(" ", 2)
            self._dock.carry_out(Order(device=device, control=control, value=value))
            self._dock.seen()  # a device that is asked how it is notices what was done to it
            self._house.frames()

    def _sign_in(self) -> None:
        self._give(("badge card volunteer",))
        self._until_at_overview()

    def _sign_in_with_tag(self) -> None:
        self._give(("badge card tag",))
        self._house.until_at(EnterPin)
        self._house.write(next(card.pin for card in CARDS if card.pin))
        self._house.touch("screen.next")
        self._until_at_overview()

    def _until_at_overview(self) -> None:
        house = self._house
        house.until(lambda: isinstance(house.state, Overview) and house.state.health is not None, _PATIENCE_S)

    def _to_device(self, case: Case) -> None:
        """Once the overview has heard of it."""
        _, device, state = case.says.split(".")
        house = self._house

        def is_known() -> bool:
            health = house.state.health
            return any((one.device, one.state) == (device, state) for one in health.devices)

        house.until(is_known, _PATIENCE_S)
        house.touch("volunteer.devices")
        words = house.text(f"device.{device}")
        if not any(one.spoken.startswith(words) for one in house.finger.reachable()):
            house.touch("screen.more")
        house.touch(words)

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


def issue_cards(central: Central) -> None:
    """The demo's badges: what the dock can hold to the reader."""
    for card in CARDS:
        new = NewBadge(BadgeKind(card.badge.kind), card.badge.key, card.role, card.name, card.pin)
        issued = issue(central.services.database, secrets.randbits, new, "beheer", datetime.now(UTC))
        if card.revoked:
            with central.services.database.write() as connection:
                revoke(connection, issued.id, "beheer", datetime.now(UTC))


def sheet(pictures: Sequence[Path], target: Path) -> None:
    """Pictures beside and below each other, with their names, to be looked over at once."""
    from PIL import Image, ImageDraw

    with Image.open(pictures[0]) as first:
        width = _SMALL_PX if first.width > first.height else _UPRIGHT_SMALL_PX
        height = round(first.height * width / first.width)
    rows = -(-len(pictures) // _SHEET_COLUMNS)
    whole = Image.new("RGB", (width * _SHEET_COLUMNS, (height + 24) * rows), "white")
    for number, path in enumerate(pictures):
        left, top = number % _SHEET_COLUMNS * width, number // _SHEET_COLUMNS * (height + 24)
        with Image.open(path) as picture:
            whole.paste(picture.convert("RGB").resize((width, height)), (left, top + 24))
        ImageDraw.Draw(whole).text((left + 6, top + 6), path.stem, "black")
    whole.save(target)


def main() -> None:
    """Play all cases and leave their pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--portrait", action="store_true", help="an upright screen")
    chosen = parser.parse_args()
    out, screen = chosen.out, _PORTRAIT if chosen.portrait else _LANDSCAPE
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk.config import Screen
    from screens.window import prepare

    prepare(Screen.model_validate(screen))
    from tests.faults.central import running_central
    from tests.journeys.house import running_house

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running_central(folder / "central") as central:
            issue_cards(central)
            with running_house(folder, central, screen=screen, **SIMULATED) as house:
                _draw(house, out)


def _draw(house: Any, out: Path) -> None:
    with states_of(house) as states:
        states.until_the_badges_are_known()
        for name, cases in (("visitor", VISITOR), ("volunteer", VOLUNTEER), ("refused", REFUSED)):
            pictures = []
            for case in cases:
                picture = out / f"{name}-{case.name}.png"
                wrong = states.show(case, picture)
                print(f"{'WRONG' if wrong else 'ok   '} {picture.stem} {wrong or ''}", flush=True)
                pictures.append(picture)
            sheet(pictures, out / f"sheet-{name}.png")


if __name__ == "__main__":
    main()
