"""What payers, their banks and the clinic's owner do at Razorpay: all that happens outside the program."""

import copy
import threading

from clinic_desktop.tour.gateways import razorpay_links, razorpay_payments, razorpay_refunds
from clinic_desktop.tour.gateways.messages import Json, PayerRefused
from clinic_desktop.tour.gateways.razorpay_books import EmptyNotes, RazorpayBooks


class RazorpayPayer:
    """The other side of the books. Each method gives a copy of the payment (or refund) as it stands afterwards, and
    raises ``PayerRefused`` where Razorpay's page would not have let it happen."""

    books: RazorpayBooks
    _lock: threading.RLock

    @property
    def refunds_pending(self) -> bool:
        """Whether refunds from now on begin as pending."""
        return self.books.refunds_pending

    @refunds_pending.setter
    def refunds_pending(self, pending: bool) -> None:
        self.books.refunds_pending = pending

    @property
    def balance_short(self) -> bool:
        """Whether refunds from now on are refused for want of money."""
        return self.books.balance_short

    @balance_short.setter
    def balance_short(self, short: bool) -> None:
        self.books.balance_short = short

    @property
    def empty_notes(self) -> EmptyNotes | None:
        """How empty notes are sent: as an object, a list, null; None mixes them as Razorpay does."""
        return self.books.empty_notes

    @empty_notes.setter
    def empty_notes(self, style: EmptyNotes | None) -> None:
        self.books.empty_notes = style

    def pay(self, link_id: str, amount: int | None = None, method: str = "card") -> Json:
        """The payer pays what is due, or that amount."""
        with self._lock:
            payment = self._begun(link_id, amount, method)
            razorpay_payments.take(self.books, payment)
            return copy.deepcopy(payment)

    def pay_again(self, link_id: str, method: str = "upi") -> Json:
        """Two payers stood before the same page: the whole amount once more, on a link that is paid."""
        with self._lock:
            link = self.books.links[link_id]
            payment = razorpay_payments.begun(self.books, link, link["amount"], method)
            razorpay_payments.take(self.books, payment)
            return copy.deepcopy(payment)

    def pay_async(self, link_id: str, method: str = "upi") -> Json:
        """The payer is done, his bank is not: the payment is ``created`` and the link as it was."""
        with self._lock:
            return copy.deepcopy(self._begun(link_id, None, method))

    def settle(self, object_id: str) -> Json:
        """The bank has paid what was waiting: of that payment, or the last of that link."""
        with self._lock:
            payment = self._last(object_id, "created")
            razorpay_payments.take(self.books, payment)
            return copy.deepcopy(payment)

    def fail_async(self, object_id: str) -> Json:
        """The bank has not paid what was waiting."""
        with self._lock:
            payment = self._last(object_id, "created")
            razorpay_payments.fail(payment)
            return copy.deepcopy(payment)

    def fail(self, link_id: str, method: str = "upi") -> Json:
        """A payment fails; the link stays as it was."""
        with self._lock:
            payment = self._begun(link_id, None, method)
            razorpay_payments.fail(payment)
            return copy.deepcopy(payment)

    def capture_late(self, object_id: str) -> Json:
        """Late authorisation: a failed payment is captured after all, whatever became of its link."""
        with self._lock:
            payment = self._last(object_id, "failed")
            razorpay_payments.take(self.books, payment)
            return copy.deepcopy(payment)

    def authorise_late(self, object_id: str) -> Json:
        """The same, but nobody has captured it yet."""
        with self._lock:
            payment = self._last(object_id, "failed")
            payment["status"] = "authorized"
            razorpay_links.listed(self.books, self.books.links[self.books.link_of[payment["id"]]], payment)
            return copy.deepcopy(payment)

    def dashboard_refund(self, payment_id: str, amount: int | None = None) -> Json:
        """The owner refunds in Razorpay's dashboard; a link stands for its last captured payment."""
        with self._lock:
            payment = self._last(payment_id, "captured")
            amount = razorpay_refunds.left(payment) if amount is None else amount
            if not 0 < amount <= razorpay_refunds.left(payment):
                raise PayerRefused("not that much is left")
            return copy.deepcopy(razorpay_refunds.made(self.books, payment, amount, None, {}))

    def finish_refund(self, refund_id: str, status: str) -> Json:
        """The bank's last word on a refund: ``processed`` (or ``succeeded``, as Stripe calls it) or ``failed``."""
        status = "processed" if status == "succeeded" else status
        if status not in ("processed", "failed"):
            raise ValueError(status)
        with self._lock:
            refund = self.books.refunds[refund_id]
            razorpay_refunds.finish(self.books, refund, status)
            return copy.deepcopy(refund)

    def link_at(self, url: str) -> Json | None:
        """A copy of the link of that address."""
        with self._lock:
            self.books.expire_old_links()
            return next((copy.deepcopy(link) for link in self.books.links.values() if link["short_url"] == url), None)

    def _begun(self, link_id: str, amount: int | None, method: str) -> Json:
        self.books.expire_old_links()
        link = self.books.links[link_id]
        over = 0 < link["expire_by"] <= self.books.now()
        if link["status"] not in ("created", "partially_paid") or over:
            raise PayerRefused(f"the link is {link['status']}")
        due = link["amount"] - link["amount_paid"]
        return razorpay_payments.begun(self.books, link, due if amount is None else amount, method)

    def _last(self, object_id: str, status: str) -> Json:
        """The payment, or the newest of the link, that has the status."""
        self.books.expire_old_links()
        for payment in reversed(self.books.payments.values()):
            if object_id in (payment["id"], self.books.link_of[payment["id"]]) and payment["status"] == status:
                return payment
        raise PayerRefused(f"no payment is {status}")
