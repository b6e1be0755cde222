"""What files that leave the program are called at first."""

from datetime import date

import pytest

from clinic_desktop.ui.file_names import file_stem

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("marks", "wanted"),
    [
        ((), "Zahlungen"),
        ((FIRST, LAST), "Zahlungen-2026-11-01-2026-11-30"),
        ((FIRST, FIRST), "Zahlungen-2026-11-01"),
        ((None, LAST), "Zahlungen-2026-11-30"),
        (("R-2026-00001", None), "Zahlungen-R-2026-00001"),
    ],
)
def test_a_file_is_named_by_a_translated_word_and_its_days(marks: tuple[date | str | None, ...], wanted: str) -> None:
    assert file_stem("Zahlungen", *marks) == wanted
