"""The painted day board, driven by real clicks and keys in an offscreen window."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.appointments.board import DayBoard, words
from clinic_desktop.ui.appointments.board.dragging import aimed
from clinic_desktop.ui.appointments.board.focus import CardCell, FreeCell
from clinic_desktop.ui.appointments.board.geometry import lanes
from clinic_desktop.ui.appointments.board.texts import Texts
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import TextSize, Weight
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.appointments.board_moves import Hindrance, Move, Obstacle, obstacle_to
from clinic_desktop.viewmodels.appointments.board_state import BoardState, Ghost, HeldTime
from tests.ui.appointments.board_samples import (
    CANCELLED,
    DAY,
    NOW,
    card,
    clinic_day,
    many_doctors,
    minute,
    one_week,
    with_ghost,
)

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


class Hand:
    """A person at a board: remembers every signal."""

    def __init__(self, board: DayBoard) -> None:
        self.board = board
        self.heard: list[tuple[Any, ...]] = []
        for name in (
            "slot_chosen",
            "card_selected",
            "card_opened",
            "card_moved",
            "move_refused",
            "action_requested",
            "zoom_changed",
            "day_stepped",
        ):
            getattr(board, name).connect(lambda *values, name=name: self.heard.append((name, *values)))

    def all(self, name: str) -> list[tuple[Any, ...]]:
        return [values for heard, *values in self.heard if heard == name for values in [tuple(values)]]

    def middle(self, appointment_id: int) -> QPoint:
        rect = self.board.card_rect(appointment_id)
        assert rect is not None
        return rect.center()

    def free_point(self, column: int, start: str) -> QPoint:
        rect = self.board.span_rect(column, minute(start), minute(start) + 10)
        return rect.center()

    def click(self, at: QPoint) -> None:
        QTest.mouseClick(self.board.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.board, key, modifiers)

    def drag(self, start: QPoint, end: QPoint, drop: bool = True) -> None:
        view, left = self.board.viewport(), Qt.MouseButton.LeftButton
        QTest.mousePress(view, left, Qt.KeyboardModifier.NoModifier, start)
        for step in (QPoint(0, 14), QPoint(0, 0)):
            QTest.mouseMove(view, (end if step.isNull() else start) + step)
        if drop:
            QTest.mouseRelease(view, left, Qt.KeyboardModifier.NoModifier, end)

    def focus(self, cell: CardCell | FreeCell) -> None:
        self.board.setFocus()
        self.board.focus_cell(cell)
        self.heard.clear()


class Room:
    """Makes boards that a test needs, each shown in its own window."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.theme = theme
        self.now = NOW

    def board(self, state: BoardState, *, right_to_left: bool = False, size: tuple[int, int] = (1044, 900)) -> Hand:
        board = DayBoard(self.theme, locale=ENGLISH, clock=lambda: self.now)
        if right_to_left:
            board.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.qtbot.addWidget(board)
        board.resize(*size)
        board.show_state(state)
        board.show()
        self.qtbot.waitExposed(board)
        board.activateWindow()
        board.setFocus()
        return Hand(board)


@pytest.fixture
def theme(qtbot: QtBot) -> Iterator[Theme]:
    theme = Theme()
    theme.set_motion(False)
    yield theme
    theme.deleteLater()


@pytest.fixture
def room(qtbot: QtBot, theme: Theme) -> Room:
    return Room(qtbot, theme)


@pytest.fixture
def hand(room: Room) -> Hand:
    return room.board(clinic_day())


def with_cards(state: BoardState, column: int, *cards: Any, **more: Any) -> BoardState:
    """The state with more cards in a column."""
    columns = list(state.columns)
    columns[column] = replace(columns[column], cards=columns[column].cards + cards, **more)
    return replace(state, columns=tuple(columns))


# Free time


def test_a_click_on_free_time_says_who_when_and_where(hand: Hand) -> None:
    hand.click(hand.free_point(3, "15:30"))
    assert hand.all("slot_chosen") == [(4, DAY, minute("15:30"))]


def test_a_click_on_closed_time_chooses_nothing(hand: Hand) -> None:
    hand.click(hand.free_point(0, "13:20"))
    assert hand.all("slot_chosen") == []


def test_letting_go_elsewhere_chooses_nothing(hand: Hand) -> None:
    hand.drag(hand.free_point(3, "15:30"), hand.free_point(3, "16:30"))
    assert hand.all("slot_chosen") == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_N])
