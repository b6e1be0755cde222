"""The page of patients, driven by keys in the real window."""

from PySide6.QtCore import Qt

from clinic_desktop.ui.patients.patients import PatientsScreen
from tests.builders import local
from tests.conftest import NOW
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(desk: ReceptionDesk) -> PatientsScreen:
    desk.workspace.open("patients")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, PatientsScreen)
    return page


def names(page: PatientsScreen) -> list[str]:
    return [row.hit.name for row in page.rows.rows]


def test_typing_finds_and_enter_opens_the_highlighted_person(desk: ReceptionDesk) -> None:
    page = opened(desk)
    desk.type("4471")
    page.field.returnPressed.emit()
    desk.settle()
    assert names(page) == ["Dev Malhotra", "Meera Iyer"]
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Return)
    assert desk.workspace.route == "patient"
    card = desk.workspace.page
    assert card is not None
    assert "Meera Iyer" in [label.text() for label in card.findChildren(type(page._count))]


def test_enter_opens_nobody_while_the_answer_is_to_other_letters(desk: ReceptionDesk) -> None:
    page = opened(desk)
    desk.type("4471")
    page.field.returnPressed.emit()
    # The field holds more than what was answered: the hand was faster than the search.
    page.field.setText("44719")
    desk.key(Qt.Key.Key_Return)
    assert desk.workspace.route == "patients"


def test_nobody_found_offers_a_new_patient_with_what_was_typed(desk: ReceptionDesk) -> None:
    page = opened(desk)
    desk.type("90000 12121")
    page.field.returnPressed.emit()
    desk.settle()
    assert names(page) == []
    desk.key(Qt.Key.Key_N, CONTROL)
    assert desk.workspace.route == "patient_form"
    form = desk.workspace.page
    assert form is not None
    assert form.form.texts["phone"].text() == "90000 12121"  # type: ignore[attr-defined]


def test_the_list_shows_today_first_and_what_is_unpaid(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=4)
    page = opened(desk)
    assert names(page)[0] == "Zoë Müller"
    model = page.table.model()
    assert model.index(0, 3).data() == "Waiting, A-001"
    desk.services.payments.issue(desk.actor, desk.cards()[0].appointment_id)
    page.command("refresh")
    assert model.index(0, 5).data() == "₹500.00"


def test_another_desks_new_patient_appears_without_a_key(desk: ReceptionDesk) -> None:
    from clinic_desktop.services.patients.drafts import PatientDraft

    page = opened(desk)
    desk.services.patients.register(desk.clinic.coordinator, PatientDraft("Nadia Haddad"))
    desk.settle()
    assert "Nadia Haddad" in names(page)


def test_sorting_by_a_head_keeps_the_selected_person(desk: ReceptionDesk) -> None:
    desk.book(local(NOW.date(), "15:00"), patient=2)
    page = opened(desk)
    page.table.select_id(desk.clinic.patients[2])
    page._model.select(desk.clinic.patients[2])
    page.rows.sort(0)
    assert names(page) == sorted(names(page), key=str.casefold)
    assert page.table.selected_id() == desk.clinic.patients[2]
