"""The words of the patient's own pages: plain, and without the clinic's jargon."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.formats import date_text, identity_date, time_text, weekday_date


def tr(text: str) -> str:
    """A text of the patient's pages in the program's language."""
    return QCoreApplication.translate("SelfService", text)


def when_text(moment: datetime, today: date, locale: QLocale) -> str:
    """A start near to today: "Today 12:15", "Tomorrow 9:00", "Thu 26 Nov 9:00". ``moment`` is local already."""
    clock = time_text(moment, locale)
    if moment.date() == today:
        return tr("Today {time}").format(time=clock)
    if moment.date() == today + timedelta(days=1):
        return tr("Tomorrow {time}").format(time=clock)
    if moment.year != today.year:
        return tr("{day} {time}").format(day=identity_date(moment.date()), time=clock)
    return tr("{day} {time}").format(day=weekday_date(moment.date(), locale), time=clock)


def whole_when(moment: datetime, locale: QLocale) -> str:
    """A start in full words: "Thursday, 26 November 2026, 9:00"."""
    return tr("{day}, {time}").format(day=date_text(moment.date(), locale), time=time_text(moment, locale))


def pay_word(until: datetime, locale: QLocale) -> str:
    """That a booking waits for its payment, and how long."""
    return tr("Pay at the desk until {time}").format(time=time_text(until, locale))


def state_word(state: AppointmentState) -> str:
    """How a visit stands, as its patient says it."""
    return {
        AppointmentState.PENDING: tr("Waiting for the clinic"),
        AppointmentState.CONFIRMED: tr("Booked"),
        AppointmentState.CHECKED_IN: tr("You are in the waiting room"),
        AppointmentState.IN_PROGRESS: tr("With the doctor"),
        AppointmentState.COMPLETED: tr("Done"),
        AppointmentState.NO_SHOW: tr("Missed"),
        AppointmentState.CANCELLED: tr("Cancelled"),
        AppointmentState.REJECTED: tr("Not possible"),
    }[state]