def test_a_free_slot_is_booked_by_key(hand: Hand, key: Qt.Key) -> None:
    hand.focus(FreeCell("doctor-3", minute("12:00")))
    hand.press(key)
    assert hand.all("slot_chosen") == [(3, DAY, minute("12:00"))]


def test_the_pointer_over_free_time_offers_it(hand: Hand) -> None:
    before = hand.board.viewport().grab().toImage()
    at = hand.free_point(3, "16:00")
    QTest.mouseMove(hand.board.viewport(), at)
    assert hand.board.viewport().grab().toImage() != before
    QTest.mouseMove(hand.board.viewport(), hand.free_point(3, "13:30"))
    assert hand.board.viewport().grab().toImage() == before


# Cards


def test_one_click_selects_and_two_open(hand: Hand) -> None:
    hand.click(hand.middle(109))
    assert hand.heard == [("card_selected", 109)]
    QTest.mouseDClick(
        hand.board.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, hand.middle(109)
    )
    assert hand.all("card_opened") == [(109,)]


def test_enter_opens_the_focused_card(hand: Hand) -> None:
    hand.focus(CardCell(205))
    hand.press(Qt.Key.Key_Return)
    assert hand.all("card_opened") == [(205,)]


@pytest.mark.parametrize("letter", list("ACHSXPV"))
def test_letters_ask_for_actions_on_the_focused_card(hand: Hand, letter: str) -> None:
    hand.focus(CardCell(205))
    hand.press(getattr(Qt.Key, f"Key_{letter}"))
    assert hand.all("action_requested") == [(205, letter)]


def test_letters_with_ctrl_and_unknown_keys_are_left_to_the_window(hand: Hand) -> None:
    hand.focus(CardCell(205))
    hand.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    hand.press(Qt.Key.Key_T)
    assert hand.heard == []


def test_letters_do_nothing_on_free_time(hand: Hand) -> None:
    hand.focus(FreeCell("doctor-3", minute("12:00")))
    hand.press(Qt.Key.Key_A)
    assert hand.all("action_requested") == []


def test_a_click_beside_everything_lets_the_selection_go(hand: Hand) -> None:
    hand.click(hand.middle(109))
    hand.click(hand.free_point(0, "13:20"))
    assert hand.all("card_selected") == [(109,), (None,)]


def test_the_menu_key_asks_for_the_focused_cards_menu(hand: Hand) -> None:
    asked: list[int] = []
    hand.board.menu_requested.connect(lambda appointment_id, _: asked.append(appointment_id))
    hand.focus(CardCell(205))
    hand.board.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert asked == [205]


# Walking by keys


def test_arrows_walk_through_cards_and_free_times_of_a_column(hand: Hand) -> None:
    hand.focus(CardCell(306))
    hand.press(Qt.Key.Key_Down)
    assert hand.board.focused_cell() == FreeCell("doctor-3", minute("12:00"))
    hand.press(Qt.Key.Key_Down)
    assert hand.board.focused_cell() == CardCell(307)
    assert hand.all("card_selected") == [(None,), (307,)]


def test_left_and_right_go_to_the_nearest_time_of_the_next_doctor(hand: Hand) -> None:
    hand.focus(CardCell(107))
    hand.press(Qt.Key.Key_Right)
    assert hand.board.focused_cell() == CardCell(205)
    hand.press(Qt.Key.Key_Left)
    assert hand.board.focused_cell() == CardCell(107)


def test_home_and_end_go_to_the_ends_of_the_column_and_scroll_there(hand: Hand) -> None:
    hand.board.resize(1044, 400)
    hand.focus(CardCell(107))
    for key, wanted in ((Qt.Key.Key_End, FreeCell("doctor-1", minute("17:00"))), (Qt.Key.Key_Home, CardCell(101))):
        hand.press(key)
        assert hand.board.focused_cell() == wanted
        rect = hand.board.cell_rect(wanted)
        assert rect is not None and hand.board.viewport().rect().contains(rect)


def test_the_keyboard_starts_at_the_present_time(hand: Hand) -> None:
    assert hand.board.focused_cell() == CardCell(107)


