from pathlib import Path

import pytest

from assets import ASSETS_DIR
from assets.document import DocumentError
from assets.town import read_town
from kiosk.streets.decoding import NoStreetsError
from kiosk.streets.reading import StreetFile, parse_streets, read_streets, written
from kiosk.streets.street import Street

VILLAGES = ("Nuth", "Schinnen")


def parse(text: str, encoding: str = "utf-8") -> StreetFile:
    return parse_streets(text.encode(encoding), VILLAGES)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("openbareRuimteNaam;woonplaatsNaam\nCaféweg;Nuth\n", "utf-8"),
        ("openbareRuimteNaam;woonplaatsNaam\nCaféweg;Nuth\n", "utf-8-sig"),
        ("openbare_ruimte_naam,woonplaats_naam\nCaféweg,Nuth\n", "utf-8"),
        ("Openbare ruimte naam\tWoonplaats naam\nCaféweg\tNuth\n", "utf-16"),
        ("straat|plaats\r\nCaféweg|NUTH\r\n", "cp1252"),
        ("sep=;\nnummer;straat;plaats\n1;Caféweg;Nuth\n2;caféweg;Nuth\n", "utf-8"),
        ('# BAG\n\n"woonplaats";"openbareruimte"\n"Nuth";"Caféweg"\n', "utf-8"),
    ],
)
def test_a_file_is_read_however_it_was_saved(text: str, encoding: str) -> None:
    found = parse(text, encoding)
    assert found.streets == (Street("Caféweg", "Nuth"),)
    assert not found.refused
    assert [remark.line for remark in found.remarks] == ([2] if encoding == "cp1252" else [])


def test_addresses_become_streets_with_their_middle_and_other_villages_are_left_out() -> None:
    rows = "openbareruimte;huisnummer;woonplaats;x;y;status\n"
    rows += "Kerkweg;1;Nuth;190000;323000;Naamgeving uitgegeven\nKerkweg;2;Nuth;190100;323000;\n"
    rows += "Kerkweg;1;Elders;190000;323000;\nOude weg;1;Nuth;190000;323000;Naamgeving ingetrokken\n"
    found = parse(rows)
    (street,) = found.streets
    assert (street.name, found.elsewhere, found.withdrawn) == ("Kerkweg", 1, 1)
    assert [street.lat, street.lon] == pytest.approx([50.895707, 5.885377], abs=1e-5)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (";Nuth;;", "name of a street"),
        ("Kerkweg", "name of a village"),
        ("x" * 81 + ";Nuth;;", "at most 80"),
        ("CafÃ©weg;Nuth;;", "wrong encoding"),
        ("Kerkweg;Nuth;50.9;", "both lat and lon"),
        ("Kerkweg;Nuth;5.88;50.91", "other way round"),
        ("Kerkweg;Nuth;190000;323000", "columns x and y"),
        ("Kerkweg;Nuth;10;10", "place in the Netherlands"),
        ("Kerkweg;Nuth;noord;oost", "a number is expected"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_line_and_the_others_go_on(row: str, expected: str) -> None:
    found = parse(f'straat;plaats;lat;lon\n"Mooie\nweg";Nuth;50,9;5,88\n{row}\nLaatste weg;Nuth;;\n')
    assert [street.name for street in found.streets] == ["Laatste weg", "Mooie weg"]
    (refusal,) = found.refused
    assert refusal.line == 4
    assert expected in refusal.expected


@pytest.mark.parametrize(
    ("data", "line", "expected"),
    [
        (b"", 1, "empty"),
        (b"PK\x03\x04rest", 1, "ZIP"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", 1, "XML"),
        (b"SQLite format 3\x00", 1, "GeoPackage"),
        (b"# note\nnaam;waar\nKerkweg;Nuth\n", 2, "openbareRuimteNaam"),
    ],
)
def test_what_is_no_list_of_streets_is_told(data: bytes, line: int, expected: str) -> None:
    with pytest.raises(NoStreetsError, match=expected) as caught:
        parse_streets(data)
    assert caught.value.line == line


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    streets = (Street("'t Straatje; oost", "Nuth", 50.912345, 5.88), Street('De "Korte" weg', "Schinnen"))
    path = tmp_path / "streets.csv"
    path.write_text(written(streets), encoding="utf-8")
    assert read_streets(path) == streets
    path.write_text(written(streets) + ";Nuth;;\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"streets\.csv:4: the name of a street"):
        read_streets(path)


def test_the_demo_has_streets_in_every_village_that_are_plainly_examples() -> None:
    streets = read_streets(ASSETS_DIR / "demo" / "streets.csv")
    villages = {village.name for village in read_town(ASSETS_DIR / "demo" / "town.yaml").villages}
    assert {street.village for street in streets} == villages
    assert len(villages) == 15
    assert all("voorbeeld" in street.name.casefold() for street in streets)
