"""Taking bookings back when money may have been taken for them since: nothing goes back before somebody says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from clinic_desktop.domain.money import Money
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

# Only for the annotations.
if TYPE_CHECKING:
    from clinic_desktop.services.appointments.booking import BookingService
    from clinic_desktop.services.appointments.values import AppointmentView, RefundPreview


@dataclass(frozen=True, slots=True)
class Asking:
    """What the view does: ``sure`` is given how much would go back and what to call to go on; ``finished`` how much
    went back, None where nothing did. Who may not see payments is told no amount."""

    sure: Callable[[Money | None, Callable[[], None]], None]
    finished: Callable[[Money | None], None]


def take_back(
    model: ViewModel[Any],
    session: Session,
    booking: "BookingService",
    view: "AppointmentView",
    reason: str,
    asking: Asking,
) -> None:
    """Cancels the visit as the clinic's own doing, once what was paid for it may go back."""
    actor = session.actor

    def cancel() -> None:
        booking.cancel(actor, view.id, view.version, reason, by_clinic=True)

    ask_then(model, session, lambda: booking, (view.id,), cancel, asking)


def ask_then(
    model: ViewModel[Any],
    session: Session,
    booking: "Callable[[], BookingService]",
    visits: Sequence[int],
    cancel: Callable[[], object],
    asking: Asking,
) -> None:
    """Has ``cancel`` end the visits as the clinic's own doing. Where something was paid for one of them, also after it
    was booked, ``asking.sure`` comes first: an undo by a key reaches further back than the person thinks of.
    ``booking`` is called off the interface thread."""
    actor = session.actor

    def previews() -> "list[RefundPreview]":
        return [booking().refund_preview(actor, number, by_clinic=True) for number in visits]

    def end(back: Money | None) -> None:
        model.ask(cancel, lambda _: asking.finished(back))

    def look(found: "list[RefundPreview]") -> None:
        if not any(preview.gives_back for preview in found):
            end(None)
            return
        seen = [preview.refund for preview in found if preview.refund is not None and preview.refund.minor]
        back = reduce(add, seen) if seen else None
        asking.sure(back, lambda: end(back))

    model.ask(previews, look)