def test_ctrl_arrows_step_through_days(hand: Hand) -> None:
    hand.press(Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    hand.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert hand.all("day_stepped") == [(-1,), (1,)]


# Moving


def test_a_drag_moves_a_card_and_snaps_to_five_minutes(hand: Hand) -> None:
    start = hand.middle(109)
    target = start + QPoint(0, hand.board.span_rect(0, minute("15:02"), 920).top() - hand.board.card_rect(109).top())
    hand.drag(start, target)
    assert hand.all("card_moved") == [(109, 1, DAY, minute("15:00"))]


def test_a_drag_to_another_doctor_names_that_doctor(hand: Hand) -> None:
    rect = hand.board.card_rect(109)
    target = hand.board.span_rect(3, minute("16:00"), minute("16:30"))
    hand.drag(rect.topLeft() + QPoint(20, 8), target.topLeft() + QPoint(20, 8))
    assert hand.all("card_moved") == [(109, 4, DAY, minute("16:00"))]


def test_a_drop_on_lunch_or_on_somebody_else_is_refused(hand: Hand) -> None:
    for start in ("13:10", "14:10"):
        rect = hand.board.card_rect(109)
        target = hand.board.span_rect(0, minute(start), minute(start) + 30)
        hand.drag(rect.topLeft() + QPoint(20, 8), target.topLeft() + QPoint(20, 8))
    assert hand.all("card_moved") == []
    assert [number for number, _why in hand.all("move_refused")] == [109, 109]
    assert not hand.board.is_moving()


def test_a_drop_where_it_came_from_moves_nothing(hand: Hand) -> None:
    start = hand.middle(109)
    hand.drag(start, start + QPoint(30, 1))
    assert hand.all("card_moved") == hand.all("move_refused") == []


def test_completed_cards_do_not_drag(hand: Hand) -> None:
    hand.drag(hand.middle(104), hand.middle(104) + QPoint(0, 300))
    assert hand.all("card_moved") == []


def test_escape_gives_a_drag_up(hand: Hand) -> None:
    start, end = hand.middle(109), hand.free_point(3, "16:00")
    hand.drag(start, end, drop=False)
    assert hand.board.is_moving()
    hand.press(Qt.Key.Key_Escape)
    QTest.mouseRelease(hand.board.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert hand.all("card_moved") == hand.all("slot_chosen") == []


def test_a_card_that_somebody_else_changed_falls_out_of_the_hand(hand: Hand) -> None:
    hand.drag(hand.middle(109), hand.free_point(3, "16:00"), drop=False)
    state = clinic_day()
    cards = tuple(replace(each, version=2) if each.appointment_id == 109 else each for each in state.columns[0].cards)
    hand.board.show_state(replace(state, columns=(replace(state.columns[0], cards=cards), *state.columns[1:])))
    assert not hand.board.is_moving()


def test_move_mode_moves_a_card_without_a_mouse(hand: Hand) -> None:
    hand.focus(CardCell(307))
    hand.press(Qt.Key.Key_M)
    assert hand.board.is_moving()
    hand.press(Qt.Key.Key_Right)
    for _ in range(39):
        hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Return)
    assert hand.all("card_moved") == [(307, 4, DAY, minute("15:30"))]
    assert not hand.board.is_moving()


def test_move_mode_stays_where_the_card_can_not_go(hand: Hand) -> None:
    hand.focus(CardCell(307))
    hand.press(Qt.Key.Key_M)
    hand.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    for _ in range(6):
        hand.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    hand.press(Qt.Key.Key_Return)
    assert hand.all("card_moved") == []
    assert [number for number, _why in hand.all("move_refused")] == [307]
    assert hand.board.is_moving()
    hand.press(Qt.Key.Key_Escape)
    assert not hand.board.is_moving()
    assert hand.all("card_opened") == []


def test_move_mode_is_not_entered_with_a_card_that_may_not_move(hand: Hand) -> None:
    hand.focus(CardCell(104))
    hand.press(Qt.Key.Key_M)
    assert not hand.board.is_moving()


def test_a_move_is_judged_by_the_function_that_was_given(qtbot: QtBot, theme: Theme) -> None:
    asked: list[Move] = []

    def never(state: BoardState, move: Move) -> Obstacle | None:
        asked.append(move)
        return Obstacle(Hindrance.OUTSIDE)

    board = DayBoard(theme, locale=ENGLISH, clock=lambda: NOW, legality=never)
    qtbot.addWidget(board)
    board.resize(1044, 900)
    board.show_state(clinic_day())
    board.show()
    hand = Hand(board)
    hand.drag(hand.middle(109), hand.free_point(3, "16:00"))
    assert asked and asked[-1].column.practitioner_id == 4
    assert hand.all("card_moved") == []


@pytest.mark.parametrize(
    ("column", "start", "hindrance"),
    [
        (0, "15:00", None),
        (0, "14:30", Hindrance.TAKEN),
        (0, "13:30", Hindrance.CLOSED),
        (0, "16:30", Hindrance.HELD),
        (0, "11:30", Hindrance.PAST),
        (0, "17:45", Hindrance.OUTSIDE),  # the end lies after closing
        (1, "15:15", None),  # a cancelled visit frees its time
        (2, "15:15", Hindrance.PAUSE),
        (2, "15:25", None),
    ],
)
def test_what_is_in_the_way_of_a_move(column: int, start: str, hindrance: Hindrance | None) -> None:
    state = clinic_day()
    moved = next(each for each in state.columns[0].cards if each.appointment_id == 109)
    obstacle = obstacle_to(state, Move(moved, state.columns[column], minute(start)))
    assert (obstacle.kind if obstacle else None) == hindrance


def test_a_moved_card_keeps_its_own_buffer() -> None:
    state = clinic_day()
    moved = next(each for each in state.columns[2].cards if each.appointment_id == 309)
    assert obstacle_to(state, Move(moved, state.columns[2], minute("11:40"))) is not None
    blocked = with_cards(state, 2, card(399, "16:05", 15, "b", "Next"))
    assert obstacle_to(blocked, Move(moved, blocked.columns[2], minute("15:30"))) is not None
    assert obstacle_to(blocked, Move(moved, blocked.columns[2], minute("15:25"))) is None


@pytest.mark.parametrize(
    ("column", "start", "words"),
    [(0, "14:30", "taken by "), (0, "13:30", "Lunch"), (0, "11:30", "in the past"), (2, "15:15", "too close to ")],
)
@pytest.mark.parametrize("right_to_left", [False, True])
def test_a_refused_move_says_why_in_words_that_fit(
    room: Room, column: int, start: str, words: str, right_to_left: bool
) -> None:
    hand = room.board(clinic_day(), right_to_left=right_to_left, size=(900, 700))
    board = hand.board
    assert board.start_move(109)
    held = board.in_hand()
    assert held is not None and board._state is not None
    board._set_target(aimed(held, board._state, column, minute(start), board._legality))
    target, rect = board.in_hand(), board.target_rect()
    assert target is not None and rect is not None
    tag = board._tag_rect(rect, target)
    assert words in board._target_text(target)
    assert board.viewport().rect().adjusted(0, -10_000, 0, 10_000).contains(tag)
    needed = board._overlays._texts.line(board._target_text(target), TextSize.SMALL, Weight.SEMIBOLD, 10_000).width
    assert tag.width() >= needed
    hand.press(Qt.Key.Key_Return)
    ((_, why),) = hand.all("move_refused")
    assert words in why
    board.grab()


# Right to left


def test_right_to_left_puts_the_first_doctor_and_the_times_on_the_right(room: Room) -> None:
    hand = room.board(clinic_day(), right_to_left=True)
    first, last = hand.board.card_rect(101), hand.board.card_rect(501)
    assert first.left() > last.right()
    assert hand.board.viewport().geometry().right() < hand.board.width() - 40
    hand.click(hand.middle(109))
    hand.click(hand.free_point(3, "15:30"))
    assert hand.all("card_selected")[0] == (109,)
    assert hand.all("slot_chosen") == [(4, DAY, minute("15:30"))]


def test_right_to_left_arrows_go_where_they_point(room: Room) -> None:
    hand = room.board(clinic_day(), right_to_left=True)
    hand.focus(CardCell(107))
    hand.press(Qt.Key.Key_Left)
    assert hand.board.focused_cell() == CardCell(205)
    hand.press(Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert hand.all("day_stepped") == [(1,)]


def test_right_to_left_scrolls_sideways_to_a_focused_card(room: Room) -> None:
    hand = room.board(many_doctors(12), right_to_left=True, size=(900, 600))
    assert hand.board.horizontalScrollBar().maximum() > 0
    assert hand.board.show_card(12_003)
    assert hand.board.viewport().rect().contains(hand.board.card_rect(12_003))
    assert hand.board.cell_at(hand.middle(12_003)) == CardCell(12_003)


# What is drawn


def test_a_name_that_looks_like_html_is_drawn_as_it_is(room: Room) -> None:
    plain = with_cards(clinic_day(), 0, card(900, "15:00", 30, "b", "<b>Bold</b><img src=x>"))
    hand = room.board(plain)
    line = hand.board._scene.texts.line("<b>Bold</b>", 12, 600, 400)
    assert line.shaped.textFormat() == Qt.TextFormat.PlainText
    assert line.width > hand.board._scene.texts.line("Bold", 12, 600, 400).width + 20
    tooltip = words.card_tooltip(plain.columns[0].cards[-1], ENGLISH)
    assert "&lt;b&gt;Bold" in tooltip and "<b>" not in tooltip


@pytest.mark.parametrize("name", ["", "x" * 300, "Zeile\nzwei", "ابن سينا", "\u202egnp.exe", "👩‍⚕️ Ada", "क्षत्रिय"])
def test_any_name_can_be_drawn(room: Room, name: str) -> None:
    hand = room.board(with_cards(clinic_day(), 0, card(900, "15:00", 30, "b", name)))
    hand.board.grab()
    assert hand.board.card_rect(900) is not None


def test_cancelled_cards_are_hidden_until_they_are_asked_for(hand: Hand) -> None:
    assert hand.board.card_rect(208) is None
    hand.board.show_state(replace(clinic_day(), hidden_states=frozenset()))
    assert hand.board.card_rect(208) is not None


def test_cards_that_overlap_stand_side_by_side(room: Room) -> None:
    state = with_cards(clinic_day(), 0, card(900, "14:10", 30, "b", "One"), card(901, "14:20", 30, "b", "Two"))
    hand = room.board(state)
    rects = [hand.board.card_rect(number) for number in (110, 900, 901, 111)]
    for index, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[index + 1 :])


def test_visits_too_short_for_their_name_do_not_cover_each_other(room: Room) -> None:
    state = with_cards(clinic_day(), 0, card(900, "16:00", 5, "b", "One"), card(901, "16:05", 5, "b", "Two"))
    hand = room.board(state)
    assert not hand.board.card_rect(900).intersects(hand.board.card_rect(901))
    assert hand.board.card_rect(900).height() >= 12


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ([], []),
        ([(0, 10), (10, 20)], [(0, 1), (0, 1)]),
        ([(0, 20), (10, 30), (20, 40)], [(0, 2), (1, 2), (0, 2)]),
        ([(0, 30), (0, 10), (10, 20), (40, 50)], [(0, 2), (1, 2), (1, 2), (0, 1)]),
    ],
)
def test_lanes(spans: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> None:
    assert lanes(spans) == wanted


def test_a_change_is_painted_and_nothing_else_moves(hand: Hand) -> None:
    before = hand.board.viewport().grab().toImage()
    changed_rect = hand.board.card_rect(207).adjusted(-2, -3, 2, 3)
    state = clinic_day()
    cards = tuple(
        replace(each, name="New name") if each.appointment_id == 207 else each for each in state.columns[1].cards
    )
    hand.board.show_state(
        replace(state, columns=(state.columns[0], replace(state.columns[1], cards=cards), *state.columns[2:]))
    )
    after = hand.board.viewport().grab().toImage()
    different = [
        (x, y)
        for y in range(0, after.height(), 1)
        for x in range(0, after.width(), 2)
        if after.pixel(x, y) != before.pixel(x, y)
    ]
    assert different
    assert all(changed_rect.contains(x, y) for x, y in different)


def test_what_is_patched_looks_like_what_is_painted_anew(room: Room) -> None:
    hand = room.board(clinic_day())
    moved = with_cards(
        with_ghost(clinic_day()), 2, card(390, "12:00", 15, "b", "Later"), holds=(HeldTime(960, 990, "Held"),)
    )
    hand.board.show_state(moved)
    anew = room.board(moved)
    anew.board.verticalScrollBar().setValue(hand.board.verticalScrollBar().value())
    for each in (hand, anew):
        each.focus(CardCell(205))
    assert _columns_of(hand.board) == _columns_of(anew.board)


def _columns_of(board: DayBoard) -> QImage:
    board.clearFocus()
    return board.viewport().grab().toImage()


def test_the_walk_ins_ghost_is_drawn_where_it_would_go(hand: Hand) -> None:
    state = with_ghost(clinic_day())
    hand.board.show_state(replace(state, ghost=None))
    before = hand.board.viewport().grab().toImage()
    hand.board.show_state(state)
    after = hand.board.viewport().grab().toImage()
    middle = hand.board.span_rect(0, minute("12:15"), minute("12:30")).center()
    assert before.pixelColor(middle) != after.pixelColor(middle)
    elsewhere = Ghost(99, DAY, 600, 630, "Nobody's")
    hand.board.show_state(replace(state, ghost=elsewhere))
    assert hand.board.viewport().grab().toImage() == before


def test_dark_and_large_text_are_laid_out_anew(hand: Hand, theme: Theme) -> None:
    low = hand.board.card_rect(205).height()
    theme.set_scale(1.5)
    assert hand.board.card_rect(205).height() > 1.4 * low
    theme.set_dark(True)
    hand.board.bring_into_view(hand.board.span_rect(3, minute("15:40"), minute("15:50")))
    at = hand.board.span_rect(3, minute("15:40"), minute("15:50")).center()
    assert hand.board.viewport().grab().toImage().pixelColor(at) == QColor(theme.color("surface"))


def test_a_board_without_columns_takes_keys_and_clicks(room: Room) -> None:
    hand = room.board(replace(clinic_day(), columns=()))
    hand.click(QPoint(200, 200))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_M, Qt.Key.Key_End, Qt.Key.Key_Plus):
        hand.press(key)
    assert hand.all("slot_chosen") == hand.all("card_opened") == []


