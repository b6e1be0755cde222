"""Invoices, receipts and credit notes: what stands on them, on every paper, in every script."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale

from clinic_desktop.domain.codes import PaymentMethod, RefundState
from clinic_desktop.domain.paper import MoneyPaper, PaperCode, PaperKind, Receipt, ReceiptPayment
from clinic_desktop.ui.printing.letter_paper import letter_paper
from clinic_desktop.ui.printing.pages import Document, paginate, pdf_bytes
from clinic_desktop.ui.printing.receipt import receipt_document
from tests.ui.printing.looking import assert_inside_margins, page_sizes, words
from tests.ui.printing.samples import ARABIC_NAME, HINDI_NAME, LONG_NAME, NOW, receipt, rupees

ENGLISH, ARABIC, HINDI = QLocale("en_IN"), QLocale("ar_AE"), QLocale("hi_IN")
LONG_PAGE = "https://checkout.example/c/pay/cs_live_a1#" + "fidkdWxOYHwnPyd1blpxYHZxWjA0" * 12


def on(paper: PaperKind, value: Receipt, locale: QLocale = ENGLISH) -> Document:
    return receipt_document(value, paper, locale)


def credit_note(**changes: object) -> Receipt:
    back = ReceiptPayment(PaymentMethod.LINK, rupees(-118), "pyr_1", refund=RefundState.SENT)
    values = {
        "kind": MoneyPaper.CREDIT_NOTE, "number": "C-2026-00003", "corrects": "I-2026-00007", "payments": (back,),
        "discount": None, "tendered": None, "change": None, "balance": None, "total": rupees(118),
    }  # fmt: skip
    return receipt(**(values | changes))


@pytest.mark.parametrize("paper", list(PaperKind))
def test_a_card_is_named_by_its_last_digits_and_a_refund_by_its_way_and_credit_note(paper: PaperKind) -> None:
    payments = (
        ReceiptPayment(PaymentMethod.CARD, rupees(500), "004211", "4242"),
        ReceiptPayment(PaymentMethod.CARD, rupees(-100), "", "", RefundState.DONE, "C-2026-00001"),
        ReceiptPayment(PaymentMethod.LINK, rupees(-50), "", "", RefundState.SENT, "C-2026-00002"),
        ReceiptPayment(PaymentMethod.CASH, rupees(-20), "", "", RefundState.OWED),
    )
    said = words(on(paper, receipt(payments=payments)))
    for part in (
        "Card · •••• 4242 · 004211", "Given back, Card · C-2026-00001",
        "On its way back, Online payment · C-2026-00002", "To be given back, Cash", "−100.00",
    ):  # fmt: skip
        assert part in said


@pytest.mark.parametrize("paper", list(PaperKind))
def test_a_receipt_of_one_of_several_payments_says_what_it_is_for(paper: PaperKind) -> None:
    parts = (
        ReceiptPayment(PaymentMethod.UPI, rupees(300), "428811902231"),
        ReceiptPayment(PaymentMethod.CARD, rupees(100), "004211", "4242", own=True),
    )
    split = receipt(total=rupees(500), payments=parts, tendered=None, change=None, balance=rupees(100))
    document = on(paper, split)
    said = words(document)
    for part in ("This receipt: ₹100.00 by card", "UPI · 428811902231", "Still to pay"):
        assert part in said
    assert_inside_margins(document)
    assert len(pdf_bytes(document)) <= 60 * 1024
    assert "This receipt" not in words(on(paper, receipt()))


def test_a_discount_says_why_and_the_footer_comes_line_by_line() -> None:
    said = words(on(PaperKind.A4, receipt(discount_reason="Senior citizen", footer="Thank you.\n\nGet well soon.")))
    assert "Discount: Senior citizen" in said
    assert "\nThank you.\nGet well soon." in said


def test_papers_name_the_invoice_the_visit_and_the_tax_number() -> None:
    for paper in (PaperKind.A4, PaperKind.ROLL_80):
        said = words(on(paper, receipt(corrects="I-2026-00007", visit_day=NOW.date())))
        for part in ("I-2026-00007", "Day of the visit", "23-Nov-2026", "Tax number 29ABCDE1234F1Z5"):
            assert part in said


def test_a_receipt_of_money_that_nobody_took_at_a_desk_names_nobody() -> None:
    assert "Taken by" not in words(on(PaperKind.A4, receipt(taken_by="")))


def test_a_credit_note_says_what_it_takes_back_and_of_which_invoice() -> None:
    document = on(PaperKind.ROLL_80, credit_note())
    assert document.title == "Credit note C-2026-00003"
    said = words(document)
    for part in ("CREDIT NOTE", "I-2026-00007", "Credited", "₹118.00", "On its way back, Online payment · pyr_1"):
        assert part in said
    assert "Still to pay" not in said


def test_a_cancelled_invoice_says_so_and_names_its_credit_note() -> None:
    void = receipt(
        kind=MoneyPaper.INVOICE, void=True, payments=(), credited=rupees(500), credit_note="C-2026-00009",
    )  # fmt: skip
    for paper in (PaperKind.A4, PaperKind.ROLL_58):
        said = words(on(paper, void))
        assert "CANCELLED" in said and "Credit note C-2026-00009" in said and "−500.00" in said


@pytest.mark.parametrize("paper", list(PaperKind))
def test_a_code_to_pay_with_is_large_and_says_what_it_is_for(paper: PaperKind) -> None:
    unpaid = receipt(kind=MoneyPaper.INVOICE, payments=(), code=PaperCode(LONG_PAGE, pays=True))
    checked = replace(unpaid, code=PaperCode("I-1\nINR 500.00\n2026-11-23"))
    assert "Scan to pay" in words(on(paper, unpaid))
    assert "Scan to pay" not in words(on(paper, checked))
    assert_inside_margins(on(paper, unpaid))
    if paper.is_roll:
        assert paginate(on(paper, checked), 203).height < paginate(on(paper, unpaid), 203).height


@pytest.mark.parametrize("locale", [ENGLISH, ARABIC, HINDI], ids=["English", "Arabic", "Hindi"])
@pytest.mark.parametrize("name", [LONG_NAME, ARABIC_NAME, HINDI_NAME, "王小明" * 60])
def test_everything_that_a_person_typed_may_be_long_and_in_any_script(name: str, locale: QLocale) -> None:
    payment = ReceiptPayment(PaymentMethod.CARD, rupees(500), name[:60], "4242")
    back = ReceiptPayment(PaymentMethod.CASH, rupees(-50), name[:60], "", RefundState.DONE, "C-2026-00001")
    full = receipt(
        discount_reason=name, footer=f"{name}\n" * 30, tax_number=name[:40], payments=(payment, back),
        corrects=name[:24], code=PaperCode(LONG_PAGE, pays=True), copy=True, visit_day=NOW.date(),
    )  # fmt: skip
    for paper in (PaperKind.ROLL_58, PaperKind.A5, PaperKind.LETTER):
        assert_inside_margins(on(paper, full, locale))


def test_a_long_list_of_payments_goes_on_over_pages() -> None:
    many = receipt(payments=receipt().payments * 60)
    document = on(PaperKind.A4, many)
    assert len(paginate(document, 300).sheets) > 2
    assert_inside_margins(document)


@pytest.mark.parametrize(("country", "width"), [("IN", 210), ("DE", 210), ("US", 215.9), ("", 210)])
def test_letters_carry_sheets_of_the_centres_country(country: str, width: float) -> None:
    [size] = page_sizes(letter_paper(ENGLISH)(receipt(country=country)))
    assert size[0] == pytest.approx(width, abs=0.4)


@pytest.mark.parametrize("paper", list(PaperKind))
def test_every_paper_is_small_enough_to_send(paper: PaperKind) -> None:
    for value in (
        credit_note(patient_name=HINDI_NAME, practitioner=ARABIC_NAME),
        receipt(kind=MoneyPaper.INVOICE, code=PaperCode(LONG_PAGE, pays=True), patient_name=ARABIC_NAME),
    ):
        assert len(pdf_bytes(on(paper, value))) < 60_000
