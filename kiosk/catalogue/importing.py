"""From a feed file to a folder of catalogue files: reads, merges, writes, and tells what happened."""

import json
from dataclasses import dataclass
from pathlib import Path

from assets.document import DocumentError
from assets.product import Catalogue, Domain, Product
from assets.text import DEFAULT_LANGUAGE, read_texts
from kiosk.catalogue.feed import Feed, read_feed
from kiosk.catalogue.files import DomainFile, read_domain_files, write_domain_file, write_whole
from kiosk.catalogue.merge import Merge, Outcome, Step

NEW_DOMAIN = "overig"
"""Where products go that the catalogue has no place for yet: a feed knows no domains."""

_MEMORY = "feed-import.json"
"""Beside the catalogue files: the slug and the date of each identifier, so that a new title is no new product."""


@dataclass(frozen=True)
class Import:
    """What an import of a feed does: the steps by product, and the files that change."""

    feed: Feed
    steps: tuple[Step, ...]
    files: tuple[DomainFile, ...]


def plan_import(feed_path: Path, directory: Path, domain: str = NEW_DOMAIN) -> Import:
    """Read the feed and work out what it changes in `directory`; nothing is written.

    Products that are new go into `domain`. Raises FeedUnusableError for the feed, DocumentError for the catalogue.
    """
    feed = read_feed(feed_path)
    files = read_domain_files(directory)
    merge = Merge(Catalogue([file.domain for file in files]), read_texts(DEFAULT_LANGUAGE), domain)
    slugs_before = {identifier: known["slug"] for identifier, known in _read_memory(directory).items()}
    steps = tuple(merge.steps(feed.products, slugs_before))
    changed = {step.product.slug: step.product for step in steps if step.product and step.outcome is Outcome.CHANGED}
    added = [step.product for step in steps if step.product and step.outcome is Outcome.ADDED]
    return Import(feed, steps, tuple(_changed_files(files, changed, added, directory / f"{domain}.yaml", domain)))


def write_import(plan: Import, directory: Path) -> None:
    """Write what `plan_import` worked out, each file whole; raises OSError when the disk does not take it."""
    directory.mkdir(parents=True, exist_ok=True)
    for file in plan.files:
        write_domain_file(file)
    memory = _read_memory(directory)
    fresh = {
        step.source.identifier: {"slug": step.product.slug, "modified": step.source.modified}
        for step in plan.steps
        if step.product
    }
    if memory != {**memory, **fresh}:
        _write_memory(directory, {**memory, **fresh})


def _changed_files(
    files: list[DomainFile], changed: dict[str, Product], added: list[Product], new_path: Path, new_domain: str
) -> list[DomainFile]:
    found = []
    for file in files:
        products = [changed.get(product.slug, product) for product in file.domain.products]
        if file.domain.slug == new_domain:
            products += added
        domain = file.domain.model_copy(update={"products": tuple(products)})
        if domain != file.domain:
            found.append(DomainFile(file.path, domain))
    if added and all(file.domain.slug != new_domain for file in files):
        found.append(DomainFile(new_path, _new_domain(new_domain, added)))
    return found


def _new_domain(slug: str, products: list[Product]) -> Domain:
    texts = read_texts(DEFAULT_LANGUAGE)
    return Domain(
        slug=slug,
        icon="more_horiz",
        title={"nl": texts("import.domain.title")},
        tagline={"nl": texts("import.domain.tagline")},
        products=tuple(products),
    )


def _read_memory(directory: Path) -> dict[str, dict[str, str]]:
    path = directory / _MEMORY
    if not path.exists():
        return {}
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): {"slug": str(each["slug"]), "modified": str(each["modified"])} for key, each in known.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        expected = "the slug and the date of each identifier are expected; remove this file to begin anew"
        raise DocumentError(path, 1, expected) from error


def _write_memory(directory: Path, memory: dict[str, dict[str, str]]) -> None:
    write_whole(directory / _MEMORY, json.dumps(memory, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
