"""Turns what the services say of a day or a week into what the board draws: minutes of the wall clock, and words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import AppointmentState, PaymentWord
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import ClosedInterval, ClosedReason, skipped_minutes
from clinic_desktop.services.appointments.choices import FreeSlot
from clinic_desktop.services.appointments.views import Card, DayColumn, DayView, HoldCard, Presence, WeekDay, WeekView
from clinic_desktop.ui.formats import isolated, minutes_text, percent_text, time_text, weekday_date
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.why_words import passed_over_text
from clinic_desktop.viewmodels.appointments.board_state import (
    END_OF_DAY,
    FREEING_STATES,
    BoardCard,
    BoardColumn,
    BoardState,
    BufferTime,
    ClosedTime,
    Ghost,
    HeldTime,
    PresenceDot,
    SubtitleTone,
)

_LATE_FROM = 5
_DOTS = {
    Presence.FREE: PresenceDot.HERE,
    Presence.WITH_PATIENT: PresenceDot.HERE,
    Presence.ON_BREAK: PresenceDot.AWAY,
    Presence.AWAY: PresenceDot.AWAY,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("BoardContent", text)


def minute_of(instant: datetime, day: date, zone: ZoneInfo) -> int:
    """The wall-clock minute of that day, kept inside it."""
    local = instant.astimezone(zone)
    if local.date() < day:
        return 0
    return END_OF_DAY if local.date() > day else local.hour * 60 + local.minute


def day_board(
    view: DayView,
    hidden: frozenset[AppointmentState],
    selected_id: int | None,
    ghost: Ghost | None,
    locale: QLocale,
    own_holds: frozenset[str] = frozenset(),
) -> BoardState:
    """One centre's day, a column for each doctor. ``own_holds`` are the marks of the holds that are not drawn: those of
    the booking that is being prepared here, where its ghost stands."""
    opens, closes = _bounds(view)
    is_today = view.now.astimezone(view.zone).date() == view.day
    columns = tuple(_doctor_column(view, column, is_today, hidden, locale, own_holds) for column in view.columns)
    return BoardState(
        day=view.day,
        zone=view.zone,
        now=view.now if is_today else None,
        opens_minute=opens,
        closes_minute=closes,
        columns=columns,
        selected_id=selected_id,
        ghost=ghost if ghost and ghost.day == view.day else None,
        hidden_states=hidden,
    )


def week_board(
    view: WeekView,
    hidden: frozenset[AppointmentState],
    selected_id: int | None,
    ghost: Ghost | None,
    locale: QLocale,
    own_holds: frozenset[str] = frozenset(),
) -> BoardState:
    """One doctor's week, a column for each day."""
    minutes = [
        minute
        for day in view.days
        for period in (*day.working, *(card.period for card in day.cards))
        for minute in (minute_of(period.start, day.day, view.zone), minute_of(period.end, day.day, view.zone))
    ]
    opens, closes = _whole_hours(min(minutes, default=8 * 60), max(minutes, default=18 * 60))
    return BoardState(
        day=view.first_day,
        zone=view.zone,
        now=view.now,
        opens_minute=opens,
        closes_minute=closes,
        columns=tuple(_week_column(view, day, hidden, locale, own_holds) for day in view.days),
        selected_id=selected_id,
        ghost=ghost,
        hidden_states=hidden,
    )


def _bounds(view: DayView) -> tuple[int, int]:
    return _whole_hours(
        minute_of(view.shown.start, view.day, view.zone), minute_of(view.shown.end, view.day, view.zone)
    )


def _whole_hours(opens: int, closes: int) -> tuple[int, int]:
    return opens // 60 * 60, min(END_OF_DAY, -(-max(closes, opens + 60) // 60) * 60)


