"""What a patient gets back when an appointment is cancelled (domain page, section 5)."""

from datetime import datetime, timedelta

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.settings import ClinicSettings


def refund_percent(settings: ClinicSettings, starts_at: datetime, cancelled_at: datetime, by_clinic: bool) -> int:
    """The share that is paid back: everything when the clinic cancels, else by how long before the start it is.

    After the start nothing is left to cancel but what the clinic itself cancels, so that counts as no show.
    """
    if by_clinic:
        return 100
    if starts_at - cancelled_at >= timedelta(hours=settings.full_refund_hours):
        return 100
    if cancelled_at < starts_at:
        return settings.late_refund_percent
    return settings.no_show_refund_percent


def refund_due(paid: Money, percent: int, state: AppointmentState) -> Money:
    """The amount to hand back of what was paid; nothing for a visit that was completed."""
    if state is AppointmentState.COMPLETED:
        return Money(0, paid.currency)
    return paid.percent(percent)
