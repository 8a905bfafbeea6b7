"""The catalogue as files in a folder: one domain in each, read one by one, written whole or not at all."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assets.document import DocumentError, parse, read
from assets.product import Domain
from sync.terminal.durable import sync_directory

_WIDTH = 120


@dataclass(frozen=True)
class DomainFile:
    """A domain and the file that it stands in."""

    path: Path
    domain: Domain


def read_domain_files(directory: Path) -> list[DomainFile]:
    """Every domain file of `directory`, by name; none when there is no such folder. Raises DocumentError."""
    return [DomainFile(path, read(path, Domain)) for path in sorted(directory.glob("*.yaml"))]


def mistakes_in(directory: Path) -> list[DocumentError]:
    """What keeps the catalogue in `directory` from being used: the first mistake of each file, and double products."""
    mistakes: list[DocumentError] = []
    files: list[DomainFile] = []
    paths = sorted(directory.glob("*.yaml"))
    for path in paths:
        try:
            files.append(DomainFile(path, read(path, Domain)))
        except DocumentError as error:
            mistakes.append(error)
    if not paths:
        mistakes.append(DocumentError(directory, 1, "at least one catalogue file (*.yaml) is expected here"))
    return [*mistakes, *_mistakes_between(files)]


def _mistakes_between(files: Sequence[DomainFile]) -> list[DocumentError]:
    mistakes: list[DocumentError] = []
    owners: dict[str, Path] = {}
    for file in files:
        for product in file.domain.products:
            line = _line_of_slug(file.path, product.slug, owners.get(product.slug) == file.path)
            if product.slug in owners:
                expected = f"the product '{product.slug}' stands in {owners[product.slug]} already"
                mistakes.append(DocumentError(file.path, line, expected))
            if product.domain != file.domain.slug:
                expected = f"{product.slug} > domain: '{file.domain.slug}', the domain of this file, is expected"
                mistakes.append(DocumentError(file.path, line, expected))
            owners.setdefault(product.slug, file.path)
    return mistakes


def _line_of_slug(path: Path, slug: str, last: bool) -> int:
    """The line of the product called `slug`: its first one, or its `last` one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        number for number, line in enumerate(lines, 1) if line.lstrip(" -").split("#")[0].strip() == f"slug: {slug}"
    ]
    return (found[-1] if last else found[0]) if found else 1


def write_domain_file(file: DomainFile) -> None:
    """Put `file` in the place of the old one: a power cut leaves the old or the new one, whole.

    Comments at the top of the old file stay; those further down cannot be kept. Raises DocumentError when what would
    be written could not be read again, and OSError when the disk does not take it.
    """
    text = _header_of(file.path) + as_yaml(file.domain)
    parse(text, file.path, Domain)
    write_whole(file.path, text)


def write_whole(path: Path, text: str) -> None:
    """Put `text` in the place of the file at `path`, on disk when this returns; everyone may read it."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="utf-8") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    partial.replace(path)
    sync_directory(path.parent)


def as_yaml(domain: Domain) -> str:
    """The text of a domain file: keys in the order of the format, what has its usual value left out."""
    data = domain.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _header_of(path: Path) -> str:
    if not path.exists():
        return ""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    end = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])
