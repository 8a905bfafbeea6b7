import logging
from pathlib import Path

import pytest

from assets.document import Document, DocumentError, read
from kiosk.lastgood import read_or_last_good


class Page(Document):
    title: str


def read_page(path: Path) -> Page:
    return read(path, Page)


def read_folder(path: Path) -> list[str]:
    return [read(page, Page).title for page in sorted(path.glob("*.yaml"))]


def test_a_broken_file_is_named_and_the_last_good_version_serves(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source, keep = tmp_path / "page.yaml", tmp_path / "kept" / "page.yaml"
    source.write_text("title: first", encoding="utf-8")
    assert read_or_last_good(source, keep, read_page).title == "first"
    source.write_text("titel: second", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        assert read_or_last_good(source, keep, read_page).title == "first"
    assert "page.yaml:1: titel: this key is not known here" in caplog.text
    source.write_text("title: third", encoding="utf-8")
    assert read_or_last_good(source, keep, read_page).title == "third"


def test_without_a_good_version_the_mistake_stops_the_start(tmp_path: Path) -> None:
    source = tmp_path / "page.yaml"
    source.write_text("titel: first", encoding="utf-8")
    with pytest.raises(DocumentError):
        read_or_last_good(source, tmp_path / "kept.yaml", read_page)


def test_a_folder_is_kept_whole(tmp_path: Path) -> None:
    source, keep = tmp_path / "pages", tmp_path / "kept"
    source.mkdir()
    (source / "a.yaml").write_text("title: a", encoding="utf-8")
    (source / "b.yaml").write_text("title: b", encoding="utf-8")
    assert read_or_last_good(source, keep, read_folder) == ["a", "b"]
    (source / "a.yaml").unlink()
    (source / "b.yaml").write_text("title: [", encoding="utf-8")
    assert read_or_last_good(source, keep, read_folder) == ["a", "b"]
    (source / "b.yaml").write_text("title: c", encoding="utf-8")
    assert read_or_last_good(source, keep, read_folder) == ["c"]
    assert sorted(path.name for path in keep.iterdir()) == ["b.yaml"]