def test_a_doctors_name_that_is_too_long_for_its_head_goes_on_in_the_next_line(qtbot: QtBot, theme: Theme) -> None:
    texts = Texts(theme)
    name, room_ = "Dr Kavitha Subramaniam", 110

    def shown(text: str, width: int) -> list[str]:
        return [line.shaped.text() for line in texts.two_lines(text, TextSize.BODY, Weight.SEMIBOLD, width)]

    assert shown(name, 400) == [name]
    assert shown(name, room_) == ["Dr Kavitha", "Subramaniam"]
    assert shown("Dr Wolfeschlegelsteinhausenbergerdorff", 60)[0] == "Dr"
    assert shown("Wolfeschlegelsteinhausenbergerdorff", 60)[0].endswith("…")
    assert all(line.width <= 60 for line in texts.two_lines(name * 9, TextSize.BODY, Weight.SEMIBOLD, 60))


def test_a_narrow_head_says_how_late_a_doctor_is_and_leaves_out_the_room(room: Room) -> None:
    state = clinic_day()
    column = replace(state.columns[0], subtitle="Room 2 · 44 min late", subtitle_short="44 min late")
    heads = room.board(replace(state, columns=(column, *state.columns[1:]))).board._heads
    assert heads._subtitle(column, 200).shaped.text() == "Room 2 · 44 min late"
    assert heads._subtitle(column, 80).shaped.text() == "44 min late"


