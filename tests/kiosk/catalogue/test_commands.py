import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.catalogue.commands import catalogue
from tests.kiosk.catalogue.conftest import SMALL_DOMAIN
from tests.kiosk.catalogue.feeds import FEED


def _run(*arguments: str | Path, given: str | bytes = "") -> Result:
    return CliRunner().invoke(catalogue, [str(argument) for argument in arguments], input=given)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "catalogus"
    path.mkdir()
    (path / "1-burgerzaken.yaml").write_text(SMALL_DOMAIN, encoding="utf-8")
    return path


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "producten.xml"
    path.write_text(FEED, encoding="utf-8")
    return path


def test_each_question_is_answered_with_one_line_of_json() -> None:
    result = _run("search", "--json", given="mijn portemonnee is weg\nid kaart verlopen\n\nxqzt\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["query"] for answer in answers] == ["mijn portemonnee is weg", "id kaart verlopen", "", "xqzt"]
    assert answers[0]["slugs"][0] == "verloren-voorwerp"
    assert answers[1]["slugs"][0] == "identiteitskaart"
    assert answers[2]["slugs"] == answers[3]["slugs"] == []
    assert all(set(answer) == {"query", "slugs", "ms"} and answer["ms"] >= 0 for answer in answers)


def test_an_answer_comes_before_the_next_question() -> None:
    command = [sys.executable, "-m", "kiosk.cli", "catalogue", "search", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question, slug in (("paspoort", "paspoort"), ("trouwen", "huwelijk")):
            process.stdin.write(question + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["slugs"][0] == slug
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_questions_that_are_no_proper_text_are_answered_too() -> None:
    result = _run("search", "--json", given=b"\xff\xfe\npaspoort \x00\n" + b"x" * 10_000 + b"\n")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3


def test_people_read_titles(folder: Path) -> None:
    result = _run("search", "sleutels", "kwijt", "--catalogue", folder)
    assert "Verloren voorwerp melden" in result.stdout
    assert "Report a lost item" in _run("search", "lost", "--language", "en", "--catalogue", folder).stdout
    assert "nothing found" in _run("search", "xqzt", "--catalogue", folder).stdout


def test_no_more_than_the_limit_is_told() -> None:
    result = _run("search", "--json", "--limit", "2", "vergunning")
    assert len(json.loads(result.stdout)["slugs"]) == 2


def test_a_catalogue_that_is_broken_cannot_be_searched(folder: Path) -> None:
    (folder / "2-kapot.yaml").write_text("slug: [", encoding="utf-8")
    result = _run("search", "paspoort", "--catalogue", folder)
    assert result.exit_code == 2
    assert "2-kapot.yaml:2:" in result.stderr


def test_a_good_catalogue_is_checked(folder: Path) -> None:
    result = _run("check", folder)
    assert result.exit_code == 0
    assert "3 products in 1 domains" in result.stdout
    assert _run("check", "--catalogue", folder).exit_code == 0
    assert _run("check").exit_code == 0


def test_every_mistake_is_told_with_file_and_line(folder: Path) -> None:
    (folder / "2-kapot.yaml").write_text("slug: [", encoding="utf-8")
    (folder / "3-dubbel.yaml").write_text(SMALL_DOMAIN, encoding="utf-8")
    result = _run("check", folder)
    assert result.exit_code == 1
    assert "2-kapot.yaml:2:" in result.stdout
    assert "3-dubbel.yaml:7: the product 'paspoort' stands in" in result.stdout


def test_a_feed_is_imported_and_told(feed: Path, folder: Path) -> None:
    result = _run("import", feed, "--into", folder)
    assert result.exit_code == 0
    assert f"{feed}:4: added: Vijver aanleggen as vijver-aanleggen" in result.stdout
    assert "2 added, 0 changed, 0 unchanged, 0 left out, 0 refused" in result.stdout
    assert (folder / "overig.yaml").exists()
    assert "0 added, 0 changed, 2 unchanged" in _run("import", feed, "--into", folder).stdout


def test_a_dry_run_writes_nothing(feed: Path, folder: Path) -> None:
    result = _run("import", feed, "--into", folder, "--dry-run")
    assert result.exit_code == 0
    assert "nothing was written" in result.stdout
    assert [path.name for path in folder.iterdir()] == ["1-burgerzaken.yaml"]


def test_what_is_refused_is_told_line_by_line_and_the_rest_goes_on(feed: Path, folder: Path) -> None:
    feed.write_text(FEED.replace(">digid<", ">misschien<"), encoding="utf-8")
    result = _run("import", feed, "--into", folder)
    assert result.exit_code == 1
    line = FEED[: FEED.index(">digid<")].count("\n") + 1
    assert f"{feed}:{line}: refused: Vijver aanleggen: onlineAanvragen: ja or digid or nee is expected" in result.stdout
    assert "1 added, 0 changed, 0 unchanged, 0 left out, 1 refused" in result.stdout


@pytest.mark.parametrize("content", ["", "geen xml", "<rss/>"])
def test_a_file_that_is_no_feed_changes_nothing(feed: Path, folder: Path, content: str) -> None:
    feed.write_text(content, encoding="utf-8")
    result = _run("import", feed, "--into", folder)
    assert result.exit_code == 2
    assert str(feed) in result.stderr
    assert [path.name for path in folder.iterdir()] == ["1-burgerzaken.yaml"]


def test_a_folder_that_cannot_be_written_is_told(feed: Path, tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("", encoding="utf-8")
    result = _run("import", feed, "--into", tmp_path / "bestand" / "catalogus")
    assert result.exit_code == 2
    assert "bestand" in result.stderr


def test_a_broken_catalogue_is_not_imported_into(feed: Path, folder: Path) -> None:
    (folder / "2-kapot.yaml").write_text("slug: [", encoding="utf-8")
    result = _run("import", feed, "--into", folder)
    assert result.exit_code == 2
    assert "2-kapot.yaml:2:" in result.stderr


@pytest.mark.parametrize("domain", ["Hoofdletters", "../weg", ""])
def test_a_domain_is_a_short_name(feed: Path, folder: Path, domain: str) -> None:
    result = _run("import", feed, "--into", folder, "--domain", domain)
    assert result.exit_code == 2
    assert "small letters" in result.stderr


@pytest.mark.parametrize("command", ["search", "check", "import"])
def test_help_teaches(command: str) -> None:
    result = _run(command, "--help")
    assert result.exit_code == 0
    assert "--catalogue" in result.stdout
    assert len(result.stdout.splitlines()) > 8
