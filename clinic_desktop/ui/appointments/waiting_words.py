"""What the waiting list says: whom somebody wants, when they can come, how urgent it is, and why they come first."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import Urgency, WaitingState
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.domain.waiting import EVERY_DAY, Source, weekdays_of
from clinic_desktop.services.waiting.freed_values import Candidate
from clinic_desktop.ui.admin.words import weekday_word
from clinic_desktop.ui.formats import isolated, minutes_text, time_text, weekday_date
from clinic_desktop.ui.patients.person_texts import joined

# Only for the annotations.
if TYPE_CHECKING:
    from clinic_desktop.services.waiting.values import WishView

_NOON = 12 * 60
_WORKDAYS = 0b0011111


def _tr(text: str) -> str:
    return QCoreApplication.translate("WaitingList", text)


def _plural(text: str, comment: str, count: int) -> str:
    return QCoreApplication.translate("WaitingList", text, comment, count)


def urgency_word(urgency: Urgency) -> str:
    """How urgent it is, as on a chip."""
    words = {Urgency.ROUTINE: _tr("Routine"), Urgency.PRIORITY: _tr("Urgent"), Urgency.EMERGENCY: _tr("Emergency")}
    return words[urgency]


def urgency_tone(urgency: Urgency) -> str:
    """The colour that goes with the word."""
    return {Urgency.ROUTINE: "text2", Urgency.PRIORITY: "warn", Urgency.EMERGENCY: "danger"}[urgency]


def state_word(state: WaitingState) -> str:
    """Where an entry stands."""
    words = {
        WaitingState.OPEN: _tr("Waits"),
        WaitingState.OFFERED: _tr("Offered"),
        WaitingState.BOOKED: _tr("Booked"),
        WaitingState.WITHDRAWN: _tr("Withdrawn"),
        WaitingState.EXPIRED: _tr("Expired"),
    }
    return words[state]


def whom_words(practitioner_name: str, speciality: str) -> str:
    """The doctor who is wanted, or which will do."""
    if practitioner_name:
        return practitioner_name
    return _tr("Any of {speciality}").format(speciality=isolated(speciality)) if speciality else _tr("Any doctor")


def days_words(first: date, last: date, locale: QLocale) -> str:
    """From which day to which."""
    if first == last:
        return weekday_date(first, locale)
    return _tr("{first} – {last}").format(first=weekday_date(first, locale), last=weekday_date(last, locale))


def hours_words(weekdays: int, from_minute: int, until_minute: int, locale: QLocale) -> str:
    """On which weekdays and at what time of the day; nothing where any will do."""
    return joined(_weekday_words(weekdays, locale), _time_words(from_minute, until_minute, locale))


def waiting_words(candidate: Candidate, now: datetime, locale: QLocale) -> str:
    """How long they have been waiting; for a recall, since when it is due."""
    waited = now - candidate.since
    days = max(waited.days, 0)
    if candidate.source is Source.WALK_IN:
        minutes = max(int(waited.total_seconds() // 60), 0)
        return _tr("waits here {minutes}").format(minutes=minutes_text(minutes, locale))
    if candidate.source is Source.RECALL:
        return _plural("recall due for %Ln days", "", days) if days else _tr("recall due today")
    return _plural("waits %Ln days", "", days) if days else _tr("waits since today")


def reason_words(candidate: Candidate, now: datetime, locale: QLocale) -> str:
    """Why they come at this place: "asked for Dr Rao · mornings · urgent · waits 12 days"."""
    if candidate.practitioner_name:
        asked = _tr("asked for {doctor}").format(doctor=isolated(candidate.practitioner_name))
    elif candidate.speciality:
        asked = _tr("any of {speciality}").format(speciality=isolated(candidate.speciality))
    else:
        asked = _tr("any doctor")
    hours = hours_words(candidate.weekdays, candidate.from_minute, candidate.until_minute, locale)
    urgent = "" if candidate.urgency is Urgency.ROUTINE else urgency_word(candidate.urgency).lower()
    earlier = _tr("would come earlier than booked") if candidate.earlier_than_id is not None else ""
    return joined(urgent, asked, hours, waiting_words(candidate, now, locale), earlier)


def reach_words(candidate: Candidate) -> str:
    """How they can be told."""
    if candidate.source is Source.WALK_IN:
        return _tr("in the waiting room")
    if candidate.patient_email:
        return _tr("by email")
    return _tr("by phone only") if candidate.patient_phone else _tr("no phone and no email")


def due_words(wish: "WishView", today: date) -> tuple[str, str]:
    """Whether a recall is due, and for how long or in how many days."""
    late = (today - wish.first_day).days
    if late < 0:
        return _tr("Later"), _plural("in %Ln days", "", -late)
    return _tr("Due"), _plural("for %Ln days", "", late) if late else _tr("today")


def since_words(wish: "WishView", now: datetime) -> str:
    """How long an entry has been on the list."""
    days = max((now - wish.created_at).days, 0)
    return _plural("%Ln days", "", days) if days else _tr("today")


def _weekday_words(weekdays: int, locale: QLocale) -> str:
    if weekdays == EVERY_DAY:
        return ""
    if weekdays == _WORKDAYS:
        return _tr("weekdays")
    return ", ".join(weekday_word(day, locale, short=True) for day in sorted(weekdays_of(weekdays)))


def _time_words(from_minute: int, until_minute: int, locale: QLocale) -> str:
    start, end = _clock(from_minute, locale), _clock(until_minute, locale)
    if from_minute == 0 and until_minute >= MINUTES_IN_DAY:
        return ""
    if from_minute == 0:
        return _tr("mornings") if until_minute == _NOON else _tr("until {time}").format(time=end)
    if until_minute >= MINUTES_IN_DAY:
        return _tr("afternoons") if from_minute == _NOON else _tr("from {time}").format(time=start)
    return _tr("{start} – {end}").format(start=start, end=end)


def _clock(minute: int, locale: QLocale) -> str:
    return time_text(time(minute % MINUTES_IN_DAY // 60, minute % 60), locale)
