"""A doctor keeps the medical history of a patient; the desk is told who does."""

from PySide6.QtCore import Qt

from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.ui.doctor.my_patients import MyPatientsScreen
from clinic_desktop.ui.patients.patient_form import PatientFormScreen
from tests.builders import local, new_key
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_doctor_adds_a_condition_from_the_patients_page(office: ReceptionDesk) -> None:
    clinic = office.clinic
    patient_id = clinic.patients[1]
    office.services.booking.book(
        clinic.front_desk,
        BookingRequest(
            request_key=new_key(), patient_id=patient_id, practitioner_id=clinic.doctors[0],
            location_id=clinic.kolkata, service_id=clinic.consultation,
            starts_at=local(office.session.today(), "14:00"),
        ),
    )  # fmt: skip
    office.workspace.open("my_patients", patient_id=patient_id)
    office.settle()
    page = office.workspace.page
    assert isinstance(page, MyPatientsScreen)
    page.edit.click()
    office.settle()
    form = office.workspace.page
    assert isinstance(form, PatientFormScreen)
    assert form.form.history.isVisible() and not form.same.isVisible()
    assert not form.form.texts["name"].isVisible() and not form.form.texts["desk_notes"].isVisible()
    form.form.history.add.click()
    office.type("Asthma")
    office.key(Qt.Key.Key_Return, CONTROL)
    office.settle()
    assert office.workspace.route == "my_patients"
    history = office.services.patients.card(clinic.doctor, patient_id).history
    assert history is not None and [entry.condition for entry in history] == ["Asthma"]
