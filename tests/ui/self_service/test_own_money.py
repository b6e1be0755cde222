"""A patient pays online in the real window, sees what is held and for how long, and where money is that goes back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from clinic_desktop.domain.codes import AppointmentState, LinkState, PaymentMethod
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.self_service import pay_dialog
from clinic_desktop.ui.self_service.cancel_dialog import CancelDialog
from clinic_desktop.ui.self_service.payments import OwnPaymentsScreen
from clinic_desktop.ui.self_service.visits import VisitsScreen
from clinic_desktop.viewmodels.self_service import payments as own_payments
from tests.builders import local, new_key
from tests.conftest import NOW, SetClock
from tests.services.billing.gateways import environment
from tests.ui.appointments.reception import open_desk
from tests.ui.billing.conftest import Till, online


@pytest.fixture
def opened_pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was opened in the browser, which no test has."""
    pages: list[str] = []
    monkeypatch.setattr(pay_dialog, "open_page", pages.append)
    return pages


@pytest.fixture
def till(
    qapp: QApplication,
    sqlite_database_url: str,
    clock: SetClock,
    tmp_path: Path,
    stripe_server: Any,
    razorpay_server: Any,
    opened_pages: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Till]:
    for name, value in environment(stripe_server, razorpay_server).items():
        monkeypatch.setenv(name, value)
    with open_desk(sqlite_database_url, clock, tmp_path, account="patient") as home:
        yield online(home, stripe_server, razorpay_server)


def booked(till: Till) -> AppointmentView:
    """The patient's own booking for tomorrow at ten, in view."""
    home = till.desk
    request = BookingRequest(
        request_key=new_key(),
        practitioner_id=home.clinic.doctors[0],
        location_id=home.clinic.kolkata,
        service_id=home.clinic.consultation,
        starts_at=local(NOW.date() + timedelta(days=1), "10:00"),
        patient_id=home.actor.patient_id,
    )
    view = home.services.booking.book(home.actor, request)
    visits(till)._view_model.load()
    home.settle()
    return view


def visits(till: Till) -> VisitsScreen:
    page = till.desk.workspace.page
    assert isinstance(page, VisitsScreen)
    return page


def words(widget: QWidget) -> list[str]:
    return [label.whole_text() for label in widget.findChildren(PlainLabel) if not label.isHidden()]


def paid(till: Till) -> AppointmentView:
    """The booking, paid online by clicks."""
    view = booked(till)
    visits(till).cards[view.id].pay.click()
    dialog = visits(till).pay_dialog
    assert dialog is not None
    dialog.act.click()
    till.desk.settle()
    link = dialog._model.state.link
    assert link is not None
    till.pay(link.id)
    dialog._model.follow()
    till.desk.settle()
    return view


def test_paying_opens_the_page_with_its_code_beside_it(till: Till, opened_pages: list[str]) -> None:
    view = booked(till)
    card = visits(till).cards[view.id]
    assert "₹500.00 to pay" in words(card)
    card.pay.click()
    dialog = visits(till).pay_dialog
    assert dialog is not None
    assert "Pay ₹500.00" in words(dialog)
    dialog.act.click()
    till.desk.settle()
    link = dialog._model.state.link
    assert link is not None and link.state is LinkState.OPEN
    assert opened_pages == [link.url]
    assert dialog.code.data == link.url


def test_the_dialog_thanks_once_it_is_paid_and_the_visit_says_so(till: Till) -> None:
    view = paid(till)
    dialog = visits(till).pay_dialog
    assert dialog is not None
    assert "Thank you" in words(dialog)
    assert "receipt R-2026-00001" in dialog.words()
    dialog.close_button.click()
    till.desk.settle()
    assert "Paid ₹500.00" in words(visits(till).cards[view.id])


def test_enter_goes_on_to_pay_and_closes_what_is_paid(till: Till, opened_pages: list[str]) -> None:
    view = booked(till)
    visits(till).cards[view.id].pay.click()
    till.desk.settle()
    dialog = visits(till).pay_dialog
    assert dialog is not None
    assert dialog.focusWidget() is dialog.act
    QTest.keyClick(dialog.act, Qt.Key.Key_Return)
    till.desk.settle()
    link = dialog._model.state.link
    assert link is not None and opened_pages == [link.url]
    till.pay(link.id)
    dialog._model.follow()
    till.desk.settle()
    assert dialog.focusWidget() is dialog.close_button


@pytest.mark.parametrize("scale", [100, 125, 150])
def test_every_line_of_the_dialog_has_its_room(till: Till, scale: int) -> None:
    view = booked(till)
    till.desk.theme.set_scale(scale / 100)
    till.desk.settle()
    visits(till).cards[view.id].pay.click()
    till.desk.settle()
    dialog = visits(till).pay_dialog
    assert dialog is not None
    assert cut_off(dialog) == []
    dialog.act.click()
    till.desk.settle()
    assert dialog.code.isVisible() and cut_off(dialog) == []
    assert dialog.height() <= 800


