"""Every state of every device tells itself on the real screens (pictures: `python -m tests.journeys.device_states`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.camera.port import CameraState
from devices.printer.port import PrinterState
from devices.scanner.port import ScannerState
from tests.faults.central import Central
from tests.journeys.device_states import SIMULATED, VISITOR, Case, States, states_of
from tests.journeys.house import running_house


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory, central: Central) -> Iterator[States]:
    """One terminal for all cases: each begins with everything mended and a fresh visit."""
    folder = tmp_path_factory.mktemp("states")
    with running_house(folder, central, "nuth-states", **SIMULATED) as house, states_of(house) as shown:
        yield shown


@pytest.mark.parametrize("case", VISITOR, ids=lambda case: case.name)
def test_a_visitor_reads_what_is_the_matter_and_what_to_do(states: States, case: Case) -> None:
    assert states.show(case) is None


def test_no_state_of_what_a_visitor_needs_is_left_out() -> None:
    names = {case.name.replace("-", "_") for case in VISITOR}
    by_camera = {ScannerState.ASLEEP}  # a hand scanner never sleeps: tests/screens/viewfinder.py
    every = {f"printer_{one.value}" for one in PrinterState} | {f"camera_{one.value}" for one in CameraState}
    every |= {f"scanner_{one.value}" for one in ScannerState if one not in by_camera}
    assert every - names == set()


def test_a_case_that_is_not_told_is_seen(states: States, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.journeys.device_states._PATIENCE_S", 0.5)
    untold = next(case for case in VISITOR if case.name == "scanner-garbage")
    states.mend()
    assert states.show(type(untold)(untold.name, "home", untold.says), tmp_path / "home.png")
    assert (tmp_path / "home.png").exists()
