"""Tables as files for a spreadsheet program: comma-separated values (RFC 4180) as Dutch programs expect them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8"

_SEPARATOR = ";"
"""In Dutch settings the comma is the decimal sign, and programs split at semicolons."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheet programs take UTF-8 for something else."""


def lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The file, a line at a time."""
    yield _BYTE_ORDER_MARK + _line(header)
    for row in rows:
        yield _line(row)


def harmless(cell: str) -> str:
    """`cell` so that no program takes it for a formula (OWASP, CSV injection): an apostrophe makes it plain text.

    >>> harmless("=1+1"), harmless("+31612345678"), harmless("Nuth - kerk")
    ("'=1+1", "'+31612345678", 'Nuth - kerk')
    """
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) else cell


def _line(row: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=_SEPARATOR, lineterminator="\r\n").writerow([harmless(cell) for cell in row])
    return written.getvalue()
