"""What the board says in words: times, tooltips and what a screen reader reads out."""

import html
from datetime import time

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.ui.formats import isolated, left_to_right, time_text
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


def card_name(card: BoardCard, column: BoardColumn, locale: QLocale) -> str:
    """A card for a screen reader: "12:15, Dev Malhotra, arrived, unpaid, Dr Menon"."""
    return spoken(
        [
            minute_text(card.start_minute, locale),
            isolated(card.patient_label or card.name),
            state_word(card.state),
            *_marks(card),
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
    }
    if obstacle.kind in (Hindrance.CLOSED, Hindrance.HELD) and obstacle.label:
        return obstacle.label
    return patterns[obstacle.kind].format(name=isolated(obstacle.label))


def target_name(minute: int, column: BoardColumn, obstacle: Obstacle | None, locale: QLocale) -> str:
    """Where a card would go, for a screen reader, and why it cannot."""
    verdict = obstacle_text(obstacle) if obstacle is not None else ""
    return spoken([minute_text(minute, locale), isolated(column.title), verdict])


def card_tooltip(card: BoardCard, locale: QLocale) -> str:
    """A card's tooltip; what a person typed in it can not become HTML."""
    times = QCoreApplication.translate("Formats", "{start}–{end}", "a range of times").format(
        start=minute_text(card.start_minute, locale), end=minute_text(card.end_minute, locale)
    )
    keys = QCoreApplication.translate("DayBoard", "Enter opens")
    if card.movable:
        keys = QCoreApplication.translate("DayBoard", "Enter opens · M moves")
    lines = [
        card.patient_label or card.name,
        spoken([times, state_word(card.state)]),
        spoken([card.token, card.second_line]),
        spoken(_marks(card)),
        card.alert,
        keys,
    ]
    return "<qt>" + "<br>".join(html.escape(line) for line in lines if line) + "</qt>"


def _marks(card: BoardCard) -> list[str]:
    """The card's right-hand icons in words."""
    return [
        word
        for wanted, word in (
            (bool(card.unpaid), QCoreApplication.translate("DayBoard", "unpaid")),
            (card.video, QCoreApplication.translate("DayBoard", "video visit")),
            (card.first_visit, QCoreApplication.translate("DayBoard", "first visit")),
            (bool(card.alert), QCoreApplication.translate("DayBoard", "medical alert")),
        )
        if wanted
    ]


def ghost_text(minute: int, label: str, locale: QLocale) -> str:
    """A booking that is being prepared: "12:15  Dev Malhotra"."""
    sentence = QCoreApplication.translate("DayBoard", "{time}  {name}", "on a card, the start and the patient")
    return sentence.format(time=minute_text(minute, locale), name=isolated(label))


def target_text(minute: int, name: str, obstacle: Obstacle | None, locale: QLocale) -> str:
    """A card over a new place: "12:45  Dev Malhotra", or why it cannot go there: "12:45  Lunch"."""
    if obstacle is None:
        return ghost_text(minute, name, locale)
    sentence = QCoreApplication.translate("DayBoard", "{time}  {why}", "on a card that cannot go there")
    return sentence.format(time=minute_text(minute, locale), why=obstacle_text(obstacle))
