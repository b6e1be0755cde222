"""What the board says in words: times, tooltips and what a screen reader reads out."""

import html
from datetime import time

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.ui.appointments.board.dragging import Target
from clinic_desktop.ui.formats import isolated, left_to_right, time_text, weekday_date
from clinic_desktop.ui.reasons import SLOT_REASONS
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.appointments.board_moves import Hindrance, Obstacle
from clinic_desktop.viewmodels.appointments.board_state import BoardCard, BoardColumn


def minute_text(minute: int, locale: QLocale) -> str:
    """A minute of the day as a wall-clock time; the end of the day reads as midnight."""
    return left_to_right(time_text(time(minute // 60 % 24, minute % 60), locale), locale)


def spoken(parts: list[str]) -> str:
    """Parts as one spoken list; empty ones are left out."""
    separator = QCoreApplication.translate("DayBoard", ", ", "between the parts of a spoken list")
    return separator.join(part for part in parts if part)


def card_name(card: BoardCard, column: BoardColumn, locale: QLocale, parked: bool = False) -> str:
    """A card for a screen reader: "12:15, Dev Malhotra, arrived, unpaid, Dr Menon"."""
    return spoken(
        [
            minute_text(card.start_minute, locale),
            isolated(card.patient_label or card.name),
            state_word(card.state),
            *_marks(card),
            card.passed_over,
            QCoreApplication.translate("DayBoard", "parked") if parked else "",
            isolated(column.title),
        ]
    )


def free_name(minute: int, column: BoardColumn, locale: QLocale) -> str:
    """A free time for a screen reader: "12:45, free, Dr Menon"."""
    free = QCoreApplication.translate("DayBoard", "free", "a time at which nobody is booked")
    return spoken([minute_text(minute, locale), free, isolated(column.title)])


def obstacle_text(obstacle: Obstacle) -> str:
    """Why a card cannot go somewhere: "taken by Dev Malhotra", "Lunch", "in the past"."""
    patterns = {
        Hindrance.OUTSIDE: QCoreApplication.translate("DayBoard", "outside the hours"),
        Hindrance.PAST: QCoreApplication.translate("DayBoard", "in the past"),
        Hindrance.CLOSED: QCoreApplication.translate("DayBoard", "closed"),
        Hindrance.HELD: QCoreApplication.translate("DayBoard", "held by somebody"),
        Hindrance.TAKEN: QCoreApplication.translate("DayBoard", "taken by {name}"),
        Hindrance.PAUSE: QCoreApplication.translate("DayBoard", "too close to {name}"),
        Hindrance.NOT_OFFERED: QCoreApplication.translate("DayBoard", "this doctor does not offer the service"),
        Hindrance.ELSEWHERE: QCoreApplication.translate("DayBoard", "the doctor is booked at another centre"),
    }
    if obstacle.kind is Hindrance.RULE:
        return QCoreApplication.translate("SlotReasons", SLOT_REASONS[obstacle.label])
    if obstacle.kind in (Hindrance.CLOSED, Hindrance.HELD) and obstacle.label:
        return obstacle.label
    return patterns[obstacle.kind].format(name=isolated(obstacle.label))


def target_name(target: Target, column: BoardColumn, locale: QLocale) -> str:
    """Where the card in the hand would go, for a screen reader, and why it cannot: the time it would take when it has
    another length, and the day when that is another."""
    verdict = obstacle_text(target.obstacle) if target.obstacle is not None else ""
    day = "" if target.where.day == target.origin.day else weekday_date(column.day, locale)
    title = "" if day and column.title == day else isolated(column.title)
    return spoken([day, _target_time(target, locale), title, verdict])


def _target_time(target: Target, locale: QLocale) -> str:
    """The start, or from when to when where its length is being changed."""
    if not target.sizing and target.length is None:
        return minute_text(target.minute, locale)
    return times_text(target.minute, target.end_minute, locale)


def times_text(start: int, end: int, locale: QLocale) -> str:
    """From one minute of the day to another: "12:15–12:45"."""
    return QCoreApplication.translate("Formats", "{start}–{end}", "a range of times").format(
        start=minute_text(start, locale), end=minute_text(end, locale)
    )


def card_tooltip(card: BoardCard, locale: QLocale) -> str:
    """A card's tooltip; what a person typed in it can not become HTML."""
    times = times_text(card.start_minute, card.end_minute, locale)
    keys = QCoreApplication.translate("DayBoard", "Enter opens")
    if card.movable:
        keys = QCoreApplication.translate("DayBoard", "Enter opens · M moves · L length · K parks")
    lines = [
        card.patient_label or card.name,
        spoken([times, state_word(card.state)]),
        spoken([card.token, card.second_line]),
        spoken(_marks(card)),
        card.passed_over,
        card.alert,
        keys,
    ]
    return "<qt>" + "<br>".join(html.escape(line) for line in lines if line) + "</qt>"


def _marks(card: BoardCard) -> list[str]:
    """The card's right-hand icons in words."""
    return [
        word
        for wanted, word in (
            (bool(card.unpaid) and not card.link_sent, QCoreApplication.translate("DayBoard", "unpaid")),
            (bool(card.unpaid) and card.link_sent, QCoreApplication.translate("DayBoard", "payment link sent")),
            (card.video, QCoreApplication.translate("DayBoard", "video visit")),
            (card.first_visit, QCoreApplication.translate("DayBoard", "first visit")),
            (bool(card.alert), QCoreApplication.translate("DayBoard", "medical alert")),
        )
        if wanted
    ]


def closed_tooltip(column: BoardColumn, minute: int) -> str:
    """What is at a time at which nobody can be booked, and how to ask for all of it."""
    held = [item.label for item in column.holds if item.start_minute <= minute < item.end_minute]
    closed = [item.label for item in column.closed if item.start_minute <= minute < item.end_minute]
    label = next(iter(held + closed), "")
    ask = QCoreApplication.translate("DayBoard", "Why not here? Double-click, or Q on the nearest time")
    return "<qt>" + "<br>".join(html.escape(line) for line in (label, ask) if line) + "</qt>"


def ghost_text(minute: int, label: str, locale: QLocale) -> str:
    """A booking that is being prepared: "12:15  Dev Malhotra"."""
    sentence = QCoreApplication.translate("DayBoard", "{time}  {name}", "on a card, the start and the patient")
    return sentence.format(time=minute_text(minute, locale), name=isolated(label))


def target_text(target: Target, locale: QLocale) -> str:
    """A card over a new place: "12:45  Dev Malhotra", or why it cannot go there: "12:45  Lunch"."""
    time = _target_time(target, locale)
    if target.obstacle is None:
        sentence = QCoreApplication.translate("DayBoard", "{time}  {name}", "on a card, the start and the patient")
        return sentence.format(time=time, name=isolated(target.card.name))
    sentence = QCoreApplication.translate("DayBoard", "{time}  {why}", "on a card that cannot go there")
    return sentence.format(time=time, why=obstacle_text(target.obstacle))
