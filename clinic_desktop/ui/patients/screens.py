"""The pages about patients by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.outbox.told_list import make_told_list
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.patients.patient import PatientScreen
from clinic_desktop.ui.patients.patient_form import PatientFormScreen
from clinic_desktop.ui.patients.patient_merge import PatientMergeScreen
from clinic_desktop.ui.patients.patients import PatientsScreen
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.patients.patient import PatientViewModel
from clinic_desktop.viewmodels.patients.patient_form import PatientFormViewModel
from clinic_desktop.viewmodels.patients.patient_merge import PatientMergeViewModel
from clinic_desktop.viewmodels.patients.patients import PatientsViewModel


def _portraits(parts: Parts) -> Portraits:
    return Portraits(parts.services.pictures, parts.tasks.slow)


def _patients(parts: Parts, parent: QWidget) -> Screen:
    model = PatientsViewModel(parts.session, parts.tasks, parts.services.patients)
    return PatientsScreen(
        parts.theme, model, parts.session, parts.hub, parts.shell, parts.locale, _portraits(parts), parent
    )


def _patient(parts: Parts, parent: QWidget) -> Screen:
    model = PatientViewModel(parts.session, parts.tasks, parts.services.patients)
    return PatientScreen(
        parts.theme, model, parts.session, parts.hub, parts.shell, parts.locale, _portraits(parts),
        make_told_list(parts, framed=True), parent,
    )  # fmt: skip


def _patient_form(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    model = PatientFormViewModel(parts.session, parts.tasks, services.patients, services.pictures)
    return PatientFormScreen(
        parts.theme, model, parts.session, parts.shell, parts.locale, services.pictures, parts.tasks.slow, parent
    )


def _patient_merge(parts: Parts, parent: QWidget) -> Screen:
    model = PatientMergeViewModel(parts.session, parts.tasks, parts.services.patients)
    return PatientMergeScreen(parts.theme, model, parts.session, parts.shell, parts.locale, parent)


SCREENS: dict[str, Builder] = {
    "patients": _patients,
    "patient": _patient,
    "patient_form": _patient_form,
    "patient_merge": _patient_merge,
}
