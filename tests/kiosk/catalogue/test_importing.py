import json
from pathlib import Path

import pytest

from assets.document import DocumentError
from assets.product import ChannelKind, Product, read_catalogue
from kiosk.catalogue.importing import plan_import, write_import
from kiosk.catalogue.index import ProductIndex
from kiosk.catalogue.merge import Outcome
from tests.kiosk.catalogue.conftest import SMALL_DOMAIN
from tests.kiosk.catalogue.feeds import FEED


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return _feed(tmp_path, FEED)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogus"
    folder.mkdir()
    (folder / "1-burgerzaken.yaml").write_text(SMALL_DOMAIN, encoding="utf-8")
    return folder


def _feed(folder: Path, content: str) -> Path:
    path = folder / "producten.xml"
    path.write_text(content, encoding="utf-8")
    return path


def _import(feed: Path, folder: Path) -> list[Outcome]:
    plan = plan_import(feed, folder)
    write_import(plan, folder)
    return [step.outcome for step in plan.steps]


def _product(folder: Path, slug: str) -> Product:
    return read_catalogue(folder).product(slug)


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_feed_becomes_a_catalogue(feed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "nieuw"
    assert _import(feed, folder) == [Outcome.ADDED, Outcome.ADDED]
    pond = _product(folder, "vijver-aanleggen")
    digital = pond.channel(ChannelKind.DIGITAL)
    assert digital is not None
    assert (str(digital.url), digital.digid) == ("https://dorp.example/formulier/vijver", True)
    assert pond.upl is not None
    assert (pond.upl.name, pond.upl.uri) == ("vijver", "https://upl.example/vijver")
    assert pond.synonyms == {"nl": ("tuin", "water")}
    assert pond.audience["nl"] == "Voor inwoners"
    assert pond.tagline["nl"] == "U wilt een vijver in uw tuin"
    assert pond.summary["nl"].endswith("vergunning voor nodig.")


def test_a_product_of_a_feed_without_texts_can_be_used(feed: Path, tmp_path: Path) -> None:
    _import(feed, tmp_path / "nieuw")
    swing = _product(tmp_path / "nieuw", "schommel-op-het-plein")
    assert swing.summary["nl"] == "Schommel op het plein"
    assert [channel.kind for channel in swing.channels] == [ChannelKind.CALL_BACK]


def test_what_was_imported_is_found(feed: Path, tmp_path: Path) -> None:
    _import(feed, tmp_path / "nieuw")
    index = ProductIndex(read_catalogue(tmp_path / "nieuw"))
    assert index.search("vijvertje in de tuin")[0] == "vijver-aanleggen"


def test_importing_again_changes_nothing(feed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "nieuw"
    _import(feed, folder)
    before = _snapshot(folder)
    assert _import(feed, folder) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert _snapshot(folder) == before


def test_planning_writes_nothing(feed: Path, catalogue: Path, tmp_path: Path) -> None:
    before = _snapshot(catalogue)
    plan_import(feed, catalogue)
    plan_import(feed, tmp_path / "nergens")
    assert _snapshot(catalogue) == before
    assert not (tmp_path / "nergens").exists()


def test_hand_written_texts_stay_and_facts_are_updated(tmp_path: Path, catalogue: Path) -> None:
    renamed = FEED.replace(">Vijver aanleggen<", ">Paspoort<")
    assert _import(_feed(tmp_path, renamed), catalogue) == [Outcome.CHANGED, Outcome.ADDED]
    passport = _product(catalogue, "paspoort")
    assert passport.summary["nl"] == "U vraagt een paspoort aan bij de gemeente."
    assert passport.tagline["nl"] == "Een reisdocument aanvragen"
    assert passport.title == {"nl": "Paspoort", "en": "Passport"}
    assert passport.synonyms["nl"] == ("pas verlopen", "reisdocument", "tuin", "water")
    assert {channel.kind for channel in passport.channels} == {ChannelKind.DIGITAL, ChannelKind.APPOINTMENT}
    assert passport.upl is not None
    assert passport.upl.uri == "https://upl.example/vijver"


def test_products_that_the_feed_does_not_know_stay(tmp_path: Path, catalogue: Path, feed: Path) -> None:
    _import(feed, catalogue)
    slugs = {product.slug for product in read_catalogue(catalogue).products}
    assert slugs == {
        "paspoort",
        "uittreksel-burgerlijke-stand",
        "verloren-voorwerp",
        "vijver-aanleggen",
        "schommel-op-het-plein",
    }


def test_files_without_changes_are_not_touched(feed: Path, catalogue: Path) -> None:
    before = (catalogue / "1-burgerzaken.yaml").stat()
    _import(feed, catalogue)
    assert (catalogue / "1-burgerzaken.yaml").stat().st_mtime_ns == before.st_mtime_ns


def test_a_product_with_a_new_title_is_still_the_same_product(tmp_path: Path, feed: Path) -> None:
    folder = tmp_path / "nieuw"
    _import(feed, folder)
    renamed = FEED.replace("Schommel op het plein", "Speeltoestel op het plein")
    assert _import(_feed(tmp_path, renamed), folder) == [Outcome.UNCHANGED, Outcome.CHANGED]
    assert _product(folder, "schommel-op-het-plein").title["nl"] == "Speeltoestel op het plein"


def test_a_product_is_known_by_its_uniform_name(tmp_path: Path, feed: Path) -> None:
    folder = tmp_path / "nieuw"
    _import(feed, folder)
    (folder / "feed-import.json").unlink()
    renamed = FEED.replace(">Vijver aanleggen<", ">Water in de tuin<")
    assert _import(_feed(tmp_path, renamed), folder)[0] is Outcome.CHANGED
    assert _product(folder, "vijver-aanleggen").title["nl"] == "Water in de tuin"


def test_a_form_that_is_gone_is_taken_away(tmp_path: Path, feed: Path) -> None:
    folder = tmp_path / "nieuw"
    _import(feed, folder)
    assert _import(_feed(tmp_path, FEED.replace(">digid<", ">nee<")), folder)[0] is Outcome.CHANGED
    assert _product(folder, "vijver-aanleggen").channel(ChannelKind.DIGITAL) is None


def test_digid_is_a_fact_of_the_feed(tmp_path: Path, feed: Path) -> None:
    folder = tmp_path / "nieuw"
    _import(feed, folder)
    _import(_feed(tmp_path, FEED.replace(">digid<", ">ja<")), folder)
    digital = _product(folder, "vijver-aanleggen").channel(ChannelKind.DIGITAL)
    assert digital is not None
    assert not digital.digid


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://dorp.example/x", "formulier", ""])
def test_a_form_that_is_not_on_the_web_is_left_out(tmp_path: Path, address: str) -> None:
    feed = _feed(tmp_path, FEED.replace("https://dorp.example/formulier/vijver", address))
    plan = plan_import(feed, tmp_path / "nieuw")
    assert plan.steps[0].product is not None
    assert plan.steps[0].product.channel(ChannelKind.DIGITAL) is None
    assert bool(plan.steps[0].facts) == bool(address)


def test_products_with_one_title_are_kept_apart(tmp_path: Path) -> None:
    same = FEED.replace("Schommel op het plein", "Vijver aanleggen")
    assert _import(_feed(tmp_path, same), tmp_path / "nieuw") == [Outcome.ADDED, Outcome.ADDED]
    assert len(read_catalogue(tmp_path / "nieuw").products) == 2
    assert _import(_feed(tmp_path, same), tmp_path / "nieuw") == [Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_a_text_in_another_language_is_left_out_and_told(tmp_path: Path) -> None:
    plan = plan_import(_feed(tmp_path, FEED.replace(">nl<", ">en<", 1)), tmp_path / "nieuw")
    assert plan.steps[0].outcome is Outcome.LEFT_OUT
    assert "en" in plan.steps[0].facts[0]


def test_a_refused_product_is_not_imported(tmp_path: Path) -> None:
    assert _import(_feed(tmp_path, FEED.replace(">digid<", "><")), tmp_path / "nieuw") == [Outcome.ADDED]
    assert [product.slug for product in read_catalogue(tmp_path / "nieuw").products] == ["schommel-op-het-plein"]


def test_new_products_go_where_they_are_wanted(feed: Path, catalogue: Path) -> None:
    write_import(plan_import(feed, catalogue, "burgerzaken"), catalogue)
    assert len(read_catalogue(catalogue).domain("burgerzaken").products) == 5
    assert len(read_catalogue(catalogue).domains) == 1


@pytest.mark.parametrize("content", ["[]", "{", '{"a": 1}', '{"a": {}}'])
def test_a_broken_memory_of_imports_is_told(feed: Path, catalogue: Path, content: str) -> None:
    (catalogue / "feed-import.json").write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match="feed-import"):
        plan_import(feed, catalogue)


def test_the_memory_of_imports_tells_slug_and_date(feed: Path, catalogue: Path) -> None:
    _import(feed, catalogue)
    memory = json.loads((catalogue / "feed-import.json").read_text(encoding="utf-8"))
    assert memory["https://dorp.example/producten/vijver"] == {"slug": "vijver-aanleggen", "modified": "2026-10-01"}
