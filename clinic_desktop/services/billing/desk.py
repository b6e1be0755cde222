"""Money at the desk: the invoice of an appointment, payments of it, and what a cancelling pays back."""

from dataclasses import dataclass

from clinic_desktop.domain.codes import PaymentMethod


@dataclass(frozen=True, slots=True)
class DeskPayment:
    """Money that is on the desk now. ``key`` is made before the first try, so that a repeat pays once; ``tendered_minor``
    is the cash that was handed over, from which change goes back."""

    method: PaymentMethod
    amount_minor: int
    tendered_minor: int | None
    reference: str
    key: str


@dataclass(frozen=True, slots=True)
class PaymentDone:
    """A payment that was taken."""

    receipt_number: str
    change_minor: int
    payment_id: int
