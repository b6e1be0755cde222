"""Bookings whose time to be paid is over: cancelled by time alone, whatever their row still says.

Whoever asks the database for states asks with these, so that what a screen counts is what its cards show.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.domain.codes import AppointmentState

_booked = Appointment.__table__.c


def in_force(now: datetime) -> ColumnElement[bool]:
    """That no time to pay has run out on the appointment."""
    return or_(_booked.expires_at.is_(None), _booked.expires_at > now)


def state_now(now: datetime) -> Any:
    """The state as it stands now, as a column."""
    over = and_(_booked.state == AppointmentState.PENDING, _booked.expires_at <= now)
    return case((over, str(AppointmentState.CANCELLED)), else_=_booked.state)
