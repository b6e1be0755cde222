"""Papers about money from wherever one stands: the payment dock, the lists, and the patient's own visits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.messages import Message
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.ui.billing.payments import PaymentsScreen
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.self_service.visits import VisitsScreen
from clinic_desktop.viewmodels.billing.payments import PaymentsTab
from tests.builders import local, new_key
from tests.conftest import NOW, SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk
from tests.ui.billing.conftest import give_address, give_mail_server

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def papers(desk: ReceptionDesk) -> list[str]:
    return sorted(path.name for path in desk.paper_folder.rglob("*.pdf"))


def dock(desk: ReceptionDesk, appointment_id: int) -> TakePaymentDock:
    desk.workspace.open_dock("take_payment", appointment_id=appointment_id)
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, TakePaymentDock)
    return panel


def pay(desk: ReceptionDesk, appointment_id: int, minor: int = 50_000) -> int:
    payment = DeskPayment(PaymentMethod.CASH, minor, None, "", new_key())
    return desk.services.payments.take_for(desk.actor, appointment_id, (payment,)).payment_ids[0]


def give_back(desk: ReceptionDesk, payment_id: int, minor: int) -> None:
    desk.services.payments.refund(desk.clinic.manager, payment_id, minor, "Waited too long")


def invoices_sent(desk: ReceptionDesk) -> int:
    with desk.services.database.read() as session:
        return len(session.scalars(select(Message.id).where(Message.kind == "invoice")).all())


def test_an_invoice_goes_out_by_email_by_key_and_by_click_but_not_twice(desk: ReceptionDesk) -> None:
    give_address(desk, "zoe@example.org")
    give_mail_server(desk)
    panel = dock(desk, desk.walk_in(patient=4).appointment.id)
    desk.key(Qt.Key.Key_E, CONTROL | SHIFT)
    assert "goes out by email" in desk.toast()
    QTest.mouseClick(panel._papers.send_button, Qt.MouseButton.LeftButton)
    desk.settle()
    assert "sent before" in desk.toast()
    assert invoices_sent(desk) == 1


def test_without_a_mail_server_nobody_is_told_that_an_invoice_went_out(desk: ReceptionDesk) -> None:
    give_address(desk, "zoe@example.org")
    dock(desk, desk.walk_in(patient=4).appointment.id)
    desk.key(Qt.Key.Key_E, CONTROL | SHIFT)
    assert "Nothing was sent: the clinic has no mail server" in desk.toast()


def test_without_an_address_the_desk_is_told(desk: ReceptionDesk) -> None:
    give_address(desk, "")
    dock(desk, desk.walk_in(patient=4).appointment.id)
    desk.key(Qt.Key.Key_E, CONTROL | SHIFT)
    assert "no email address" in desk.toast()
    assert invoices_sent(desk) == 0


def test_a_refund_in_the_dock_has_its_credit_note(desk: ReceptionDesk) -> None:
    visit = desk.walk_in(patient=4).appointment.id
    give_back(desk, pay(desk, visit), 10_000)
    panel = dock(desk, visit)
    panel._earlier.note_wanted.emit(1)
    desk.settle()
    assert papers(desk) == ["credit-note-C-2026-00001.pdf"]


def test_the_invoice_of_a_visit_that_was_cancelled_unpaid_gets_its_credit_note_by_a_click(desk: ReceptionDesk) -> None:
    booked = desk.book(local(NOW.date(), "15:00"))
    desk.services.payments.issue(desk.actor, booked.id)
    panel = dock(desk, booked.id)
    assert not panel._papers.note_button.isVisible()
    desk.services.booking.cancel(desk.actor, booked.id, booked.version, "Travels")
    panel = dock(desk, booked.id)
    assert panel._papers.note_button.isVisible()
    panel._papers.note_button.click()
    desk.settle()
    assert papers(desk) == ["credit-note-C-2026-00001.pdf"]
    assert "Kept as credit-note" in desk.toast()


def test_ctrl_p_in_the_lists_prints_what_the_row_has(desk: ReceptionDesk) -> None:
    paid, unpaid = desk.walk_in(patient=4).appointment.id, desk.walk_in(patient=3).appointment.id
    payment = pay(desk, paid)
    desk.workspace.open("payments")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, PaymentsScreen)
    page._model.select(payment)
    desk.key(Qt.Key.Key_P, CONTROL)
    page._model.show_tab(PaymentsTab.UNPAID)
    desk.settle()
    page._model.select(unpaid)
    assert page.foot.receipt.text() == "Print invoice"
    desk.key(Qt.Key.Key_P, CONTROL)
    assert papers(desk) == ["invoice-I-2026-00002.pdf", "receipt-R-2026-00001.pdf"]


@pytest.fixture
def home(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path, account="patient") as home:
        yield home


def test_a_patient_gets_the_papers_of_a_visit_that_was_paid(home: ReceptionDesk) -> None:
    booked = home.book(local(NOW.date(), "15:00"))
    page = home.workspace.page
    assert isinstance(page, VisitsScreen)
    page._view_model.load()
    home.settle()
    assert not hasattr(page.cards[booked.id], "papers")
    payment = DeskPayment(PaymentMethod.CASH, 50_000, None, "", new_key())
    taken = home.services.payments.take_for(home.clinic.front_desk, booked.id, (payment,))
    give_back(home, taken.payment_ids[0], 10_000)
    with home.services.database.read() as session:
        assert session.scalar(select(Appointment.patient_id)) == home.actor.patient_id
    page._view_model.load()
    home.settle()
    QTest.mouseClick(page.cards[booked.id].papers, Qt.MouseButton.LeftButton)
    home.settle()
    assert papers(home) == ["credit-note-C-2026-00001.pdf", "receipt-R-2026-00001.pdf"]
    assert "2 papers kept as PDF" in home.toast()
    page.cards[booked.id].papers.setFocus()
    home.key(Qt.Key.Key_P, CONTROL)
    assert "receipt-R-2026-00001-copy.pdf" in papers(home)
