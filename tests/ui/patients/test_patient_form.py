"""The form of a patient: typed with real keys, judged when a field is left, saved with one key."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from sqlalchemy import select

from clinic_desktop.db.models.patient_records import MedicalHistoryEntry
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.ui.kit.dialog import Question
from clinic_desktop.ui.patients.patient_form import PatientFormScreen
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(desk: ReceptionDesk, **arguments: object) -> PatientFormScreen:
    desk.workspace.open("patient_form", **arguments)
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, PatientFormScreen)
    return page


def test_a_patient_is_registered_with_four_fields_and_one_key(desk: ReceptionDesk) -> None:
    opened(desk)
    desk.type("Nadia Haddad")
    desk.key(Qt.Key.Key_Tab)
    desk.type("98300 22222")
    desk.key(Qt.Key.Key_Tab)
    desk.type("34y")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert desk.workspace.route == "patient"
    found = desk.services.patients.search(desk.actor, "Nadia").hits
    assert [(hit.name, hit.phone, hit.birth_estimated) for hit in found] == [("Nadia Haddad", "+919830022222", True)]
    assert "registered" in desk.toast()


def test_a_fault_is_said_in_plain_words_once_the_field_is_left(desk: ReceptionDesk) -> None:
    page = opened(desk)
    phone = page.form.texts["phone"]
    phone.setFocus()
    desk.type("123")
    assert phone.problem() is None
    desk.key(Qt.Key.Key_Tab)
    assert phone.problem() == "A phone number has more digits than this."
    phone.setFocus()
    desk.key(Qt.Key.Key_A, CONTROL)
    desk.type("98300 22222")
    assert phone.problem() is None


def test_saving_with_faults_goes_to_the_first_and_keeps_what_was_typed(desk: ReceptionDesk) -> None:
    page = opened(desk)
    page.form.texts["email"].setFocus()
    desk.type("not an address")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert page.form.texts["name"].problem() == "Type the full name, in any script."
    assert page.form.texts["name"].edit.hasFocus()
    assert page.form.texts["email"].problem() == "This is not an email address."
    assert page.form.texts["email"].text() == "not an address"


def test_a_date_that_is_none_is_not_lost_silently(desk: ReceptionDesk) -> None:
    page = opened(desk, name="Nadia Haddad")
    page.form.birth.setFocus()
    desk.type("31-02-1992")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert desk.workspace.route == "patient_form"
    assert page.form.birth.problem() is not None


def test_likely_duplicates_appear_while_the_name_is_typed(desk: ReceptionDesk) -> None:
    page = opened(desk)
    desk.type("Dev Malhotra")
    assert [row.button.accessibleName() for row in page.same.rows] == ["Open: Dev Malhotra"]
    desk.type("x")
    desk.settle()
    assert [row for row in page.same.rows if row.isVisible()] == []


def test_a_known_patient_is_changed_and_their_medical_history_is_left_alone(desk: ReceptionDesk) -> None:
    with desk.database.write() as session:
        session.add(MedicalHistoryEntry(patient_id=desk.clinic.patients[1], condition="Asthma"))
    page = opened(desk, patient_id=desk.clinic.patients[1])
    assert not page.form.history.isVisible()
    page.form.texts["city"].setFocus()
    desk.type("Kolkata")
    desk.key(Qt.Key.Key_Return, CONTROL)
    card = desk.services.patients.card(desk.actor, desk.clinic.patients[1])
    assert (card.fields.city, card.history) == ("Kolkata", None)
    with desk.database.read() as session:
        assert session.scalars(select(MedicalHistoryEntry.condition)).all() == ["Asthma"]


def test_what_another_desk_changed_elsewhere_is_kept_with_mine(desk: ReceptionDesk) -> None:
    patient_id = desk.clinic.patients[1]
    page = opened(desk, patient_id=patient_id)
    page.form.texts["city"].setFocus()
    desk.type("Kolkata")
    change_elsewhere(desk, patient_id, email="dev@example.org")
    desk.key(Qt.Key.Key_Return, CONTROL)
    fields = desk.services.patients.card(desk.actor, patient_id).fields
    assert (fields.city, fields.email) == ("Kolkata", "dev@example.org")


def test_where_both_changed_the_same_a_person_says_whose_it_is(desk: ReceptionDesk) -> None:
    patient_id = desk.clinic.patients[1]
    page = opened(desk, patient_id=patient_id)
    page.form.texts["city"].setFocus()
    desk.type("Kolkata")
    change_elsewhere(desk, patient_id, city="Howrah")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert page._conflict.isVisible()
    assert "City" in page._conflict.accessibleName()
    assert page.form.texts["city"].text() == "Kolkata"
    page._model.keep_mine()
    assert desk.services.patients.card(desk.actor, patient_id).fields.city == "Kolkata"


def change_elsewhere(desk: ReceptionDesk, patient_id: int, **changes: str) -> None:
    from dataclasses import replace

    card = desk.services.patients.card(desk.actor, patient_id)
    desk.services.patients.save(desk.clinic.coordinator, patient_id, card.version, replace(card.fields, **changes))
    desk.settle()


def test_leaving_with_something_typed_asks_first(desk: ReceptionDesk) -> None:
    desk.workspace.open("patients")
    page = opened(desk)
    desk.type("Nadia")
    assert page.has_unsaved()
    page._give_up()
    desk.settle()
    question = desk.workspace.findChild(Question)
    assert question is not None
    assert desk.workspace.route == "patient_form"
    question.acted.emit()
    assert desk.workspace.route == "patients"
    assert not page.has_unsaved()


def test_a_picture_is_stored_with_the_patient(desk: ReceptionDesk, tmp_path: Path) -> None:
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(QColor("#336699"))
    file = tmp_path / "face.png"
    picture.save(str(file))
    page = opened(desk, patient_id=desk.clinic.patients[1])
    page.form.picture.load_file(file)
    desk.settle()
    page.save()
    desk.settle()
    key = desk.services.patients.card(desk.actor, desk.clinic.patients[1]).fields.picture
    assert key
    assert desk.services.pictures.path(key, 96).exists()


def test_the_naughtiest_strings_can_be_typed_and_are_kept_as_they_are(desk: ReceptionDesk) -> None:
    for name in ("Robert'); DROP TABLE patient;--", "<script>alert(1)</script>", "محمد ‏علي", "नेहा शर्मा", "A" * 100):
        page = opened(desk, name=name)
        page.save()
        desk.settle()
        found = desk.services.patients.listing(desk.actor).rows
        assert name in [row.hit.name for row in found]


def test_a_name_of_three_hundred_letters_is_refused_in_words(desk: ReceptionDesk) -> None:
    page = opened(desk)
    page._model.edit(name="A" * 300)
    page.save()
    assert page.form.texts["name"].problem() == "This is too long."
    assert desk.services.patients.listing(desk.actor, "AAAAAA").rows == ()


def test_a_registered_patient_is_not_asked_for_again(desk: ReceptionDesk) -> None:
    desk.services.patients.register(desk.actor, PatientDraft("Dev Malhotra", "98300 54471"))
    page = opened(desk, phone="98300 54471")
    assert len(page.same.rows) == 3
