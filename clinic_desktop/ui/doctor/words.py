"""The words of the doctor's screens."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, Gender, PaymentWord, QueueState
from clinic_desktop.domain.scheduling import ClosedInterval, ClosedReason
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.patients.card import Age
from clinic_desktop.ui.formats import isolated, minutes_text, own_digits, short_date, time_range, time_text
from clinic_desktop.ui.patients.person_texts import joined


def tr(text: str) -> str:
    """A text of the doctor's screens in the program's language."""
    return QCoreApplication.translate("Doctor", text)


def state_word(state: AppointmentState) -> str:
    """The state of a visit as its doctor says it."""
    return {
        AppointmentState.PENDING: tr("Not confirmed"),
        AppointmentState.CONFIRMED: tr("Booked"),
        AppointmentState.CHECKED_IN: tr("Waiting"),
        AppointmentState.IN_PROGRESS: tr("With you"),
        AppointmentState.COMPLETED: tr("Completed"),
        AppointmentState.NO_SHOW: tr("No-show"),
        AppointmentState.CANCELLED: tr("Cancelled"),
        AppointmentState.REJECTED: tr("Rejected"),
    }[state]


def queue_word(card: Card) -> str:
    """The state, or for who waits where they wait."""
    if card.state is AppointmentState.CHECKED_IN and card.queue_state is QueueState.CALLED:
        return tr("Called in")
    if card.state is AppointmentState.CHECKED_IN and card.queue_state is QueueState.HELD:
        return tr("On hold")
    return state_word(card.state)


def gender_word(gender: Gender) -> str:
    """A gender; "" for one that is not told."""
    return {
        Gender.FEMALE: tr("Female"),
        Gender.MALE: tr("Male"),
        Gender.OTHER: tr("Other"),
        Gender.UNDISCLOSED: "",
    }[gender]


def age_words(age: Age) -> str:
    """An age as doctors write it: years, months of the very young, days of the newborn."""
    number = QLocale().toString
    if age.years >= 2:
        text = tr("{count} y").format(count=number(age.years))
    elif age.years or age.months >= 2:
        text = tr("{count} mo").format(count=number(age.years * 12 + age.months))
    else:
        text = tr("{count} d").format(count=number(age.days + age.months * 30))
    return tr("about {age}").format(age=text) if age.estimated else text


def reason_of(card: Card) -> str:
    """Why the patient comes: what was said, else the service."""
    return card.reason or card.service_name


def row_detail(card: Card, now: datetime, locale: QLocale) -> str:
    """The second line of a visit: why, and how long they wait or are here; whether it is paid, without amounts."""
    what = joined(reason_of(card), pay_word(card))
    if card.state is AppointmentState.IN_PROGRESS and card.started_at is not None:
        here = minutes_text(minutes_between(card.started_at, now), locale)
        return tr("here {minutes} · {reason}").format(reason=isolated(what), minutes=here)
    if card.state is not AppointmentState.CHECKED_IN or card.arrived_at is None:
        return what
    wait = minutes_text(minutes_between(card.arrived_at, now), locale)
    if card.queue_state is QueueState.CALLED:
        return tr("called, waited {minutes} · {reason}").format(reason=isolated(what), minutes=wait)
    if card.queue_state is QueueState.HELD:
        return tr("on hold, {minutes} · {reason}").format(reason=isolated(what), minutes=wait)
    return tr("waiting {minutes} · {reason}").format(reason=isolated(what), minutes=wait)


def pay_word(card: Card) -> str:
    """Whether the visit is paid, as far as a doctor is told: of those who are here also that it is not."""
    if card.payment is PaymentWord.PAID:
        return tr("paid")
    waits = card.payment in (PaymentWord.UNPAID, PaymentWord.PART_PAID, PaymentWord.LINK_SENT)
    here = card.state in (AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS)
    return tr("payment waits") if waits and here else ""


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes, never below none."""
    return max(0, int((end - start).total_seconds() // 60))


def timer_text(started: datetime, now: datetime, locale: QLocale) -> str:
    """Minutes and seconds since then, with hours once there are some: "08:14"."""
    seconds = max(0, int((now - started).total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    shown = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"
    return own_digits(shown, locale)


def since_text(moment: datetime, now: datetime, locale: QLocale) -> str:
    """How long ago something was saved: "saved 3 s ago"."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 60:
        return tr("saved {count} s ago").format(count=locale.toString(seconds))
    if seconds < 24 * 3600:
        return tr("saved {time} ago").format(time=minutes_text(seconds // 60, locale))
    return tr("saved on {date}").format(date=short_date(moment.date(), locale))


def closed_word(reason: ClosedReason | None, label: str) -> str:
    """Why nobody is seen: what a person called it, else the reason."""
    words = {
        ClosedReason.BREAK: tr("Break"),
        ClosedReason.BLOCKED: tr("Blocked"),
        ClosedReason.UNAVAILABLE: tr("Not available"),
        ClosedReason.LEAVE: tr("On leave"),
        ClosedReason.HOLIDAY: tr("Holiday"),
        ClosedReason.BETWEEN_HOURS: tr("Between hours"),
    }
    return label or (words.get(reason, "") if reason is not None else "")


def away_text(away: ClosedInterval, zone: ZoneInfo, locale: QLocale) -> str:
    """Why the doctor is away now, and until when: "Emergency, until 18:00"."""
    what = isolated(closed_word(away.reason, away.label))
    end = away.period.end.astimezone(zone)
    if end.hour == end.minute == 0:
        return tr("{what}, for the rest of the day").format(what=what)
    return tr("{what}, until {time}").format(what=what, time=time_text(end, locale))


def closed_text(
    reason: ClosedReason | None, label: str, start: datetime, end: datetime, zone: ZoneInfo, locale: QLocale
) -> str:
    """A stretch in which nobody is seen: "Lunch 13:00–14:00"."""
    times = time_range(start.astimezone(zone), end.astimezone(zone), locale)
    return tr("{what} {times}").format(what=isolated(closed_word(reason, label)), times=times)


def happened_words(what: str, name: str) -> str:
    """What a toast says of a step."""
    texts = {
        Step.CHECK_IN: tr("{name} has arrived"),
        Step.START: tr("{name} is with you"),
        Step.COMPLETE: tr("{name} completed"),
        Step.NO_SHOW: tr("{name} did not come"),
        Step.CANCEL: tr("{name} cancelled"),
        "call_in": tr("{name} called in"),
        "hold": tr("{name} on hold"),
        "skip": tr("{name} was not there and waits again"),
        "back_to_queue": tr("{name} waits again"),
    }
    return texts[what].format(name=isolated(name))


def taken_back_words(name: str) -> str:
    """What a toast says of a step that was taken back."""
    return tr("{name}: taken back").format(name=isolated(name))
