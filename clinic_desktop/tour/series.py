"""The tour's part about a series: every clash is shown before anything is booked, and the patient is told."""

from datetime import date, timedelta

from PySide6.QtCore import Qt

from clinic_desktop.domain.codes import AppointmentState, MessageKind
from clinic_desktop.domain.period import Period
from clinic_desktop.services.messages.values import MessageFilter
from clinic_desktop.tour.at_the_desk import AtTheDesk
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.outbox.messages import MessagesScreen

_CONTROL = Qt.KeyboardModifier.ControlModifier
_S = AppointmentState
_WEEK = timedelta(days=7)
_VISITS = 4


class SeriesOfVisits(AtTheDesk):
    """One step: weekly visits, one of which clashes with somebody else's."""

    def run(self) -> None:
        """The step, as the front desk."""
        self.book_series()

    def book_series(self) -> None:
        driver = self.driver
        with driver.step("a series with a clash is booked"):
            self.begin_at_the_board()
            practitioner_id, service_id, first = self.weekly_time()
            self.other_desk.book(
                self.somebody_else().id, practitioner_id, service_id, Period(first.start + _WEEK, first.end + _WEEK)
            )
            person = self.somebody_else(with_email=True)
            self.go_to_day(self.local_day(first.start))
            self.click_time(practitioner_id, self.local_minute(first.start))
            dock = driver.find(BookingDock)
            self.take_person(dock.person, person)
            driver.click(dock.series.repeat.line)
            driver.write("Every week")
            driver.press(Qt.Key.Key_Return)
            driver.fill(dock.series.count.edit, str(_VISITS))
            driver.until(lambda: len(dock.series.rows) == _VISITS, "every visit of the series is listed")
            clash = dock.series.rows[1]
            driver.until(lambda: not clash.box.isChecked() and clash.instead.isVisible(), "the clash is shown")
            driver.check(driver.shows("somebody else has it"), "and says why")
            driver.settle()
            driver.click(clash.instead.chips[0])
            driver.until(clash.box.isChecked, "another time is chosen for it")
            driver.picture("a series with a clash")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: person.name in self.toast(), "the toast says for whom visits were booked")
            self._check_series(person.id, first)
            driver.picture("the series is booked")
            self._find_message(person.id, person.name)

    # --- Inside ----------------------------------------------------------------------------------------------------

    def weekly_time(self) -> tuple[int, int, Period]:
        """A doctor, their service, and a time next week that is free in each of the weeks after it too."""
        session = self.driver.application.session
        first, last = session.today() + timedelta(days=3), session.today() + timedelta(days=9 + 7 * _VISITS)
        for column in self.day().columns:
            if column.service_id is None:
                continue
            free = self.services.slots.free_slots(
                column.practitioner_id, session.centre.id, column.service_id, first, last
            )
            starts = {slot.period.start for slot in free}
            for slot in free:
                if all(slot.period.start + _WEEK * week in starts for week in range(_VISITS)):
                    return column.practitioner_id, column.service_id, slot.period
        raise LookupError("nobody has the same time free in four weeks")

    def _check_series(self, patient_id: int, first: Period) -> None:
        session, day = self.driver.application.session, self.local_day(first.start)
        card = next(card for card in self.cards(_S.CONFIRMED, day=day) if card.patient_id == patient_id)
        self.driver.check(card.period.start == first.start, "the first visit is at the time that was clicked")
        assert card.series_id is not None
        members = self.services.series.series(session.actor, card.series_id).members
        days = {self.local_day(member.period.start) for member in members}
        self.driver.check(len(members) == _VISITS, f"{_VISITS} visits are stored")
        self.driver.check(members[1].period.start != first.start + _WEEK, "the second at the other time")
        expected: set[date] = {day + _WEEK * week for week in (0, 2, 3)}
        self.driver.check(expected <= days, "the others a week apart")

    def _find_message(self, patient_id: int, name: str) -> None:
        """The booking's message, on the page of messages and in the outbox."""
        driver, actor = self.driver, self.driver.application.session.actor
        wanted = MessageFilter(patient_id=patient_id)
        rows = self.services.messages.listing(actor, wanted).rows
        driver.check(
            any(row.kind is MessageKind.CONFIRMATION for row in rows), "a message about it stands in the outbox"
        )
        driver.open_page("messages")
        driver.press(Qt.Key.Key_F3)
        driver.write(name)
        page = driver.find(MessagesScreen)
        driver.until(
            lambda: page.rows.rowCount() == len(rows) and page.rows.index(0, 1).data() == name, "it is listed for them"
        )
        driver.picture("the message of the booking")
