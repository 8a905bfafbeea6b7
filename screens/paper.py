"""What is said about a ticket's way to paper: printing, printed, or how to keep what it would have said."""

from kiosk.journeys.states import Paper, PaperState
from screens.icon import Icon
from screens.layout import Block, Row
from screens.text import Text
from screens.ui import Ui


def is_missing(paper: Paper) -> bool:
    """Whether the visitor may stand there without a ticket."""
    return paper.state in (PaperState.NOT_PRINTED, PaperState.UNKNOWN)


def paper_words(ui: Ui, paper: Paper, keep_key: str = "paper.keep") -> list[Block]:
    """Icon and words for the state of the paper; nothing while it was not asked for."""
    if paper.state is PaperState.NOT_ASKED:
        return []
    texts, theme = ui.texts, ui.look.theme
    if paper.state is PaperState.PRINTING:
        return [_line(ui, "print", texts("paper.printing"), theme.soft)]
    if paper.state is PaperState.PRINTED:
        return [_line(ui, "receipt", texts("paper.printed"), theme.brand)]
    missing = paper.state is PaperState.NOT_PRINTED
    why = texts(f"paper.reason.{paper.printer.value}" if missing else "paper.unknown")
    words = f"{why} {texts(keep_key)}"
    return [_line(ui, "photo_camera", words, theme.ink)]


def _line(ui: Ui, icon: str, words: str, colour: str) -> Row:
    style = ui.paint.style("body")
    mark = Icon(ui, icon, round(style.px * 1.3), colour)
    return Row(ui, [mark, Text(ui, words, style, ui.look.theme.ink)], [0, 1], gap=ui.look.px(2.2))
