"""Blocks that know how high they are at a given width, in columns, rows and grids that mirror for Arabic.

Kivy's own layouts settle over several frames when a height follows from wrapped text. These are placed once, at once.
"""

from collections.abc import Iterator, Sequence

from kivy.uix.widget import Widget

from screens.ui import Ui

_ROOMY = 1.4
"""A roomy card takes this much of its height: beyond that the room is better left white."""

_ROOMY_UPRIGHT = 1.9
"""The same on a screen that stands upright, where what is left white is a third of what one can reach."""


class Block(Widget):
    """A part of a screen. Positions and sizes are whole pixels, y upwards as in Kivy."""

    def __init__(self, ui: Ui, parts: Sequence["Block"] = ()) -> None:
        super().__init__()
        self.ui = ui
        self.parts: tuple[Block, ...] = ()
        self.hold(parts)

    def natural_width(self) -> int:
        """The width that this block would like: without any line broken."""
        return max((part.natural_width() for part in self.parts), default=0)

    def natural_height(self, width: int) -> int:
        """The height that this block needs at `width`."""
        return max((part.natural_height(width) for part in self.parts), default=0)

    def comfortable_height(self, width: int) -> int:
        """The height that it would like where there is room."""
        return self.natural_height(width)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Stand here, in this size."""
        self.pos, self.size = (x, y), (width, height)
        self.arrange()

    def arrange(self) -> None:
        """Place the parts within this block's place."""
        for part in self.parts:
            part.place(int(self.x), int(self.y), int(self.width), int(self.height))

    def pieces(self, width: int, room: int) -> list[tuple["Block", int]]:
        """What this block falls into on pages of `room` pixels: blocks, each with the gap before it."""
        return [(self, 0)]

    def walk_blocks(self) -> Iterator["Block"]:
        """This block and everything in it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk_blocks()

    def hold(self, parts: Sequence["Block"]) -> None:
        """Have these parts instead; the ones that stay are kept as they are."""
        for part in self.parts:
            if part not in parts:
                self.remove_widget(part)
        for part in parts:
            if part.parent is not self:
                if part.parent:
                    part.parent.remove_widget(part)
                self.add_widget(part)
        self.parts = tuple(parts)


class Space(Block):
    """Nothing, so many pixels wide and high."""

    def __init__(self, ui: Ui, width: int = 0, height: int = 0) -> None:
        super().__init__(ui)
        self._wanted = (width, height)

    def natural_width(self) -> int:
        """As given."""
        return self._wanted[0]

    def natural_height(self, width: int) -> int:
        """As given."""
        return self._wanted[1]


class Column(Block):
    """Blocks below each other. With `headed` the first one is a heading, which never ends a page."""

    def __init__(self, ui: Ui, parts: Sequence[Block], gap: int = 0, headed: bool = False) -> None:
        super().__init__(ui, parts)
        self.gap = gap
        self.headed = headed

    def natural_height(self, width: int) -> int:
        """All parts and the gaps between them."""
        return sum(part.natural_height(width) for part in self.parts) + self.gap * max(0, len(self.parts) - 1)

    def comfortable_height(self, width: int) -> int:
        """All parts as high as they would like to be."""
        return sum(part.comfortable_height(width) for part in self.parts) + self.gap * max(0, len(self.parts) - 1)

    def arrange(self) -> None:
        """From the top down; what height is left goes to the parts that would like it."""
        width = int(self.width)
        spare = int(self.height) - self.natural_height(width)
        top = int(self.top)
        for part in self.parts:
            height = part.natural_height(width)
            more = max(0, min(spare, part.comfortable_height(width) - height))
            spare -= more
            height += more
            part.place(int(self.x), top - height, width, height)
            top -= height + self.gap

    def pieces(self, width: int, room: int) -> list[tuple[Block, int]]:
        """The pieces of every part."""
        found: list[tuple[Block, int]] = []
        for part in self.parts:
            first, *rest = part.pieces(width, room)
            found += [(first[0], first[1] + (self.gap if found else 0)), *rest]
        if not self.headed or len(found) < 2:
            return found
        (heading, _), (first_below, gap), *others = found
        return [(Column(self.ui, [heading, first_below], gap), 0), *others]


class Row(Block):
    """Blocks beside each other. A share of 0 takes the natural width, the others divide the rest.

    `mirrors` is false for the rare row that looks the same in every language (the keys of a keyboard).
    """

    def __init__(
        self, ui: Ui, parts: Sequence[Block], shares: Sequence[float], gap: int = 0, centred: bool = True
    ) -> None:
        super().__init__(ui, parts)
        self.shares = tuple(shares)
        self.gap = gap
        self.centred = centred
        self.mirrors = True

    def natural_width(self) -> int:
        """All parts and the gaps between them."""
        return sum(part.natural_width() for part in self.parts) + self.gap * max(0, len(self.parts) - 1)

    def natural_height(self, width: int) -> int:
        """The highest part."""
        widths = self.widths(width)
        return max((part.natural_height(own) for part, own in zip(self.parts, widths, strict=True)), default=0)

    def widths(self, width: int) -> list[int]:
        """The width of every part."""
        fixed = [0 if share else part.natural_width() for part, share in zip(self.parts, self.shares, strict=True)]
        rest = max(0, width - sum(fixed) - self.gap * max(0, len(self.parts) - 1))
        # Cut at running sums, so that the last part ends exactly where the row does.
        total = sum(self.shares) or 1
        found, used = [], 0.0
        for own, share in zip(fixed, self.shares, strict=True):
            found.append(int((used + share) * rest / total) - int(used * rest / total) if share else own)
            used += share
        return found

    def arrange(self) -> None:
        """From the reading side on."""
        left, right = int(self.x), int(self.right)
        for part, width in zip(self.parts, self.widths(int(self.width)), strict=True):
            height = min(part.natural_height(width), int(self.height)) if self.centred else int(self.height)
            y = int(self.y) + (int(self.height) - height) // 2
            x = right - width if self.mirrors and self.ui.look.right_to_left else left
            part.place(x, y, width, height)
            left, right = left + width + self.gap, right - width - self.gap


class Grid(Block):
    """Blocks of one width in rows. Rows are equally high where there is room for it.

    With `roomy` they take some more height than they need, if there is any.
    """

    def __init__(self, ui: Ui, parts: Sequence[Block], columns: int, gap: int, roomy: bool = False) -> None:
        rows = [
            Row(ui, _filled(ui, parts[start : start + columns], columns), [1] * columns, gap, centred=False)
            for start in range(0, len(parts), columns)
        ]
        super().__init__(ui, rows)
        self.gap = gap
        self.roomy = roomy

    def natural_height(self, width: int) -> int:
        """Every row as high as it must be."""
        return sum(self._heights(width)) + self._gaps

    def comfortable_height(self, width: int) -> int:
        """Every row as high as the highest, and more where the grid is roomy."""
        highest = max(self._heights(width), default=0)
        share = 1.0 if not self.roomy else _ROOMY if self.ui.look.landscape else _ROOMY_UPRIGHT
        return round(len(self.parts) * highest * share) + self._gaps

    def arrange(self) -> None:
        """Rows from the top down: equally high if that fits, else with the same share of what is left."""
        if not self.parts:
            return
        width, room = int(self.width), int(self.height) - self._gaps
        heights = self._heights(width)
        if max(heights) * len(heights) <= room:
            heights = [room // len(heights)] * len(heights)
        else:
            spare = max(0, room - sum(heights)) // len(heights)
            heights = [height + spare for height in heights]
        top = int(self.top)
        for row, height in zip(self.parts, heights, strict=True):
            row.place(int(self.x), top - height, width, height)
            top -= height + self.gap

    def pieces(self, width: int, room: int) -> list[tuple[Block, int]]:
        """The rows."""
        return [(row, self.gap if number else 0) for number, row in enumerate(self.parts)]

    @property
    def _gaps(self) -> int:
        return self.gap * max(0, len(self.parts) - 1)

    def _heights(self, width: int) -> list[int]:
        return [row.natural_height(width) for row in self.parts]


class Padded(Block):
    """One block with room around it: left and right `across`, above and below `along`."""

    def __init__(self, ui: Ui, part: Block, across: int, along: int) -> None:
        super().__init__(ui, [part])
        self._across, self._along = across, along

    def natural_width(self) -> int:
        """The part and the room beside it."""
        return self.parts[0].natural_width() + 2 * self._across

    def natural_height(self, width: int) -> int:
        """The part and the room above and below."""
        return self.parts[0].natural_height(width - 2 * self._across) + 2 * self._along

    def arrange(self) -> None:
        """The part in the middle."""
        self.parts[0].place(
            int(self.x) + self._across,
            int(self.y) + self._along,
            int(self.width) - 2 * self._across,
            int(self.height) - 2 * self._along,
        )


def _filled(ui: Ui, row: Sequence[Block], columns: int) -> list[Block]:
    return [*row, *(Space(ui) for _ in range(columns - len(row)))]
