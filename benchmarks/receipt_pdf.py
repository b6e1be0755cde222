"""A receipt, an invoice and a credit note as PDF: how long one takes and how large it is, with everything on it.

``QT_QPA_PLATFORM=offscreen python -m benchmarks.receipt_pdf [--runs N] [--keep DIR]``. Each has a coloured logo, a tax
number, a discount, split payments with references, a code and a footer; the worst one has names in four scripts. The
floor is an empty page of the same size from the same writer. ``--keep`` writes the files, to be looked at.
"""

import argparse
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication

from benchmarks.timing import Row, median_ms, report
from clinic_desktop.domain.codes import PaymentMethod, RefundState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import (
    MoneyPaper,
    PaperCode,
    PaperKind,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    TaxLine,
)
from clinic_desktop.integrations.logo import prepared_logo
from clinic_desktop.ui.printing.pages import Document, pdf_bytes
from clinic_desktop.ui.printing.receipt import receipt_document
from clinic_desktop.ui.theme.fonts import load_fallbacks, load_inter

MOST_MS, MOST_BYTES = 50, 60_000
_ENGLISH = QLocale("en_IN")
_PAGE = "https://checkout.example/c/pay/cs_live_a1B2c3D4e5F6g7H8#" + "fidkdWxOYHwnPyd1blpxYHZxWjA0" * 11


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    _application = QApplication([])
    load_inter()
    load_fallbacks()
    logo = prepared_logo(_logo())
    print(f"logo: {len(logo):,} bytes")
    rows, sizes = [], []
    for name, paper in papers(logo).items():
        for kind in (PaperKind.A4, PaperKind.ROLL_80):
            document = receipt_document(paper, kind, _ENGLISH)
            content = pdf_bytes(document)
            time = median_ms(lambda paper=paper, kind=kind: drawn(paper, kind), given.runs)
            empty = Document(document.title, kind, _ENGLISH, [])
            floor = median_ms(lambda empty=empty: pdf_bytes(empty), given.runs)
            rows.append(Row(f"{name}, {kind}", time, floor, f"{MOST_MS} ms"))
            sizes.append((f"{name}, {kind}", len(content)))
            if given.keep is not None:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{name.replace(' ', '-')}-{kind}.pdf").write_bytes(content)
    report(rows)
    for name, size in sizes:
        print(f"{name:<52} {size:>10,} bytes{'' if size <= MOST_BYTES else '  TOO LARGE'}")


def drawn(paper: Receipt, kind: PaperKind) -> bytes:
    """What a desk does: lay it out and write it."""
    return pdf_bytes(receipt_document(paper, kind, _ENGLISH))


def papers(logo: bytes) -> dict[str, Receipt]:
    """Papers of an invented clinic."""
    usual = _receipt(logo)
    return {
        "receipt": usual,
        "receipt in four scripts": replace(
            usual, patient_name="मीरा श्रीवास्तव", practitioner="Dr محمد عبد الرحمن العلي", clinic="王小明クリニック",
            centre="ร้านหมอ தமிழ்நாடு",
        ),
        "invoice to pay": replace(
            usual, kind=MoneyPaper.INVOICE, number="I-2026-00412", payments=(), tendered=None, change=None, corrects="",
            balance=usual.total, code=PaperCode(_PAGE, pays=True),
        ),
        "credit note": replace(
            usual, kind=MoneyPaper.CREDIT_NOTE, number="C-2026-00031", tendered=None, change=None, balance=None,
            discount=None, payments=(
                ReceiptPayment(PaymentMethod.LINK, Money(-usual.total.minor, "INR"), "pyr_1PQ8", "", RefundState.SENT),
            ),
        ),
    }  # fmt: skip


def _receipt(logo: bytes) -> Receipt:
    def rupees(amount: int) -> Money:
        return Money(amount * 100, "INR")

    return Receipt(
        clinic="Lotus Family Clinic", centre="Indiranagar", address="12, 100 Feet Road, Bengaluru 560038",
        phone="+918025251234", country="IN", number="R-2026-00412", corrects="I-2026-00398",
        issued_at=datetime(2026, 11, 23, 11, 5, tzinfo=UTC), visit_day=date(2026, 11, 23),
        patient_name="Venkatanarasimharajuvaripeta Subrahmanyeswara Rao", patient_number="P-10482",
        practitioner="Dr Anjali Menon", currency="INR",
        lines=(ReceiptLine("Consultation", rupees(500)), ReceiptLine("Dressing of a wound", rupees(1_200))),
        discount=rupees(100), discount_reason="Senior citizen",
        taxes=(TaxLine("GST", Decimal(18), rupees(288)),), total=rupees(1_888),
        payments=(
            ReceiptPayment(PaymentMethod.CARD, rupees(1_000), "004211", "4242"),
            ReceiptPayment(PaymentMethod.UPI, rupees(500), "428811902231"),
            ReceiptPayment(PaymentMethod.CASH, rupees(388)),
        ),
        tendered=rupees(500), change=rupees(112), balance=rupees(0), taken_by="Kavya Nair",
        tax_number="29ABCDE1234F1Z5", logo=logo,
        code=PaperCode("R-2026-00412\nINR 1888.00\n2026-11-23"),
        footer="Fees once paid are given back by the clinic's rules for cancelling.\nThis needs no signature.",
    )  # fmt: skip


def _logo() -> bytes:
    """A wide logo with colours that run into each other, as large files of designers are."""
    image = QImage(1600, 520, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours = QLinearGradient(QPointF(0, 0), QPointF(520, 520))
    colours.setColorAt(0, QColor("#0B7A75"))
    colours.setColorAt(1, QColor("#7B2D8B"))
    painter.setBrush(colours)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QRectF(20, 20, 480, 480))
    painter.setPen(QColor("#14323A"))
    font = QFont("Inter", -1, QFont.Weight.Bold)
    font.setPixelSize(190)
    painter.setFont(font)
    painter.drawText(QRectF(560, 0, 1040, 520), Qt.AlignmentFlag.AlignVCenter, "Lotus")
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


if __name__ == "__main__":
    main()
