"""CSV that spreadsheets open right, and in which nothing is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

# In front of a file: without it Excel takes UTF-8 for the code page of its machine.
BYTE_ORDER_MARK: Final = "\ufeff"
CONTENT_TYPE: Final = "text/csv; charset=utf-8"
# With one of these in front, spreadsheets take a text for a formula, and a candidate's name is a stranger's text.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | float | None


def iso(moment: datetime | None) -> str:
    """ISO 8601 in UTC; empty for no moment."""
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def as_csv(lines: Iterator[list[Cell]] | Iterable[Sequence[Cell]]) -> str:
    """Lines as RFC 4180 has them, with nothing in a cell that a spreadsheet would run."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([defused(cell) for cell in line] for line in lines)
    return buffer.getvalue()


def defused(cell: Cell) -> Cell:
    """The apostrophe makes a spreadsheet take the cell for text. Numbers are ours and stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0\ufeff").startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
