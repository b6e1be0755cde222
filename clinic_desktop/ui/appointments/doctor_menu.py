"""What can be done with a doctor's day from the board: the menu of a column's head, of a key, and of two commands."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.scheduling.hours_desk import HoursDesk
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.session import Session

LATE, AWAY = "running_late", "not_available"
"""The commands that the omnibox and the page know."""


class DoctorMenu(QObject):
    """``owner`` is the page that the dialogs belong to."""

    def __init__(self, theme: Theme, session: Session, shell: Shell, desk: HoursDesk, owner: QWidget) -> None:
        super().__init__(owner)
        self._theme, self._session, self._shell, self._desk, self._owner = theme, session, shell, desk, owner
        desk.setParent(self)
        self.menu: Menu | None = None

    def open(self, practitioner_id: int, name: str, at: QPoint, is_today: bool) -> None:
        """The menu of one doctor. What is said of now is offered on today's board only."""
        menu = self._new(name)
        says = is_today and self._session.may(Permission.SAY_LATE)
        if says:
            menu.add(self.tr("Running late…"), lambda: self.do(LATE, practitioner_id, name), "clock-alert")
            menu.add(self.tr("Not available from now…"), lambda: self.do(AWAY, practitioner_id, name), "calendar-x")
        week = self.tr("Week of this doctor")
        menu.add(week, lambda: self._shell.open("board", practitioner_id=practitioner_id), "calendar-days")
        if self._session.may(Permission.EDIT_HOURS):
            hours = self.tr("Hours and exceptions")
            menu.add(hours, lambda: self._shell.open("hours", practitioner_id=practitioner_id), "clock")
        menu.popup(at)

    def choose(self, what: str, doctors: Sequence[Choice], at: QPoint) -> None:
        """Asks of which doctor it is to be said; with one there is nothing to ask."""
        if len(doctors) == 1:
            self.do(what, doctors[0].value, doctors[0].text)
            return
        menu = self._new(self.tr("Which doctor"))
        for doctor in doctors:
            menu.add(doctor.text, lambda doctor=doctor: self.do(what, doctor.value, doctor.text), "stethoscope")  # type: ignore[misc]
        menu.popup(at)

    def do(self, what: str, practitioner_id: object, name: str) -> None:
        """Opens the dialog."""
        if isinstance(practitioner_id, int) and self._session.may(Permission.SAY_LATE):
            opened = self._desk.open_late if what == LATE else self._desk.open_absence
            opened(practitioner_id, name, self._owner)

    def _new(self, name: str) -> Menu:
        menu = Menu(self._theme, self._owner)
        menu.setAccessibleName(name)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        return menu
