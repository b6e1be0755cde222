"""Tables as files for spreadsheets: CSV (RFC 4180) and XLSX. Nothing in them runs (domain page, section 13).

A file is written whole or not at all: beside its place first, and moved there when it is on the disk.
"""

import csv
import errno
import os
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from unicodedata import east_asian_width

from clinic_desktop.domain.money import Money, minor_digits
from clinic_desktop.domain.tables import Cell, FileNotWritten, Table

LARGEST_SHEET = 1_048_575
"""How many rows an XLSX sheet has under its heads."""

# What a spreadsheet takes for the beginning of a formula, also in its full-width form (OWASP, CSV injection).
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_LONGEST_TEXT = 32_767
_NOT_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Halves of characters, which no encoding has."""
_EXACT = 10**15
"""Numbers in a sheet are doubles; an amount with more minor units than this would be rounded, so it stays text."""
_IN_MEMORY = 20_000
"""A row takes 3 kB while a sheet is made, so larger ones pass through a folder that only this program may read."""
_NARROWEST, _WIDEST = 8, 60
_MEASURED = 2_000
_EARLIEST = date(1900, 3, 1)
"""Sheets count days from 1900, and wrongly before this one."""


def write_table(path: Path, table: Table) -> None:
    """Writes CSV where the name ends in ".csv", else XLSX. Refuses with FileNotWritten."""
    if path.suffix.lower() == ".csv":
        write_csv(path, table)
    else:
        write_xlsx(path, table)


def write_csv(path: Path, table: Table) -> None:
    """Writes UTF-8 with the mark by which spreadsheets know it. Refuses with FileNotWritten."""
    _write_whole(path, lambda file: _csv(file, table))


def write_xlsx(path: Path, table: Table) -> None:
    """Writes one sheet with its heads frozen. Refuses with FileNotWritten."""
    if len(table.rows) > LARGEST_SHEET:
        raise FileNotWritten(path, "too_many_rows")
    _write_whole(path, lambda file: _xlsx(file, table))


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def plain(cell: Cell) -> str:
    """The cell as text that every program reads alike: 1250.50, 2026-11-23, 2026-11-23 14:05."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _NOT_TEXT.sub("\ufffd", cell)
    if isinstance(cell, Money):
        return format(cell.decimal(), "f")
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"{cell:%H:%M}" if isinstance(cell, time) else str(cell)


def _csv(file: IO[bytes], table: Table) -> None:
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    for row in (table.heads, *table.rows):
        writer.writerow([safe_cell(plain(cell)) if isinstance(cell, str) else plain(cell) for cell in row])
    text.flush()
    text.detach()


def _xlsx(file: IO[bytes], table: Table) -> None:
    from xlsxwriter import Workbook  # 60 ms, and only who exports needs it
    from xlsxwriter.exceptions import FileCreateError

    with TemporaryDirectory() as folder:
        options = {"in_memory": True} if len(table.rows) <= _IN_MEMORY else {"constant_memory": True, "tmpdir": folder}
        workbook = Workbook(file, options)
        _Sheet(workbook, table).write()
        try:
            workbook.close()
        except FileCreateError as error:
            raise OSError(getattr(error.args[0], "errno", None), str(error)) from None


class _Sheet:
    """One sheet of a workbook, while it is written."""

    def __init__(self, workbook: Any, table: Table) -> None:
        self._workbook, self._table = workbook, table
        self._sheet = workbook.add_worksheet(_sheet_name(table.title))
        self._formats: dict[str, Any] = {}

    def write(self) -> None:
        sheet, heads = self._sheet, self._table.heads
        bold = self._workbook.add_format({"bold": True, "bottom": 1})
        for column, head in enumerate(heads):
            sheet.write_string(0, column, plain(head), bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(self._table.rows, 1):
            for column, cell in enumerate(row):
                self._write_cell(number, column, cell)
        for column, width in enumerate(_widths(self._table)):
            sheet.set_column(column, column, width)
        if self._table.rows:
            sheet.autofilter(0, 0, len(self._table.rows), len(heads) - 1)

    def _write_cell(self, row: int, column: int, cell: Cell) -> None:
        """The methods are named by type: ``write`` itself would guess numbers, links and formulas in a text."""
        sheet = self._sheet
        if cell is None:
            return
        if isinstance(cell, Money) and abs(cell.minor) < _EXACT:
            sheet.write_number(row, column, cell.decimal(), self._format(_money_format(cell.currency)))
        elif isinstance(cell, datetime) and cell.date() >= _EARLIEST:
            sheet.write_datetime(row, column, cell.replace(tzinfo=None), self._format("yyyy-mm-dd hh:mm"))
        elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _EARLIEST:
            sheet.write_datetime(row, column, cell, self._format("yyyy-mm-dd"))
        elif isinstance(cell, time):
            sheet.write_datetime(row, column, cell.replace(tzinfo=None), self._format("hh:mm"))
        elif isinstance(cell, int | Decimal) and -_EXACT < cell < _EXACT:
            sheet.write_number(row, column, cell)
        else:
            sheet.write_string(row, column, plain(cell)[:_LONGEST_TEXT])

    def _format(self, pattern: str) -> Any:
        if pattern not in self._formats:
            self._formats[pattern] = self._workbook.add_format({"num_format": pattern})
        return self._formats[pattern]


def _money_format(currency: str) -> str:
    digits = minor_digits(currency)
    return "#,##0." + "0" * digits if digits else "#,##0"


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those that a sheet's name may not have."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", plain(title)).strip(" '")[:31].strip(" '") or "1"


def _widths(table: Table) -> list[int]:
    """A width for each column, in characters, so that most of what is in it can be read."""
    measured: list[Sequence[Cell]] = [table.heads, *table.rows[:_MEASURED]]
    widest = [max(map(_length, column)) for column in zip(*measured, strict=True)]
    return [max(_NARROWEST, min(_WIDEST, width + 2)) for width in widest]


def _length(cell: Cell) -> int:
    text = plain(cell)
    if isinstance(cell, Money | int | Decimal):
        return len(text) * 4 // 3
    return len(text) if text.isascii() else sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _write_whole(path: Path, fill: Callable[[IO[bytes]], None]) -> None:
    part = path.with_name(f".{path.stem[:80]}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise FileNotWritten(path, _reason(error)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "no_folder"
    if isinstance(error, PermissionError | IsADirectoryError) or error.errno == errno.EROFS:
        return "not_allowed"
    return "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "other"
