"""Documents of an invented clinic, for the tests of paper."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import AppointmentState, Gender, PaymentMethod, PaymentWord
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import DaySheet, DaySheetRow, Receipt, ReceiptLine, ReceiptPayment, TaxLine, TokenSlip

NOW = datetime(2026, 11, 23, 11, 5, tzinfo=ZoneInfo("Asia/Kolkata"))
LONG_NAME = "Venkatanarasimharajuvaripeta Subrahmanyeswara " * 7
ARABIC_NAME = "محمد عبد الرحمن العلي"
HINDI_NAME = "मीरा श्रीवास्तव"


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def token_slip(**changes: object) -> TokenSlip:
    values: dict[str, object] = {
        "clinic": "Lotus Family Clinic",
        "centre": "Indiranagar",
        "token": "A-014",
        "practitioner": "Dr Anjali Menon",
        "room": "Room 1",
        "issued_at": NOW,
        "short_name": "Dev M.",
        "payment_word": PaymentWord.UNPAID,
        "desk": "Desk 2",
        "wait_minutes": 33,
        "ahead": 2,
        "fee": rupees(500),
        "pay_url": "https://rzp.example/i/3kF9aQx1",
    }
    return TokenSlip(**(values | changes))  # type: ignore[arg-type]


def receipt(**changes: object) -> Receipt:
    values: dict[str, object] = {
        "clinic": "Lotus Family Clinic",
        "centre": "Indiranagar",
        "address": "12, 100 Feet Road, Indiranagar\nBengaluru 560038",
        "phone": "+918025251234",
        "number": "IND/2026/000412",
        "issued_at": NOW,
        "patient_name": "Dev Malhotra",
        "patient_number": "P-10482",
        "practitioner": "Dr Anjali Menon",
        "lines": (
            ReceiptLine("Consultation", rupees(500)),
            ReceiptLine("Minor procedure with local anaesthetic and dressing", rupees(312_400)),
        ),
        "discount": rupees(100),
        "taxes": (TaxLine("GST", Decimal("18"), rupees(56_304)),),
        "total": rupees(369_104),
        "payments": (
            ReceiptPayment(PaymentMethod.UPI, rupees(300_000), "428811902231"),
            ReceiptPayment(PaymentMethod.CASH, rupees(69_104)),
        ),
        "tendered": rupees(69_500),
        "change": rupees(396),
        "balance": rupees(0),
        "currency": "INR",
        "taken_by": "Kavya Nair",
        "tax_number": "29ABCDE1234F1Z5",
        "country": "IN",
    }
    return Receipt(**(values | changes))  # type: ignore[arg-type]


def simple_receipt(currency: str, minor: int, **changes: object) -> Receipt:
    amount = Money(minor, currency)
    alone: dict[str, object] = {
        "lines": (ReceiptLine("Consultation", amount),),
        "taxes": (),
        "discount": None,
        "payments": (ReceiptPayment(PaymentMethod.CARD, amount),),
        "tendered": None,
        "change": None,
        "balance": None,
        "total": amount,
        "currency": currency,
    }
    return receipt(**(alone | changes))


def day_sheet(rows: int = 14, **changes: object) -> DaySheet:
    names = ["Dev Malhotra", HINDI_NAME, ARABIC_NAME, "Zoë Fernandes-O'Connor", "Suharto", LONG_NAME]
    states = list(AppointmentState)
    listed = tuple(
        DaySheetRow(
            start=time(9 + index // 4 % 12, index % 4 * 15),
            end=time(9 + index // 4 % 12, index % 4 * 15 + 10),
            patient_name=names[index % len(names)],
            patient_number=f"P-{10_400 + index}",
            state=states[index % len(states)],
            token=f"A-{index + 1:03d}",
            born=date(1992 - index % 40, 3, 14) if index % 5 else None,
            gender=list(Gender)[index % 4],
            phone="+919876543210",
            service="Consultation",
            reason="Follow-up after fever, cough at night" if index % 3 else "",
            payment_word=list(PaymentWord)[index % 5],
        )
        for index in range(rows)
    )
    values: dict[str, object] = {
        "clinic": "Lotus Family Clinic",
        "centre": "Indiranagar",
        "practitioner": "Dr Anjali Menon",
        "day": NOW.date(),
        "rows": listed,
        "printed_at": NOW,
        "printed_by": "Kavya Nair",
        "room": "Room 1",
    }
    return DaySheet(**(values | changes))  # type: ignore[arg-type]
