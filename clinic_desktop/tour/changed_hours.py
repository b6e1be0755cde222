"""The admin's part of the tour about hours: booking over a break, and changed hours that hit a visit."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt

from clinic_desktop.domain.codes import AppointmentState, ExceptionKind
from clinic_desktop.domain.scheduling import ClosedReason, WhyNot
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.tour.at_the_desk import AtTheDesk
from clinic_desktop.ui.admin.hours import HoursScreen
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.scheduling.exception_dialog import ExceptionDialog

_S = AppointmentState
_CONTROL = Qt.KeyboardModifier.ControlModifier
_REASON = "Theatre in the afternoon"
_DAYS_AHEAD, _DAYS_LOOKED_AT = 3, 10


class ChangedHours(AtTheDesk):
    """Each method is one step, and finds its way from wherever the step before ended."""

    def run(self) -> None:
        """All steps in order, as an admin."""
        self.book_over_a_break()
        self.change_hours()

    def book_over_a_break(self) -> None:
        driver = self.driver
        with driver.step("an admin books over a break, with a reason"):
            self.begin_at_the_board()
            person = self.somebody_else()
            practitioner_id, rest = self.break_to_come()
            day, minute = self.local_day(rest), self.local_minute(rest)
            self.go_to_day(day)
            board = self.board
            column = [layout.column.practitioner_id for layout in board.layouts()].index(practitioner_id)
            board.bring_into_view(board.span_rect(column, minute, minute + 5))
            driver.settle()
            driver.double_click(board.viewport(), board.span_rect(column, minute, minute + 5).center())
            driver.settle()
            dock = driver.find(BookingDock)
            why = dock.slots.why
            driver.until(lambda: driver.shows("break"), "a double click asks about the break")
            driver.until(why.anyway.isVisible, "an admin may book there anyway")
            driver.click(why.anyway)
            driver.write("The doctor asked for it")
            self.take_person(dock.person, person)
            driver.picture("booked over the break")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self._of(person.id, day) is not None, "the visit is booked")
            booked = self._of(person.id, day)
            assert booked is not None
            driver.check(self.local_minute(booked.period.start) == minute, "in the break")
            driver.check(booked.passed_over == (WhyNot.BREAK,), "and it is kept what was passed over")

    def change_hours(self) -> None:
        driver = self.driver
        with driver.step("changed hours move the visit that they hit, and are undone"):
            self.begin_at_the_board()
            hit = self.booked_ahead()
            visit_id, practitioner_id, starts_at = hit.appointment_id, hit.practitioner_id, hit.period.start
            self._open_hours_from(hit)
            editor = driver.find(HoursScreen).editor
            driver.click(editor.exceptions.add)
            driver.until(lambda: driver.dialogs(ExceptionDialog), "the exception is asked for")
            dialog = driver.dialogs(ExceptionDialog)[0]
            driver.write("Blocked")
            day = self.local_day(starts_at)
            driver.fill(dialog.first.edit, day.isoformat())
            driver.fill(dialog.last.edit, day.isoformat())
            driver.fill(dialog.start.edit, f"{starts_at.astimezone(driver.application.session.centre.zone):%H:%M}")
            driver.fill(dialog.end.edit, "23:00")
            driver.fill(dialog.reason.edit, _REASON)
            driver.settle()
            driver.until(dialog.choices.table.isVisible, "whom it hits is listed")
            table = dialog.choices.table
            driver.click(table.viewport(), table.visualRect(table.model().index(0, 1)).center())
            driver.press(Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
            driver.until(lambda: "moved" in dialog.choices.totals.text(), "all are to be moved")
            driver.picture("whom the changed hours hit")
            driver.click(dialog.save)
            driver.until(lambda: self.visit(visit_id).period.start != starts_at, "the visit has another time")
            driver.check(self._blocked(practitioner_id), "and the hours are stored")
            driver.settle()
            driver.picture("the changed hours")
            driver.press(Qt.Key.Key_Z, _CONTROL)
            driver.until(lambda: self.visit(visit_id).period.start == starts_at, "Ctrl+Z puts the visit back")
            driver.until(lambda: not self._blocked(practitioner_id), "and the hours too")

    # --- What is chosen --------------------------------------------------------------------------------------------

    def break_to_come(self) -> tuple[int, datetime]:
        """A doctor, and when their next break begins: not today where the centre is closed."""
        session = self.driver.application.session
        for ahead in range(_DAYS_LOOKED_AT):
            for column in self.day(session.today() + timedelta(days=ahead)).columns:
                for closed in column.closed:
                    if closed.reason is ClosedReason.BREAK and closed.period.start > session.now():
                        return column.practitioner_id, closed.period.start
        raise LookupError("nobody has a break in the next days")

    def booked_ahead(self) -> Card:
        """The last visit of one of the next days, which may be moved."""
        today = self.driver.application.session.today()
        for ahead in range(_DAYS_AHEAD, _DAYS_AHEAD + _DAYS_LOOKED_AT):
            cards = [card for card in self.cards(_S.CONFIRMED, day=today + timedelta(days=ahead)) if card.may_move]
            if cards:
                return max(cards, key=lambda card: card.period.start)
        raise LookupError("nobody has a visit in the next days")

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _open_hours_from(self, card: Card) -> None:
        """By the menu of the doctor of a card on the board."""
        driver = self.driver
        self.go_to_day(self.local_day(card.period.start))
        self.click_card(card.appointment_id)
        driver.press(Qt.Key.Key_D)
        menu = self.page.doctor_menu.menu
        driver.check(menu is not None, "D opens the doctor's menu")
        driver.press(Qt.Key.Key_Up)
        driver.press(Qt.Key.Key_Return)
        driver.until(lambda: driver.route() == "hours", "its last entry leads to the hours")
        driver.settle()

    def _of(self, patient_id: int, day: date) -> Card | None:
        """The person's visit on that day."""
        return next((card for card in self.cards(day=day) if card.patient_id == patient_id), None)

    def _blocked(self, practitioner_id: int) -> bool:
        view = self.services.hours.hours(self.driver.application.session.actor, practitioner_id)
        return any(
            kept.draft.kind is ExceptionKind.BLOCKED and kept.draft.reason == _REASON for kept in view.exceptions
        )
