"""Speaks to the dock of a terminal that runs on this machine."""

from pathlib import Path

import requests
from pydantic import ValidationError

from kiosk.dock.dock import Order, Seen
from kiosk.dock.server import DOCK_FILE, DockPlace

_PATIENCE_S = 10.0


class NoDockError(Exception):
    """There is no dock to speak to, or it did not do what was asked; says why."""


class DockClient:
    """The dock whose dock.json lies in a terminal's state folder; raises NoDockError when there is none."""

    def __init__(self, state_dir: Path) -> None:
        file = state_dir / DOCK_FILE
        try:
            self._place = DockPlace.model_validate_json(file.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            message = f"{file} is not there: no terminal with a dock (terminal.yaml: dock: true) runs there"
            raise NoDockError(message) from error
        except (OSError, ValidationError) as error:
            raise NoDockError(f"{file} cannot be read: {error}") from error

    def seen(self) -> Seen:
        """How every device is; raises NoDockError."""
        return self._ask("GET")

    def carry_out(self, order: Order) -> Seen:
        """Have an order carried out; how every device is then. Raises NoDockError."""
        return self._ask("POST", order)

    def _ask(self, method: str, order: Order | None = None) -> Seen:
        body = order.model_dump_json().encode() if order else None
        proof = {"Authorization": f"Bearer {self._place.token}"}
        try:
            answer = requests.request(method, self._place.url, data=body, headers=proof, timeout=_PATIENCE_S)
            if answer.ok:
                return Seen.model_validate_json(answer.content)
            raise NoDockError(answer.json()["error"])
        except requests.ConnectionError as error:
            raise NoDockError(f"nothing listens at {self._place.url}: the terminal has ended") from error
        except (requests.RequestException, ValidationError, KeyError) as error:
            raise NoDockError(f"{self._place.url} does not answer as a dock: {type(error).__name__}") from error
