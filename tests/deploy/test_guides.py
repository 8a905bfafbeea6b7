"""What the guides for clerks, hosts, volunteers and managers name is there: pages, buttons, keys and commands."""

import re
from pathlib import Path

import pytest

from assets.text import read_texts
from tests.deploy.test_readme import _command

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "deploy" / "guides").glob("*/*.md"))
FOR = ("clerk", "host", "manager", "volunteer")
QUOTES = re.compile(r'"([^"]+)"')
BOLD = re.compile(r"\*\*([^*]+)\*\*")
BLANK = re.compile(r"\\\{\w+(?::\d+)?\\\}")
KEYS = re.compile(r"`(.)`")
DESK = ROOT / "sync" / "central" / "pages" / "templates"


def _name(guide: Path) -> str:
    return f"{guide.parent.name}/{guide.stem}"


def _said(language: str) -> list[re.Pattern[str]]:
    """All that a page or screen says in a language, whole and by the sentence, whatever stands in its blanks."""
    file = ROOT / "assets" / "translations" / language / "infopunt.po"
    words = re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', file.read_text(encoding="utf-8"), re.MULTILINE)
    spoken = {part for one in words for part in (one, *re.split(r"(?<=[.?!]) ", one))}
    return [
        re.compile(BLANK.sub("(?:.*)", re.escape(one)))
        for one in sorted(spoken)
        if BLANK.sub("", re.escape(one)).strip(" .,")
    ]


def _named(text: str) -> list[str]:
    """What is in bold, but not the situations of a bad day, which begin a line and end with a full stop."""
    names = []
    for line in text.splitlines():
        situation = re.fullmatch(r"\*\*(.+)\*\*", line)
        names += QUOTES.findall(situation[1]) if situation else BOLD.findall(line)
    return names


def test_there_is_a_guide_for_each_in_both_languages() -> None:
    assert [_name(guide) for guide in GUIDES] == [f"{language}/{who}" for language in ("en", "nl") for who in FOR]


@pytest.mark.parametrize("guide", GUIDES, ids=_name)
def test_what_a_guide_names_is_on_the_screens(guide: Path) -> None:
    said = _said(guide.parent.name)
    names = _named(guide.read_text(encoding="utf-8"))
    assert len(names) >= 12
    # A blank is what the page fills in; the guide leaves it out, or writes an ellipsis.
    unknown = [
        name for name in names if not any(one.fullmatch(spoken) for one in said for spoken in (name, f"{name} "))
    ]
    assert unknown == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_guide_of_a_host_gives_each_button_its_key(language: str) -> None:
    """A row of the table names a button and its key; the desk's page has that key on that very button."""
    texts = read_texts(language)
    page = "".join((DESK / name).read_text(encoding="utf-8") for name in ("desk_line.html", "desk_now.html"))
    keys = {
        re.findall(r't\("(desk\.\w+)"\)', words)[0]: letter
        for letter, words in re.findall(r"<kbd>(\S)</kbd>(.*t\(.*)", page)
    }
    by_button = {texts(key): letter for key, letter in keys.items()}
    guide = (ROOT / "deploy" / "guides" / language / "host.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]+\|([^|]+)\| `(.)` \|$", guide, re.MULTILINE)
    assert len(rows) == 11
    for buttons, letter in rows:
        assert {by_button[name] for name in BOLD.findall(buttons)} == {letter}


@pytest.mark.parametrize("guide", GUIDES, ids=_name)
def test_the_commands_of_a_guide_are_there(guide: Path) -> None:
    for words in re.findall(r"`infopunt ([a-z -]+[a-z])", guide.read_text(encoding="utf-8")):
        assert _command(words.split()).help


@pytest.mark.parametrize("who", FOR)
def test_both_languages_tell_the_same(who: str) -> None:
    """The same steps, rows, bad days and keys, in the same order."""
    shapes = []
    for language in ("nl", "en"):
        text = (ROOT / "deploy" / "guides" / language / f"{who}.md").read_text(encoding="utf-8")
        shapes.append((re.findall(r"^(#+ |\d\. |- |\||\*\*)", text, re.MULTILINE), KEYS.findall(text)))
    assert shapes[0] == shapes[1]
