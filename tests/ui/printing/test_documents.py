"""Tokens, receipts and day sheets: their paper, their words, and nothing beyond the margins."""

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from clinic_desktop.domain.codes import PaymentWord
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.names import short_name
from clinic_desktop.domain.paper import MoneyPaper, PaperKind, ReceiptLine
from clinic_desktop.ui.printing.day_sheet import day_sheet_document
from clinic_desktop.ui.printing.pages import Document, paginate, pdf_bytes
from clinic_desktop.ui.printing.receipt import receipt_document
from clinic_desktop.ui.printing.text import Press, Text, printable
from clinic_desktop.ui.printing.token_slip import token_document
from tests.ui.printing.looking import assert_inside_margins, ink, page_sizes, pictures, words
from tests.ui.printing.samples import (
    ARABIC_NAME,
    HINDI_NAME,
    LONG_NAME,
    day_sheet,
    receipt,
    rupees,
    simple_receipt,
    token_slip,
)

ENGLISH = QLocale("en_IN")
ARABIC = QLocale("ar_AE")
HINDI = QLocale("hi_IN")
NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "strings" / "blns.json").read_text(encoding="utf-8"))
SIZES = {PaperKind.A5: (148, 210), PaperKind.A4: (210, 297), PaperKind.LETTER: (215.9, 279.4)}


def token(paper: PaperKind = PaperKind.ROLL_80, locale: QLocale = ENGLISH, **changes: object) -> Document:
    return token_document(token_slip(**changes), paper, locale)


def receipt_on(paper: PaperKind, locale: QLocale = ENGLISH, **changes: object) -> Document:
    return receipt_document(receipt(**changes), paper, locale)


# Paper


@pytest.mark.parametrize(("paper", "width"), [(PaperKind.ROLL_80, 80), (PaperKind.ROLL_58, 58)])
def test_a_slip_is_one_page_as_wide_as_the_roll_and_as_long_as_it_needs(paper: PaperKind, width: int) -> None:
    for document in (token(paper), receipt_on(paper)):
        [size] = page_sizes(pdf_bytes(document))
        assert size[0] == pytest.approx(width, abs=0.3)
        assert size[1] == pytest.approx(paginate(document, 203).height, abs=0.3)
    assert paginate(token(paper, pay_url=None), 203).height < paginate(token(paper), 203).height


@pytest.mark.parametrize("paper", list(SIZES))
def test_a_receipt_fits_one_sheet(paper: PaperKind) -> None:
    assert page_sizes(pdf_bytes(receipt_on(paper))) == [pytest.approx(SIZES[paper], abs=0.4)]


def test_a_day_sheet_lies_and_says_its_headings_on_every_page() -> None:
    document = day_sheet_document(day_sheet(40), PaperKind.A4, ENGLISH, "IN")
    sizes = page_sizes(pdf_bytes(document))
    assert len(sizes) > 2
    assert set(sizes) == {sizes[0]}
    assert sizes[0] == pytest.approx((297, 210), abs=0.4)
    _, images = pictures(document)
    heads = [image.copy(0, 0, image.width(), 280) for image in images]
    assert all(head == heads[0] for head in heads)
    assert ink(heads[0]).height() > 100


def test_files_are_small_enough_to_send() -> None:
    for paper in PaperKind:
        assert len(pdf_bytes(receipt_on(paper))) < 60_000
    for locale in (ENGLISH, ARABIC, HINDI):
        assert len(pdf_bytes(token(locale=locale, practitioner=f"Dr {ARABIC_NAME}", room=HINDI_NAME))) < 60_000


def test_a_long_receipt_goes_on_over_pages_and_keeps_its_total_together() -> None:
    document = receipt_on(PaperKind.A5, lines=receipt().lines * 30)
    pages = paginate(document, 300)
    assert len(pages.sheets) > 1
    assert page_sizes(pdf_bytes(document)) == [pytest.approx((148, 210), abs=0.4)] * len(pages.sheets)
    assert_inside_margins(document)


