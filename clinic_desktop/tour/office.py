"""The admin's and the patient's parts of the tour."""

from PySide6.QtCore import Qt

from clinic_desktop.tour.driver import Driver
from clinic_desktop.tour.people import change_person

_CONTROL = Qt.KeyboardModifier.ControlModifier


def admin(driver: Driver) -> None:
    """Overview, people, services, centres, history and settings."""
    with driver.step("the admin signs in"):
        change_person(driver, "admin")
        desk = driver.application.desk
        assert desk is not None
        driver.check(desk.workspace.route == "overview", "the overview is in view")
        driver.picture("overview")
    with driver.step("the admin's pages"):
        for route in ("people", "practitioner_form", "services", "centres", "audit", "settings"):
            desk.workspace.open(route)
            driver.settle()
            driver.check(desk.workspace.route == route, f"{route} is in view")
            driver.picture(route)


def patient(driver: Driver) -> None:
    """Own visits, finding a doctor, and the profile."""
    with driver.step("a patient signs in"):
        change_person(driver, "patient")
        desk = driver.application.desk
        assert desk is not None
        driver.check(desk.workspace.route == "visits", "the patient's visits are in view")
        driver.picture("my visits")
    with driver.step("the patient's pages"):
        for route in ("find_doctor", "me"):
            desk.workspace.open(route)
            driver.settle()
            driver.check(desk.workspace.route == route, f"{route} is in view")
            driver.picture(route)


def nothing_broke(driver: Driver) -> None:
    """No bug was logged on the way."""
    with driver.step("nothing broke"):
        log = driver.application.settings.data_folder / "logs" / "error.log"
        text = log.read_text(encoding="utf-8") if log.is_file() else ""
        driver.check(not text.strip(), "the error log is empty")
