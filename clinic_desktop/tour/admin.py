"""The admin's part of the tour: every page, a new doctor with all that belongs to one, and their holidays."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QFileDialog, QLineEdit

from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.services.practitioners.values import DirectoryFilters, PractitionerProfile
from clinic_desktop.tour.driver import Driver
from clinic_desktop.tour.people import change_person
from clinic_desktop.ui.admin.hours import HoursScreen
from clinic_desktop.ui.admin.one_time_password import OneTimePasswordDialog
from clinic_desktop.ui.admin.people import PeopleScreen
from clinic_desktop.ui.admin.practitioner_form import PractitionerFormScreen
from clinic_desktop.ui.scheduling.exception_dialog import ExceptionDialog

NEW_DOCTOR = "Dr Léna Østby"
_EMAIL = "lena.ostby@clinic.example"
_FEE = 650
_CONTROL = Qt.KeyboardModifier.ControlModifier


class AdminDay:
    """Each method is one step."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        clinic = driver.application.clinic
        assert clinic is not None
        self.services = clinic.services

    def run(self, login: str) -> None:
        """All steps, as the admin with that login."""
        with self.driver.step("the admin signs in"):
            change_person(self.driver, login)
            self.driver.check(self.driver.route() == "overview", "the overview is in view")
            self.driver.picture("overview")
        self.pages()
        self.add_doctor()
        self.set_holidays()

    def new_doctor(self) -> PractitionerProfile | None:
        """The doctor whom the tour adds, once stored."""
        actor = self.driver.application.session.actor
        found = self.services.practitioners.directory(actor, DirectoryFilters(text=NEW_DOCTOR))
        return self.services.practitioners.profile(actor, found[0].id) if found else None

    def pages(self) -> None:
        """Walks through the rail by its keys."""
        driver = self.driver
        with driver.step("the admin's pages"):
            for route in ("messages", "people", "services", "centres", "audit"):
                driver.open_page(route)
                driver.picture(route)
            driver.press(Qt.Key.Key_Comma, _CONTROL)
            driver.settle()
            driver.check(driver.route() == "settings", "settings is in view")
            driver.picture("settings")

    def add_doctor(self) -> None:
        driver = self.driver
        with driver.step("a doctor is added"):
            driver.open_page("people")
            driver.click(driver.find(PeopleScreen).add_doctor)
            driver.settle()
            form = driver.find(PractitionerFormScreen)
            driver.check(form.name.edit.hasFocus(), "the name is asked first")
            driver.write(NEW_DOCTOR)
            self._choose_picture(form)
            driver.fill(form.email.edit, _EMAIL)
            driver.fill(form.experience.edit, "12")
            driver.click(form.specialities.line)
            driver.write("Card")
            driver.press(Qt.Key.Key_Return)
            driver.press(Qt.Key.Key_Escape)
            driver.fill(form.qualifications.edit, "MBBS, MD")
            driver.fill(form.languages.edit, "English, हिन्दी")
            driver.fill(form.about.edit, "Listens first.")
            place = next(place for place in form.places.places.values() if place.works.isChecked())
            driver.fill(place.fee.edit, str(_FEE))
            driver.fill(place.week.times["start"].edit, "10:00")
            driver.press(Qt.Key.Key_Tab)
            service, offer = next(pair for pair in form.offers.offers.items() if not pair[1].box.isChecked())
            driver.click(offer.box)
            driver.picture("a new doctor")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: driver.dialogs(OneTimePasswordDialog), "the one-time password is shown")
            self._check_stored(service)
            driver.picture("the password to hand over")
            driver.press(Qt.Key.Key_Return)
            driver.until(lambda: driver.route() == "people", "the list is in view again")
            driver.settle()
            driver.check(driver.shows(NEW_DOCTOR), "with the new doctor beside it")
            driver.picture("the new doctor")

    def set_holidays(self) -> None:
        driver = self.driver
        with driver.step("the doctor's holidays are set"):
            profile = self.new_doctor()
            assert profile is not None
            driver.click(driver.find(PeopleScreen).doctor_panel.hours)
            driver.settle()
            editor = driver.find(HoursScreen).editor
            driver.check(driver.find(HoursScreen).doctor.line.shown() == NEW_DOCTOR, "the doctor's hours are in view")
            driver.picture("hours of the new doctor")
            driver.click(editor.exceptions.add)
            driver.until(lambda: driver.dialogs(ExceptionDialog), "the exception is asked for")
            dialog = driver.dialogs(ExceptionDialog)[0]
            first = self.driver.application.session.today() + timedelta(days=14)
            driver.write("Vac")
            driver.fill(dialog.first.edit, first.isoformat())
            last = first + timedelta(days=4)
            driver.fill(dialog.last.edit, last.isoformat())
            driver.fill(dialog.reason.edit, "Congress in Oslo")
            driver.picture("holidays")
            driver.click(dialog.save)
            driver.until(lambda: self._is_away(profile.id, first), "the holidays are stored")
            driver.until(lambda: driver.shows("Congress in Oslo"), "and stand in the list")
            driver.settle()
            place, service = profile.roles[0].location_id, profile.services[0].service_id
            free = self.services.slots.free_slots(profile.id, place, service, first, first + timedelta(days=13))
            days = {slot.period.start.date() for slot in free}
            driver.check(days and min(days) > last, "nobody can book the doctor until they are back")
            driver.picture("holidays set")

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _choose_picture(self, form: PractitionerFormScreen) -> None:
        """Through the file dialog, as a person does."""
        driver, path = self.driver, self.driver.folder / "data" / "doctor.png"
        _paint_picture(path)
        driver.click(form.picture.choose_button)
        driver.until(lambda: driver.dialogs(QFileDialog), "a file is asked for")
        driver.fill(driver.find(QLineEdit, driver.dialogs(QFileDialog)[0]), str(path))
        driver.press(Qt.Key.Key_Return)
        driver.until(lambda: form.picture.view.has_picture, "the picture is shown")

    def _check_stored(self, service_id: int) -> None:
        driver, profile = self.driver, self.new_doctor()
        driver.check(profile is not None, "the doctor is stored")
        assert profile is not None
        driver.check(profile.roles[0].fee.minor == _FEE * 100, "with the fee")
        driver.check(service_id in [service.service_id for service in profile.services], "with the service")
        driver.check(self.services.pictures.path(profile.picture, 256).exists(), "with the picture")
        rules = self.services.hours.hours(driver.application.session.actor, profile.id).rules
        driver.check(
            {rule.start_minute for rule in rules if rule.kind is RuleKind.WORK} == {10 * 60}, "with the weekly hours"
        )

    def _is_away(self, practitioner_id: int, day: date) -> bool:
        view = self.services.hours.hours(self.driver.application.session.actor, practitioner_id)
        return any(
            kept.draft.kind is ExceptionKind.VACATION and kept.draft.first_day == day for kept in view.exceptions
        )


def _paint_picture(path: Path) -> None:
    image = QImage(480, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, image.height())
    sky.setColorAt(0, QColor(96, 165, 170))
    sky.setColorAt(1, QColor(24, 78, 92))
    painter.fillRect(image.rect(), sky)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(236, 205, 182))
    painter.drawEllipse(150, 130, 180, 220)
    painter.setBrush(QColor(245, 245, 245))
    painter.drawEllipse(60, 380, 360, 320)
    painter.end()
    image.save(str(path))
