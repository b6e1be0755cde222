"""Numbers of papers about money: consecutive per centre and year, without gaps."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from clinic_desktop.db.locks import next_number
from clinic_desktop.domain.period import local_day


def numbered(session: Session, letter: str, kind: str, location_id: int, zone: str, now: datetime) -> str:
    """The next number of the centre's year, such as "R-2026-00042". See ``next_number``: a rollback gives it back."""
    year = local_day(now, ZoneInfo(zone)).year
    return f"{letter}-{year}-{next_number(session, kind, location_id, str(year)):05d}"
