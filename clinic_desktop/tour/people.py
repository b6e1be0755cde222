"""Signing people in and out as they do it themselves."""

from PySide6.QtCore import Qt

from clinic_desktop.services.demo import PASSWORD
from clinic_desktop.tour.driver import Driver
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.sign_in_page import SignInPage


def sign_in(driver: Driver, login: str, password: str = PASSWORD) -> None:
    """Types login and password, each ended by Enter."""
    driver.until(lambda: isinstance(driver.window.current, SignInPage), "the sign-in page is in view")
    driver.write(login)
    driver.press(Qt.Key.Key_Return)
    driver.write(password)
    driver.press(Qt.Key.Key_Return)
    session = driver.application.session
    driver.until(lambda: session.signed_in, f"{login} is signed in")
    driver.settle()


def change_person(driver: Driver, login: str) -> None:
    """Locks with Ctrl+L, chooses "Change person", and signs somebody else in."""
    driver.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: isinstance(driver.window.current, LockPage), "the desk is locked")
    driver.click(driver.find(Button, named="Change person"))
    before = driver.application.session.actor.account_id
    driver.until(lambda: isinstance(driver.window.current, SignInPage), "the sign-in page is in view")
    driver.write(login)
    driver.press(Qt.Key.Key_Return)
    driver.write(PASSWORD)
    driver.press(Qt.Key.Key_Return)
    session = driver.application.session
    driver.until(lambda: session.signed_in and session.actor.account_id != before, f"{login} is signed in")
    driver.settle()
