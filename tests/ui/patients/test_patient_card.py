"""A patient's card in the real window: what it says, and what its keys do."""

from PySide6.QtCore import Qt

from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.patient import PatientScreen
from clinic_desktop.ui.patients.patient_form import PatientFormScreen
from clinic_desktop.ui.patients.person_row import PersonRow
from tests.builders import local
from tests.conftest import NOW
from tests.ui.appointments.reception import ReceptionDesk


def opened(desk: ReceptionDesk, patient_id: int) -> PatientScreen:
    desk.workspace.open("patient", patient_id=patient_id)
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, PatientScreen)
    return page


def said(page: PatientScreen) -> list[str]:
    return [label.whole_text() for label in page.findChildren(PlainLabel) if label.isVisible()]


def test_the_card_says_who_it_is_and_what_to_take_care_of(desk: ReceptionDesk) -> None:
    page = opened(desk, desk.clinic.patients[1])
    texts = said(page)
    assert "Dev Malhotra" in texts
    assert "12-Nov-1985 (41 y)" in texts
    assert "P-000002" in texts
    assert "Allergy: Penicillin" in [chip.text() for chip in page.findChildren(Chip) if chip.isVisible()]


def test_the_next_visit_and_all_visits_are_shown(desk: ReceptionDesk) -> None:
    desk.book(local(NOW.date(), "15:00"), patient=1, reason="Fever, 3 days")
    page = opened(desk, desk.clinic.patients[1])
    assert any("with Dr Anita Menon" in text and "Fever" in text for text in said(page))
    assert [visit.reason for visit in page.rows.rows] == ["Fever, 3 days"]


def test_the_family_on_one_phone_is_one_click_away(desk: ReceptionDesk) -> None:
    page = opened(desk, desk.clinic.patients[1])
    rows = [row for row in page.findChildren(PersonRow) if row.isVisible()]
    assert len(rows) == 1
    rows[0].button.click()
    desk.settle()
    assert "Meera Iyer" in said(page)


def test_e_edits_and_a_retired_patient_can_be_brought_back(desk: ReceptionDesk) -> None:
    page = opened(desk, desk.clinic.patients[1])
    page.header.act.emit("retire")
    desk.settle()
    assert "taken out of searches" in desk.toast()
    assert "book" not in page.header.offered()
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "book" in page.header.offered()
    page.visits.setFocus()
    desk.key(Qt.Key.Key_E)
    assert desk.workspace.route == "patient_form"


def test_what_another_desk_saves_is_on_the_card_at_once(desk: ReceptionDesk) -> None:
    page = opened(desk, desk.clinic.patients[1])
    card = desk.services.patients.card(desk.actor, desk.clinic.patients[1])
    desk.services.patients.save(
        desk.clinic.coordinator, card.id, card.version, PatientDraft("Dev R. Malhotra", card.fields.phone)
    )
    desk.settle()
    assert "Dev R. Malhotra" in said(page)


def test_names_are_shown_as_plain_text(desk: ReceptionDesk) -> None:
    name = "<img src='/etc/passwd'><b>Bold</b> & co"
    number = desk.services.patients.register(desk.actor, PatientDraft(name)).id
    page = opened(desk, number)
    assert name in said(page)
    labels = page.findChildren(PlainLabel)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_n_books_and_w_walks_the_patient_in(desk: ReceptionDesk) -> None:
    page = opened(desk, desk.clinic.patients[1])
    page.visits.setFocus()
    page.header.act.emit("walk_in")
    desk.settle()
    panel = desk.workspace.panel
    assert panel is not None
    assert type(panel).__name__ == "WalkInDock"
    desk.workspace.close_dock()
    page.header.act.emit("book")
    desk.settle()
    assert type(desk.workspace.panel).__name__ == "BookingDock"


def test_the_search_for_payments_shows_them_beside_the_card(desk: ReceptionDesk) -> None:
    desk.book(local(NOW.date(), "15:00"), patient=1)
    desk.workspace.open("patient", patient_id=desk.clinic.patients[1], tab="payments")
    desk.settle()
    assert type(desk.workspace.panel).__name__ == "TakePaymentDock"


def test_the_states_of_the_visits_are_whole_beside_a_dock(desk: ReceptionDesk) -> None:
    booked = desk.book(local(NOW.date(), "11:30"), patient=1)
    desk.services.visits.complete(desk.clinic.doctor, booked.id, booked.version)
    page = opened(desk, desk.clinic.patients[1])
    desk.workspace.open_dock("booking", patient_id=desk.clinic.patients[1])
    desk.settle()
    table = page.visits
    state = [str(table.model().headerData(place, Qt.Orientation.Horizontal)) for place in range(5)].index("State")
    assert table.columnWidth(state) >= table.sizeHintForColumn(state)


def test_how_a_walk_in_came_reads_in_words_and_stays_as_it_is_kept(desk: ReceptionDesk) -> None:
    number = desk.services.patients.register(desk.actor, PatientDraft(name="Lata Verma", lead_source="walk_in")).id
    page = opened(desk, number)
    assert "Walk-in" in said(page)
    assert "walk_in" not in said(page)

    page.header.act.emit("edit")
    desk.settle()
    form = desk.workspace.page
    assert isinstance(form, PatientFormScreen)
    assert form.form.texts["lead_source"].text() == "Walk-in"
    form.form.texts["allergies"].setFocus()
    desk.type("Latex")
    form.save()
    desk.settle()
    kept = desk.services.patients.card(desk.actor, number).fields
    assert (kept.lead_source, kept.allergies) == ("walk_in", "Latex")