def test_a_week_of_one_doctor_names_its_days(room: Room) -> None:
    hand = room.board(one_week())
    column = one_week().columns[4]
    assert isinstance(column.day, date)
    start = column.free_starts[0]
    hand.click(hand.board.span_rect(4, start, start + 10).center())
    assert hand.all("slot_chosen") == [(1, column.day, start)]


# Zoom, time, focus


def test_plus_minus_and_zero_change_the_height_of_rows(hand: Hand) -> None:
    usual = hand.board.pixels_per_minute()
    hand.press(Qt.Key.Key_Plus)
    assert hand.board.pixels_per_minute() > usual
    hand.press(Qt.Key.Key_Minus)
    hand.press(Qt.Key.Key_Minus)
    assert hand.board.pixels_per_minute() < usual
    hand.press(Qt.Key.Key_0)
    assert hand.board.pixels_per_minute() == usual
    assert len(hand.all("zoom_changed")) == 4


def test_zoom_has_limits(hand: Hand) -> None:
    for _ in range(20):
        hand.press(Qt.Key.Key_Plus)
    most = hand.board.pixels_per_minute()
    hand.board.set_zoom(1000)
    assert hand.board.pixels_per_minute() == most


def test_the_board_opens_at_the_present_time(room: Room) -> None:
    hand = room.board(clinic_day(), size=(1044, 400))
    y = hand.board.span_rect(0, minute("11:42"), minute("11:43")).top()
    assert 0 < y < hand.board.viewport().height() // 2


