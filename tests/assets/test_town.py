from pathlib import Path

import pytest

from assets import ASSETS_DIR
from assets.document import DocumentError
from assets.town import read_town

DEMO = ASSETS_DIR / "demo" / "town.yaml"


def test_the_demo_town_has_its_fifteen_villages_and_a_desk() -> None:
    town = read_town(DEMO)
    assert len(town.villages) == 15
    assert {location.slug for location in town.locations if location.takes_appointments} == {
        "gemeentehuis",
        "servicepunt-schinnen",
    }


def test_every_counter_serves_services_of_its_own_location() -> None:
    for location in read_town(DEMO).locations:
        known = {service.slug for service in location.services}
        for counter in location.counters:
            assert set(counter.serves) <= known


def test_an_unknown_location_is_an_error() -> None:
    with pytest.raises(KeyError):
        read_town(DEMO).location("atlantis")


def test_a_text_without_dutch_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = DEMO.read_text(encoding="utf-8").splitlines()
    number = next(place for place, line in enumerate(lines) if "Burgerzaken" in line)
    lines[number] = "        name: {en: Civil affairs}"
    path = tmp_path / "town.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DocumentError, match="Dutch") as caught:
        read_town(path)
    assert caught.value.line == number + 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("timezone: Europe/Amsterdam", "timezone: Europe/Heerlen"), "a time zone is expected"),
        (('closes: "17:00"', 'closes: "07:00"'), "later than 'opens'"),
        (("letter: B", "letter: A"), "A stands twice"),
        (("serves: [burgerzaken, afhalen]", "serves: [burgerzaak]"), "serves 'burgerzaak', which is no service here"),
        (("village: Schinnen", "village: Atlantis"), "which is no village here"),
        (("slug: gemeentehuis", "slug: bibliotheek-nuth"), "stands twice"),
    ],
)
def test_a_town_that_does_not_fit_together_is_refused(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    text = DEMO.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "town.yaml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(DocumentError, match=expected):
        read_town(path)
