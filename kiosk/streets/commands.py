"""The command `infopunt places ...`: bring in the streets of the town."""

import sys
from collections import Counter
from pathlib import Path

import click

from assets.document import DocumentError
from assets.town import Town, read_town
from kiosk.catalogue.commands import EXIT_REFUSED, EXIT_UNUSABLE
from kiosk.catalogue.files import write_whole
from kiosk.config import STREETS_FILE
from kiosk.streets.decoding import NoStreetsError
from kiosk.streets.reading import StreetFile, parse_streets, written


@click.group()
def places() -> None:
    """Bring in the streets of your town, so that visitors need not type their names whole."""


@places.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--town",
    "town_file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The town.yaml of your town: streets of other villages are left out.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Without it: streets.csv beside town.yaml, where terminals look for it.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def import_streets(file: Path, town_file: Path, into: Path | None, dry_run: bool) -> None:
    """Bring in the streets of a BAG extract FILE (CSV).

    The file has a row for every street (openbare ruimte) or for every address. Columns: openbareRuimteNaam and
    woonplaatsNaam (straat and plaats will do); if it has them, lat and lon, or x and y (RD), are used for the middle of
    the street. What is refused is told with its line; the other streets go on. The streets that were there before are
    replaced.

    \b
    infopunt places import bagadres.csv --town /etc/infopunt/town.yaml --dry-run

    \b
    Ends with 0 when all went well, with 1 when something was refused, with 2 when the file cannot be used at all.
    """
    target = into or town_file.parent / STREETS_FILE
    try:
        town = read_town(town_file)
        found = parse_streets(file.read_bytes(), [village.name for village in town.villages])
        _check_any(found)
        if not dry_run:
            write_whole(target, written(found.streets))
    except NoStreetsError as error:
        click.echo(f"{file}:{error.line}: {error.expected}", err=True)
        sys.exit(EXIT_UNUSABLE)
    except (DocumentError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNUSABLE)
    _report(found, town, file)
    click.echo("nothing was written (--dry-run)" if dry_run else f"written to {target}")
    if found.refused:
        sys.exit(EXIT_REFUSED)


def _check_any(found: StreetFile) -> None:
    """An empty list would take the streets away that are there."""
    if not found.streets:
        told = f"; {found.elsewhere} rows are of other villages" if found.elsewhere else ""
        raise NoStreetsError(1, f"streets in the villages of the town are expected, and there are none{told}")


def _report(found: StreetFile, town: Town, file: Path) -> None:
    for remark in found.remarks:
        click.echo(f"{file}:{remark.line}: {remark.expected}")
    for refusal in found.refused:
        click.echo(f"{file}:{refusal.line}: refused: {refusal.expected}")
    counts = Counter(street.village for street in found.streets)
    for village in town.villages:
        click.echo(f"{village.name}: {counts[village.name]} streets")
    located = sum(street.lat is not None for street in found.streets)
    click.echo(
        f"{len(found.streets)} streets, {located} with their place on the map; {len(found.refused)} rows refused, "
        f"{found.elsewhere} of other villages, {found.withdrawn} withdrawn"
    )
