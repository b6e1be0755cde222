"""How full a day is, in words."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.scheduling.fullness import DayLoad
from clinic_desktop.domain.scheduling.values import ClosedReason
from clinic_desktop.services.appointments.wishes import FoundDay
from clinic_desktop.ui.formats import isolated, percent_text


def day_words(found: FoundDay, locale: QLocale) -> str:
    """What the strip tells of a day: how many times are free and how much is taken, or why it is closed."""
    if found.load.closed is not None:
        return closed_words(found.load)
    free, taken = locale.toString(found.free), percent_text(round(found.load.share * 100), locale)
    return _tr("Free times: {free}, {percent} of the day taken").format(free=free, percent=taken)


def closed_words(load: DayLoad) -> str:
    """Why nobody can be booked on the day."""
    words = {
        ClosedReason.HOLIDAY: _tr("Holiday"),
        ClosedReason.LEAVE: _tr("On leave"),
        ClosedReason.UNAVAILABLE: _tr("Not available"),
        ClosedReason.BLOCKED: _tr("Blocked"),
        ClosedReason.LEFT: _tr("The day is over"),
        ClosedReason.NO_HOURS: _tr("No hours here"),
    }
    word = words[load.closed or ClosedReason.NO_HOURS]
    return _tr("{reason}: {name}").format(reason=word, name=isolated(load.label)) if load.label else word


def _tr(text: str) -> str:
    return QCoreApplication.translate("Fullness", text)
