from pathlib import Path

from click.testing import CliRunner

from assets import ASSETS_DIR
from kiosk.cli import main
from kiosk.streets.reading import read_streets

TOWN = ASSETS_DIR / "demo" / "town.yaml"


def test_an_extract_is_brought_in_beside_the_town(tmp_path: Path) -> None:
    town = tmp_path / "town.yaml"
    town.write_bytes(TOWN.read_bytes())
    extract = tmp_path / "bag.csv"
    extract.write_text("straat,plaats,lat,lon\nKerkweg,Nuth,50.91,5.88\n,Nuth,,\nKade,Elders,,\n", encoding="utf-8")
    command = ["places", "import", str(extract), "--town", str(town)]
    told = CliRunner().invoke(main, [*command, "--dry-run"])
    assert not (tmp_path / "streets.csv").exists()
    assert (told.exit_code, "nothing was written" in told.output) == (1, True)
    told = CliRunner().invoke(main, command)
    assert f"{extract}:3: refused: the name of a street is expected" in told.output
    assert "1 streets, 1 with their place on the map; 1 rows refused, 1 of other villages" in told.output
    assert [street.name for street in read_streets(tmp_path / "streets.csv")] == ["Kerkweg"]


def test_a_file_without_a_street_of_the_town_takes_none_away(tmp_path: Path) -> None:
    into = tmp_path / "streets.csv"
    into.write_text("as it was", encoding="utf-8")
    extract = tmp_path / "bag.csv"
    extract.write_text("straat,plaats\nKade,Elders\n", encoding="utf-8")
    told = CliRunner().invoke(main, ["places", "import", str(extract), "--town", str(TOWN), "--into", str(into)])
    assert (told.exit_code, into.read_text(encoding="utf-8")) == (2, "as it was")
    assert "there are none; 1 rows are of other villages" in told.output
