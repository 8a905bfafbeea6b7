"""Reads a municipality's own product list: a Samenwerkende Catalogi 4.0 feed (XML).

A product with a mistake is refused, line by line, and does not stop the others. A file that is no such feed at all, or
that tries to trick the reader (document types, entities, endless size), is not read further.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kiosk.catalogue.feed_check import Mistake, elements_in, line_of, mistakes_in, name_of, own_mistakes, text_of
from kiosk.catalogue.feed_rules import DCTERMS, PRODUCT, SCPRODUCT, SCPRODUCTEN

MAX_FEED_BYTES = 20_000_000
"""Ten times the largest municipal catalogue that one may expect: 1,200 products of 1.5 kB."""

_NAMES = {"p": PRODUCT, "d": DCTERMS}


class FeedUnusableError(Exception):
    """The file is not a feed that can be read: says which file, which line (1-based), and what is expected."""

    def __init__(self, path: Path, line: int, expected: str) -> None:
        super().__init__(f"{path}:{line}: {expected}")
        self.path = path
        self.line = line
        self.expected = expected


@dataclass(frozen=True)
class FeedProduct:
    """One product as the feed tells it; `online` is ja, digid or nee, and empty where the feed does not say.

    `upl_names` holds (name, URI) of the national uniform product names that carry a URI.
    """

    line: int
    identifier: str
    product_id: str
    title: str
    language: str
    modified: str
    abstract: str
    audiences: tuple[str, ...]
    subjects: tuple[str, ...]
    online: str
    form_url: str
    upl_names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Refusal:
    """A mistake in the feed, and the title of the product in which it stands (empty outside of products)."""

    line: int
    product: str
    expected: str


@dataclass(frozen=True)
class Feed:
    """What was read: the good products, and everything that was refused."""

    products: tuple[FeedProduct, ...]
    refusals: tuple[Refusal, ...]


def read_feed(path: Path) -> Feed:
    """Read and check the feed at `path`; raises FeedUnusableError when it is no Samenwerkende Catalogi feed."""
    return parse_feed(_read_bounded(path), path)


def parse_feed(content: bytes, path: Path) -> Feed:
    """Check the feed in `content`; `path` only names it in errors. Raises FeedUnusableError."""
    root = _parse(content, path)
    if root.tag != SCPRODUCTEN.tag:
        expected = f"the root element scproducten of {PRODUCT} is expected"
        raise FeedUnusableError(path, line_of(root), expected)
    products: list[FeedProduct] = []
    refusals = [Refusal(mistake.line, "", mistake.expected) for mistake in _around_products(root)]
    for element in elements_in(root):
        if element.tag != SCPRODUCT.tag:
            continue
        mistakes = list(mistakes_in(element, SCPRODUCT))
        refusals += [Refusal(mistake.line, _title_of(element), mistake.expected) for mistake in mistakes]
        if not mistakes:
            products.append(_product_of(element))
    return Feed(tuple(products), tuple(sorted(refusals, key=lambda refusal: refusal.line)))


def _read_bounded(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            content = source.read(MAX_FEED_BYTES + 1)
    except OSError as error:
        raise FeedUnusableError(path, 1, f"the file cannot be read ({error.strerror})") from error
    if len(content) > MAX_FEED_BYTES:
        raise FeedUnusableError(path, 1, f"a file of at most {MAX_FEED_BYTES // 1_000_000} MB is expected")
    return content


def _parse(content: bytes, path: Path) -> etree._Element:
    """The root element, read without fetching or expanding anything that the file only points to."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise FeedUnusableError(path, error.lineno or 1, f"well-formed XML is expected ({error.msg})") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FeedUnusableError(path, 1, "no document type (DOCTYPE) is expected in a feed")
    return root


def _around_products(root: etree._Element) -> Iterator[Mistake]:
    """The mistakes outside of the products; those inside are looked for one product at a time."""
    yield from own_mistakes(root, SCPRODUCTEN)
    found = elements_in(root)
    if all(child.tag != SCPRODUCT.tag for child in found):
        yield Mistake(line_of(root), "scproducten: scproduct is expected here")
    for child in found:
        if child.tag != SCPRODUCT.tag:
            yield Mistake(line_of(child), f"scproducten: {name_of(str(child.tag))} is not expected here")


def _texts(element: etree._Element, path: str) -> tuple[str, ...]:
    found = element.iterfind(path, _NAMES)
    return tuple(text for text in (" ".join(text_of(each).split()) for each in found) if text)


def _text(element: etree._Element, path: str) -> str:
    return next(iter(_texts(element, path)), "")


def _title_of(element: etree._Element) -> str:
    return _text(element, ".//d:title") or _text(element, ".//d:identifier")


def _product_of(element: etree._Element) -> FeedProduct:
    """The facts of an scproduct that was checked."""
    core, mantle, data = "p:meta/p:owmskern", "p:meta/p:owmsmantel", "p:meta/p:scmeta"
    address = element.find(f"{data}/p:aanvraagURL", _NAMES)
    return FeedProduct(
        line=line_of(element),
        identifier=_text(element, f"{core}/d:identifier"),
        product_id=_text(element, f"{data}/p:productID"),
        title=_text(element, f"{core}/d:title"),
        language=_text(element, f"{core}/d:language"),
        modified=_text(element, f"{core}/d:modified"),
        abstract=_text(element, f"{mantle}/d:abstract"),
        audiences=_texts(element, f"{mantle}/d:audience"),
        subjects=_texts(element, f"{mantle}/d:subject"),
        online=_text(element, f"{data}/p:onlineAanvragen"),
        form_url="" if address is None else str(address.get("resourceIdentifier")).strip(),
        upl_names=tuple(
            (" ".join(text_of(each).split()), str(each.get("resourceIdentifier")).strip())
            for each in element.iterfind(f"{data}/p:uniformeProductnaam", _NAMES)
            if each.get("resourceIdentifier")
        ),
    )