def test_paper_is_black_on_white() -> None:
    _, [image] = pictures(token(pay_url=None))
    data = bytes(image.constBits())
    grey = sum(1 for dot in data if 16 < dot < 240)
    assert grey / len(data) < 0.05  # only the soft edges of letters on a screen


# What stands on it


def test_a_token_says_where_when_and_how_long() -> None:
    said = words(token())
    for part in ("Lotus Family Clinic", "A-014", "Room 1", "Dr Anjali Menon", "about 33 min", "2 before you", "Dev M."):
        assert part in said
    assert "₹500.00 · Not paid" in said
    assert "Desk 2" in said
    assert "You are next" in words(token(ahead=0))


def test_a_token_leaves_out_what_is_not_known() -> None:
    said = words(token(wait_minutes=None, ahead=None, fee=None, room="", pay_url=None, payment_word=PaymentWord.FREE))
    assert "before you" not in said
    assert "about" not in said
    assert "Scan" not in said
    assert "Free" in said


def test_a_receipt_adds_up_in_plain_sight() -> None:
    said = words(receipt_on(PaperKind.A4))
    for part in ("IND/2026/000412", "23-Nov-2026", "080 2525 1234", "29ABCDE1234F1Z5", "Dev Malhotra", "Kavya Nair"):
        assert part in said
    for part in ("3,12,400.00", "3,12,900.00", "−100.00", "GST 18%", "56,304.00", "₹3,69,104.00", "396.00"):
        assert part in said
    assert "UPI · 428811902231" in said
    assert "COPY" not in said


def test_a_second_print_says_copy() -> None:
    assert "COPY" in words(receipt_on(PaperKind.A4, copy=True))
    assert "COPY" in words(receipt_on(PaperKind.ROLL_58, copy=True))


@pytest.mark.parametrize(("currency", "minor", "shown"), [("JPY", 12_000, "¥12,000"), ("BHD", 1_250, "BHD\u00a01.250")])
def test_currencies_have_their_own_decimals(currency: str, minor: int, shown: str) -> None:
    document = receipt_document(simple_receipt(currency, minor), PaperKind.ROLL_80, ENGLISH)
    assert shown in words(document)


def test_a_receipt_in_two_currencies_is_refused() -> None:
    with pytest.raises(ValueError, match="currency"):
        receipt(lines=(ReceiptLine("Consultation", Money(100, "USD")),))


def test_a_day_sheet_lists_everybody_and_says_when_there_is_nobody() -> None:
    said = words(day_sheet_document(day_sheet(6), PaperKind.A4, ENGLISH, "IN"))
    for part in (
        "Dr Anjali Menon",
        "Monday, 23 November 2026",
        "Dev Malhotra",
        HINDI_NAME,
        ARABIC_NAME,
        "098765 43210",
    ):
        assert part in said
    assert "14-Mar-1991 (35 y) M" in said
    empty = day_sheet_document(day_sheet(0), PaperKind.LETTER, ENGLISH, "IN")
    assert "No appointments" in words(empty)
    assert len(paginate(empty, 300).sheets) == 1


# Long, foreign and naughty


@pytest.mark.parametrize("locale", [ENGLISH, ARABIC, HINDI], ids=["English", "Arabic", "Hindi"])
@pytest.mark.parametrize("name", [LONG_NAME, ARABIC_NAME, HINDI_NAME, "X" * 300, "王小明" * 60])
def test_names_of_any_length_and_script_stay_inside_the_page(name: str, locale: QLocale) -> None:
    everywhere = {"clinic": name, "centre": name, "practitioner": name}
    for paper in (PaperKind.ROLL_80, PaperKind.ROLL_58):
        slip = token(paper, locale, short_name=short_name(name), room=name, desk=name, token=name[:30], **everywhere)
        assert_inside_margins(slip)
        assert paginate(slip, 203).height < 300
    parts = {"patient_name": name, "taken_by": name, "address": name, "number": name, "patient_number": name}
    for paper in (PaperKind.ROLL_58, PaperKind.A5):
        assert_inside_margins(receipt_on(paper, locale, **parts, **everywhere))


