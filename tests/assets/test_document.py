from pathlib import Path

import pytest

from assets.document import Document, DocumentError, parse, read


class Row(Document):
    name: str
    size: int = 1


class Table(Document):
    title: str
    rows: tuple[Row, ...] = ()


GOOD = "title: t\nrows:\n  - name: a\n  - name: b\n    size: 2\n"
HERE = Path("table.yaml")


def test_a_good_file_becomes_a_document(tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert read(path, Table) == Table(title="t", rows=(Row(name="a"), Row(name="b", size=2)))


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (GOOD.replace("size: 2", "size: two"), 5, "rows > 2 > size"),
        (GOOD.replace("  - name: a", "  - nam: a"), 3, "rows > 1 > nam: this key is not known here"),
        (GOOD + "extra: 1\n", 6, "extra: this key is not known here"),
        (GOOD + "title: again\n", 6, "the key 'title' stands twice"),
        ("title: [\n", 2, "expected"),
        ("", 1, "title: this key is missing"),
        ("title: t\nrows: none\n", 2, "rows"),
        ("- a\n- b\n", 1, "keys with values are expected"),
    ],
)
def test_a_mistake_has_a_file_a_line_and_what_is_expected(text: str, line: int, expected: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(text, HERE, Table)
    assert (caught.value.path, caught.value.line) == (HERE, line)
    assert expected in caught.value.expected


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read(tmp_path / "none.yaml", Table)


def test_a_file_that_is_not_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    path.write_bytes(b"title: \xff\xfe")
    with pytest.raises(DocumentError, match="UTF-8"):
        read(path, Table)
