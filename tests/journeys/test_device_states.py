"""Every state of every device tells itself on the real screens (pictures: `python -m tests.journeys.device_states`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.badge.port import BadgeState, BadgeTrouble
from devices.camera.port import CameraState
from devices.presence.port import PresenceState
from devices.printer.port import PrinterState
from devices.scanner.port import ScannerState
from devices.sound.port import SoundState
from devices.speech.port import SpeechState
from tests.faults.central import running_central
from tests.journeys.device_states import REFUSED, SIMULATED, VISITOR, VOLUNTEER, Case, States, issue_cards, states_of
from tests.journeys.house import running_house


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Iterator[States]:
    """One terminal for all cases: each begins with everything mended and a fresh visit."""
    folder = tmp_path_factory.mktemp("states")
    with running_central(folder / "central") as central:
        issue_cards(central)
        with running_house(folder, central, "nuth-states", **SIMULATED) as house, states_of(house) as shown:
            shown.until_the_badges_are_known()
            yield shown


@pytest.mark.parametrize("case", VISITOR, ids=lambda case: case.name)
def test_a_visitor_reads_what_is_the_matter_and_what_to_do(states: States, case: Case) -> None:
    assert states.show(case) is None


@pytest.mark.parametrize("case", VOLUNTEER, ids=lambda case: case.name)
def test_a_volunteer_reads_how_each_device_is_and_what_to_do(states: States, case: Case) -> None:
    assert states.show(case) is None


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_who_holds_something_else_to_the_reader_reads_why_it_opens_nothing(states: States, case: Case) -> None:
    assert states.show(case) is None


def test_no_state_is_left_out() -> None:
    names = {case.name.replace("-", "_") for case in (*VISITOR, *VOLUNTEER, *REFUSED)}
    by_camera = {ScannerState.ASLEEP}  # a hand scanner never sleeps: tests/screens/viewfinder.py
    every = {f"printer_{one.value}" for one in PrinterState} | {f"camera_{one.value}" for one in CameraState}
    every |= {f"scanner_{one.value}" for one in ScannerState if one not in by_camera}
    every |= {f"presence_{one.value}" for one in PresenceState} | {f"badge_{one.value}" for one in BadgeState}
    every |= {f"badge_{one.value}" for one in set(BadgeTrouble) - {BadgeTrouble.UNREADABLE}} | {
        f"speech_{one.value}" for one in SpeechState
    }
    usable = set(SoundState) - {SoundState.ABSENT}  # what a terminal was not given is not told of
    every |= {f"headset_{one.value}" for one in usable - {SoundState.NOT_INSTALLED}}
    every |= {f"speaker_{one.value}" for one in usable - {SoundState.NOT_PLUGGED}}
    every |= {"badge_revoked"}  # the list says so of a card that is genuine
    assert every - names == set()


def test_a_case_that_is_not_told_is_seen(states: States, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.journeys.device_states._PATIENCE_S", 0.5)
    untold = next(case for case in VISITOR if case.name == "scanner-garbage")
    states.mend()
    assert states.show(type(untold)(untold.name, "home", untold.says), tmp_path / "home.png")
    assert (tmp_path / "home.png").exists()
