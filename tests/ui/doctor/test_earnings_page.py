"""The doctor's earnings: what is held, kept, paid out and owed, their statements, and every visit as a file."""

import csv
from pathlib import Path

from PySide6.QtCore import Qt

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.payouts import PayoutRequest
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.ui.doctor.earnings import EarningsScreen
from tests.builders import local, new_key
from tests.ui.appointments.reception import ReceptionDesk
from tests.ui.payouts.conftest import seen


def opened(office: ReceptionDesk) -> EarningsScreen:
    office.workspace.open("earnings")
    office.settle()
    page = office.workspace.page
    assert isinstance(page, EarningsScreen)
    return page


def pay_out(office: ReceptionDesk) -> None:
    clinic, payouts = office.clinic, office.services.payouts
    today = office.session.today()
    total = payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, today).total
    request = PayoutRequest(new_key(), clinic.doctors[0], clinic.kolkata, today, total, PaymentMethod.BANK_TRANSFER)
    payouts.pay(clinic.admin, request)


def test_it_says_what_is_held_kept_and_owed(office: ReceptionDesk) -> None:
    office.services.settings.change(office.clinic.admin, {"platform_fee_percent": 20})
    seen(office)
    coming = office.book(local(office.session.today(), "15:00"), patient=1)
    payment = DeskPayment(PaymentMethod.CASH, 50_000, None, "", new_key())
    office.services.payments.take_for(office.clinic.front_desk, coming.id, (payment,))
    page = opened(office)
    names = {card: getattr(page._cards, card).accessibleName() for card in ("_held", "_fee", "_paid_out", "_owed")}
    assert "Held until the visit" in names["_held"] and "₹400.00" in names["_held"]
    assert "₹100.00" in names["_fee"] and "₹0.00" in names["_paid_out"] and "₹400.00" in names["_owed"]
    assert page.payouts.rows.rows == ()


def test_a_payout_is_listed_and_its_statement_printed(office: ReceptionDesk) -> None:
    seen(office)
    pay_out(office)
    page = opened(office)
    (payout,) = page.payouts.rows.rows
    assert payout.number == "PO-2026-00001"
    assert not page.payouts.print.isEnabled()
    page.payouts.table.setFocus()
    page.payouts.table.selectRow(0)
    office.settle()
    office.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert office.toast().startswith("Kept as payout-PO-2026-00001")


def test_every_visit_is_saved_as_a_file(office: ReceptionDesk, tmp_path: Path) -> None:
    seen(office, 0)
    seen(office, 1, paid=0)
    page = opened(office)
    page.export.write(tmp_path / "earnings.csv")
    with (tmp_path / "earnings.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    assert heads[:3] == ["Earned", "Patient", "Visit"]
    assert [(row[1], row[7], row[8]) for row in rows] == [
        ("Asha Rao", "500.00", "0.00"),
        ("Dev Malhotra", "500.00", "500.00"),
    ]
