"""Says in words why a time or a whole day cannot be booked, until when, and who may book there anyway."""

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import Against, WhyNot
from clinic_desktop.ui.formats import isolated, minutes_text, time_range, time_text, weekday_date
from clinic_desktop.ui.reasons import PERMISSIONS, SLOT_REASONS

# Only for the annotations.
if TYPE_CHECKING:
    from clinic_desktop.services.appointments.explaining import Explanation, Told


def _tr(text: str) -> str:
    return QCoreApplication.translate("WhyWords", text)


def passed_over_text(reasons: tuple[WhyNot, ...]) -> str:
    """The rules that somebody passed over, in one line: "the doctor is on leave, somebody else has it"."""
    separator = QCoreApplication.translate("DayBoard", ", ", "between the parts of a spoken list")
    words = [QCoreApplication.translate("SlotReasons", SLOT_REASONS[reason]) for reason in reasons]
    return _tr("Booked although {reasons}").format(reasons=separator.join(words)) if words else ""


class WhyWords:
    """Times are those of the wall clock of ``zone``."""

    def __init__(self, zone: tzinfo, locale: QLocale) -> None:
        self._zone, self._locale = zone, locale

    def lines(self, explanation: "Explanation") -> tuple[str, ...]:
        """A sentence for each reason."""
        return tuple(self.told(item) for item in explanation.reasons)

    def told(self, told: "Told") -> str:
        """One reason, with what is known of it."""
        against = told.against
        if against.booking is not None:
            return self._in_the_way(told)
        return self._rule(against)

    def day(self, reasons: tuple[Against, ...]) -> str:
        """Why nothing is free on a day."""
        return " ".join(self._of_day(item) for item in reasons)

    def verdict(self, explanation: "Explanation") -> str:
        """Who may book there anyway; empty where the person may, or nothing is against it."""
        if explanation.is_free or explanation.may_pass:
            return ""
        if not explanation.missing:
            codes = {item.against.why for item in explanation.reasons}
            if WhyNot.HOLD in codes:
                return _tr("Nobody can book it while it is held. Wait a moment, or take another time.")
            return _tr("Nobody can book this time.")
        needed = [QCoreApplication.translate("Permissions", PERMISSIONS[item]) for item in explanation.missing]
        return _tr("Your role does not permit this: {what}.").format(what=", ".join(needed))

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _rule(self, against: Against) -> str:
        why, period = against.why, against.period
        if why is WhyNot.NOTICE and period is not None:
            return _tr("This is too soon: it can be booked from {moment} on.").format(moment=self._moment(period.end))
        if why is WhyNot.HORIZON and against.until is not None:
            return _tr("This is too far ahead: bookings are open until {day}.").format(day=self._day(against.until))
        if why is WhyNot.OUTSIDE_HOURS:
            return self._outside(against)
        text = _capital(self._reason(why))
        if why is WhyNot.PAST or period is None:
            return _tr("{reason}.").format(reason=text)
        if why is WhyNot.HOLIDAY:
            line = _tr("{reason} ({label}).") if against.label else _tr("{reason}.")
            return line.format(reason=text, label=isolated(against.label))
        until = self._until(why, period)
        if against.label:
            line = _tr("{reason} ({label}), {until}.")
            return line.format(reason=text, label=isolated(against.label), until=until)
        return _tr("{reason}, {until}.").format(reason=text, until=until)

    def _of_day(self, against: Against) -> str:
        if against.why is WhyNot.TAKEN:
            return _tr("Fully booked on this day.")
        if against.why is WhyNot.PAST:
            return _tr("The doctor's hours are over on this day.")
        if against.why is WhyNot.ROOM:
            return _tr("The doctor is free on this day, but no room is.")
        return self._rule(against)

    def _outside(self, against: Against) -> str:
        if not against.hours:
            return _tr("The doctor has no hours here on this day.")
        hours = [self._range(item) for item in against.hours]
        return _tr("Outside the doctor's hours: {hours}.").format(hours=", ".join(hours))

    def _in_the_way(self, told: "Told") -> str:
        against, name = told.against, isolated(told.name)
        period = against.period
        at = self._range(period) if period is not None else ""
        if against.why is WhyNot.HOLD:
            until = self._time(against.until) if against.until is not None else ""
            who = name if told.name else _tr("another desk")
            return _tr("{name} is booking {at} right now; it is held until {until}.").format(
                name=who, at=at, until=until
            )
        if told.place:
            return _tr("The doctor is booked at {place}, {at}.").format(place=isolated(told.place), at=at)
        patterns = {
            WhyNot.TAKEN: (_tr("{name} is booked {at}."), _tr("Somebody is booked {at}.")),
            WhyNot.BUFFER_BEFORE: (
                _tr("The visit of {name} before it ({at}) needs a pause of {minutes} after it."),
                _tr("The visit before it ({at}) needs a pause of {minutes} after it."),
            ),
            WhyNot.BUFFER_AFTER: (
                _tr("It needs a pause of {minutes} before the visit of {name} ({at})."),
                _tr("It needs a pause of {minutes} before the visit after it ({at})."),
            ),
        }
        named, unnamed = patterns[against.why]
        minutes = minutes_text(against.minutes, self._locale)
        return (named if told.name else unnamed).format(name=name, at=at, minutes=minutes)

    def _until(self, why: WhyNot, period: Period) -> str:
        """From when to when, in as few words as it takes; of a leave, the last day."""
        last = period.end - timedelta(minutes=1)
        if self._local(period.start).date() == self._local(last).date():
            if why is WhyNot.LEAVE:
                return self._day(period.start)
            return self._range(period)
        if why is WhyNot.LEAVE:
            return _tr("until {day}").format(day=self._day(last))
        return _tr("until {moment}").format(moment=self._moment(period.end))

    def _reason(self, why: WhyNot) -> str:
        return QCoreApplication.translate("SlotReasons", SLOT_REASONS[why])

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone)

    def _time(self, instant: datetime) -> str:
        return time_text(self._local(instant), self._locale)

    def _day(self, instant: datetime) -> str:
        return weekday_date(self._local(instant).date(), self._locale)

    def _moment(self, instant: datetime) -> str:
        return _tr("{day} {time}").format(day=self._day(instant), time=self._time(instant))

    def _range(self, period: Period) -> str:
        return time_range(self._local(period.start), self._local(period.end), self._locale)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
