"""What Kivy is told before it starts, and what a failure may say."""

import os

import pytest
from kivy.base import ExceptionManager
from kivy.config import Config

from kiosk.config import Screen
from screens.window import guard, place_of, prepare


def test_the_window_is_prepared_for_a_terminal() -> None:
    environment: dict[str, str] = {}
    prepare(Screen(width_px=1080, height_px=1920, width_mm=268.0), environment)
    assert environment["KIVY_TEXT"] == "pil"
    assert environment["KIVY_CLOCK"] == "interrupt"
    assert environment["KIVY_NO_FILELOG"] == "1"
    assert float(environment["KIVY_DPI"]) == pytest.approx(1080 / 268 * 25.4, abs=0.5)
    assert Config.options("input") == ["mouse"]
    assert Config.get("input", "mouse") == "mouse,disable_multitouch"
    assert Config.get("kivy", "exit_on_escape") == "0"
    assert Config.get("graphics", "maxfps") == "30"
    assert Config.get("graphics", "height") == "1920"
    prepare(Screen())
    assert os.environ["KIVY_NO_CONFIG"] == "1"


def fail(words: str) -> None:
    raise ValueError(words)


def test_a_failure_is_told_without_the_words_of_a_visitor(caplog: pytest.LogCaptureFixture) -> None:
    try:
        fail("Jansen, Dorpsstraat 1")
    except ValueError as error:
        told = place_of(error)
    assert "Jansen" not in told
    assert "ValueError at test_window.py:" in told
    assert "fail" in told


def test_k8_an_exception_does_not_end_the_terminal(caplog: pytest.LogCaptureFixture) -> None:
    failures: list[str] = []
    before = list(ExceptionManager.handlers)
    unguard = guard(lambda: failures.append("sorry"))
    try:
        with caplog.at_level("ERROR", logger="screens.window"):
            assert ExceptionManager.handle_exception(ValueError("Jansen")) == ExceptionManager.PASS
        assert ExceptionManager.handle_exception(KeyboardInterrupt()) == ExceptionManager.RAISE
    finally:
        unguard()
    assert ExceptionManager.handlers == before
    assert failures == ["sorry"]
    assert "Jansen" not in caplog.text
    assert "ValueError" in caplog.text
