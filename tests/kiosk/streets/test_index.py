import pytest

from kiosk.streets.index import StreetIndex
from kiosk.streets.street import Street

NAMES = (
    "Kerkstraat",
    "Kerkweg",
    "Burg. van Thóórstraat",
    "Sint-Jozefstraat",
    "St. Barbaraweg",
    "'t Straatje",
    "Prinses Beatrixlaan",
    "Dr. Poelsstraat",
    "Oude Kerkweg",
)
INDEX = StreetIndex([*(Street(name, "Nuth") for name in NAMES), Street("Kerkplein", "Schinnen")])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ker", ["Kerkstraat", "Kerkweg", "Oude Kerkweg"]),
        ("KERK STR", ["Kerkstraat"]),
        ("kerkstraat 12a", ["Kerkstraat"]),
        ("thoor", ["Burg. van Thóórstraat"]),
        ("burgemeester v. tho", ["Burg. van Thóórstraat"]),
        ("burg thoorstr", ["Burg. van Thóórstraat"]),
        ("st jozef", ["Sint-Jozefstraat"]),
        ("st.barbara", ["St. Barbaraweg"]),
        ("sint b", ["St. Barbaraweg"]),
        ("'t straatj", ["'t Straatje"]),
        ("beatrix", ["Prinses Beatrixlaan"]),
        ("dokter poels", ["Dr. Poelsstraat"]),
        ("krekstraat", ["Kerkstraat"]),
        ("beatrx", ["Prinses Beatrixlaan"]),
        ("barbra", ["St. Barbaraweg"]),
        ("kerkplein", []),
        ("zzzz", []),
        ("  ", []),
    ],
)
def test_a_street_is_found_as_people_type_it(typed: str, found: list[str]) -> None:
    assert [street.name for street in INDEX.complete("Nuth", typed)] == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [("burgemeester van thoorstraat", "Burg. van Thóórstraat"), ("kerk", None), ("kerkstraat", "Kerkstraat")],
)
def test_a_whole_name_is_that_street(typed: str, found: str | None) -> None:
    street = INDEX.find("Nuth", typed)
    assert (street.name if street else None) == found
