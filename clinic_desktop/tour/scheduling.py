"""The tour's part about times: visits carried about, why a time is not free, a late doctor, looking back."""

from PySide6.QtCore import Qt

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.scheduling import ClosedReason, WhyNot
from clinic_desktop.services.appointments.views import Card, DayColumn
from clinic_desktop.tour.at_the_desk import AtTheDesk
from clinic_desktop.ui.appointments.board.dragging import SNAP_MINUTES
from clinic_desktop.ui.appointments.board.focus import FreeCell
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.scheduling.late_dialog import LateDialog

_CONTROL = Qt.KeyboardModifier.ControlModifier
_S = AppointmentState
_LATE = 20
_MOST_STEPS = 120


class Scheduling(AtTheDesk):
    """Each method is one step, and finds its way from wherever the step before ended."""

    def run(self) -> None:
        """All steps in order, as the front desk."""
        self.carry_to_another_day()
        self.ask_why_not()
        self.run_late()
        self.look_back()

    def carry_to_another_day(self) -> None:
        driver = self.driver
        with driver.step("a visit is made shorter, parked, and put down on another day"):
            self.begin_at_the_board()
            card = self.carried()
            self.click_card(card.appointment_id)
            driver.press(Qt.Key.Key_L)
            driver.check(self.board.is_moving(), "L takes the visit's end")
            driver.press(Qt.Key.Key_Up)
            driver.picture("shorter")
            driver.press(Qt.Key.Key_Return)
            shorter = card.period.minutes - SNAP_MINUTES
            driver.until(lambda: self.visit(card.appointment_id).period.minutes == shorter, "the visit is shorter")
            driver.settle()
            self.click_card(card.appointment_id)
            driver.press(Qt.Key.Key_K)
            driver.until(lambda: len(self.page.shelf.chips) == 1, "K parks it on the shelf")
            self.go_to_next_day_of(card.practitioner_id)
            self._walk_to_free_time(card.practitioner_id)
            driver.press(Qt.Key.Key_K)
            driver.check(self.board.is_moving(), "K on free time takes it off the shelf")
            driver.picture("put down on another day")
            driver.press(Qt.Key.Key_Return)
            today = self.local_day(card.period.start)
            driver.until(
                lambda: self.local_day(self.visit(card.appointment_id).period.start) > today,
                "Enter puts it down on another day",
            )
            driver.until(lambda: not self.page.shelf.chips, "the shelf is empty")
            driver.picture("on another day")

    def ask_why_not(self) -> None:
        driver = self.driver
        with driver.step("why not here, and squeezed in all the same"):
            self.begin_at_the_board()
            card, rest = self.before_a_break()
            person = self.somebody_else()
            self.click_card(card.appointment_id)
            driver.press(Qt.Key.Key_Q)
            driver.until(lambda: driver.window.findChildren(BookingDock), "Q asks why the visit's time is not free")
            why = driver.find(BookingDock).slots.why
            driver.until(lambda: driver.shows(card.patient_name), "it says who has it")
            driver.check(why.time.edit.hasFocus(), "another time can be typed at once")
            self._ask(rest)
            driver.until(lambda: driver.shows("break"), "a break is called a break")
            driver.check(not why.anyway.isVisible(), "the front desk may not book over it")
            driver.picture("why not at the break")
            self._ask(self.local_minute(card.period.start))
            driver.until(why.anyway.isVisible, "beside somebody they may squeeze in")
            driver.click(why.anyway)
            driver.check(why.reason.edit.hasFocus(), "a reason is asked for")
            driver.write("In pain since last night")
            self.take_person(driver.find(BookingDock).person, person)
            driver.picture("squeezed in")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self._of(person.id) is not None, "the visit is booked")
            booked = self._of(person.id)
            assert booked is not None
            driver.check(booked.period.start == card.period.start, "at the time that was asked for")
            driver.check(WhyNot.TAKEN in booked.passed_over, "and it is kept what was passed over")

    def run_late(self) -> None:
        driver = self.driver
        with driver.step("a doctor runs late, and not after all"):
            self.begin_at_the_board()
            column, card = self.busiest()
            before = card.period.start
            self.click_card(card.appointment_id)
            driver.press(Qt.Key.Key_D)
            driver.until(lambda: self.page.doctor_menu.menu is not None, "D opens the doctor's menu")
            driver.press(Qt.Key.Key_Down)
            driver.press(Qt.Key.Key_Return)
            driver.until(lambda: driver.dialogs(LateDialog), "it is asked by how much")
            dialog = driver.dialogs(LateDialog)[0]
            driver.fill(dialog.minutes.edit, str(_LATE))
            driver.settle()
            driver.check("begin later" in dialog.count.text(), "who begins later is shown first")
            driver.picture("running late")
            driver.press(Qt.Key.Key_Return)
            driver.until(lambda: self._late_minutes(column.practitioner_id) == _LATE, "one Enter says it")
            driver.until(lambda: self.visit(card.appointment_id).period.start > before, "the visits begin later")
            driver.settle()
            driver.picture("the doctor is late")
            driver.press(Qt.Key.Key_Z, _CONTROL)
            driver.until(lambda: self.visit(card.appointment_id).period.start == before, "Ctrl+Z takes it back")
            driver.until(lambda: self._late_minutes(column.practitioner_id) == 0, "and the doctor is on time again")

    def look_back(self) -> None:
        driver = self.driver
        with driver.step("the board as it stood"):
            self.begin_at_the_board()
            driver.press(Qt.Key.Key_R)
            driver.until(lambda: self.page.rewind.isVisible(), "R looks back")
            driver.settle()
            driver.check(self.page.rewind.slider.hasFocus(), "the keys move the time")
            driver.press(Qt.Key.Key_PageDown)
            driver.settle()
            driver.check(driver.shows("As it was at"), "which time is shown stands above the board")
            driver.picture("the board as it stood")
            driver.press(Qt.Key.Key_Escape)
            driver.until(lambda: not self.page.rewind.isVisible(), "Esc comes back to now")
            driver.check(self.board.hasFocus(), "and the keyboard is on the board again")

    # --- What is chosen --------------------------------------------------------------------------------------------

    def carried(self) -> Card:
        """The last visit of today that may be moved and is long enough to be made shorter."""
        cards = [card for card in self.cards(_S.CONFIRMED) if card.may_move and card.period.minutes > 2 * SNAP_MINUTES]
        return max(cards, key=lambda card: card.period.start)

    def before_a_break(self) -> tuple[Card, int]:
        """A visit that is still to come, and a minute within a break of its doctor that is still to come too."""
        now = self.driver.application.session.now()
        for column in self.day().columns:
            breaks = [one.period for one in column.closed if one.reason is ClosedReason.BREAK]
            rest = next((period for period in breaks if period.start > now), None)
            card = next((card for card in column.cards if card.may_move and card.period.start > now), None)
            if rest is not None and card is not None:
                return card, self.local_minute(rest.start) + SNAP_MINUTES
        raise LookupError("no doctor has a visit and a break before them")

    def busiest(self) -> tuple[DayColumn, Card]:
        """The doctor with most visits to come, and the first of them."""
        now = self.driver.application.session.now()
        found = [
            (column, [card for card in column.cards if card.may_move and card.period.start > now])
            for column in self.day().columns
        ]
        column, cards = max(found, key=lambda pair: len(pair[1]))
        return column, min(cards, key=lambda card: card.period.start)

    def go_to_next_day_of(self, practitioner_id: int) -> None:
        """Ctrl+Right until the doctor has free time."""
        for _ in range(14):
            self.driver.press(Qt.Key.Key_Right, _CONTROL)
            self.driver.settle()
            if any(
                layout.column.practitioner_id == practitioner_id and layout.column.free_starts
                for layout in (self.board.layouts() if self.board.isVisible() else ())
            ):
                return

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _walk_to_free_time(self, practitioner_id: int) -> None:
        """With arrows alone, to free time of that doctor."""
        for _ in range(_MOST_STEPS):
            cell = self.board.focused_cell()
            column = next(
                (one.column for one in self.board.layouts() if one.column.practitioner_id == practitioner_id), None
            )
            inside = isinstance(cell, FreeCell) and column is not None and cell.column_key == column.key
            if inside:
                self.driver.note("arrows lead to free time")
                return
            self.driver.press(Qt.Key.Key_Right if self._column_in_hand() != practitioner_id else Qt.Key.Key_Down)
        self.driver.check(False, "arrows lead to free time")

    def _column_in_hand(self) -> int | None:
        """The doctor whose column the keyboard is in."""
        cell = self.board.focused_cell()
        for layout in self.board.layouts():
            if isinstance(cell, FreeCell) and cell.column_key == layout.column.key:
                return layout.column.practitioner_id
            if cell is not None and not isinstance(cell, FreeCell) and layout.placed(cell.appointment_id) is not None:
                return layout.column.practitioner_id
        return None

    def _ask(self, minute: int) -> None:
        """Types a time into the field that asks about it."""
        why = self.driver.find(BookingDock).slots.why
        self.driver.fill(why.time.edit, f"{minute // 60:02}:{minute % 60:02}")
        self.driver.press(Qt.Key.Key_Return)
        self.driver.settle()

    def _of(self, patient_id: int) -> Card | None:
        """The person's visit today."""
        return next((card for card in self.cards() if card.patient_id == patient_id), None)

    def _late_minutes(self, practitioner_id: int) -> int:
        return next(one.late_minutes for one in self.day().columns if one.practitioner_id == practitioner_id)
