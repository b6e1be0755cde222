"""The statement of a payout on paper: every visit, sums that add up, page breaks, and that it was taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import PaperKind
from clinic_desktop.domain.payouts import LineKind, PayoutLineView, PayoutStatement, PayoutView
from clinic_desktop.ui.printing.layout import Pair, Row, Stack
from clinic_desktop.ui.printing.pages import Document, paginate, pdf_bytes
from clinic_desktop.ui.printing.payout_statement import payout_statement_document
from clinic_desktop.ui.printing.text import Text

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.India)


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def line(number: int = 1, **changes: object) -> PayoutLineView:
    made = PayoutLineView(
        NOW, LineKind.VISIT, f"I-2026-{number:05d}", f"Patient {number}", "Consultation", rupees(500), rupees(100),
        rupees(400), rupees(0),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def statement(*lines: PayoutLineView, **changes: object) -> PayoutStatement:
    payout = PayoutView(
        1, 1, "PO-2026-00001", 1, "Dr Anita Menon", 1, "Park Street", date(2026, 11, 1), date(2026, 11, 22),
        Money(sum(one.earned.minor for one in lines), "INR"), PaymentMethod.BANK_TRANSFER, "UTR 4711", "", NOW, "Admin",
        len(lines), None, "", "",
    )  # fmt: skip
    charged, fee = (Money(sum(getattr(one, part).minor for one in lines), "INR") for part in ("charged", "fee"))
    return PayoutStatement(
        "Lotus Clinic",
        "Park Street",
        "12 Park Street",
        "+913322220000",
        replace(payout, **changes),
        lines,
        charged,
        fee,  # type: ignore[arg-type]
    )


def said(document: Document) -> str:
    """All text of the document, in order."""
    found: list[str] = []

    def read(block: object) -> None:
        if isinstance(block, Text):
            found.append(block.text)
        elif isinstance(block, Stack):
            for part in block.blocks:
                read(part)
        elif isinstance(block, Row):
            for part in block.cells:
                read(part)
        elif isinstance(block, Pair):
            read(block.start)
            read(block.end)
        elif hasattr(block, "text"):
            read(block.text)

    for block in (*document.head, *document.body):
        read(block)
    return "\n".join(found)


def drawn(paid: PayoutStatement, paper: PaperKind = PaperKind.A4) -> Document:
    return payout_statement_document(paid, paper, ENGLISH, "IN")


def test_it_says_who_was_paid_for_what_and_how(qapp: QApplication) -> None:
    text = said(drawn(statement(line(1), line(2))))
    for part in (
        "Dr Anita Menon", "PO-2026-00001", "01-Nov-2026 to 22-Nov-2026", "Patient 2", "I-2026-00002", "₹1,000.00",
        "−₹200.00", "₹800.00", "UTR 4711",
    ):  # fmt: skip
        assert part in text


def test_what_was_taken_back_is_a_line_with_its_reason_for_being_there(qapp: QApplication) -> None:
    back = line(2, kind=LineKind.CORRECTION, earned=rupees(-400), charged=rupees(-500), fee=rupees(-100))
    assert "Correction of an earlier visit" in said(drawn(statement(line(1), line(3), back)))


def test_a_payout_that_was_taken_back_says_so(qapp: QApplication) -> None:
    text = said(drawn(statement(line(1), voided_at=NOW, voided_by="Manager", void_reason="Wrong account")))
    assert "TAKEN BACK" in text and "Wrong account" in text


@pytest.mark.parametrize("paper", [PaperKind.A4, PaperKind.LETTER, PaperKind.A5, PaperKind.ROLL_80])
def test_long_statements_and_long_names_fit_every_paper(qapp: QApplication, paper: PaperKind) -> None:
    long = "Dr Venkatanarasimharajuvaripeta Subrahmanyam-Wolfeschlegelsteinhausenbergerdorff"
    lines = [line(number, patient_name=long if number % 2 else "خالد درويش") for number in range(80)]
    document = drawn(statement(*lines, practitioner_name=long, note="x " * 200), paper)
    assert pdf_bytes(document).startswith(b"%PDF")
    assert len(paginate(document, 300).sheets) == 1 if paper.is_roll else len(paginate(document, 300).sheets) >= 2