def test_the_now_line_moves_with_the_minute(room: Room) -> None:
    hand = room.board(clinic_day())
    before = hand.board.viewport().grab().toImage()
    room.now = NOW + timedelta(minutes=1)
    hand.board.tick()
    assert hand.board.viewport().grab().toImage() != before


def test_the_board_follows_the_time_only_while_no_hand_is_on_it(room: Room) -> None:
    hand = room.board(clinic_day(), size=(1044, 400))
    bar = hand.board.verticalScrollBar()
    hand.press(Qt.Key.Key_Down)
    bar.setValue(0)
    room.now = NOW + timedelta(minutes=1)
    hand.board.tick()
    assert bar.value() == 0
    room.now = NOW + timedelta(minutes=3)
    hand.board.tick()
    assert bar.value() > 0


def test_another_day_has_no_now_line(room: Room) -> None:
    tomorrow = clinic_day()
    columns = tuple(replace(column, day=DAY + timedelta(days=1)) for column in tomorrow.columns)
    hand = room.board(replace(tomorrow, columns=columns))
    image = hand.board.viewport().grab().toImage()
    red = QColor(room.theme.color("now"))
    assert not any(image.pixelColor(2, y) == red for y in range(image.height()))


def test_a_reload_keeps_view_and_focus(room: Room) -> None:
    hand = room.board(clinic_day(), size=(1044, 400))
    hand.focus(CardCell(205))
    bar = hand.board.verticalScrollBar()
    bar.setValue(37)
    hand.board.show_state(with_cards(clinic_day(), 1, card(290, "16:15", 30, "b", "New")))
    assert bar.value() == 37
    assert hand.board.focused_cell() == CardCell(205)


