import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets import ASSETS_DIR
from kiosk.config import read_config
from kiosk.doctor import doctor
from kiosk.enrol import enrol
from kiosk.health_note import HEALTH_FILE, Noted, read_noted
from kiosk.held import HELD_FILE, Held, read_held
from kiosk.readiness import READINESS_MIGRATIONS, Finding, Probe, ReadinessLog, Verdict
from sync.central.fleet.terminals import revoke
from sync.terminal.database import TerminalDatabase
from tests.faults.central import Central, running_central
from tests.journeys.house import LOCATION, running_house, write_config

START = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with running_central(tmp_path / "central") as running:
        yield running


def _told(config_file: Path) -> tuple[int, str]:
    shown = CliRunner().invoke(doctor, ["--config", str(config_file)])
    return shown.exit_code, shown.output


def test_a_terminal_that_has_joined_is_in_order(tmp_path: Path, central: Central) -> None:
    config_file = write_config(tmp_path, central)
    joined = CliRunner().invoke(enrol, [central.code(LOCATION), "--config", str(config_file)])
    assert joined.exit_code == 0, joined.output
    code, told = _told(config_file)
    assert code == 0, told
    assert "BAD" not in told
    assert "ok   let in by the central" in told


def test_devices_are_looked_at_and_what_needs_a_person_is_asked(tmp_path: Path, central: Central) -> None:
    there = {"camera": "simulated", "scanner": "simulated", "badge": "simulated", "sound": "simulated"}
    config_file = write_config(tmp_path, central, **there)
    assert CliRunner().invoke(enrol, [central.code(LOCATION), "--config", str(config_file)]).exit_code == 0
    code, told = _told(config_file)
    lines = told.splitlines()
    assert code == 0, told
    for device in ("printer (ready)", "badge (ready)", "camera (ready)", "speaker (ready)", "speech (ready)"):
        assert f"ok   {device}" in lines, told
    assert "ok   memory card" in lines
    assert "ok   power" in lines
    assert "ask  a test ticket comes out sharp and whole" in lines
    assert "ask  every key of the keypad does something" not in lines, "there is no keypad"


def test_a_device_that_is_not_there_is_bad_with_what_a_volunteer_would_do(tmp_path: Path, central: Central) -> None:
    config_file = write_config(tmp_path, central, scanner="evdev:/dev/input/by-id/nothing-here")
    code, told = _told(config_file)
    assert code == 1
    assert "BAD  scanner (not_connected)" in told
    assert "The scanner is not connected." in told


@pytest.mark.parametrize(("speech", "told"), [("piper:/nowhere", "BAD  speech"), ("silent", "")])
def test_a_voice_that_would_keep_the_terminal_from_starting_is_told(
    tmp_path: Path, central: Central, speech: str, told: str
) -> None:
    lines = _told(write_config(tmp_path, central, speech=speech))[1].splitlines()
    assert [line for line in lines if "speech" in line] == ([told] if told else [])


def test_beside_a_running_terminal_no_device_is_opened_and_its_own_word_counts(
    tmp_path: Path, central: Central
) -> None:
    devices = {"camera": "simulated", "scanner": "simulated", "badge": "simulated", "sound": "simulated"}
    with running_house(tmp_path, central, **devices) as house:
        state_dir, config_file = tmp_path / "state", tmp_path / "terminal.yaml"
        house.machine.set_trouble(cover_open=True)
        house.until(lambda: (read_noted(state_dir) or Noted(START, {})).devices.get("printer") == "cover_open", 30.0)
        code, told = _told(config_file)
        assert code == 1
        assert "BAD  printer (cover_open), in use by the running terminal, which says so since" in told
        assert "Press the cover shut" in told, "what to do is told as ever"
        for device in ("scanner", "camera", "speaker"):
            assert f"ok   {device} (" in told
        assert told.count("in use by the running terminal") == len(read_noted(state_dir).devices)  # type: ignore[union-attr]
    code, told = _told(config_file)
    assert "in use" not in told
    assert "ok   printer (ready)" in told, "the virtual printer of the doctor itself"


def test_a_note_of_the_devices_that_nobody_can_read_is_none(tmp_path: Path) -> None:
    for said in ('{"at": ', '{"devices": {}}', '{"at": 3, "devices": {}}', "[]"):
        (tmp_path / HEALTH_FILE).write_text(said, encoding="utf-8")
        assert read_noted(tmp_path) is None


def test_the_last_test_by_a_person_is_told_and_a_failure_counts(tmp_path: Path, central: Central) -> None:
    config_file = write_config(tmp_path, central)
    state_dir = read_config(config_file).state_dir
    state_dir.mkdir(parents=True)
    database = TerminalDatabase.open(state_dir / "terminal.db", (READINESS_MIGRATIONS,))
    found = (Finding(Probe.PRINT, Verdict.PASSED), Finding(Probe.SPEAKER, Verdict.FAILED))
    ReadinessLog(database).keep(datetime(2026, 11, 23, 12, tzinfo=UTC), "coordinator", found)
    database.close()
    code, told = _told(config_file)
    assert code == 1
    assert "BAD  tested by a coordinator on 23-11-2026" in told
    assert "not right then: speaker" in told


