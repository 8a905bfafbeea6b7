"""Blocks of their natural width, as many in a row as fit: chips."""

from collections.abc import Sequence

from screens.layout import Block, Row, Space
from screens.ui import Ui


class Wrapped(Block):
    """Chips in rows. With `fills` every row takes the whole width, so that the edges line up."""

    def __init__(self, ui: Ui, blocks: Sequence[Block], fills: bool = True) -> None:
        super().__init__(ui)
        self._fills = fills
        self._blocks = tuple(blocks)
        self._rows_at: tuple[int, list[Row]] = (-1, [])

    def natural_height(self, width: int) -> int:
        """All rows."""
        rows = self._rows(width)
        return sum(row.natural_height(width) for row in rows) + self.ui.look.gap * max(0, len(rows) - 1)

    def arrange(self) -> None:
        """From the top down."""
        top, width = int(self.top), int(self.width)
        rows = self._rows(width)
        self.hold(rows)
        for row in rows:
            height = row.natural_height(width)
            row.place(int(self.x), top - height, width, height)
            top -= height + self.ui.look.gap

    def pieces(self, width: int, room: int) -> list[tuple[Block, int]]:
        """The rows."""
        return [(row, self.ui.look.gap if number else 0) for number, row in enumerate(self._rows(width))]

    def _rows(self, width: int) -> list[Row]:
        if self._rows_at[0] != width:
            self._rows_at = (width, [self._row(blocks, width) for blocks in self._split(width)])
        return self._rows_at[1]

    def _row(self, blocks: list[Block], width: int) -> Row:
        for block in blocks:
            if block.parent:
                block.parent.remove_widget(block)
        gap = self.ui.look.gap
        if not self._fills:
            return Row(self.ui, [*blocks, Space(self.ui)], [*[0.0] * len(blocks), 1.0], gap, centred=False)
        even = (width - gap * (len(blocks) - 1)) // len(blocks)
        if all(block.natural_width() <= even for block in blocks):
            return Row(self.ui, blocks, [1] * len(blocks), gap, centred=False)
        spare = width - sum(block.natural_width() for block in blocks) - gap * (len(blocks) - 1)
        # What is left over is shared, so that every chip grows by the same few pixels.
        shares = [float(block.natural_width() + spare / len(blocks)) for block in blocks]
        return Row(self.ui, blocks, shares, gap, centred=False)

    def _split(self, width: int) -> list[list[Block]]:
        """As few rows as possible, then as evenly filled as possible."""
        rows = self._greedy(width)
        even = -(-len(self._blocks) // len(rows)) if rows else 1
        evenly = [list(self._blocks[start : start + even]) for start in range(0, len(self._blocks), even)]
        return evenly if all(self._fits(row, width) for row in evenly) else rows

    def _greedy(self, width: int) -> list[list[Block]]:
        rows: list[list[Block]] = []
        for block in self._blocks:
            if rows and self._fits([*rows[-1], block], width):
                rows[-1].append(block)
            else:
                rows.append([block])
        return rows

    def _fits(self, row: list[Block], width: int) -> bool:
        return sum(block.natural_width() + self.ui.look.gap for block in row) - self.ui.look.gap <= width