def cut_off(widget: QWidget) -> list[str]:
    """The lines that have less height than their words take."""
    labels = [label for label in widget.findChildren(PlainLabel) if label.isVisible()]
    needed = {
        label: label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        for label in labels
    }
    return [label.whole_text() for label, height in needed.items() if label.height() < height]


def test_closing_the_dialog_leaves_the_page_to_be_paid_later(till: Till) -> None:
    view = booked(till)
    for _ in range(2):
        visits(till).cards[view.id].pay.click()
        dialog = visits(till).pay_dialog
        assert dialog is not None
        dialog.act.click()
        dialog.close_button.click()
        till.desk.settle()
    assert len(till.server.books.links) == 1


def test_a_booking_that_waits_for_its_payment_counts_down(till: Till) -> None:
    home = till.desk
    home.services.settings.change(home.clinic.admin, {"prepayment_required": True})
    view = booked(till)
    assert view.state is AppointmentState.PENDING
    card = visits(till).cards[view.id]
    assert any("15:00 left" in text for text in words(card))
    home.clock.forward(minutes=4, seconds=30)  # type: ignore[attr-defined]
    visits(till)._tick()
    assert any("10:30 left" in text for text in words(card))


def test_without_online_payments_the_visit_is_paid_at_the_desk(till: Till) -> None:
    till.desk.services.settings.change(till.desk.clinic.admin, {"gateway": "none"})
    view = booked(till)
    card = visits(till).cards[view.id]
    assert not hasattr(card, "pay")
    assert "₹500.00 to pay at the desk" in words(card)


def test_cancelling_says_what_comes_back_and_by_which_way(till: Till) -> None:
    view = paid(till)
    dialog = visits(till).pay_dialog
    assert dialog is not None
    dialog.close_button.click()
    till.desk.settle()
    visits(till).cards[view.id].cancel.click()
    till.desk.settle()
    asked = visits(till).findChild(CancelDialog)
    assert asked is not None
    assert any("You get" in text for text in words(asked))
    assert "It goes back by itself to the card or account that you paid with, in 5 to 10 days." in words(asked)
    asked.act.click()
    till.desk.settle()
    assert any("being paid back" in text for text in words(visits(till).cards[view.id]))


def test_own_payments_are_listed_with_their_papers(till: Till) -> None:
    paid(till)
    till.desk.workspace.open("own_payments")
    till.desk.settle()
    page = till.desk.workspace.page
    assert isinstance(page, OwnPaymentsScreen)
    (card,) = page.cards
    assert "₹500.00" in words(card)
    assert any("online" in text for text in words(card))
    card.receipt.click()
    till.desk.settle()
    assert list(till.desk.paper_folder.rglob("*.pdf"))
    card.invoice.click()
    till.desk.settle()


def test_what_goes_back_of_a_payment_is_said_with_its_credit_note(till: Till) -> None:
    view = paid(till)
    home = till.desk
    dialog = visits(till).pay_dialog
    assert dialog is not None
    dialog.close_button.click()
    home.settle()
    visits(till).cards[view.id].cancel.click()
    home.settle()
    asked = visits(till).findChild(CancelDialog)
    assert asked is not None
    asked.act.click()
    home.settle()
    home.workspace.open("own_payments")
    home.settle()
    page = home.workspace.page
    assert isinstance(page, OwnPaymentsScreen)
    (card,) = page.cards
    assert any("being paid back" in text and "in 5 to 10 days" in text for text in words(card))
    (note,) = card.notes.values()
    note.click()
    home.settle()
    assert [path.name for path in home.paper_folder.rglob("*.pdf") if "credit" in path.name]


def test_a_patient_who_paid_nothing_is_told_so(till: Till) -> None:
    till.desk.workspace.open("own_payments")
    till.desk.settle()
    page = till.desk.workspace.page
    assert isinstance(page, OwnPaymentsScreen)
    assert page.cards == []
    assert any("not paid anything" in label.whole_text() for label in page.findChildren(PlainLabel))


def test_what_is_not_listed_any_more_is_said_and_each_paper_has_a_name(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_payments, "_MOST", 1)
    home = till.desk
    for doctor in (0, 1):
        visit = home.walk_in(patient=0, doctor=doctor).appointment
        payment = DeskPayment(PaymentMethod.CASH, 10_000, None, "", new_key())
        home.services.payments.take_for(home.clinic.front_desk, visit.id, (payment,))
    home.workspace.open("own_payments")
    home.settle()
    page = home.workspace.page
    assert isinstance(page, OwnPaymentsScreen)
    (card,) = page.cards
    assert card.receipt.accessibleName() == "Receipt R-2026-00002"
    assert card.invoice.accessibleName() == "Invoice I-2026-00002"
    texts = [label.whole_text() for label in page.findChildren(PlainLabel)]
    assert "Older payments are not shown here. Ask for them at the desk." in texts
