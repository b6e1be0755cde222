"""A late doctor's visit comes onto a time that another desk is holding: the dialog says so before Enter."""

from dataclasses import replace

from PySide6.QtCore import Qt

from clinic_desktop.ui.doctor.my_day import MyDayScreen
from clinic_desktop.ui.scheduling.late_dialog import LateDialog
from tests.builders import local
from tests.conftest import NOW
from tests.ui.appointments.reception import ReceptionDesk
from tests.ui.scheduling.test_changes import office

__all__ = ["office"]


def test_the_dialog_names_the_time_that_another_desk_holds(office: ReceptionDesk) -> None:
    office.book(local(NOW.date(), "11:30"))
    clinic = office.clinic
    other = replace(clinic.coordinator, desk="desk-2")
    office.services.holds.hold(
        other, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(NOW.date(), "12:00")
    )
    office.workspace.open("my_day")
    office.settle()
    page = office.workspace.page
    assert isinstance(page, MyDayScreen)
    office.key(Qt.Key.Key_L)
    dialog = page.findChild(LateDialog)
    assert dialog is not None
    (visit,) = dialog._model.state.day.visits if dialog._model.state.day else ()
    what = dialog._what(visit)
    assert "another desk is holding that time" in str(what)
    dialog.reject()
