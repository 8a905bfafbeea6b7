import time
from pathlib import Path

import pytest
from lxml import etree

from kiosk.catalogue.feed import MAX_FEED_BYTES, FeedUnusableError, parse_feed, read_feed
from tests.kiosk.catalogue.feeds import CHANGES, FEED, Change

NAME = Path("producten.xml")
STANDARD = Path(__file__).parents[4] / "shared" / "data" / "sc4"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_feed_is_refused_where_the_standard_refuses_it(change: Change) -> None:
    feed = parse_feed(change.feed.encode(), NAME)
    assert (not feed.refusals) == change.valid, feed.refusals


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    path = STANDARD / "lib/standaarden.overheid.nl/sc/4.0/xsd/sc.xsd"
    if not path.exists():
        pytest.skip("the published schema is not at hand")
    return etree.XMLSchema(etree.parse(str(path)))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_the_published_schema_says_the_same_of_our_feed(schema: etree.XMLSchema, change: Change) -> None:
    assert schema.validate(etree.fromstring(change.feed.encode())) == change.valid, schema.error_log


def test_the_published_schema_says_the_same_of_its_sample(schema: etree.XMLSchema) -> None:
    sample = (STANDARD / "sample_beekdaelen.xml").read_text(encoding="utf-8")
    tried = 0
    for name in ("dcterms:title", "dcterms:abstract", "dcterms:subject", "p:scmeta", "p:body", "p:productID"):
        tag = name.replace("p:", "overheidproduct:") if name.startswith("p:") else name
        for changed in (
            sample.replace(f"<{tag}", '<overheid:x y="1"/>' + f"<{tag}", 1),
            sample.replace(tag, "dcterms:x"),
        ):
            feed = parse_feed(changed.encode(), NAME)
            assert schema.validate(etree.fromstring(changed.encode())) == (not feed.refusals), name
            tried += changed != sample
    assert tried == 12
    assert parse_feed(sample.encode(), NAME).refusals == ()


def test_the_facts_of_a_product_are_read() -> None:
    pond, swing = parse_feed(FEED.encode(), NAME).products
    assert (pond.line, pond.title, pond.product_id, pond.online) == (4, "Vijver aanleggen", "17", "digid")
    assert pond.form_url == "https://dorp.example/formulier/vijver"
    assert pond.subjects == ("tuin", "water")
    assert pond.upl_names == (("vijver", "https://upl.example/vijver"),)
    assert (swing.online, swing.abstract, swing.form_url) == ("", "", "")


def _line_of(text: str) -> int:
    return FEED[: FEED.index(text)].count("\n") + 1


def test_a_refusal_says_line_product_and_what_is_expected() -> None:
    changed = FEED.replace(">digid<", ">misschien<").replace("2026-10-02T09:30:00", "2 oktober")
    refusals = parse_feed(changed.encode(), NAME).refusals
    assert [(refusal.line, refusal.product) for refusal in refusals] == [
        (_line_of(">digid<"), "Vijver aanleggen"),
        (_line_of("2026-10-02T09:30:00"), "Schommel op het plein"),
    ]
    assert refusals[0].expected == "onlineAanvragen: ja or digid or nee is expected"


def test_a_bad_product_does_not_stop_the_others() -> None:
    feed = parse_feed(FEED.replace(">digid<", ">misschien<").encode(), NAME)
    assert [product.title for product in feed.products] == ["Schommel op het plein"]


def test_every_mistake_of_a_product_is_told() -> None:
    changed = FEED.replace(">digid<", "><").replace(">17<", "><b/><").replace("Vijver aanleggen", "")
    assert len(parse_feed(changed.encode(), NAME).refusals) == 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "well-formed"),
        (b"geen xml", "well-formed"),
        (FEED[:400].encode(), "well-formed"),
        (b"<scproducten/>", "root element"),
        (b'<rss version="2.0"/>', "root element"),
        (b"\xff\xfe\x00", "well-formed"),
    ],
)
def test_what_is_no_feed_cannot_be_used(content: bytes, expected: str) -> None:
    with pytest.raises(FeedUnusableError, match=expected):
        parse_feed(content, NAME)


def test_a_feed_without_products_is_refused() -> None:
    empty = FEED[: FEED.index("  <p:scproduct ")] + "</p:scproducten>"
    feed = parse_feed(empty.encode(), NAME)
    assert [refusal.expected for refusal in feed.refusals] == ["scproducten: scproduct is expected here"]


def test_no_other_file_is_read_through_a_feed(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("geheim-woord", encoding="utf-8")
    trick = f'<!DOCTYPE p [<!ENTITY geheim SYSTEM "{secret.as_uri()}">]>'
    changed = FEED.replace("?>\n", f"?>\n{trick}\n", 1).replace("Vijver aanleggen", "&geheim;")
    with pytest.raises(FeedUnusableError, match="DOCTYPE") as caught:
        parse_feed(changed.encode(), NAME)
    assert "geheim-woord" not in str(caught.value)


@pytest.mark.parametrize("place", ["Vijver aanleggen", "https://dorp.example/formulier/vijver"])
def test_a_feed_that_grows_without_end_is_stopped_at_once(place: str) -> None:
    entities = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{depth} "{f"&e{depth - 1};" * 10}">' for depth in range(1, 10))
    changed = FEED.replace("?>\n", f"?>\n<!DOCTYPE p [{entities}]>\n", 1).replace(place, "&e9;")
    start = time.perf_counter()
    with pytest.raises(FeedUnusableError):
        parse_feed(changed.encode(), NAME)
    assert time.perf_counter() - start < 2


def test_a_feed_that_is_nested_without_end_is_stopped() -> None:
    with pytest.raises(FeedUnusableError):
        parse_feed(b"<a>" * 100_000, NAME)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "groot.xml"
    with path.open("wb") as target:
        target.truncate(MAX_FEED_BYTES + 1)
    with pytest.raises(FeedUnusableError, match="20 MB"):
        read_feed(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedUnusableError, match="cannot be read"):
        read_feed(tmp_path / "geen.xml")