def test_when_the_focused_card_goes_its_neighbour_gets_the_focus(hand: Hand) -> None:
    hand.focus(CardCell(307))
    state = clinic_day()
    kapoor = replace(
        state.columns[2], cards=tuple(each for each in state.columns[2].cards if each.appointment_id != 307)
    )
    hand.board.show_state(replace(state, columns=(*state.columns[:2], kapoor, *state.columns[3:])))
    assert hand.board.focused_cell() == FreeCell("doctor-3", minute("12:00"))


def test_the_selection_follows_the_state_only_when_the_state_changes_it(hand: Hand) -> None:
    hand.click(hand.middle(109))
    hand.board.show_state(clinic_day())
    assert hand.board.is_selected(CardCell(109))
    hand.board.show_state(replace(clinic_day(), selected_id=205))
    assert hand.board.is_selected(CardCell(205))
    assert hand.all("card_selected") == [(109,)]


def test_who_goes_on_by_keys_does_not_wait_for_a_visit_of_another_day(room: Room) -> None:
    hand = room.board(clinic_day())
    hand.board.clearFocus()
    hand.board.show_state(replace(clinic_day(), selected_id=999))
    hand.board.setFocus()
    hand.press(Qt.Key.Key_Return)
    assert hand.all("card_opened") or hand.all("slot_chosen")


def test_another_desks_change_is_marked_for_a_while(hand: Hand, qtbot: QtBot) -> None:
    before = hand.board.viewport().grab().toImage()
    hand.board.mark_changed([207])
    assert hand.board.viewport().grab().toImage() != before
    qtbot.waitUntil(lambda: not hand.board._marks.strengths())
    assert hand.board.viewport().grab().toImage() == before


# Screen readers


def test_each_card_and_each_free_time_of_the_focused_column_is_a_list_item(hand: Hand) -> None:
    hand.focus(CardCell(301))
    interface = QAccessible.queryAccessibleInterface(hand.board)
    children = [interface.child(index) for index in range(interface.childCount())]
    names = [child.text(QAccessible.Text.Name) for child in children]
    assert "12:15, Dev Malhotra, arrived, unpaid, Dr Asha Menon" in names
    assert "12:00, free, Dr Leena Kapoor" in names
    assert not any("free, Dr Asha Menon" in name for name in names)
    assert {child.role() for child in children} == {QAccessible.Role.ListItem}
    shown = sum(len(clinic_day().visible_cards(column)) for column in clinic_day().columns)
    assert len(names) == shown + len(clinic_day().columns[2].free_starts)


