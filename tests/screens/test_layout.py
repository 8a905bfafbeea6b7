"""Every screen in every size, language and orientation: nothing cut off, nothing overlapping, all large enough."""

import pytest

from screens.control import Control
from screens.text import Text
from tests.screens.content import content_of
from tests.screens.dresses import DRESSES, EXTREMES, Dress, wardrobe
from tests.screens.driver import LANDSCAPE, look_of, open_shell
from tests.screens.fitting import every, mistakes, what_does_not_fit
from tests.screens.samples import samples


@pytest.mark.parametrize("dress", DRESSES, ids=str)
def test_a33_a39_every_screen_fits(dress: Dress) -> None:
    assert what_does_not_fit(dress, wardrobe(samples(content_of(dress.language)))[dress]) == []


def test_every_kind_of_screen_wears_every_dress_and_every_sample_the_extremes() -> None:
    every_sample = samples(content_of("nl"))
    worn = wardrobe(every_sample)
    kinds = {type(sample.state) for sample in every_sample}
    for dress in DRESSES:
        assert {type(sample.state) for sample in worn[dress]} == kinds, dress
    for sample in every_sample:
        dresses = [dress for dress in DRESSES if sample in worn[dress]]
        pairs = {(dress.language, dress.orientation) for dress in dresses}
        assert len(pairs) == 6, sample.name
        for seen in ({(dress.language, dress.size) for dress in dresses}, {(d.orientation, d.size) for d in dresses}):
            assert len([one for one in seen if one[1] in EXTREMES]) == 2 * len({one[0] for one in seen}), sample.name


def test_the_checks_can_fail() -> None:
    driver = open_shell(look_of(LANDSCAPE))
    bar = driver.shell.blocks()[-1]
    control = next(block for block in every(driver.shell) if isinstance(block, Control))
    text = next(block for block in every(driver.shell) if isinstance(block, Text) and block.text)
    control.size = (20, 20)
    text.width = 10
    text.pos = bar.pos
    names = {mistake.split(":")[0] for mistake in mistakes(driver)}
    assert {"texts_cut_off", "outside", "too_small"} <= names
