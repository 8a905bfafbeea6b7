"""The commands `infopunt catalogue ...`: search as a visitor does, check the files, bring in a municipality's feed."""

import io
import json
import sys
import time
from pathlib import Path
from typing import TextIO

import click
from pydantic import TypeAdapter, ValidationError

from assets.document import DocumentError
from assets.product import CATALOGUE_DIR, Catalogue, read_catalogue
from assets.words import Slug
from kiosk.catalogue.feed import FeedUnusableError
from kiosk.catalogue.files import mistakes_in
from kiosk.catalogue.importing import NEW_DOMAIN, Import, plan_import, write_import
from kiosk.catalogue.index import ProductIndex
from kiosk.catalogue.merge import Outcome

EXIT_REFUSED = 1
"""Something was refused or is wrong; the rest was done."""

EXIT_UNUSABLE = 2
"""Nothing could be done: the file is not what it should be."""

_catalogue_option = click.option(
    "--catalogue",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=CATALOGUE_DIR,
    help="The folder with the catalogue's YAML files. Without it: the catalogue that comes with Infopunt.",
)


def _checked_slug(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return TypeAdapter(Slug).validate_python(value)
    except ValidationError as error:
        raise click.BadParameter("small letters, digits and single dashes are expected") from error


@click.group()
def catalogue() -> None:
    """Find products, check the catalogue's files, or bring in your municipality's own feed.

    The catalogue is a folder of YAML files: one domain in each, with its products, their texts and their synonyms.
    """


@catalogue.command()
@click.argument("words", nargs=-1)
@_catalogue_option
@click.option(
    "--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True, help="The visitor's language."
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Give at most so many products.")
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON for each question.")
def search(words: tuple[str, ...], directory: Path, language: str, limit: int, as_json: bool) -> None:
    """Ask the catalogue something in everyday WORDS, as a visitor does.

    Without WORDS, questions are read from standard input, one a line, until it ends.

    \b
    infopunt catalogue search mijn portemonnee is weg
    infopunt catalogue search --json < questions.txt

    With --json each answer is one line, written at once:
    {"query": ..., "slugs": [best first], "ms": milliseconds that the search took}.
    """
    products = _read(directory)
    index = ProductIndex(products)
    questions = [" ".join(words)] if words else (line.rstrip("\r\n") for line in _standard_input())
    for question in questions:
        start = time.perf_counter()
        slugs = index.search(question, language, limit)
        elapsed_ms = round((time.perf_counter() - start) * 1000, 3)
        # click.echo flushes: who asks reads an answer before the next question.
        if as_json:
            click.echo(json.dumps({"query": question, "slugs": slugs, "ms": elapsed_ms}))
        else:
            click.echo(_for_people(question, slugs, products, language))


@catalogue.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--catalogue", "option_directory", type=click.Path(path_type=Path, file_okay=False), help="The same as DIRECTORY."
)
def check(directory: Path | None, option_directory: Path | None) -> None:
    """Read all files of the catalogue in DIRECTORY and say what is wrong: file, line, and what is expected there.

    \b
    Ends with 0 when the catalogue can be used, and with 1 when it cannot.
    """
    checked = directory or option_directory or CATALOGUE_DIR
    mistakes = mistakes_in(checked)
    for mistake in mistakes:
        click.echo(str(mistake))
    if mistakes:
        sys.exit(EXIT_REFUSED)
    found = _read(checked)
    click.echo(f"{checked}: {len(found.products)} products in {len(found.domains)} domains, nothing wrong")


@catalogue.command("import")
@click.argument("feed", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--into",
    "--catalogue",
    "directory",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder with the catalogue's YAML files; it is made when it is not there.",
)
@click.option(
    "--domain",
    default=NEW_DOMAIN,
    show_default=True,
    callback=_checked_slug,
    help="The domain in which new products are put.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def import_feed(feed: Path, directory: Path, domain: str, dry_run: bool) -> None:
    """Bring a Samenwerkende Catalogi 4.0 FEED (XML) into a catalogue.

    Every product is checked against the rules of the standard. What is refused is told with its line; the other
    products go on. The feed gives titles, uniform product names, online forms, DigiD and extra synonyms. Texts that
    were written for the terminal stay as they are.

    \b
    infopunt catalogue import producten.xml --into /etc/infopunt/catalogue --dry-run

    \b
    Ends with 0 when all went well, with 1 when something was refused, with 2 when a file cannot be used at all.
    """
    try:
        plan = plan_import(feed, directory, domain)
        if not dry_run:
            write_import(plan, directory)
    except (FeedUnusableError, DocumentError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNUSABLE)
    _report(plan, feed, dry_run)
    if plan.feed.refusals:
        sys.exit(EXIT_REFUSED)


def _report(plan: Import, feed: Path, dry_run: bool) -> None:
    for refusal in plan.feed.refusals:
        where = f"{refusal.product}: " if refusal.product else ""
        click.echo(f"{feed}:{refusal.line}: refused: {where}{refusal.expected}")
    for step in plan.steps:
        if step.outcome is not Outcome.UNCHANGED or step.facts:
            slug = f" as {step.product.slug}" if step.product else ""
            facts = f" ({', '.join(step.facts)})" if step.facts else ""
            click.echo(f"{feed}:{step.source.line}: {step.outcome}: {step.source.title}{slug}{facts}")
    counts = {outcome: sum(step.outcome is outcome for step in plan.steps) for outcome in Outcome}
    refused = len({refusal.product for refusal in plan.feed.refusals})
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    click.echo(f"{told}, {refused} refused" + ("; nothing was written (--dry-run)" if dry_run else ""))


def _for_people(question: str, slugs: list[str], products: Catalogue, language: str) -> str:
    if not slugs:
        return f"{question}: nothing found"
    titles = (products.product(slug).title for slug in slugs)
    lines = (f"  {slug:32} {title.get(language) or title['nl']}" for slug, title in zip(slugs, titles, strict=True))
    return "\n".join([f"{question}:", *lines])


def _read(directory: Path) -> Catalogue:
    try:
        return read_catalogue(directory)
    except DocumentError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNUSABLE)


def _standard_input() -> TextIO:
    """Standard input as UTF-8, whatever the machine's language is; what is no text does not end the answers."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin
