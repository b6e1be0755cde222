"""Tables as files: what is read back is what was in the clinic, and nothing in it runs."""

import csv
import errno
import os
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.tables import FileNotWritten, Table
from clinic_desktop.integrations import spreadsheets
from clinic_desktop.integrations.spreadsheets import plain, safe_cell, write_csv, write_table, write_xlsx

KOLKATA = ZoneInfo("Asia/Kolkata")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def table(*rows: tuple[Any, ...]) -> Table:
    width = len(rows[0]) if rows else 2
    return Table("Payments", tuple(f"Head {number}" for number in range(width)), rows)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


class Sheet:
    """What is in the first sheet of a workbook: each cell's type, text and number format."""

    def __init__(self, path: Path) -> None:
        with ZipFile(path) as archive:
            self.names = archive.namelist()
            self.xml = archive.read("xl/worksheets/sheet1.xml").decode()
            shared_part = "xl/sharedStrings.xml"  # a large sheet has its texts in its cells
            strings = ElementTree.fromstring(archive.read(shared_part)) if shared_part in self.names else ()
            styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
            self.title = ElementTree.fromstring(archive.read("xl/workbook.xml")).find(f".//{_MAIN}sheet").get("name")
        shared = ["".join(part.itertext()) for part in strings]
        patterns = {fmt.get("numFmtId"): fmt.get("formatCode") for fmt in styles.iter(f"{_MAIN}numFmt")}
        formats = [patterns.get(xf.get("numFmtId"), xf.get("numFmtId")) for xf in styles.find(f"{_MAIN}cellXfs")]
        self.cells: dict[str, tuple[str, str, str]] = {}
        for cell in ElementTree.fromstring(self.xml).iter(f"{_MAIN}c"):
            kind = cell.get("t", "n")
            text = "".join(cell.itertext())
            value = shared[int(text)] if kind == "s" else text
            self.cells[cell.get("r")] = (
                "text" if kind in ("s", "inlineStr") else kind,
                value,
                self._format(cell, formats),
            )

    @staticmethod
    def _format(cell: ElementTree.Element, formats: list[str]) -> str:
        return formats[int(cell.get("s", "0"))]


