"""How soon and how late may be booked, by whom."""

from datetime import datetime, timedelta

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling import BookingLimits
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.choices import Who


def who_books(actor: Actor) -> Who:
    """Whether the person books alone or for others."""
    return Who.SELF if actor.role is Role.PATIENT else Who.DESK


def limits_for(settings: ClinicSettings, who: Who, now: datetime) -> BookingLimits:
    """The clinic's limits as they stand now (domain page, section 4)."""
    if who is Who.SELF:
        return BookingLimits(
            now,
            timedelta(minutes=settings.self_notice_minutes),
            now + timedelta(days=settings.self_horizon_days),
            settings.self_weekends,
        )
    return BookingLimits(now, horizon=now + timedelta(days=settings.desk_horizon_days))
