"""Taking a booking back when money may have been taken for it since: nothing goes back before somebody says so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import AppointmentView, RefundPreview
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class Asking:
    """What the view does: ``sure`` is given how much would go back and what to call to go on; ``finished`` how much
    went back, None where nothing did."""

    sure: Callable[[Money, Callable[[], None]], None]
    finished: Callable[[Money | None], None]


def take_back(
    model: ViewModel[Any],
    session: Session,
    booking: BookingService,
    view: AppointmentView,
    reason: str,
    asking: Asking,
) -> None:
    """Cancels the visit as the clinic's own doing. Where something was paid, also after it was booked, ``asking.sure``
    comes first: an undo by a key reaches further back than the person thinks of."""
    actor = session.actor

    def cancel(back: Money | None) -> None:
        model.ask(
            lambda: booking.cancel(actor, view.id, view.version, reason, by_clinic=True),
            lambda _: asking.finished(back),
        )

    def look(preview: RefundPreview) -> None:
        back = preview.refund
        if back is None or not back.minor:
            cancel(None)
        else:
            asking.sure(back, lambda: cancel(back))

    model.ask(lambda: booking.refund_preview(actor, view.id, by_clinic=True), look)
