"""The words of a series: how it repeats, and what stands in the way of an occurrence."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.ui.formats import time_text, weekday_date
from clinic_desktop.ui.reasons import SLOT_REASONS


def _tr(text: str) -> str:
    return QCoreApplication.translate("SeriesWords", text)


def start_text(start: datetime, zone: ZoneInfo, locale: QLocale) -> str:
    """ "Tue 24 Nov 14:00" on the wall clock of the zone."""
    local = start.astimezone(zone)
    return _tr("{day} {time}").format(day=weekday_date(local.date(), locale), time=time_text(local, locale))


def why_text(why: WhyNot | str) -> str:
    """Why an occurrence cannot be, as a clause."""
    return QCoreApplication.translate("SlotReasons", SLOT_REASONS.get(str(why), SLOT_REASONS["taken"]))


def place_text(position: int, length: int, locale: QLocale) -> str:
    """ "3 of 8"."""
    return _tr("{position} of {length}").format(position=locale.toString(position), length=locale.toString(length))