def _doctor_column(
    view: DayView,
    column: DayColumn,
    is_today: bool,
    hidden: frozenset[AppointmentState],
    locale: QLocale,
    own_holds: frozenset[str],
) -> BoardColumn:
    late = is_today and column.late_minutes >= _LATE_FROM
    pace = _pace(view, column, late, locale)
    return BoardColumn(
        key=f"{column.practitioner_id}:{view.day.isoformat()}",
        practitioner_id=column.practitioner_id,
        day=view.day,
        title=column.name,
        subtitle=joined(column.room or column.speciality, pace),
        subtitle_short=pace,
        subtitle_tone=SubtitleTone.WARN if late else SubtitleTone.NORMAL,
        picture=column.picture,
        initials_of=column.name,
        presence=_presence(column, late) if is_today else None,
        progress=_progress(column, view.now) if is_today else 0.0,
        cards=_cards(column.cards, view.day, view.zone, hidden, locale),
        closed=_closed(column.closed, view.day, view.zone),
        buffers=_buffers(column.cards, view.day, view.zone),
        holds=_holds(column.holds, view.day, view.zone, locale, own_holds),
        free_starts=_free(column.free, view.day, view.zone),
        slot_minutes=_slot_minutes(column.free),
        rules=column.rules,
    )


def _week_column(
    view: WeekView, day: WeekDay, hidden: frozenset[AppointmentState], locale: QLocale, own_holds: frozenset[str]
) -> BoardColumn:
    full = _tr("{percent} full").format(percent=percent_text(day.fullness_percent, locale)) if day.working else ""
    return BoardColumn(
        key=f"{view.practitioner_id}:{day.day.isoformat()}",
        practitioner_id=view.practitioner_id,
        day=day.day,
        title=weekday_date(day.day, locale),
        subtitle=full,
        show_avatar=False,
        progress=day.fullness_percent / 100,
        cards=_cards(day.cards, day.day, view.zone, hidden, locale),
        closed=_closed(day.closed, day.day, view.zone),
        buffers=_buffers(day.cards, day.day, view.zone),
        holds=_holds(day.holds, day.day, view.zone, locale, own_holds),
        free_starts=_free(day.free, day.day, view.zone),
        slot_minutes=_slot_minutes(day.free),
        rules=view.rules,
    )


def _pace(view: DayView, column: DayColumn, late: bool, locale: QLocale) -> str:
    """How late the doctor is, or when the next one can be seen; nothing of a past day."""
    if late:
        return _tr("{wait} late").format(wait=minutes_text(column.late_minutes, locale))
    if view.past:
        return ""
    if column.next_free is not None:
        time = time_text(column.next_free.start.astimezone(view.zone), locale)
        return _tr("free {time}").format(time=time)
    return _tr("full") if column.working else _tr("away")


def _presence(column: DayColumn, late: bool) -> PresenceDot | None:
    dot = _DOTS.get(column.presence)
    return PresenceDot.LATE if late and dot is PresenceDot.HERE else dot


def _progress(column: DayColumn, now: datetime) -> float:
    total = sum(period.minutes for period in column.working)
    done = sum(Period(period.start, min(period.end, now)).minutes for period in column.working if period.start < now)
    return done / total if total else 0.0


def _cards(
    cards: Iterable[Card], day: date, zone: ZoneInfo, hidden: frozenset[AppointmentState], locale: QLocale
) -> tuple[BoardCard, ...]:
    """A card for each appointment, but one for all who come to the same group session."""
    found: list[BoardCard] = []
    sessions: dict[tuple[int, datetime, datetime], list[Card]] = {}
    for card in cards:
        if card.queue_only:
            continue
        if card.capacity > 1 and card.state not in FREEING_STATES and not card.squeezed_in:
            sessions.setdefault((card.service_id, card.period.start, card.period.end), []).append(card)
        else:
            found.append(_card(card, day, zone))
    for members in sessions.values():
        shown = [card for card in members if card.state not in hidden] or members
        found.append(_session_card(shown[0], len(members), day, zone, locale))
    return tuple(sorted(found, key=lambda card: (card.start_minute, card.appointment_id)))


def _session_card(first: Card, taken: int, day: date, zone: ZoneInfo, locale: QLocale) -> BoardCard:
    """The card of a group session: what it is, and how many of its places are taken. It opens the visit of one of
    them, whose dock lists the others; moving it would move that one only, so it stays."""
    count = _tr("{taken} of {places}").format(
        taken=locale.toString(taken), places=locale.toString(max(first.capacity, taken))
    )
    return replace(
        _card(first, day, zone),
        name=first.service_name, second_line=count, token="", unpaid="", alert="", first_visit=False, movable=False,
        patient_label=joined(first.service_name, count),
    )  # fmt: skip


def carried_card(card: Card, zone: ZoneInfo) -> BoardCard:
    """A visit as it is taken into the hand from the shelf, whatever day is shown."""
    return _card(card, card.period.start.astimezone(zone).date(), zone)


