"""Tables as CSV files that spreadsheets open without running anything in them (domain page, section 13)."""

import csv
from collections.abc import Sequence
from pathlib import Path

# What a spreadsheet takes for the beginning of a formula, also in its full-width form (OWASP, CSV injection).
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; numbers stay numbers."""
    if text.startswith(_TRIGGERS) and not _is_number(text):
        return f"'{text}"
    return text


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> bool:
    """Writes the rows whole or not at all, and says whether it could. With a mark that tells spreadsheets UTF-8."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[safe_cell(cell) for cell in row] for row in rows])
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
