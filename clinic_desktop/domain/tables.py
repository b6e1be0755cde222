"""A table on its way out of the program: plain values under heads, for a file that another program reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.money import Money

Cell = str | int | Decimal | Money | date | datetime | time | None
"""What a cell holds. The type says how a spreadsheet takes it: only a ``str`` is text, so what a person typed can never
be a formula. A ``datetime`` is written as the wall clock that it shows: whoever makes the row has turned it into the
centre's zone. Money is a plain number with its currency's decimals; where a table may hold several currencies, a column
beside it says which."""


@dataclass(frozen=True, slots=True)
class Table:
    """``title`` names the sheet; each row has as many cells as there are ``heads``."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError("a row has as many cells as there are heads")


@dataclass(eq=False)
class FileNotWritten(Refused):
    """The file could not be written, and what was there before is as it was.

    ``reason``: "no_folder", "not_allowed" (no right to write there, or another program holds the file), "disk_full",
    "too_many_rows" (more than a sheet can have) or "other".
    """

    path: Path
    reason: str
    code = "FILE_004"
