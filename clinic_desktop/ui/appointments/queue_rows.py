"""The rows of a waiting room in words: token, who, with whom, how long, and whether they have paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import PaymentWord, QueueState, Urgency
from clinic_desktop.services.appointments.views import DueEntry, QueueEntry, WaitingRoom
from clinic_desktop.ui.formats import isolated, minutes_text, money_text, time_text
from clinic_desktop.ui.patients.person_texts import joined

Entry = QueueEntry | DueEntry


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One row. Without an ``entry`` it is a heading, ``detail`` its hint. Tones are colour tokens."""

    title: str
    detail: str = ""
    plate: str = ""
    far: str = ""
    far_icon: str = ""
    far_tone: str = "text2"
    below: str = ""
    below_tone: str = "text2"
    alert: bool = False
    compact: bool = False
    entry: Entry | None = None

    @property
    def appointment_id(self) -> int | None:
        return self.entry.appointment_id if self.entry else None

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        return ", ".join(part for part in (self.plate, self.title, self.detail, self.far, self.below) if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("WaitingRoom", text)


def heading(title: str, detail: str = "") -> VisitRow:
    """A line between rows."""
    return VisitRow(title, detail)


def queue_rows(
    entries: Iterable[QueueEntry], room: WaitingRoom, zone: tzinfo, locale: QLocale, with_doctor: bool = True
) -> tuple[VisitRow, ...]:
    """People who are here."""
    return tuple(_queue_row(entry, room, zone, locale, with_doctor) for entry in entries)


def due_rows(
    entries: Iterable[DueEntry], zone: tzinfo, locale: QLocale, compact: bool = False, with_doctor: bool = True
) -> tuple[VisitRow, ...]:
    """People who are due and not here."""
    return tuple(_due_row(entry, zone, locale, compact, with_doctor) for entry in entries)


def _queue_row(entry: QueueEntry, room: WaitingRoom, zone: tzinfo, locale: QLocale, with_doctor: bool) -> VisitRow:
    time = time_text(entry.starts_at.astimezone(zone), locale) if entry.starts_at else _tr("walk-in")
    doctor = isolated(entry.practitioner_name) if with_doctor else entry.reason or entry.service_name
    wait = entry.wait_minutes
    alarm = wait >= room.alert_minutes
    warned = wait >= room.warn_minutes
    in_room = entry.queue_state is QueueState.IN_ROOM
    below, tone = _payment(entry, locale)
    return VisitRow(
        title=entry.patient_name,
        detail=joined(_standing(entry), _expected(entry, locale), doctor, time),
        plate=entry.token,
        far=minutes_text(wait, locale),
        far_icon="" if in_room else "triangle-alert" if alarm else "clock" if warned else "",
        far_tone="text2" if in_room else "danger" if alarm else "warn" if warned else "text2",
        below=below,
        below_tone=tone,
        alert=bool(entry.alert),
        entry=entry,
    )


def _standing(entry: QueueEntry) -> str:
    if entry.queue_state is QueueState.CALLED:
        return _tr("called to {room}").format(room=isolated(entry.room)) if entry.room else _tr("called")
    if entry.queue_state is QueueState.HELD:
        return _tr("on hold")
    if entry.queue_state is QueueState.IN_ROOM:
        return _tr("with doctor")
    if entry.urgency is Urgency.ROUTINE:
        return ""
    return _tr("emergency") if entry.urgency is Urgency.EMERGENCY else _tr("priority")


def _expected(entry: QueueEntry, locale: QLocale) -> str:
    """When somebody who waits is likely to go in."""
    if entry.queue_state is not QueueState.WAITING:
        return ""
    if not entry.expected_minutes:
        return _tr("next")
    return _tr("in about {wait}").format(wait=minutes_text(entry.expected_minutes, locale))


def _due_row(entry: DueEntry, zone: tzinfo, locale: QLocale, compact: bool, with_doctor: bool) -> VisitRow:
    time = time_text(entry.starts_at.astimezone(zone), locale)
    late = entry.late_minutes
    below, tone = _payment(entry, locale)
    if compact:
        unpaid = _payment_word(entry)
        far = joined(isolated(entry.practitioner_name) if with_doctor else "", unpaid)
        return VisitRow(entry.patient_name, plate=time, far=far, compact=True, entry=entry)
    when = _tr("{wait} late").format(wait=minutes_text(late, locale)) if late > 0 else ""
    if late <= 0:
        when = _tr("in {wait}").format(wait=minutes_text(-late, locale))
    return VisitRow(
        title=entry.patient_name,
        detail=isolated(entry.practitioner_name),
        plate=time,
        far=when,
        far_icon="clock" if late > 0 else "",
        far_tone="warn" if late > 0 else "text2",
        below=below,
        below_tone=tone,
        entry=entry,
    )


def _payment_word(entry: Entry) -> str:
    if not entry.due:
        return ""
    return _tr("link sent") if entry.payment is PaymentWord.LINK_SENT else _tr("unpaid")


def _payment(entry: Entry, locale: QLocale) -> tuple[str, str]:
    if entry.payment is None:
        return "", "text2"
    if entry.due and entry.payment is PaymentWord.LINK_SENT:
        return _tr("Link sent · {amount}").format(amount=money_text(entry.due, locale)), "warn"
    if entry.due:
        return _tr("Unpaid {amount}").format(amount=money_text(entry.due, locale)), "danger"
    if entry.payment is PaymentWord.FREE:
        return _tr("Free"), "text2"
    return _tr("Paid"), "ok"