def _card(card: Card, day: date, zone: ZoneInfo) -> BoardCard:
    start, end = minute_of(card.period.start, day, zone), minute_of(card.period.end, day, zone)
    return BoardCard(
        appointment_id=card.appointment_id,
        version=card.version,
        state=card.state,
        start_minute=start,
        end_minute=max(start + 1, end),
        name=card.patient_name,
        second_line=joined(card.reason or card.service_name, card.room if card.room_reserved else ""),
        token=card.token,
        unpaid=card.due.currency if card.due else "",
        link_sent=card.payment is PaymentWord.LINK_SENT,
        video=card.online,
        first_visit=card.first_visit,
        alert=card.alert,
        movable=card.may_move,
        service_id=card.service_id,
        squeezed_in=card.squeezed_in,
        room_reserved=card.room_reserved,
        passed_over=passed_over_text(card.passed_over),
    )


def _buffers(cards: Iterable[Card], day: date, zone: ZoneInfo) -> tuple[BufferTime, ...]:
    found = []
    for card in cards:
        if card.queue_only or card.state in (
            AppointmentState.CANCELLED,
            AppointmentState.REJECTED,
            AppointmentState.NO_SHOW,
        ):
            continue
        start, end = card.period.start, card.period.end
        before, after = timedelta(minutes=card.buffer_before_minutes), timedelta(minutes=card.buffer_after_minutes)
        for first, last in ((start - before, start), (end, end + after)):
            low, high = minute_of(first, day, zone), minute_of(last, day, zone)
            if low < high:
                found.append(BufferTime(low, high, card.appointment_id))
    return tuple(found)


def _holds(
    holds: Iterable[HoldCard], day: date, zone: ZoneInfo, locale: QLocale, own_holds: frozenset[str]
) -> tuple[HeldTime, ...]:
    found = []
    for hold in holds:
        if hold.mark in own_holds:
            # The ghost of the booking that is being prepared stands there.
            continue
        until = time_text(hold.expires_at.astimezone(zone), locale)
        label = _held_words(hold).format(
            name=isolated(hold.holder_name), desk=isolated(hold.desk or hold.holder_name), time=until
        )
        low, high = minute_of(hold.period.start, day, zone), minute_of(hold.period.end, day, zone)
        found.append(HeldTime(low, max(low + 1, high), label))
    return tuple(found)


def _held_words(hold: HoldCard) -> str:
    if hold.holder_name and hold.desk:
        return _tr("Held by {name}, {desk} until {time}")
    return _tr("Held by {name} until {time}") if hold.holder_name else _tr("Held by {desk} until {time}")


def _closed(closed: Iterable[ClosedInterval], day: date, zone: ZoneInfo) -> tuple[ClosedTime, ...]:
    found = []
    for interval in closed:
        low, high = minute_of(interval.period.start, day, zone), minute_of(interval.period.end, day, zone)
        if low < high:
            found.append(ClosedTime(low, high, interval.label or _closed_word(interval.reason)))
    skipped = skipped_minutes(day, zone)
    if skipped and not any(one.start_minute <= skipped[0] and skipped[1] <= one.end_minute for one in found):
        found.append(ClosedTime(*skipped, _tr("Skipped by the clocks")))
    return tuple(sorted(found, key=lambda one: one.start_minute))


def _closed_word(reason: ClosedReason) -> str:
    words = {
        ClosedReason.HOLIDAY: _tr("Holiday"),
        ClosedReason.LEAVE: _tr("On leave"),
        ClosedReason.UNAVAILABLE: _tr("Not available"),
        ClosedReason.BLOCKED: _tr("Blocked"),
        ClosedReason.BREAK: _tr("Break"),
        ClosedReason.NOT_IN_YET: _tr("Not in yet"),
        ClosedReason.BETWEEN_HOURS: _tr("Away"),
        ClosedReason.LEFT: _tr("Left for today"),
        ClosedReason.NO_HOURS: _tr("Not in today"),
    }
    return words[reason]


def _free(free: Iterable[FreeSlot], day: date, zone: ZoneInfo) -> tuple[int, ...]:
    return tuple(minute_of(slot.period.start, day, zone) for slot in free)


def _slot_minutes(free: tuple[FreeSlot, ...]) -> int:
    return free[0].period.minutes if free else 30
