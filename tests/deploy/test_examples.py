"""The examples that people copy are good, and name every setting there is."""

import re
from pathlib import Path

from kiosk.config import TerminalConfig, read_config
from sync.central.config import CentralConfig
from sync.central.config import read_config as read_central_config

EXAMPLES = Path(__file__).parents[2] / "deploy" / "examples"


def test_the_terminal_of_the_example_is_good_and_complete() -> None:
    path = EXAMPLES / "terminal.yaml"
    config = read_config(path)
    assert config.town == EXAMPLES / "town.yaml"
    named = set(re.findall(r"^#? ?([a-z_]+):", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TerminalConfig.model_fields) <= named


def test_the_central_of_the_example_is_good_and_complete() -> None:
    path = EXAMPLES / "central.toml"
    config = read_central_config(path, environment={})
    assert config.port == 8311
    named = set(re.findall(r"^#? ?([a-z_]+) =", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(CentralConfig.model_fields) - {"demo"} <= named
