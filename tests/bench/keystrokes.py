"""Search while typing: what each key costs, against the bare FTS5 query for the same words on the same index."""

import csv
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from assets.product import read_catalogue
from kiosk.catalogue.index import ProductIndex
from tests.bench.figures import Figure, Measurement, Pace, Ratio, percentile, within

Made = TypeVar("Made")

QUERIES_FILE = Path(__file__).parents[1] / "kiosk" / "catalogue" / "queries.csv"


@dataclass(frozen=True)
class KeystrokeSizes:
    """How many of the written-down questions are typed out."""

    questions: int


SIZES = {
    Pace.WHOLE: KeystrokeSizes(questions=200),
    Pace.QUICK: KeystrokeSizes(questions=50),
    Pace.TINY: KeystrokeSizes(questions=2),
}


def measure(folder: Path, pace: Pace) -> Measurement:
    """Type questions key by key; after each question the bare query is asked the same, so that drift hits both."""
    catalogue, read_ms = _with_ms(read_catalogue)
    index, build_ms = _with_ms(lambda: ProductIndex(catalogue))
    bare = _bare_query(index)
    ours_ms: list[float] = []
    bare_ms: list[float] = []
    questions = _spread(list(_questions(QUERIES_FILE)), SIZES[pace].questions)
    for question in within(pace.loop_s, questions):
        ours_ms += _times_ms(index.search, typed_out(question))
        bare_ms += _times_ms(bare, typed_out(question))
    return _rows(ours_ms, bare_ms, read_ms, build_ms)


def typed_out(question: str) -> list[str]:
    """What stands in the search box after each key.

    >>> typed_out("pas")
    ['p', 'pa', 'pas']
    """
    return [question[:keys] for keys in range(1, len(question) + 1)]


def fts5_match(typed: str) -> str:
    """The plainest FTS5 expression for it: any of the words, the last one perhaps unfinished.

    >>> fts5_match("nieuw pasp")
    '"nieuw" OR "pasp" *'
    """
    words = "".join(sign if sign.isalnum() else " " for sign in typed).split()
    return " OR ".join(f'"{word}"' for word in words) + (" *" if words else "")


def _rows(ours_ms: Sequence[float], bare_ms: Sequence[float], read_ms: float, build_ms: float) -> Measurement:
    ours, bare = ({percent: percentile(times, percent) for percent in (50, 99)} for times in (ours_ms, bare_ms))
    return Measurement(
        "search, each key",
        tuple(
            Ratio(
                f"keystrokes.p{percent}",
                f"search after a key, p{percent}",
                ours[percent] / bare[percent],
                f"bare FTS5 query, p{percent}",
                "less",
            )
            for percent in (50, 99)
        ),
        (
            Figure("keystrokes.search_p50", "search after a key, p50", ours[50], "ms"),
            Figure("keystrokes.search_p99", "search after a key, p99", ours[99], "ms"),
            Figure("keystrokes.bare_p50", "bare FTS5 query, p50", bare[50], "ms"),
            Figure("keystrokes.bare_p99", "bare FTS5 query, p99", bare[99], "ms"),
            Figure("keystrokes.read", "reading the whole catalogue, once at start", read_ms, "ms"),
            Figure("keystrokes.build", "building its index, once at start", build_ms, "ms"),
        ),
    )


def _questions(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as source:
        yield from (row["query"] for row in csv.DictReader(source))


def _spread(questions: Sequence[str], count: int) -> Sequence[str]:
    """So many of them, from all over the list: it goes by subject."""
    return questions[:: max(1, len(questions) // count)][:count]


def _bare_query(index: ProductIndex) -> Callable[[str], object]:
    # The index shows its table to nobody, rightly; the bare query is only bare on that very table.
    connection: sqlite3.Connection = index._database.conn

    def ask(typed: str) -> object:
        match = fts5_match(typed)
        if not match:
            return []
        return connection.execute(
            "SELECT rowid FROM products WHERE products MATCH ? ORDER BY rank LIMIT 20", (match,)
        ).fetchall()

    return ask


def _times_ms(ask: Callable[[str], object], queries: Iterable[str]) -> list[float]:
    return [_with_ms(partial(ask, query))[1] for query in queries]


def _with_ms(make: Callable[[], Made]) -> tuple[Made, float]:
    start_s = time.perf_counter()
    made = make()
    return made, (time.perf_counter() - start_s) * 1e3
