"""Every sample in every dress, the whole product of the two. It takes minutes, so it runs only when it is named:

./deploy/test tests/screens/every_dress.py -n 2
"""

import pytest

from tests.screens.content import content_of
from tests.screens.dresses import DRESSES, Dress
from tests.screens.fitting import what_does_not_fit
from tests.screens.samples import samples


@pytest.mark.parametrize("dress", DRESSES, ids=str)
def test_a33_a39_every_sample_fits_in_every_dress(dress: Dress) -> None:
    assert what_does_not_fit(dress, samples(content_of(dress.language))) == []
