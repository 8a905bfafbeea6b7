"""What holds on every screen: it speaks, keeps what was typed to itself, and is at hand for keys and for comfort.

Each sample is drawn once for all the tests here; how it fits in every language and size is in test_layout.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from assets.form import FieldKind
from screens.control import Control, controls
from screens.icon import Icon
from screens.layout import Block
from sync.protocol.answers import words_of
from tests.screens.content import FORMS, content_of
from tests.screens.driver import LANDSCAPE, Driver, look_of, open_shell
from tests.screens.icons import icon_names
from tests.screens.samples import Sample, samples

SAMPLES = samples(content_of("nl"))
COMFORT = {"Grotere of kleinere letters": "size", "Andere kleuren, meer contrast": "contrast"}
COMFORT |= {"Voorlezen aan of uit": "speech"}


@pytest.fixture(scope="module")
def driver() -> Driver:
    return open_shell(look_of(LANDSCAPE))


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda sample: str(sample.name))
def sample(request: pytest.FixtureRequest, driver: Driver) -> Sample:
    """In the window, for all tests of this sample: pytest does them one after the other."""
    found: Sample = request.param
    driver.shell.focus.touched()
    driver.shell.show_closed()  # so that it is drawn from nothing, without a focus, whatever stood there before
    driver.show(found.state)
    return found


def every(driver: Driver) -> Iterator[Block]:
    for root in driver.shell.blocks():
        yield from root.walk_blocks()


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


def test_a9_what_was_typed_is_for_one_pair_of_ears(driver: Driver, sample: Sample) -> None:
    typed = {words.casefold() for words in typed_in(sample) if len(words) > 2}
    for block in driver.shell.blocks():
        for control in controls(block):
            aloud = (control.spoken if control.aloud is None else control.aloud).casefold()
            assert aloud, "every control says something (row A2)"
            assert not [words for words in typed if words in aloud], control.spoken
    screen = driver.shell._screen
    assert screen
    assert not [words for words in typed if words in screen.announces.casefold()]


def test_a20_the_focus_reaches_everything_and_is_never_trapped(driver: Driver, sample: Sample) -> None:
    reachable = [block for block in every(driver) if isinstance(block, Control) and block.manner.enabled]
    reached = []
    for _ in reachable:
        driver.key("tab")
        reached.append(driver.shell.focus.at)
    assert reached == reachable
    driver.key("tab")
    assert driver.shell.focus.at is reachable[0]
    driver.key("shift+tab")
    assert driver.shell.focus.at is reachable[-1]


def test_a23_comfort_is_at_hand(driver: Driver, sample: Sample) -> None:
    driver.comfort.clear()
    for spoken in COMFORT:
        driver.tap(spoken)
    assert driver.comfort == list(COMFORT.values())


def test_every_icon_that_is_drawn_exists(driver: Driver, sample: Sample) -> None:
    drawn = {block.name for block in every(driver) if isinstance(block, Icon)}
    assert drawn, "at least those of the bar"
    assert drawn - icon_names() == set()


def test_there_is_something_private_to_keep() -> None:
    private = {sample.name for sample in SAMPLES if any(len(words) > 2 for words in typed_in(sample))}
    assert len(private) >= 5, private