def test_a_csv_file_says_that_it_is_utf_8_and_ends_its_lines_as_the_standard_does(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_csv(path, table(("Østby, Åse", 'says "hello"', "two\nlines")))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n") and content.count(b"\r\n") == 2
    assert read_csv(path)[1] == ["Østby, Åse", 'says "hello"', "two\nlines"]


def test_cells_are_plain_values_that_every_program_reads_alike(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 23, 8, 35, tzinfo=UTC).astimezone(KOLKATA)
    row = (
        Money(125050, "INR"),
        Money(500, "JPY"),
        Money(-5120, "KWD"),
        date(2026, 11, 23),
        moment,
        time(9, 5),
        7,
        None,
    )
    write_csv(tmp_path / "list.csv", table(row))
    assert read_csv(tmp_path / "list.csv")[1] == [
        "1250.50", "500", "-5.120", "2026-11-23", "2026-11-23 14:05", "09:05", "7", "",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+919812345678", "-2+3", "@SUM", "\tx", "\rx", "＝1", "－1", "\0"])
def test_text_that_would_run_is_neutralised(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@given(st.text())
def test_no_text_in_a_csv_file_begins_a_formula(text: str) -> None:
    file = BytesIO()
    spreadsheets._csv(file, table((text, "x")))
    rows = list(csv.reader(file.getvalue().decode("utf-8-sig").splitlines(keepends=True)))
    cell = rows[1][0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_a_sheet_has_numbers_dates_and_texts_as_what_they_are(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 23, 8, 35, tzinfo=UTC).astimezone(KOLKATA)
    row = (
        Money(29, "INR"),
        Money(500, "JPY"),
        Money(-5125, "KWD"),
        date(2026, 11, 23),
        moment,
        time(12),
        "+919812345678",
    )
    write_xlsx(tmp_path / "list.xlsx", table(row))
    cells = Sheet(tmp_path / "list.xlsx").cells
    assert cells["A2"] == ("n", "0.29", "#,##0.00")
    assert cells["B2"] == ("n", "500", "#,##0")
    assert cells["C2"] == ("n", "-5.125", "#,##0.000")
    assert cells["D2"] == ("n", "46349", "yyyy-mm-dd")
    assert cells["E2"][1].startswith("46349.586805") and cells["E2"][2] == "yyyy-mm-dd hh:mm"
    assert cells["F2"] == ("n", "0.5", "hh:mm")
    assert cells["G2"][:2] == ("text", "+919812345678")


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_amount_is_exact_in_a_sheet(minor: int) -> None:
    money = Money(minor, "INR")
    assert Decimal(f"{money.decimal():.16G}") == money.decimal()
    assert round(float(money.decimal()) * 100) == minor


def test_an_amount_that_no_sheet_can_hold_stays_text(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "list.xlsx", table((Money(10**17 + 1, "INR"), 10**16 + 1, date(1890, 1, 1))))
    cells = Sheet(tmp_path / "list.xlsx").cells
    assert [cells[name][:2] for name in ("A2", "B2", "C2")] == [
        ("text", "1000000000000000.01"),
        ("text", "10000000000000001"),
        ("text", "1890-01-01"),
    ]


@pytest.mark.parametrize("large", [False, True])
def test_no_text_in_a_sheet_is_a_formula_or_a_link(
    tmp_path: Path, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(spreadsheets, "_IN_MEMORY", 0)
    texts = ("=1+1", "http://example.org/x", "{=A1}", "12.50", "x" * 40_000, "\ud800 half", "\x01 control", "")
    write_xlsx(tmp_path / "list.xlsx", table(texts))
    sheet = Sheet(tmp_path / "list.xlsx")
    assert "<f>" not in sheet.xml and "hyperlink" not in sheet.xml
    assert {sheet.cells[f"{letter}2"][0] for letter in "ABCDEFG"} == {"text"}
    assert sheet.cells["A2"][1] == "=1+1"
    assert len(sheet.cells["E2"][1]) == 32_767
    assert sheet.cells["F2"][1] == "\ufffd half"


def test_the_heads_stay_in_sight_and_the_columns_are_as_wide_as_what_is_in_them(tmp_path: Path) -> None:
    rows = Table(
        "Payments: 1/11 [all]",
        ("Name", "Day"),
        (("A name of a good length", date(2026, 11, 1)), ("漢字漢字漢字", None)),
    )
    write_xlsx(tmp_path / "list.xlsx", rows)
    sheet = Sheet(tmp_path / "list.xlsx")
    assert 'state="frozen"' in sheet.xml and 'topLeftCell="A2"' in sheet.xml
    assert 'width="25.7109375"' in sheet.xml
    assert sheet.title == "Payments  1 11  all"


def test_the_name_of_the_file_says_of_what_kind_it_is(tmp_path: Path) -> None:
    for name in ("list.csv", "list.CSV", "list.xlsx"):
        write_table(tmp_path / name, table(("a", "b")))
    assert (tmp_path / "list.CSV").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "list.xlsx").read_bytes().startswith(b"PK")


def test_a_list_of_nothing_still_has_its_heads(tmp_path: Path) -> None:
    empty = Table("Payments", ("Day", "Amount"), ())
    write_csv(tmp_path / "list.csv", empty)
    write_xlsx(tmp_path / "list.xlsx", empty)
    assert read_csv(tmp_path / "list.csv") == [["Day", "Amount"]]
    assert Sheet(tmp_path / "list.xlsx").cells["B1"][1] == "Amount"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotWritten) as refused:
        write_csv(tmp_path / "nowhere" / "list.csv", table(("a", "b")))
    assert refused.value.reason == "no_folder"


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(b"of last month")

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileNotWritten) as refused:
        write_table(path, table(("a", "b")))
    assert refused.value.reason == "disk_full"
    assert path.read_bytes() == b"of last month"
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "list.csv").mkdir()
    with pytest.raises(FileNotWritten) as refused:
        write_csv(tmp_path / "list.csv", table(("a", "b")))
    assert refused.value.reason == "not_allowed"


def test_a_sheet_that_would_be_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "LARGEST_SHEET", 1)
    with pytest.raises(FileNotWritten) as refused:
        write_xlsx(tmp_path / "list.xlsx", table(("a", "b"), ("c", "d")))
    assert refused.value.reason == "too_many_rows"


def test_a_row_that_does_not_fit_its_heads_is_a_bug() -> None:
    with pytest.raises(ValueError, match="heads"):
        Table("Payments", ("Day",), ((1, 2),))


def test_text_in_a_cell_is_read_back_as_it_was(tmp_path: Path) -> None:
    assert plain("_x0041_") == "_x0041_"
    write_xlsx(tmp_path / "list.xlsx", table(("_x0041_", " spaces ")))
    assert Sheet(tmp_path / "list.xlsx").cells["B2"][1] == " spaces "
