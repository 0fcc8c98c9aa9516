"""Tables as files that spreadsheets open right: UTF-8 with its mark, CRLF, and nothing that they take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = int | str

# OWASP, "CSV Injection": what a spreadsheet may take for a formula when a cell begins with it; the last four are
# = + - @ in full width.
FORMULA = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")


def safe(value: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: an apostrophe before it says that it is text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The bytes of a CSV file."""
    text = io.StringIO(newline="")
    # Every cell quoted: where semicolons separate, none can be taken for two, the second of them a formula.
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
