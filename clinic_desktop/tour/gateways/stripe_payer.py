"""What payers, their banks and the clinic's owner do at Stripe: all that happens outside the program."""

import copy
import threading

from clinic_desktop.tour.gateways import stripe_intents, stripe_links, stripe_refunds, stripe_sessions
from clinic_desktop.tour.gateways.messages import Json, PayerRefused
from clinic_desktop.tour.gateways.stripe_books import StripeBooks

_PAID_LATER = "us_bank_account"


class StripePayer:
    """The other side of the books. An id may be of a session or of a payment link, which is then opened first.

    Each method gives a copy of the session (or refund) as it stands afterwards, and raises ``PayerRefused`` where
    Stripe's page would not have let it happen.
    """

    books: StripeBooks
    _lock: threading.RLock
    url: str

    @property
    def refunds_pending(self) -> bool:
        """Whether refunds from now on begin as pending."""
        return self.books.refunds_pending

    @refunds_pending.setter
    def refunds_pending(self, pending: bool) -> None:
        self.books.refunds_pending = pending

    @property
    def balance_short(self) -> bool:
        """Whether refunds from now on wait for money in the balance."""
        return self.books.balance_short

    @balance_short.setter
    def balance_short(self, short: bool) -> None:
        self.books.balance_short = short

    def open_session(self, link_id: str, client_reference_id: str | None = None) -> Json:
        """A payer comes to a payment link: a new session. Refused if the link is off."""
        with self._lock:
            self.books.pages = self.url
            link = self.books.links[link_id]
            if not link["active"]:
                raise PayerRefused("the link is not active")
            return copy.deepcopy(stripe_sessions.open_from(self.books, link, client_reference_id))

    def pay(self, object_id: str, amount: int | None = None, method: str = "card") -> Json:
        """The payer pays; with an amount, another one than was asked (the price was changed at Stripe)."""
        with self._lock:
            session = self._open(object_id)
            if amount is not None:
                session |= {"amount_subtotal": amount, "amount_total": amount}
            intent = stripe_intents.intent_of(self.books, session)
            intent["amount"] = session["amount_total"] if amount is not None else intent["amount"]
            charge = stripe_intents.charged(self.books, intent, method, "succeeded")
            held = not charge["captured"]
            intent |= {
                "status": "requires_capture" if held else "succeeded",
                "amount_received": charge["amount_captured"],
                "amount_capturable": intent["amount"] if held else 0,
                "last_payment_error": None,
            }
            return self._complete(session, "unpaid" if held else "paid")

    def pay_async(self, object_id: str, method: str = _PAID_LATER) -> Json:
        """The payer is done, his bank is not: complete and unpaid until ``settle`` or ``fail_async``."""
        with self._lock:
            session = self._open(object_id)
            intent = stripe_intents.intent_of(self.books, session)
            stripe_intents.charged(self.books, intent, method, "pending")
            intent |= {"status": "processing", "processing": {"type": method}}
            return self._complete(session, "unpaid")

    def settle(self, session_id: str) -> Json:
        """The bank has paid what was processing."""
        with self._lock:
            session, intent = self._processing(session_id)
            charge = self.books.charges[intent["latest_charge"]]
            charge |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge["amount"]}
            intent |= {"status": "succeeded", "amount_received": intent["amount"], "processing": None}
            session["payment_status"] = "paid"
            return copy.deepcopy(session)

    def fail_async(self, session_id: str) -> Json:
        """The bank will not pay what was processing: the session stays complete and unpaid."""
        with self._lock:
            session, intent = self._processing(session_id)
            self._declined(intent, self.books.charges[intent["latest_charge"]])
            return copy.deepcopy(session)

    def fail(self, object_id: str, method: str = "card") -> Json:
        """The card is declined: the session stays open, and the payer may try again."""
        with self._lock:
            session = self._open(object_id)
            intent = stripe_intents.intent_of(self.books, session)
            self._declined(intent, stripe_intents.charged(self.books, intent, method, "failed"))
            return copy.deepcopy(session)

    def change_currency(self, session_id: str, currency: str, amount: int) -> Json:
        """The payer pays in the currency of his card: another total and currency on the session.

        Refused where the session forbids it. The intent stays in the clinic's currency."""
        with self._lock:
            session = self._open(session_id)
            if not session["adaptive_pricing"]["enabled"]:
                raise PayerRefused("adaptive pricing is off")
            intent = stripe_intents.intent_of(self.books, session)
            intent["presentment_details"] = {"presentment_amount": amount, "presentment_currency": currency}
            session |= {
                "currency_conversion": {
                    "amount_subtotal": session["amount_subtotal"],
                    "amount_total": session["amount_total"],
                    "fx_rate": f"{amount / session['amount_total']:.6f}",
                    "source_currency": session["currency"],
                },
                "presentment_details": intent["presentment_details"],
                "amount_subtotal": amount,
                "amount_total": amount,
                "currency": currency,
            }
            return copy.deepcopy(session)

    def dashboard_refund(self, payment_id: str, amount: int | None = None) -> Json:
        """The owner refunds in Stripe's dashboard; the payment is a session, an intent or a charge."""
        with self._lock:
            charge = self._charge(payment_id)
            amount = stripe_refunds.left(charge) if amount is None else amount
            if not 0 < amount <= stripe_refunds.left(charge):
                raise PayerRefused("not that much is left")
            refund = stripe_refunds.made(self.books, charge, amount, "requested_by_customer", {})
            return copy.deepcopy(refund)

    def finish_refund(self, refund_id: str, status: str) -> Json:
        """The bank's last word on a refund: ``succeeded``, ``failed`` or ``canceled``."""
        if status not in ("succeeded", "failed", "canceled"):
            raise ValueError(status)
        with self._lock:
            refund = self.books.refunds[refund_id]
            stripe_refunds.finish(self.books, refund, status)
            return copy.deepcopy(refund)

    def _open(self, object_id: str) -> Json:
        self.books.expire_old_sessions()
        if object_id in self.books.links:
            object_id = self.open_session(object_id)["id"]
        session = self.books.sessions[object_id]
        if session["status"] != "open":
            raise PayerRefused(f"the session is {session['status']}")
        return session

    def _complete(self, session: Json, payment_status: str) -> Json:
        self.books.close(session, "complete")
        session |= {
            "payment_status": payment_status,
            "customer_details": stripe_intents.payer()
            | {"business_name": None, "individual_name": None, "tax_exempt": "none", "tax_ids": []},
        }
        if session["payment_link"] is not None:
            stripe_links.completed(self.books, session["payment_link"])
        return copy.deepcopy(session)

    def _processing(self, session_id: str) -> tuple[Json, Json]:
        session = self.books.sessions[session_id]
        intent = self.books.intents[session["payment_intent"]]
        if intent["status"] != "processing":
            raise PayerRefused(f"the payment is {intent['status']}")
        return session, intent

    def _declined(self, intent: Json, charge: Json) -> None:
        failure = {"failure_code": "card_declined", "failure_message": "Your card was declined."}
        charge |= failure | {"status": "failed", "paid": False}
        intent |= {
            "status": "requires_payment_method",
            "processing": None,
            "last_payment_error": {
                "charge": charge["id"],
                "code": "card_declined",
                "decline_code": "generic_decline",
                "message": "Your card was declined.",
                "type": "card_error",
            },
        }

    def _charge(self, payment_id: str) -> Json:
        if payment_id in self.books.sessions:
            payment_id = self.books.sessions[payment_id]["payment_intent"]
        if payment_id in self.books.intents:
            payment_id = self.books.intents[payment_id]["latest_charge"]
        return self.books.charges[payment_id]
