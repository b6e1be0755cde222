"""Bookings that wait for a link which is there no more, because a step of theirs was taken back or the link was over a
part: their time to pay ends them as if a link had, so that what was paid of them goes back."""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import LIVE_LINK_STATES, AppointmentState
from clinic_desktop.services.billing.prepaid import end_unpaid

_link, _booked = PaymentLink.__table__.c, Appointment.__table__.c
_AT_ONCE = 100


def left_over(session: Session, now: datetime) -> tuple[int, ...]:
    """The bookings whose time to pay is over, and which no link holds."""
    other = PaymentLink.__table__.alias("other").c
    held = exists().where(other.appointment_id == _booked.id, other.state.in_(LIVE_LINK_STATES))
    found = session.connection().execute(
        select(_booked.id)
        .distinct()
        .join_from(PaymentLink.__table__, Appointment.__table__, _booked.id == _link.appointment_id)
        .where(_link.holds_booking, _booked.state == AppointmentState.PENDING, ~held)
        .where(or_(_booked.pay_until <= now, _booked.expires_at <= now))
        .order_by(_booked.id)
        .limit(_AT_ONCE)
    )
    return tuple(int(row.id) for row in found)


def end_left_over(session: Session, now: datetime) -> int:
    """Ends them, and says how many those were."""
    return sum(end_unpaid(session, appointment_id, now) for appointment_id in left_over(session, now))