def test_day_sheets_stay_inside_the_page_from_either_side() -> None:
    for locale in (ENGLISH, ARABIC):
        assert_inside_margins(day_sheet_document(day_sheet(20, practitioner=LONG_NAME), PaperKind.A4, locale, "IN"))


def test_a_long_text_wraps_and_ends_with_an_ellipsis() -> None:
    press = Press(203, ENGLISH)
    shown = Text(LONG_NAME, lines=2).lines_shown(press, press.dots(60))
    assert len(shown) == 2
    assert shown[1].endswith("…")
    assert printable(LONG_NAME).startswith("".join(shown).rstrip("…"))


def test_text_beyond_the_first_plane_is_cut_between_letters() -> None:
    press = Press(203, ENGLISH)
    shown = Text("😀𝒜 " * 60, lines=2).lines_shown(press, press.dots(40))
    assert len(shown) == 2
    assert shown[1].endswith("…")


def test_pages_from_right_to_left_are_mirrored_but_numbers_are_not() -> None:
    _, [english] = pictures(receipt_on(PaperKind.A5))
    _, [arabic] = pictures(receipt_on(PaperKind.A5, ARABIC))
    # The clinic's large name stands where reading starts.
    top, half = int(english.height() * 0.12), english.width() // 2
    assert ink(english.copy(0, 0, half, top)).width() > ink(english.copy(half, 0, half, top)).width()
    assert ink(arabic.copy(0, 0, half, top)).width() < ink(arabic.copy(half, 0, half, top)).width()
    press = Press(203, ARABIC)
    assert Text("\u2066−3,12,400.00\u2069").lines_shown(press, 400) == ["−3,12,400.00"]


@pytest.mark.parametrize("first", range(0, len(NAUGHTY), 40))
def test_naughty_strings_are_printed_as_the_plain_text_that_they_are(first: int) -> None:
    strings = NAUGHTY[first : first + 40]
    press = Press(203, ENGLISH)
    for text in strings:
        assert "".join(Text(text).lines_shown(press, 500)) == printable(text).lstrip("\ufeff\ufffe")
    document = receipt_on(PaperKind.ROLL_80, lines=tuple(ReceiptLine(text, rupees(1)) for text in strings))
    assert_inside_margins(document)
    assert pdf_bytes(document).startswith(b"%PDF")


@pytest.mark.parametrize("text", ["<b>Asha</b>", "<img src=/etc/passwd>", "&amp;", "&Asha", "{0} %1 %n"])
def test_markup_takes_the_room_of_all_its_letters(text: str) -> None:
    press = Press(203, ENGLISH)
    assert Text(text).lines_shown(press, 2000) == [text]
    _, [shown] = pictures(receipt_on(PaperKind.ROLL_80, patient_name=text))
    _, [hidden] = pictures(receipt_on(PaperKind.ROLL_80, patient_name="Asha"))
    assert shown != hidden


def test_what_cannot_stand_on_paper_is_left_out() -> None:
    assert printable("a\x00b\tc\nd\ud800") == "ab c d"
    assert printable("e" + "\u0301" * 50) == "e" + "\u0301" * 3


def test_a_pdf_can_be_searched_for_dates_and_amounts() -> None:
    """Qt writes no text for glyphs that a font feature swapped in, so hyphens and digits must keep their own."""
    font = Press(203, ENGLISH).font(9, Text("").weight)
    assert [(tag.toString(), font.featureValue(tag)) for tag in font.featureTags()] == [(b"calt", 0)]
    pdf = pdf_bytes(receipt_on(PaperKind.ROLL_80))
    assert len(re.findall(rb"/ToUnicode", pdf)) == len(re.findall(rb"/FontDescriptor [0-9]", pdf)) > 0


@pytest.mark.parametrize("paper", [PaperKind.ROLL_80, PaperKind.A4])
def test_an_invoice_says_that_it_is_one(paper: PaperKind) -> None:
    document = receipt_on(paper, kind=MoneyPaper.INVOICE, number="I-2026-00007")
    assert document.title == "Invoice I-2026-00007"
    shown = repr(document)
    assert "INVOICE" in shown and "Printed by" in shown
    assert "RECEIPT" not in shown and "Taken by" not in shown
