"""The day board with 240 cards of text and icons in sight, against plain filled rectangles in the same widget.

``QT_QPA_PLATFORM=offscreen python -m benchmarks.board_paint [--runs N]``. A full repaint copies what is kept; the rows
below it paint every card again, and a day whose names have never been seen. Each time is until the pixels are there.
"""

import argparse
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.timing import Row, median_ms, report
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_state import BoardState
from tests.ui.appointments.board_samples import NOW, many_doctors

DOCTORS, CARDS_EACH = 12, 20
WIDTH, HEIGHT = 1920, 1000
LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


class PlainBoard(DayBoard):
    """The same widget with nothing but a filled rectangle for each card."""

    rects: tuple[QRect, ...] = ()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor("#FFFFFF"))
        color = QColor("#E6EFFB")
        for rect in self.rects:
            painter.fillRect(rect, color)


def shown(board: DayBoard, state: BoardState) -> DayBoard:
    """The board in a window, painted and at rest."""
    board.resize(WIDTH, HEIGHT)
    board.show_state(state)
    board.show()
    QTest.qWaitForWindowExposed(board)
    while board._warm_timer.isActive():
        QTest.qWait(20)
    return board


def painted(application: QApplication, change: Callable[[], object]) -> Callable[[], None]:
    """Do something and wait until it is painted."""

    def work() -> None:
        change()
        application.sendPostedEvents(None, QEvent.Type.UpdateRequest)

    return work


def changed_states(state: BoardState) -> Iterator[BoardState]:
    """The state with another name on one card, again and again, as a reload hands it over: every value made anew."""
    return itertools.cycle(
        replace(
            state,
            columns=tuple(
                replace(
                    column,
                    cards=tuple(
                        replace(card, name=name if card.appointment_id == 6010 else card.name) for card in column.cards
                    ),
                )
                for column in state.columns
            ),
        )
        for name in ("Dev Malhotra", "Asha Rao")
    )


def renamed(state: BoardState, suffix: int) -> BoardState:
    """A day whose texts are all new."""
    columns = tuple(
        replace(
            column,
            cards=tuple(
                replace(card, name=f"{card.name} {suffix}", second_line=f"{card.second_line} {suffix}")
                for card in column.cards
            ),
        )
        for column in state.columns
    )
    return replace(state, columns=columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=31)
    runs = parser.parse_args().runs
    application = QApplication([])
    theme = Theme()
    theme.apply(application)
    theme.load_fallback_fonts()
    state = many_doctors(DOCTORS, CARDS_EACH)
    plain = PlainBoard(theme, locale=LOCALE, clock=lambda: NOW)
    shown(plain, state)
    ids = [card.appointment_id for column in state.columns for card in column.cards]
    plain.rects = tuple(rect for rect in map(plain.card_rect, ids) if rect is not None)
    inside = sum(plain.viewport().rect().contains(rect) for rect in plain.rects)
    print(f"{inside} cards in sight at {WIDTH}x{HEIGHT}")
    floor = median_ms(plain.viewport().repaint, runs)
    plain.hide()
    board = shown(DayBoard(theme, locale=LOCALE, clock=lambda: NOW), state)
    rows = [Row("plain filled rectangles", floor)]
    rows.append(Row("full repaint", median_ms(board.viewport().repaint, runs), floor, "at most 8"))

    def every_card() -> None:
        board._scene.tiles.forget_all()
        board.viewport().repaint()

    rows.append(Row("full repaint with nothing kept but texts", median_ms(every_card, runs), floor))
    days = (renamed(state, number) for number in itertools.count())
    new_day = painted(application, lambda: board.show_state(next(days)))
    rows.append(Row("another day, all texts new", median_ms(new_day, runs), goal="at most 100 ms"))
    board.show_state(state)
    states = changed_states(state)
    prepared = [next(states) for _ in range(runs + 1)]
    one_card = painted(application, lambda: board.show_state(prepared.pop()))
    rows.append(Row("one changed card", median_ms(one_card, runs), goal="at most 1 ms"))
    board.set_zoom(4.0)
    shown(board, state)
    bar = board.verticalScrollBar()
    steps = itertools.cycle([24] * 20 + [-24] * 20)
    bar.setValue(200)
    scroll = painted(application, lambda: bar.setValue(bar.value() + next(steps)))
    rows.append(Row("one scroll frame", median_ms(scroll, max(runs, 121)), goal="at most 2 ms"))
    at = board.viewport().rect().center()
    places = itertools.cycle([at, at + QPoint(170, 120)])
    hover = painted(application, lambda: board.hover(board.cell_at(next(places))))
    rows.append(Row("pointer over another cell", median_ms(hover, runs)))
    report(rows)


if __name__ == "__main__":
    main()
