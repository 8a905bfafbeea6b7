"""What the README promises is there: its commands, its files, its pages."""

import os
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.demo.play import has_screen

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"`infopunt ([a-z][a-z -]*[a-z])", README)))
SCRIPTS = sorted(set(re.findall(r"\./(deploy/[a-z]+)", README)))
FILES = sorted(set(re.findall(r"`((?:assets|deploy|tests|kiosk|sync)/[\w./-]*)`", README)))


def _command(words: list[str]) -> click.Command:
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            assert command.params, f"{command.name} takes no {word}"
            break  # what follows is for the command itself
        below = command.get_command(click.Context(command), word)
        assert below is not None, f"infopunt has no command {' '.join(words)}"
        command = below
    return command


def test_the_readme_names_commands_files_and_scripts() -> None:
    assert len(COMMANDS) >= 6
    assert SCRIPTS == ["deploy/demo", "deploy/setup", "deploy/test"]
    assert len(FILES) >= 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_explains_itself(command: str) -> None:
    words = command.split(" --")[0].split()
    assert _command(words).help
    shown = CliRunner().invoke(main, [*words, "--help"])
    assert shown.exit_code == 0
    for option in re.findall(r"--[a-z-]+", command):
        assert option in shown.output


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_readme_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_of_the_readme_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def test_every_command_says_what_it_is_for() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    for name in ("catalogue", "central", "demo", "doctor", "enrol", "terminal"):
        assert re.search(rf"^  {name} +\S", shown.output, re.MULTILINE), name


@pytest.mark.parametrize(("display", "expected"), [(":0", True), ("", False)])
def test_a_window_is_opened_only_where_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch, display: str, expected: bool
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    assert has_screen() is expected
