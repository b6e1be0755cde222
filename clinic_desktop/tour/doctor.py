"""The doctor's part of the tour: call in, write, complete with one key; hours and earnings."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.detail_views import PractitionerDay
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.tour.driver import Driver
from clinic_desktop.tour.people import change_person
from clinic_desktop.ui.doctor.my_day import MyDayScreen

_CONTROL = Qt.KeyboardModifier.ControlModifier
_COMPLAINT = "Cough for four days, worse at night."


class DoctorDay:
    """Each method is one step."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        clinic = driver.application.clinic
        assert clinic is not None
        self.services = clinic.services

    def run(self, login: str) -> None:
        """All steps, as the doctor with that login."""
        with self.driver.step("the doctor signs in"):
            change_person(self.driver, login)
            self.driver.until(lambda: self.driver.window.findChildren(MyDayScreen), "the doctor's day is in view")
            self.driver.picture("my day")
        self.complete_with_one_key()
        self.other_pages()

    def day(self) -> PractitionerDay:
        """The doctor's day, as the services say."""
        session = self.driver.application.session
        assert session.actor.practitioner_id is not None
        return self.services.days.doctor_day(session.actor, session.actor.practitioner_id, session.today())

    def complete_with_one_key(self) -> None:
        driver = self.driver
        with driver.step("a visit is written up and completed") as step:
            page = driver.find(MyDayScreen)
            if self.day().with_me is None:
                driver.press(Qt.Key.Key_N)
                driver.settle()
                driver.press(Qt.Key.Key_S)
                driver.until(lambda: self.day().with_me is not None, "the next patient was called in")
            visit = self.day().with_me
            assert visit is not None
            driver.until(lambda: page.visit.isVisible(), "the visit is in view")
            driver.click(driver.find(QPlainTextEdit, page.visit.note).viewport())
            driver.write(_COMPLAINT)
            driver.picture("writing a note")
            step.keys = 0
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self.state_of(visit) is AppointmentState.COMPLETED, "one key completed the visit")
            driver.check(step.keys == 1, "it took one key")
            session = driver.application.session
            assert visit.encounter_id is not None
            note = self.services.visits.note(session.actor, visit.encounter_id)
            driver.check(_COMPLAINT in note.note.complaint, "the note was kept")
            driver.picture("visit completed")

    def other_pages(self) -> None:
        driver = self.driver
        with driver.step("the doctor's other pages"):
            for route in ("my_hours", "my_patients", "earnings"):
                driver.open_page(route)
                driver.picture(route)

    def state_of(self, visit: Card) -> AppointmentState | None:
        """How the visit stands now."""
        return next((c.state for c in self.day().cards if c.appointment_id == visit.appointment_id), None)
