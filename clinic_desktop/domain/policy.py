"""What a patient gets back when an appointment is cancelled (domain page, section 5)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.settings import ClinicSettings


def refund_percent(
    settings: ClinicSettings, starts_at: datetime, cancelled_at: datetime, by_clinic: bool, zone: ZoneInfo
) -> int:
    """The share that is paid back: everything when the clinic cancels, else by how long before the start it is.

    That is read off the clock on the wall of the centre: a day before 10:00 is until 10:00 of the day before, also
    where the clocks change in between. After the start nothing is left to cancel but what the clinic itself cancels,
    so that counts as no show.
    """
    if by_clinic:
        return 100
    ahead = starts_at.astimezone(zone).replace(tzinfo=None) - cancelled_at.astimezone(zone).replace(tzinfo=None)
    if cancelled_at < starts_at and ahead >= timedelta(hours=settings.full_refund_hours):
        return 100
    if cancelled_at < starts_at:
        return settings.late_refund_percent
    return settings.no_show_refund_percent


def refund_due(paid: Money, percent: int, state: AppointmentState) -> Money:
    """The amount to hand back of what was paid; nothing for a visit that was completed."""
    if state is AppointmentState.COMPLETED:
        return Money(0, paid.currency)
    return paid.percent(percent)
