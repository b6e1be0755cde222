"""The patient's part of the tour: finds a doctor, books to the end, and cancels again."""

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.detail_views import PatientVisit
from clinic_desktop.tour.admin import NEW_DOCTOR
from clinic_desktop.tour.driver import Driver
from clinic_desktop.tour.people import change_person
from clinic_desktop.ui.self_service.cancel_dialog import CancelDialog
from clinic_desktop.ui.self_service.find_doctor import FindDoctorScreen
from clinic_desktop.ui.self_service.visits import VisitsScreen
from clinic_desktop.viewmodels.self_service.find_doctor_state import Stage

_REASON = "Palpitations when climbing stairs"


class PatientAtHome:
    """Each method is one step. The doctor is the one whom the admin added before."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        clinic = driver.application.clinic
        assert clinic is not None
        self.services = clinic.services

    def run(self, login: str) -> None:
        """All steps, as the patient with that login."""
        with self.driver.step("a patient signs in"):
            change_person(self.driver, login)
            self.driver.check(self.driver.route() == "visits", "the patient's visits are in view")
            self.driver.picture("my visits")
        self.book()
        self.cancel()
        self.profile()

    def booked(self) -> PatientVisit | None:
        """The visit that the tour booked, as the services say."""
        actor = self.driver.application.session.actor
        visits = self.services.days.patient_appointments(actor, actor.patient_id or 0)
        found = [visit for visit in (*visits.upcoming, *visits.past) if visit.card.reason == _REASON]
        return found[0] if found else None

    def book(self) -> None:
        driver = self.driver
        with driver.step("the patient finds a doctor and books"):
            driver.click(driver.find(VisitsScreen).book_button)
            driver.settle()
            page = driver.find(FindDoctorScreen)
            driver.fill(page.doctors.search, "Lena Ostby")
            driver.until(lambda: len(page.doctors.cards) == 1, "the doctor is found without her accents")
            driver.click(next(iter(page.doctors.cards.values())))
            driver.until(lambda: page.times.times, "her free times are in view")
            driver.settle()
            start, time = next(iter(page.times.times.items()))
            driver.click(time)
            driver.picture("a time is chosen")
            driver.click(page.go_button)
            driver.until(page.confirm.isVisible, "what will be booked is shown")
            driver.fill(page.confirm.reason.edit, _REASON)
            driver.picture("the visit before it is booked")
            driver.click(page.go_button)
            driver.until(lambda: page._view_model.state.stage is Stage.DONE, "the visit is booked")
            visit = self.booked()
            driver.check(visit is not None, "the visit is stored, with the reason")
            assert visit is not None
            driver.check(visit.card.period.start == start, "at the time that was chosen")
            driver.check(visit.card.practitioner_name == NEW_DOCTOR, "with the doctor")
            driver.picture("the visit is booked")
            driver.click(page.done.visits)
            driver.settle()
            driver.check(visit.card.appointment_id in driver.find(VisitsScreen).cards, "it stands among the visits")
            driver.picture("my visits with the new one")

    def cancel(self) -> None:
        driver = self.driver
        with driver.step("the patient cancels the visit"):
            visit = self.booked()
            assert visit is not None
            driver.click(driver.find(VisitsScreen).cards[visit.card.appointment_id].cancel)
            driver.until(lambda: driver.dialogs(CancelDialog), "the program asks first")
            dialog = driver.dialogs(CancelDialog)[0]
            driver.fill(dialog.reason.edit, "I feel well again")
            driver.picture("cancelling")
            driver.click(dialog.act)
            driver.until(lambda: self._state() is AppointmentState.CANCELLED, "the visit is cancelled")
            driver.settle()
            driver.check(not driver.dialogs(CancelDialog), "the question is gone")
            driver.picture("my visits after cancelling")

    def profile(self) -> None:
        driver = self.driver
        with driver.step("the patient's profile"):
            driver.open_page("me")
            driver.picture("me")

    def _state(self) -> AppointmentState | None:
        visit = self.booked()
        return visit.card.state if visit is not None else None
