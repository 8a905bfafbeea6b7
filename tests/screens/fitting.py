"""Whether a screen fits: nothing cut off, nothing overlapping, all large enough, nothing that says nothing."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from kivy.graphics.context import get_context

from screens.control import Control
from screens.layout import Block
from screens.picture import Picture
from screens.shell import Shell
from screens.text import Text
from tests.screens.dresses import Dress
from tests.screens.driver import Driver, look_of, open_shell
from tests.screens.samples import Sample

LEAST_TOUCH_MM = 12.7
LEAST_GAP_MM = 2.5
ROUNDING_PX = 1


def every(shell: Shell) -> Iterator[Block]:
    for block in shell.blocks():
        yield from block.walk_blocks()


def overlap(a: Block, b: Block) -> bool:
    return bool(a.x + 2 < b.right and b.x + 2 < a.right and a.y + 2 < b.top and b.y + 2 < a.top)


def texts_cut_off(shell: Shell) -> list[str]:
    """Texts that are wider or higher than the place they were given."""
    wrong = []
    for text in every(shell):
        if isinstance(text, Text) and text.text:
            lines = text.lines(int(text.width))
            widest = max(shell.ui.paint.width(line, text.style) for line in lines)
            if widest > text.width + ROUNDING_PX or len(lines) * text.style.line_px > text.height + ROUNDING_PX:
                wrong.append(f"{text.text!r} {lines} in {text.size}")
    return wrong


def outside(shell: Shell) -> list[str]:
    """Blocks with something to see that reach over the edge of the window, or into the bottom bar."""
    *content, bar = shell.blocks()
    seen = [block for root in content for block in root.walk_blocks() if isinstance(block, Text | Control | Picture)]
    return [
        f"{block} {getattr(block, 'text', '')} {block.pos} {block.size}"
        for block in seen
        if block.x < 0 or block.right > shell.width or block.top > shell.height or block.y < bar.top - ROUNDING_PX
    ]


def too_small(shell: Shell) -> list[str]:
    least = LEAST_TOUCH_MM * shell.ui.look.px_per_mm - ROUNDING_PX
    return [
        f"{control.spoken}: {control.size}"
        for control in every(shell)
        if isinstance(control, Control) and min(control.size) < least
    ]


def too_close(shell: Shell) -> list[str]:
    gap = LEAST_GAP_MM * shell.ui.look.px_per_mm - ROUNDING_PX
    controls = [block for block in every(shell) if isinstance(block, Control)]
    wrong = []
    for a, b in combinations(controls, 2):
        across = max(a.x - b.right, b.x - a.right)
        along = max(a.y - b.top, b.y - a.top)
        if max(across, along) < gap:
            wrong.append(f"{a.spoken!r} and {b.spoken!r}: {max(across, along):.0f} px")
    return wrong


def texts_over_each_other(shell: Shell) -> list[str]:
    texts = [block for block in every(shell) if isinstance(block, Text) and block.text]
    return [f"{a.text!r} over {b.text!r}" for a, b in combinations(texts, 2) if overlap(a, b)]


def silent(shell: Shell) -> list[str]:
    """Controls and pictures that say nothing (acceptance rows A2, A7)."""
    return [
        repr(block)
        for block in every(shell)
        if (isinstance(block, Control) and not block.spoken.strip())
        or (isinstance(block, Picture) and not block.alt.strip())
    ]


CHECKS = (texts_cut_off, outside, too_small, too_close, texts_over_each_other, silent)


def mistakes(driver: Driver) -> list[str]:
    return [f"{check.__name__}: {mistake}" for check in CHECKS for mistake in check(driver.shell)]


def in_dress(dress: Dress) -> Driver:
    """A shell in this dress; the pictures of the one before are given back, which otherwise waits for a next frame."""
    get_context().gl_dealloc()
    return open_shell(look_of(dress.screen, dress.size, language=dress.language), dress.language)


def what_does_not_fit(dress: Dress, chosen: Sequence[Sample]) -> list[str]:
    """Draw the samples in a dress; one line for each mistake."""
    driver = in_dress(dress)
    wrong = []
    for sample in chosen:
        driver.show(sample.state)
        wrong += [f"{sample.name} {dress}: {mistake}" for mistake in mistakes(driver)]
    return wrong
