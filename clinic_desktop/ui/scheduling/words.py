"""The words of hours and exceptions."""

from datetime import datetime, time

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.services.scheduling.hours import ExceptionDraft
from clinic_desktop.ui.formats import time_text, weekday_date


def tr(text: str) -> str:
    """A text about hours in the program's language."""
    return QCoreApplication.translate("Hours", text)


def fault_words(code: str) -> str:
    """What is wrong with drawn hours, for somebody who draws them."""
    return {
        "ends_before_start": tr("The end lies before the start."),
        "overlaps": tr("These hours overlap with others. Nobody can be at two places at once."),
        "outside_work": tr("A break has to lie inside the hours of that day."),
        "out_of_bounds": tr("Hours have to lie inside one day."),
        "not_at_centre": tr("The doctor does not work at this centre."),
    }.get(code, tr("These hours cannot be saved as they are."))


def kind_word(kind: ExceptionKind) -> str:
    """A kind of exception."""
    return {
        ExceptionKind.DAY_OFF: tr("Day off"),
        ExceptionKind.VACATION: tr("Vacation"),
        ExceptionKind.EXTRA: tr("Extra hours"),
        ExceptionKind.CHANGED: tr("Changed hours"),
        ExceptionKind.BLOCKED: tr("Blocked"),
        ExceptionKind.UNAVAILABLE: tr("Not available"),
    }[kind]


def kind_hint(kind: ExceptionKind) -> str:
    """What a kind of exception does."""
    return {
        ExceptionKind.DAY_OFF: tr("No visits on these days."),
        ExceptionKind.VACATION: tr("No visits from the first to the last day."),
        ExceptionKind.EXTRA: tr("These hours come on top of the weekly ones."),
        ExceptionKind.CHANGED: tr("These hours stand instead of the weekly ones."),
        ExceptionKind.BLOCKED: tr("Nobody can be booked in these hours; a reason is needed."),
        ExceptionKind.UNAVAILABLE: tr("Not available from then on."),
    }[kind]


def days_text(draft: ExceptionDraft, locale: QLocale) -> str:
    """The days of an exception: one, or the first and the last."""
    first = weekday_date(draft.first_day, locale)
    if draft.first_day == draft.last_day:
        return first
    return tr("{first} – {last}").format(first=first, last=weekday_date(draft.last_day, locale))


def minutes_range(draft: ExceptionDraft, locale: QLocale) -> str:
    """The hours of an exception; "" for whole days."""
    if draft.start_minute is None and draft.end_minute is None:
        return ""
    start, end = (_clock(minute, locale) for minute in (draft.start_minute, draft.end_minute))
    if draft.end_minute is None:
        return tr("from {time}").format(time=start)
    if draft.start_minute is None:
        return tr("until {time}").format(time=end)
    return tr("{start}–{end}").format(start=start, end=end)


def _clock(minute: int | None, locale: QLocale) -> str:
    return "" if minute is None else time_text(time(minute // 60 % 24, minute % 60), locale)


def moment_words(moment: datetime, locale: QLocale) -> str:
    """A day and a time on the wall clock that the moment carries."""
    return tr("{day} {time}").format(day=weekday_date(moment.date(), locale), time=time_text(moment, locale))
