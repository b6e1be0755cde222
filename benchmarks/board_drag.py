"""One frame while a card is dragged: 20 doctors × 7 days with 2,000 appointments on the board, against a scroll frame.

``QT_QPA_PLATFORM=offscreen python -m benchmarks.board_drag [--runs N]``. Each frame is from the mouse's move until the
pixels are there: the place under the pointer, the rules (``why_not`` over the doctor's day), the ghost with its words.
The pointer goes over free and taken time, within a column and from doctor to doctor. The same in Move mode, by keys.
"""

import argparse
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import perf_counter

from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.board_paint import HEIGHT, LOCALE, WIDTH, painted, shown
from benchmarks.timing import Row, median_ms, report
from clinic_desktop.domain.codes import RuleKind
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import BookingLimits, Busy, ServiceRule, Timetable, WeeklyRule, wall_instant
from clinic_desktop.services.appointments.move_rules import MoveRules
from clinic_desktop.services.appointments.rooms import NO_ROOMS
from clinic_desktop.services.appointments.timetables import Taken
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_state import BoardColumn, BoardState
from tests.ui.appointments.board_samples import DAY, NOW, ZONE, many_doctors

DOCTORS, DAYS, APPOINTMENTS = 20, 7, 2_000
SERVICE = ServiceRule(1, 20, 0, 5)


def rules(column: BoardColumn) -> MoveRules:
    """The doctor's hours, and the cards of the column as the bookings that take the time."""
    hours = tuple(
        WeeklyRule(1, kind, weekday, start, end)
        for weekday in range(7)
        for kind, start, end in ((RuleKind.WORK, 8 * 60, 20 * 60), (RuleKind.BREAK, 13 * 60, 13 * 60 + 20))
    )
    taken = []
    for card in column.cards:
        start = wall_instant(column.day, card.start_minute, ZONE)
        assert start is not None
        period = Period(start, start + timedelta(minutes=card.end_minute - card.start_minute))
        busy = Busy.of(period, SERVICE, 1, reference=card.appointment_id)
        taken.append(Taken(busy, period, 1, False, None))
    limits = BookingLimits(datetime(2026, 11, 20, tzinfo=UTC), horizon=NOW + timedelta(days=365))
    return MoveRules(Timetable(1, ZONE, hours), (SERVICE,), limits, tuple(taken), NO_ROOMS)


def weeks() -> BoardState:
    """Twenty doctors, seven days of each side by side, 2,000 cards."""
    count = DOCTORS * DAYS
    state = many_doctors(count, -(-APPOINTMENTS // count), 30)
    columns = []
    for index, column in enumerate(state.columns):
        day = DAY + timedelta(days=1 + index % DAYS)
        cards = tuple(
            replace(card, service_id=1, movable=True, state=state.columns[0].cards[9].state) for card in column.cards
        )
        column = replace(column, key=f"{index}", practitioner_id=1 + index // DAYS, day=day, cards=cards)
        columns.append(replace(column, rules=rules(column)))
    return replace(state, columns=tuple(columns), closes_minute=20 * 60, now=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=201)
    runs = parser.parse_args().runs
    application = QApplication([])
    theme = Theme()
    theme.apply(application)
    theme.load_fallback_fonts()
    state = weeks()
    total = sum(len(column.cards) for column in state.columns)
    print(f"{len(state.columns)} columns, {total} cards, {WIDTH}x{HEIGHT}, {QLocale(LOCALE).name()}")
    board = shown(DayBoard(theme, locale=LOCALE, clock=lambda: NOW), state)
    bar = board.verticalScrollBar()
    bar.setValue(100)
    steps = itertools.cycle([24] * 10 + [-24] * 10)
    scroll = median_ms(painted(application, lambda: bar.setValue(bar.value() + next(steps))), runs)
    bar.setValue(0)
    view = board.viewport()
    first = state.columns[3].cards[4].appointment_id
    rect = board.card_rect(first)
    assert rect is not None
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.topLeft() + QPoint(20, 5))
    QTest.mouseMove(view, rect.topLeft() + QPoint(20, 30))
    assert board.is_moving()
    width, height = view.width() - 80, view.height() - 80
    places = itertools.cycle(
        [QPoint(40 + (37 * turn) % width, 40 + (23 * turn) % height) for turn in range(400)]
        + [QPoint(400, 40 + 9 * turn) for turn in range(80)]
    )

    def drag() -> None:
        board.aim_at(next(places))
        application.sendPostedEvents(None, QEvent.Type.UpdateRequest)

    drag()
    times = []
    for _ in range(runs * 3):
        start = perf_counter()
        drag()
        times.append((perf_counter() - start) * 1000)
    times.sort()
    board.cancel_move()
    board.setFocus()
    board.start_move(first)
    moves = itertools.cycle([(0, 1)] * 40 + [(1, 0)] + [(0, -1)] * 40 + [(-1, 0)])
    keys = median_ms(painted(application, lambda: board.step_target(*next(moves))), runs)
    report(
        [
            Row("one scroll frame", scroll, scroll),
            Row("one frame while dragging", times[len(times) // 2], scroll, "at most 1.5, never over 8 ms"),
            Row("  p99", quantiles(times, n=100)[98], scroll),
            Row("  slowest of all", times[-1], scroll, "8 ms"),
            Row("one step in Move mode", keys, scroll),
        ]
    )


if __name__ == "__main__":
    main()