def _shut_out(folder: Path, central: Central) -> None:
    with central.services.database.write() as connection:
        assert revoke(connection, "nuth-1", central.services.clock.now())


def _let_another_join(folder: Path, central: Central) -> None:
    (folder / "other").mkdir()
    other = write_config(folder / "other", central)
    assert CliRunner().invoke(enrol, [central.code(LOCATION), "--config", str(other)]).exit_code == 0


def _bring_a_token_of_nobody(folder: Path, central: Central) -> None:
    path = folder / "state" / "identity.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(kept | {"token": "0" * 64}), encoding="utf-8")


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (_shut_out, "refused: A manager has shut this terminal out. Should it work again, give it a new code"),
        (_let_another_join, "refused: A newer enrolment has taken this terminal's place. Is this the one that"),
        (_bring_a_token_of_nobody, "refused: This token is not known here"),
    ],
)
def test_a_terminal_that_the_central_does_not_let_in_hears_why_and_what_to_do(
    tmp_path: Path, central: Central, happens: Callable[[Path, Central], None], told: str
) -> None:
    config_file = write_config(tmp_path, central)
    assert CliRunner().invoke(enrol, [central.code(LOCATION), "--config", str(config_file)]).exit_code == 0
    happens(tmp_path, central)
    code, output = _told(config_file)
    assert code == 1
    assert "BAD  let in by the central" in output
    assert told in output
    assert "infopunt enrol CODE" in output


def test_what_is_not_in_order_is_told_with_what_to_do(tmp_path: Path, central: Central) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    (forms / "broken.yaml").write_text("slug: broken\nversion: one\n", encoding="utf-8")
    config_file = write_config(tmp_path, central, forms=str(forms), printer="network:127.0.0.1:9")
    code, told = _told(config_file)
    assert code == 1
    assert "broken.yaml:" in told
    assert "BAD  printer (not_connected)" in told
    assert "has not been enrolled yet" in told
    assert not read_config(config_file).state_dir.exists(), "who looks makes no folder: it would be root's"


@pytest.mark.parametrize(
    ("central_url", "warned"), [("https://infopunt.example.org", True), ("http://127.0.0.1:9", False)]
)
def test_a_dock_outside_a_demo_is_warned_of(tmp_path: Path, central: Central, central_url: str, warned: bool) -> None:
    _, told = _told(write_config(tmp_path, central, central_url=central_url, dock=True))
    assert ("take 'dock: true' out of terminal.yaml" in told) is warned


def test_a_form_that_a_product_needs_and_nobody_wrote_is_named(tmp_path: Path, central: Central) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    (forms / "report.yaml").write_bytes((ASSETS_DIR / "forms" / "report.yaml").read_bytes())
    code, told = _told(write_config(tmp_path, central, forms=str(forms)))
    assert code == 1
    assert "not found: form appointment, form call-back" in told


def test_a_wrong_code_is_refused_in_words(tmp_path: Path, central: Central) -> None:
    config_file = write_config(tmp_path, central)
    joined = CliRunner().invoke(enrol, ["WRONG-CODE-1234", "--config", str(config_file)])
    assert joined.exit_code == 1
    assert "refused" in joined.output
    assert not (read_config(config_file).state_dir / "identity.json").exists()


@pytest.mark.parametrize(
    ("times", "numbers", "code", "told"),
    [
        (8, {"vragen": 20, "afhalen": 20}, 0, "ok   lent: 8 times in the agenda, 40 queue numbers (noted 23-11"),
        (0, {"vragen": 0}, 1, "BAD  lent: 0 times in the agenda, 0 queue numbers"),
    ],
)
def test_what_is_lent_is_told(
    tmp_path: Path, central: Central, times: int, numbers: dict[str, int], code: int, told: str
) -> None:
    config_file = write_config(tmp_path, central)
    assert CliRunner().invoke(enrol, [central.code(LOCATION), "--config", str(config_file)]).exit_code == 0
    held = Held("2026-11-23T12:40:00+00:00", times, numbers)
    (read_config(config_file).state_dir / HELD_FILE).write_text(json.dumps(asdict(held)), encoding="utf-8")
    exit_code, output = _told(config_file)
    assert exit_code == code
    assert told in output


def test_a_note_that_nobody_can_read_is_none(tmp_path: Path) -> None:
    (tmp_path / HELD_FILE).write_text('{"at": ', encoding="utf-8")
    assert read_held(tmp_path) is None


def test_a_broken_configuration_names_its_line(tmp_path: Path) -> None:
    config_file = tmp_path / "terminal.yaml"
    config_file.write_text("terminal: nuth-1\nlocaton: here\n", encoding="utf-8")
    code, told = _told(config_file)
    assert code == 1
    assert "terminal.yaml:2: locaton: this key is not known here" in told