def test_a_child_knows_its_place_and_the_place_its_child(hand: Hand) -> None:
    hand.focus(CardCell(205))
    interface = QAccessible.queryAccessibleInterface(hand.board)
    index = hand.board.accessible_cells().index(CardCell(205))
    child = interface.child(index)
    rect = child.rect()
    assert rect.topLeft() == hand.board.viewport().mapToGlobal(hand.board.card_rect(205).topLeft())
    found = interface.childAt(rect.center().x(), rect.center().y())
    assert found.text(QAccessible.Text.Name) == child.text(QAccessible.Text.Name)
    assert interface.indexOfChild(child) == index
    assert child.state().focused and child.isValid()
    assert interface.focusChild().text(QAccessible.Text.Name).startswith("12:00, Vikram Rathore")
    hand.board.show_state(replace(clinic_day(), columns=()))
    assert interface.childCount() == 0
    assert not child.isValid()


def test_every_state_has_its_word() -> None:
    assert state_word(CANCELLED) == "cancelled"
    reds = {state_word(state) for state in type(CANCELLED)}
    assert len(reds) == len(type(CANCELLED))


def test_hidden_boards_stop_their_clock(hand: Hand) -> None:
    hand.board.hide()
    assert not hand.board._minute_timer.isActive()
    hand.board.show()
    assert hand.board._minute_timer.isActive()


def test_hidden_boards_keep_no_pictures_and_look_the_same_when_they_come_back(hand: Hand) -> None:
    looks: list[QImage] = []
    for _ in range(2):
        hand.board.hide()
        assert not hand.board._scene.tiles._kept
        hand.board.show()
        looks.append(hand.board.viewport().grab().toImage())
    assert looks[0] == looks[1]


def test_leaving_with_the_pointer_ends_the_offer(hand: Hand) -> None:
    before = hand.board.viewport().grab().toImage()
    QTest.mouseMove(hand.board.viewport(), hand.free_point(3, "16:00"))
    hand.board.viewportEvent(QEvent(QEvent.Type.Leave))
    assert hand.board.viewport().grab().toImage() == before


# --- What the board brings into view by itself --------------------------------------------------------------------


def in_sight(board: DayBoard, rect: QRect) -> bool:
    return board.viewport().rect().contains(rect.adjusted(1, 1, -1, -1))


def test_a_ghost_far_to_the_side_comes_into_sight_and_stays_there_in_a_smaller_board(hand: Hand) -> None:
    board = hand.board
    state = many_doctors(12)
    board.show_state(state)
    column = state.columns[-1]
    ghost = Ghost(column.practitioner_id, column.day, 15 * 60 + 30, 16 * 60, "Asha Rao")
    board.show_state(replace(state, ghost=ghost))
    rect = board.ghost_rect()
    assert rect is not None and in_sight(board, rect)

    board.resize(board.width() - 300, board.height() - 100)
    rect = board.ghost_rect()
    assert rect is not None and in_sight(board, rect)


def test_a_hand_that_scrolls_away_from_the_ghost_is_left_alone(hand: Hand) -> None:
    board = hand.board
    state = many_doctors(12)
    column = state.columns[-1]
    ghost = Ghost(column.practitioner_id, column.day, 15 * 60 + 30, 16 * 60, "A")
    board.show_state(replace(state, ghost=ghost))
    board.horizontalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    board.show_state(replace(state, ghost=replace(ghost, label="Asha Rao")))
    assert board.horizontalScrollBar().value() == 0


def test_a_week_in_a_narrow_board_shows_today_first(hand: Hand) -> None:
    board = hand.board
    board.resize(560, 700)
    week = one_week()
    assert week.now is not None
    today = week.now.astimezone(week.zone).date()
    index = next(place for place, column in enumerate(week.columns) if column.day == today)
    assert index > 0
    board.show_state(week)
    bar = board.horizontalScrollBar()
    assert board.column_origin(index).x() == 0 or bar.value() == bar.maximum()
    assert board.column_origin(index).x() + board.geometry_of_day().column_width(index) <= board.viewport().width()
