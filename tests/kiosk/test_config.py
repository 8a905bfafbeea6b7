from pathlib import Path

import pytest

from assets.document import DocumentError
from kiosk.config import read_config
from kiosk.keypad import KeypadAct

GOOD = """terminal: nuth-1
location: bibliotheek-nuth
central_url: http://127.0.0.1:8311
public_url: https://info.voorbeeld.nl
town: town.yaml
state_dir: state
printer: file:/dev/null
"""


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "terminal.yaml"
    path.write_text(GOOD, encoding="utf-8")
    config = read_config(path)
    assert (config.town, config.state_dir) == (tmp_path / "town.yaml", tmp_path / "state")
    assert config.screen.px_per_mm == pytest.approx(5.9, abs=0.05)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("http://127.0.0.1:8311", "nowhere"), 3),
        (("terminal: nuth-1", "terminal: Nuth 1"), 1),
        (("printer: file:/dev/null", "idle: {warning_s: 5}\nprinter: x"), 7),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], line: int) -> None:
    path = tmp_path / "terminal.yaml"
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_config(path)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("more", "rests_after_s"),
    [
        ("", None),
        ("presence: simulated\n", 300.0),
        ("presence: simulated\nidle: {rest_after_s: 90}\n", 90.0),
        ("idle: {rest_after_s: 600}\n", 600.0),
    ],
)
def test_the_screen_goes_dark_where_somebody_is_seen_coming_or_where_it_is_asked_for(
    tmp_path: Path, more: str, rests_after_s: float | None
) -> None:
    path = tmp_path / "terminal.yaml"
    path.write_text(GOOD + more, encoding="utf-8")
    assert read_config(path).rest_after_s == rests_after_s


def test_a_terminal_says_which_keys_its_keypad_has(tmp_path: Path) -> None:
    path = tmp_path / "terminal.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_config(path).keypad is None
    path.write_text(GOOD + "keypad: {f13: select}\n", encoding="utf-8")
    assert read_config(path).keypad == {"f13": KeypadAct.SELECT}
    for wrong in ("{F13: select}", "{f13: jump}"):
        path.write_text(GOOD + f"keypad: {wrong}\n", encoding="utf-8")
        with pytest.raises(DocumentError, match=r"keypad"):
            read_config(path)
