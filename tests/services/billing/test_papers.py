"""Receipts, invoices and credit notes as services hand them over to be drawn."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import GatewayName, LinkKind, LinkState, PaymentMethod, RefundState
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import MoneyPaper, ReceiptPayment
from clinic_desktop.services.appointments.placing import PAYMENT_WINDOW_ENDED
from clinic_desktop.services.billing.prepaid import revive
from tests.conftest import NOW
from tests.services.billing.conftest import card, cash, upi


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


@pytest.fixture
def settled(settings, clinic):
    """Settings as a clinic with taxes has them."""
    settings.change(
        clinic.admin,
        {
            "tax_percent": 18, "tax_name": "GST", "tax_inclusive": False, "tax_number": " 29ABCDE1234F1Z5 ",
            "paper_footer": "Thank you.\nGet well soon.", "upi_address": "lotus@okbank", "upi_name": "Lotus Clinic",
        },
    )  # fmt: skip


def link_of(database, visit, invoice, **changes) -> None:
    values = {
        "key": f"k-{visit.id}", "appointment_id": visit.id, "invoice_id": invoice.id, "location_id": visit.location_id,
        "attempt": 1, "gateway": GatewayName.STRIPE, "kind": LinkKind.SESSION, "state": LinkState.OPEN,
        "amount_minor": 59_000, "currency": "INR", "url": "https://pay.example/c/1", "created_at": NOW, **changes,
    }  # fmt: skip
    with database.write() as session:
        session.add(PaymentLink(**values))


def test_a_receipt_says_all_that_paper_needs(payments, clinic, booked, settled):
    visit = booked()
    taken = payments.take_for(clinic.front_desk, visit.id, (card(20_000), cash(39_000, 40_000)))
    last = payments.receipt(clinic.front_desk, taken.payment_ids[-1])
    assert (last.kind, last.number, last.corrects) == (MoneyPaper.RECEIPT, "R-2026-00002", "I-2026-00001")
    assert (last.tax_number, last.footer) == ("29ABCDE1234F1Z5", "Thank you.\nGet well soon.")
    assert (last.total, last.taxes[0].amount, last.taxes[0].inclusive) == (rupees(590), rupees(90), False)
    assert [line.method for line in last.payments] == [PaymentMethod.CARD, PaymentMethod.CASH]
    assert [line.own for line in last.payments] == [False, True]
    assert (last.change, last.balance) == (rupees(10), rupees(0))
    assert last.visit_day == visit.period.start.date() and last.country == "IN"


def test_no_receipt_of_a_split_says_that_what_was_taken_with_it_is_still_to_pay(payments, clinic, booked, settled):
    taken = payments.take_for(clinic.front_desk, booked().id, (card(20_000), cash(39_000, 40_000)))
    first, last = (payments.receipt(clinic.front_desk, number) for number in taken.payment_ids)
    assert [line.own for line in first.payments] == [True, False] and first.total == last.total
    assert (first.balance, last.balance) == (rupees(0), rupees(0))
    assert first.tendered is None and last.tendered == rupees(400)


def test_the_receipt_of_a_part_that_was_paid_before_still_says_what_was_to_pay_then(
    payments, clinic, booked, settled, clock
):
    visit = booked()
    (part,) = payments.take_for(clinic.front_desk, visit.id, (card(20_000),)).payment_ids
    clock.forward(seconds=1)
    payments.take_for(clinic.front_desk, visit.id, (cash(10_000), card(29_000)))
    first = payments.receipt(clinic.front_desk, part)
    assert [line.own for line in first.payments] == [True] and first.balance == rupees(390)


def test_the_code_of_a_receipt_is_its_number_amount_and_day_and_nothing_of_a_person(payments, clinic, booked):
    taken = payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    receipt = payments.receipt(clinic.front_desk, taken.payment_ids[0])
    assert (receipt.code.text, receipt.code.pays) == ("R-2026-00001\nINR 500.00\n2026-11-23", False)
    assert not receipt.payments[0].own


def test_an_invoice_is_on_paper_before_anything_was_paid_with_a_code_to_pay_by_upi(payments, clinic, booked, settled):
    invoice = payments.issue(clinic.front_desk, booked().id)
    paper = payments.invoice_paper(clinic.front_desk, invoice.id)
    assert (paper.kind, paper.number, paper.payments) == (MoneyPaper.INVOICE, "I-2026-00001", ())
    assert (paper.balance, paper.void, paper.taken_by) == (rupees(590), False, clinic.front_desk.name)
    assert paper.code.pays
    assert paper.code.text.startswith("upi://pay?pa=lotus@okbank&pn=Lotus%20Clinic&tr=I-2026-00001&")
    assert "am=590.00" in paper.code.text and "Dev" not in paper.code.text


def test_the_code_of_an_unpaid_invoice_is_its_live_link(database, payments, clinic, booked, settled):
    visit = booked()
    invoice = payments.issue(clinic.front_desk, visit.id)
    link_of(database, visit, invoice)
    assert payments.invoice_paper(clinic.front_desk, invoice.id).code.text == "https://pay.example/c/1"


@pytest.mark.parametrize(
    "changes", [{"state": LinkState.ENDED}, {"ends_at": NOW - timedelta(seconds=1)}, {"url": "", "state": "requested"}]
)
def test_a_link_that_is_over_is_on_no_paper(database, payments, clinic, booked, settled, changes):
    visit = booked()
    invoice = payments.issue(clinic.front_desk, visit.id)
    link_of(database, visit, invoice, **changes)
    assert payments.invoice_paper(clinic.front_desk, invoice.id).code.text.startswith("upi://")


def test_a_paid_invoice_and_one_without_a_way_to_pay_have_a_code_to_check_them_by(payments, clinic, booked, settled):
    paid = payments.take_for(clinic.front_desk, booked().id, (cash(59_000),)).invoice
    assert not payments.invoice_paper(clinic.front_desk, paid.id).code.pays


def test_money_in_another_currency_is_not_asked_for_by_upi(database, payments, settings, clinic, booked, settled):
    visit = booked()
    with database.write() as session:
        session.execute(update(Appointment).values(currency="USD"))
        session.execute(update(Location).where(Location.id == visit.location_id).values(currency="USD"))
    invoice = payments.issue(clinic.front_desk, visit.id)
    assert not payments.invoice_paper(clinic.front_desk, invoice.id).code.pays


def test_a_refund_has_a_credit_note_and_stands_on_the_invoice(payments, clinic, booked, settled):
    taken = payments.take_for(clinic.front_desk, booked().id, (cash(59_000),))
    refund = payments.refund(clinic.manager, taken.payment_ids[0], 11_800, "Waited too long")
    note = payments.credit_note(clinic.front_desk, refund.id)
    assert (note.kind, note.number, note.corrects) == (MoneyPaper.CREDIT_NOTE, "C-2026-00001", "I-2026-00001")
    assert (note.total, note.taxes[0].amount, note.taxes[0].inclusive) == (rupees(118), rupees(18), True)
    back = ReceiptPayment(PaymentMethod.CASH, rupees(-118), refund=RefundState.DONE)
    assert note.payments == (back,)
    assert "Waited" not in repr(note)
    invoice = payments.invoice_paper(clinic.front_desk, taken.invoice.id)
    assert (invoice.total, invoice.discount, invoice.balance) == (rupees(590), None, rupees(0))
    assert [line.credit_note for line in invoice.payments] == ["", "C-2026-00001"]
    assert sum(line.amount.minor for line in invoice.payments) == 59_000 - 11_800


def test_a_refund_that_waits_for_a_second_person_is_on_no_paper(payments, settings, clinic, booked):
    settings.change(clinic.admin, {"refund_approval_minor": 10_000})
    taken = payments.take_for(clinic.front_desk, booked().id, (upi(50_000),))
    refund = payments.refund(clinic.manager, taken.payment_ids[0], 20_000, "Waited")
    assert refund.state is RefundState.REQUESTED
    with pytest.raises(Invalid) as refused:
        payments.credit_note(clinic.front_desk, refund.id)
    assert refused.value.problems == {"refund": "not_decided"}
    assert len(payments.invoice_paper(clinic.front_desk, taken.invoice.id).payments) == 1


def test_money_taken_by_mistake_goes_back_without_its_tax(payments, clinic, booked, settled):
    taken = payments.take_for(clinic.front_desk, booked().id, (cash(59_000),))
    refund = payments.refund(clinic.manager, taken.payment_ids[0], 59_000, "Wrong visit", due_again=True)
    assert payments.credit_note(clinic.front_desk, refund.id).taxes == ()
    assert payments.invoice_paper(clinic.front_desk, taken.invoice.id).balance == rupees(590)


def test_the_invoice_of_a_cancelled_visit_gets_one_credit_note_for_what_was_never_paid(
    database, payments, booking, clinic, booked, settled
):
    visit = booked()
    invoice = payments.issue(clinic.front_desk, visit.id)
    with pytest.raises(Invalid) as refused:
        payments.invoice_credit_note(clinic.front_desk, invoice.id)
    assert refused.value.problems == {"invoice": "nothing_to_credit"}
    booking.cancel(clinic.front_desk, visit.id, visit.version, "Travels")
    paper = payments.invoice_paper(clinic.front_desk, invoice.id)
    assert (paper.void, paper.balance) == (True, rupees(0))
    assert (paper.credited, paper.credit_note) == (rupees(590), "C-2026-00001")
    note = payments.invoice_credit_note(clinic.front_desk, invoice.id)
    assert (note.kind, note.number, note.corrects) == (MoneyPaper.CREDIT_NOTE, "C-2026-00001", "I-2026-00001")
    assert (note.total, note.taxes[0].amount) == (rupees(590), rupees(90))
    payments.invoice_paper(clinic.front_desk, invoice.id)
    with database.read() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action == "credit_invoice")).all()
    assert len(actions) == 1


def test_a_visit_paid_in_part_and_cancelled_has_credit_notes_for_what_went_back_and_for_the_rest(
    payments, booking, clinic, booked
):
    visit = booked()
    taken = payments.take_for(clinic.front_desk, visit.id, (cash(20_000),))
    booking.cancel(clinic.front_desk, visit.id, visit.version, "Travels", by_clinic=True)
    paper = payments.invoice_paper(clinic.front_desk, taken.invoice.id)
    assert [line.credit_note for line in paper.payments] == ["", "C-2026-00001"]
    assert (paper.credited, paper.credit_note) == (rupees(300), "C-2026-00002")


def test_who_may_not_see_payments_sees_no_papers_and_patients_see_their_own(payments, clinic, booked):
    mine = payments.take_for(clinic.front_desk, booked(patient=0).id, (cash(50_000),))
    other = payments.take_for(clinic.front_desk, booked("15:00").id, (cash(50_000),))
    refund = payments.refund(clinic.manager, mine.payment_ids[0], 100, "Too much")
    assert payments.receipt(clinic.patient, mine.payment_ids[0]).number == "R-2026-00001"
    assert payments.credit_note(clinic.patient, refund.id).number == "C-2026-00001"
    with pytest.raises((NotAllowed, NotFound)):
        payments.receipt(clinic.patient, other.payment_ids[0])
    with pytest.raises((NotAllowed, NotFound)):
        payments.invoice_credit_note(clinic.patient, mine.invoice.id)
    for actor in (clinic.coordinator, clinic.doctor):
        with pytest.raises(NotAllowed):
            payments.credit_note(actor, refund.id)
    with pytest.raises((NotAllowed, NotFound)):
        payments.credit_note(clinic.patient, 4711)


@pytest.mark.parametrize(("key", "most"), [("tax_number", 40), ("paper_footer", 600)])
def test_what_would_not_fit_on_paper_is_refused_in_the_settings(settings, clinic, key, most):
    settings.change(clinic.admin, {key: "x" * most})
    with pytest.raises(Invalid) as refused:
        settings.change(clinic.admin, {key: "x" * (most + 1)})
    assert refused.value.problems == {key: "too_long"}


def test_a_cancelling_cannot_be_taken_back_once_its_invoice_has_a_credit_note(payments, booking, clinic, booked):
    first, second = booked(), booked("15:00")
    for visit in (first, second):
        invoice = payments.issue(clinic.front_desk, visit.id)
        cancelled = booking.cancel(clinic.front_desk, visit.id, visit.version, "Travels")
        if visit is first:
            payments.invoice_paper(clinic.front_desk, invoice.id)
            with pytest.raises(Invalid) as refused:
                booking.undo(clinic.front_desk, visit.id, cancelled.version)
            assert refused.value.problems == {"undo": "credited"}
        else:
            booking.undo(clinic.front_desk, visit.id, cancelled.version)
            paper = payments.invoice_paper(clinic.front_desk, invoice.id)
            assert (paper.void, paper.credited, paper.balance) == (False, None, rupees(500))


@pytest.mark.parametrize("credited", [False, True])
def test_late_money_books_again_only_what_has_no_credit_note_yet(
    database, payments, booking, clinic, booked, clock, credited
):
    visit = booked()
    invoice = payments.issue(clinic.front_desk, visit.id)
    booking.cancel(clinic.front_desk, visit.id, visit.version, PAYMENT_WINDOW_ENDED)
    if credited:
        payments.invoice_paper(clinic.front_desk, invoice.id)
    with database.write() as session:
        assert revive(session, visit.id, clock()) is not credited
