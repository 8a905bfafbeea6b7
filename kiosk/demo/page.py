"""The page of the demo: every picture in order, every ticket, and what the central received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from assets import ASSETS_DIR
from assets.form import Form, FormField
from assets.text import Texts
from assets.theme import Theme, css

PAGE_FILE = "index.html"
STORY_FILE = "story.json"
"""What a showcase writes beside its pictures: its chapters, as data."""


@dataclass(frozen=True)
class Received:
    """One record as the central has it, opened: what it is, its reference, and its answers."""

    kind: str
    reference: str
    terminal: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chapter:
    """One visit: its title key, and its pictures with a caption key each."""

    title: str
    pictures: tuple[tuple[str, str], ...]


def in_words(kind: str, says: Mapping[str, str], forms: Mapping[str, Form]) -> tuple[tuple[str, str], ...]:
    """Names and answers as the form of this kind says them in Dutch; what no form knows stays as it is."""
    form = forms.get(kind)
    fields = {field.name: field for field in form.fields} if form else {}
    return tuple(_labelled(fields.get(name), name, answer) for name, answer in says.items())


def _labelled(field: FormField | None, name: str, answer: str) -> tuple[str, str]:
    if field is None:
        return name, answer
    labels = {option.value: option.label["nl"] for option in field.options}
    return field.label["nl"], labels.get(answer, answer)


def write_page(
    folder: Path,
    chapters: Sequence[Chapter],
    tickets: Sequence[str],
    received: Sequence[Received],
    texts: Texts,
    theme: Theme,
) -> Path:
    """Write index.html into `folder`; pictures and tickets are named relative to it. Returns its path."""
    environment = Environment(
        loader=FileSystemLoader(ASSETS_DIR / "demo"), autoescape=select_autoescape(), trim_blocks=True
    )
    page = folder / PAGE_FILE
    html = environment.get_template("page.html").render(
        texts=texts, style=css(theme), chapters=chapters, tickets=tickets, received=received
    )
    page.write_text(html, encoding="utf-8")
    return page
