"""An absence that begins now, as exceptions in the local time of each centre."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.scheduling import DatedException
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.services.fields import Fields


def from_now(
    zones: Mapping[int, str], reached: Mapping[int, str], now: datetime, until: datetime | None, reason: str
) -> tuple[DatedException, ...]:
    """The exceptions that keep a doctor away from the ``reached`` of their centres (``zones``) from now until then.

    One for all centres where that says it, else one for each: the same instant is another minute in another zone.
    """
    fields = Fields()
    cleaned = fields.line("reason", reason)
    fields.done()
    if set(reached) == set(zones) and len(set(zones.values())) == 1:
        return (_absence(None, next(iter(zones.values())), now, until, cleaned),)
    return tuple(_absence(centre, zone, now, until, cleaned) for centre, zone in reached.items())


def _absence(
    location_id: int | None, zone_name: str, now: datetime, until: datetime | None, reason: str
) -> DatedException:
    zone = ZoneInfo(zone_name)
    first_day, start = local_day(now, zone), _minute(now.astimezone(zone))
    last_day, end = (first_day, MINUTES_IN_DAY) if until is None else _last_minute(until, zone)
    if last_day == first_day:
        # The minute that has begun counts as a whole one, also where the clocks were just put back.
        end = max(end, start + 1)
    return DatedException(ExceptionKind.UNAVAILABLE, first_day, last_day, location_id, start, end, reason)


def _last_minute(until: datetime, zone: ZoneInfo) -> tuple[date, int]:
    """The day and the minute before which the absence ends, rounded up; midnight is 24:00 of the day before."""
    local = until.astimezone(zone)
    minute = _minute(local) + (1 if local.second or local.microsecond else 0)
    if minute == 0:
        return local.date() - timedelta(days=1), MINUTES_IN_DAY
    return local.date(), minute


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute
