from pathlib import Path

import pytest

from assets.product import read_catalogue
from kiosk.catalogue.files import DomainFile, as_yaml, mistakes_in, read_domain_files, write_domain_file
from tests.kiosk.catalogue.conftest import SMALL_DOMAIN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "1-burgerzaken.yaml").write_text(f"# Onze producten.\n# Met de hand.\n{SMALL_DOMAIN}", encoding="utf-8")
    return tmp_path


def test_what_is_written_is_what_was_read(folder: Path) -> None:
    before = read_domain_files(folder)
    write_domain_file(before[0])
    assert [file.domain for file in read_domain_files(folder)] == [file.domain for file in before]
    assert [path.name for path in folder.iterdir()] == ["1-burgerzaken.yaml"]


def test_comments_at_the_top_stay(folder: Path) -> None:
    file = read_domain_files(folder)[0]
    write_domain_file(file)
    text = file.path.read_text(encoding="utf-8")
    assert text.startswith("# Onze producten.\n# Met de hand.\nslug: burgerzaken\n")
    assert "café bezocht en tas vergeten" in text


def test_writing_twice_changes_nothing(folder: Path) -> None:
    file = read_domain_files(folder)[0]
    write_domain_file(file)
    once = file.path.read_bytes()
    write_domain_file(read_domain_files(folder)[0])
    assert file.path.read_bytes() == once


def test_the_catalogue_that_comes_with_infopunt_survives_writing(tmp_path: Path) -> None:
    catalogue = read_catalogue()
    for domain in catalogue.domains:
        write_domain_file(DomainFile(tmp_path / f"{domain.slug}.yaml", domain))
    written = {domain.slug: domain for domain in read_catalogue(tmp_path).domains}
    assert written == {domain.slug: domain for domain in catalogue.domains}


def test_keys_stand_in_the_order_of_the_format(folder: Path) -> None:
    text = as_yaml(read_domain_files(folder)[0].domain)
    keys = [
        line.split(":")[0].strip(" -") for line in text.splitlines() if line.startswith(("  ", "- ")) and ":" in line
    ]
    assert keys.index("slug") < keys.index("title") < keys.index("summary") < keys.index("synonyms")
    assert "digid: false" not in text


def test_a_disk_that_is_full_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = read_domain_files(folder)[0]
    before = file.path.read_bytes()

    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.catalogue.files.os.fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_domain_file(file)
    assert file.path.read_bytes() == before


def test_a_good_folder_has_no_mistakes(folder: Path) -> None:
    assert mistakes_in(folder) == []


def test_each_broken_file_is_told_with_its_line(folder: Path) -> None:
    (folder / "2-kapot.yaml").write_text("slug: kapot\nicon: [\n", encoding="utf-8")
    (folder / "3-leeg.yaml").write_text("slug: Leeg\n", encoding="utf-8")
    mistakes = mistakes_in(folder)
    assert [mistake.path.name for mistake in mistakes] == ["2-kapot.yaml", "3-leeg.yaml"]
    assert all(mistake.line >= 1 and mistake.expected for mistake in mistakes)


def test_a_product_that_stands_twice_is_told_where_it_stands_again(folder: Path) -> None:
    (folder / "2-nog-eens.yaml").write_text(SMALL_DOMAIN, encoding="utf-8")
    mistakes = mistakes_in(folder)
    assert len(mistakes) == 3
    assert mistakes[0].path.name == "2-nog-eens.yaml"
    assert SMALL_DOMAIN.splitlines()[mistakes[0].line - 1].strip() == "- slug: paspoort"
    assert "paspoort" in mistakes[0].expected


def test_a_product_in_the_file_of_another_domain_is_told(folder: Path) -> None:
    path = folder / "1-burgerzaken.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("domain: burgerzaken", "domain: sociaal", 1), encoding="utf-8")
    (mistake,) = mistakes_in(folder)
    assert "burgerzaken" in mistake.expected


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    assert len(mistakes_in(tmp_path)) == 1
