"""What patients are told about money: once, only while it is true, with the paper, and never why."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from sqlalchemy import update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Refund
from clinic_desktop.domain.codes import GatewayName, LinkKind, LinkState, PaymentMethod, RefundState
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, PrintFailed
from clinic_desktop.domain.paper import Receipt
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.messages.carriers import EmailCarrier
from clinic_desktop.services.messages.papers import DrawReceipt, LetterPapers
from clinic_desktop.services.messages.telling_money import tell_link, tell_receipt, tell_refund
from clinic_desktop.services.messages.worker import MessageWorker
from clinic_desktop.ui.printing.letter_paper import letter_paper
from tests.builders import new_key
from tests.conftest import NOW

PAGE = "https://pay.example/c/cs_test_a1#fidkdWxOYHwnPyd1blpxYHZxWjA0"


@pytest.fixture
def send(database, clock, account, server, use_mail, qapp: QGuiApplication) -> Iterator[Callable[..., list[object]]]:
    """Lets everything leave that is due after the time to undo, with its papers, and gives the letters."""
    use_mail(server.port)

    def run(draw: DrawReceipt = letter_paper(QLocale("en_IN"))) -> list[object]:
        clock.forward(seconds=10)
        carrier = EmailCarrier(account, 30, LetterPapers(database, clock, draw))
        MessageWorker(database, clock, [carrier], "desk-1", chance=lambda: 0.0).run_once()
        return server.letters

    yield run


@pytest.fixture
def quiet(booked, send, server):
    """The visit, of which the patient was told already."""
    send()
    server.letters.clear()
    return booked


def make_link(database, payments, clinic, visit, **changes) -> int:
    invoice = payments.issue(clinic.front_desk, visit.id)
    values = {
        "key": f"abc-{visit.id}-1", "appointment_id": visit.id, "invoice_id": invoice.id,
        "location_id": clinic.kolkata, "attempt": 1, "gateway": GatewayName.STRIPE, "kind": LinkKind.SESSION,
        "state": LinkState.OPEN, "amount_minor": 50_000, "currency": "INR", "url": PAGE, "created_at": NOW,
        "ends_at": NOW + timedelta(hours=2), **changes,
    }  # fmt: skip
    with database.write() as session:
        link = PaymentLink(**values)
        session.add(link)
        session.flush()
        return link.id


def pay(payments, clinic, visit, amount: int = 50_000, method: PaymentMethod = PaymentMethod.CASH) -> int:
    asked = DeskPayment(method, amount, None, "", new_key())
    return payments.take_for(clinic.front_desk, visit.id, (asked,)).payment_ids[0]


def said(letter) -> str:
    return " ".join(letter.get_body(("plain",)).get_content().split())


def test_a_link_is_sent_once_with_the_invoice_and_only_the_page_can_be_followed(
    database, payments, clinic, quiet, send, clock
):
    with database.write() as session:
        session.execute(update(Patient).values(name="Dev https://evil.example/x"))
        session.execute(update(Appointment).values(reason="Chest pain"))
    link = make_link(database, payments, clinic, quiet)
    with database.write() as session:
        first = tell_link(session, clinic.front_desk, link, clock())
    with database.write() as session:
        assert first is not None
        assert tell_link(session, clinic.front_desk, link, clock()) is None
    (letter,) = send()
    assert str(letter["Subject"]) == "Pay INR 500.00 for your appointment on Monday, 23 November 2026"
    assert PAGE in said(letter)
    assert "can be used until" in said(letter) and "somebody else" not in said(letter)
    page = letter.get_body(("html",)).get_content()
    assert re.findall(r'href="([^"]*)"', page) == [PAGE]
    (paper,) = letter.iter_attachments()
    assert paper.get_filename() == "invoice-I-2026-00001.pdf"
    assert paper.get_content().startswith(b"%PDF")
    assert "Chest pain" not in letter.as_string()


def test_a_link_that_holds_the_booking_says_until_when(database, payments, clinic, quiet, send, clock):
    link = make_link(database, payments, clinic, quiet, holds_booking=True)
    with database.write() as session:
        tell_link(session, clinic.front_desk, link, clock())
    (letter,) = send()
    assert "Your time is kept until" in said(letter) and "somebody else can have it" in said(letter)


@pytest.mark.parametrize("state", [LinkState.REQUESTED, LinkState.ENDING, LinkState.ENDED, LinkState.PAID])
def test_a_link_that_cannot_be_paid_is_not_written(database, payments, clinic, quiet, clock, state):
    link = make_link(database, payments, clinic, quiet, state=state)
    with database.write() as session:
        assert tell_link(session, None, link, clock()) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [({"state": LinkState.PAID}, "overtaken"), ({"state": LinkState.ENDED}, "overtaken"), ({}, "too_late")],
)
def test_a_link_that_was_paid_or_ended_meanwhile_is_not_sent(
    database, payments, clinic, quiet, send, clock, outbox, changes, problem
):
    link = make_link(database, payments, clinic, quiet, ends_at=NOW + timedelta(minutes=1))
    with database.write() as session:
        tell_link(session, clinic.front_desk, link, clock())
        if changes:
            session.execute(update(PaymentLink).values(**changes))
    if not changes:
        clock.forward(seconds=60)
    assert send() == []
    assert (outbox()[-1].state, outbox()[-1].problem) == ("dropped", problem)


def test_who_has_no_address_is_noted_for_a_link_but_not_for_a_receipt(database, payments, clinic, quiet, clock, outbox):
    with database.write() as session:
        session.execute(update(Patient).values(email=""))
    before = len(outbox())
    link = make_link(database, payments, clinic, quiet)
    with database.write() as session:
        assert tell_link(session, None, link, clock()) is not None
    pay(payments, clinic, quiet)
    assert [(told.kind, told.state, told.problem) for told in outbox()[before:]] == [
        ("payment_link", "dropped", "no_address")
    ]


def test_a_receipt_comes_with_its_pdf_and_says_what_is_left(database, payments, clinic, quiet, send, clock):
    payment = pay(payments, clinic, quiet, 20_000, PaymentMethod.CARD)
    with database.write() as session:
        assert tell_receipt(session, None, payment, clock()) is None
    (letter,) = send()
    assert str(letter["Subject"]) == "Your receipt R-2026-00001"
    assert "thank you for paying INR 200.00 (by card) on Monday, 23 November 2026" in said(letter)
    assert "Still to pay: INR 300.00" in said(letter)
    (paper,) = letter.iter_attachments()
    assert (paper.get_filename(), paper.get_content_type()) == ("receipt-R-2026-00001.pdf", "application/pdf")
    assert len(paper.get_content()) < 60_000
    assert not payments.receipt(clinic.front_desk, payment).copy


def test_a_letter_waits_while_its_paper_cannot_be_made(database, payments, clinic, quiet, send, clock, outbox):
    pay(payments, clinic, quiet)

    def broken(paper: Receipt) -> bytes:
        raise PrintFailed("file")

    assert send(broken) == []
    assert (outbox()[-1].state, outbox()[-1].problem) == ("queued", "paper")
    clock.forward(seconds=90)
    assert len(send()) == 1


@pytest.fixture
def paid(payments, clinic, quiet, send, server) -> int:
    """A payment whose receipt has left."""
    payment = pay(payments, clinic, quiet)
    send()
    server.letters.clear()
    return payment


def make_refund(database, payment: int, clinic, **changes) -> int:
    values = {
        "key": new_key(), "payment_id": payment, "location_id": clinic.kolkata, "state": RefundState.OWED,
        "method": PaymentMethod.LINK, "amount_minor": 30_000, "currency": "INR", "reason": "Came drunk",
        "credit_note_number": "C-2026-00001", "created_at": NOW, "decided_at": NOW, **changes,
    }  # fmt: skip
    with database.write() as session:
        refund = Refund(**values)
        session.add(refund)
        session.flush()
        return refund.id


def move(database, refund: int, state: RefundState) -> None:
    with database.write() as session:
        session.execute(update(Refund).where(Refund.id == refund).values(state=state))


def tell(database, refund: int, now) -> int | None:
    with database.write() as session:
        return tell_refund(session, None, refund, now)


def test_each_step_of_a_refund_is_told_once_with_its_credit_note_and_never_the_reason(
    database, clinic, paid, send, server, clock
):
    refund = make_refund(database, paid, clinic, state=RefundState.REQUESTED)
    assert tell(database, refund, clock()) is None
    steps = {
        RefundState.OWED: "You get INR 300.00 back.",
        RefundState.SENT: "INR 300.00 is on its way back to you.",
        RefundState.DONE: "INR 300.00 has been given back to you: online.",
        RefundState.FAILED: "INR 300.00 could not be sent back to you",
    }
    for state, sentence in steps.items():
        move(database, refund, state)
        assert tell(database, refund, clock()) is not None
        assert tell(database, refund, clock()) is None
        (letter,) = send()
        assert sentence in said(letter)
        assert sum(other in said(letter) for other in steps.values()) == 1
        assert next(letter.iter_attachments()).get_filename() == "credit-note-C-2026-00001.pdf"
        assert "drunk" not in letter.as_string()
        server.letters.clear()


def test_only_the_last_step_of_a_refund_is_sent_where_both_still_wait(database, clinic, paid, send, clock):
    refund = make_refund(database, paid, clinic)
    tell(database, refund, clock())
    move(database, refund, RefundState.DONE)
    tell(database, refund, clock())
    (letter,) = send()
    assert "has been given back" in said(letter)


def test_that_money_was_given_back_is_not_sent_once_it_is_known_to_have_failed(
    database, clinic, paid, send, clock, outbox
):
    refund = make_refund(database, paid, clinic, state=RefundState.DONE)
    tell(database, refund, clock())
    move(database, refund, RefundState.FAILED)
    assert send() == []
    assert outbox()[-1].problem == "overtaken"


def test_a_refund_on_its_way_is_still_told_when_it_has_arrived(database, clinic, paid, send, clock):
    refund = make_refund(database, paid, clinic, state=RefundState.SENT)
    tell(database, refund, clock())
    move(database, refund, RefundState.DONE)
    assert len(send()) == 1


def test_cash_handed_to_somebody_without_an_address_needs_no_message(database, clinic, paid, clock):
    with database.write() as session:
        session.execute(update(Patient).values(email=""))
    cash = make_refund(database, paid, clinic, state=RefundState.DONE, method=PaymentMethod.CASH)
    sent = make_refund(database, paid, clinic, state=RefundState.SENT, amount_minor=1, credit_note_number="C-2")
    assert tell(database, cash, clock()) is None
    assert tell(database, sent, clock()) is not None


@pytest.mark.parametrize("told", [tell_link, tell_receipt, tell_refund])
def test_what_is_not_there_is_refused(database, clinic, clock, told):
    with pytest.raises(NotFound), database.write() as session:
        told(session, None, 4711, clock())


def test_a_verb_that_fails_after_telling_tells_nothing(database, clinic, paid, clock, outbox):
    refund = make_refund(database, paid, clinic)
    before = outbox()
    with pytest.raises(NotFound), database.write() as session:
        assert tell_refund(session, None, refund, clock()) is not None
        raise NotFound("refund", refund)
    assert outbox() == before


def test_an_invoice_is_sent_before_anything_was_paid_and_again_only_once_it_has_changed(
    database, payments, clinic, quiet, send, server
):
    assert payments.send_invoice(clinic.front_desk, quiet.id)
    assert not payments.send_invoice(clinic.front_desk, quiet.id)
    (letter,) = send()
    assert str(letter["Subject"]) == "Your invoice I-2026-00001"
    assert "Amount: INR 500.00" in said(letter) and "Still to pay: INR 500.00" in said(letter)
    assert next(letter.iter_attachments()).get_filename() == "invoice-I-2026-00001.pdf"
    pay(payments, clinic, quiet, 20_000)
    send()
    server.letters.clear()
    assert payments.send_invoice(clinic.front_desk, quiet.id)
    (letter,) = send()
    assert "Still to pay: INR 300.00" in said(letter)


def test_an_invoice_is_sent_to_nobody_without_an_address_and_by_nobody_who_takes_no_payments(
    database, payments, clinic, quiet
):
    with pytest.raises(NotAllowed):
        payments.send_invoice(clinic.doctor, quiet.id)
    with database.write() as session:
        session.execute(update(Patient).values(email=""))
    with pytest.raises(Invalid) as refused:
        payments.send_invoice(clinic.front_desk, quiet.id)
    assert refused.value.problems == {"message": "no_address"}
