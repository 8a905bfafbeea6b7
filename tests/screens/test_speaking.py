"""What every screen says, and what of it others may hear (acceptance rows A2 and A9)."""

from collections.abc import Iterator
from typing import Any

import pytest

from assets.form import FieldKind
from screens.control import controls
from sync.protocol.answers import words_of
from tests.screens.driver import LANDSCAPE, Driver, look_of, open_shell
from tests.screens.samples import FORMS, Sample, content_of, samples


@pytest.fixture(scope="module")
def driver() -> Driver:
    return open_shell(look_of(LANDSCAPE))


def typed_in(sample: Sample) -> Iterator[str]:
    """What the visitor of a sample has typed: the words being typed, and the answers that are his own words."""
    state: Any = sample.state
    form = FORMS.get(getattr(state, "form", ""))
    asked = getattr(state, "field", "")
    kind = form.field(asked).kind if form is not None and asked else FieldKind.TEXT
    # Streets and villages are offered by name, to be chosen from: places in the town, not the visitor's own words.
    if not kind.is_chosen and kind is not FieldKind.PLACE:
        for name in ("draft", "query"):
            if isinstance(words := getattr(state, name, ""), str):
                yield words
    answers = getattr(state, "answers", {})
    for name in answers:
        if form is not None and not form.field(name).kind.is_chosen:
            yield words_of(answers, name)


SAMPLES = {sample.name: sample for sample in samples(content_of("nl"))}


@pytest.mark.parametrize("name", SAMPLES)
def test_a9_what_was_typed_is_for_one_pair_of_ears(driver: Driver, name: str) -> None:
    typed = {words.casefold() for words in typed_in(SAMPLES[name]) if len(words) > 2}
    driver.show(SAMPLES[name].state)
    driver.spoken.clear()
    for block in driver.shell.blocks():
        for control in controls(block):
            aloud = (control.spoken if control.aloud is None else control.aloud).casefold()
            assert aloud, "every control says something (row A2)"
            assert not [words for words in typed if words in aloud], control.spoken
    screen = driver.shell._screen
    assert screen
    assert not [words for words in typed if words in screen.announces.casefold()]


def test_there_is_something_private_to_keep() -> None:
    private = {name for name, sample in SAMPLES.items() if any(len(words) > 2 for words in typed_in(sample))}
    assert len(private) >= 5, private
