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
        (("slug: balie-2", "slug: balie-1"), "the counter 'balie-1' stands twice"),
        (("appointment_service: burgerzaken", "appointment_service: trouwen"), "'trouwen', which is no service here"),
        (("kind: service_desk", "kind: kiosk"), "'information_point' or 'service_desk'"),
        (("target_minutes: 15", "target_minutes: 0"), "greater than or equal to 1"),
        (("usual_minutes: 12", "usual_minutes: lang"), "valid integer"),
        (("walk_in_limit_minutes: 45", "walk_in_limit_minutes: 0"), "greater than or equal to 1"),
        (("late_minutes: 10", "late: 10"), "this key is not known here; check its spelling"),
    ],
)
def test_a_town_that_does_not_fit_together_is_refused(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    text = DEMO.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "town.yaml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(DocumentError, match=expected):
        read_town(path)


def test_a_town_that_says_nothing_of_its_queue_has_sensible_rules(tmp_path: Path) -> None:
    text = DEMO.read_text(encoding="utf-8")
    start, end = text.index("queue:\n"), text.index("locations:\n")
    path = tmp_path / "town.yaml"
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    rules = read_town(path).queue
    assert (rules.walk_in_limit_minutes, rules.early_minutes, rules.late_minutes, rules.return_minutes) == (
        45,
        30,
        10,
        15,
    )
    assert rules.keep_hours


def test_a_service_may_have_hours_of_its_own(tmp_path: Path) -> None:
    wanted = 'usual_minutes: 12\n        opening: [{days: [2], opens: "13:00", closes: "16:00"}]'
    path = tmp_path / "town.yaml"
    path.write_text(DEMO.read_text(encoding="utf-8").replace("usual_minutes: 12", wanted, 1), encoding="utf-8")
    service = read_town(path).location("gemeentehuis").services[0]
    assert [opening.days for opening in service.opening] == [(2,)]
    assert (service.target_minutes, service.usual_minutes) == (15, 12)
