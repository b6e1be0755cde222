"""The wording of messages: typed, tried out on an invented visit, kept, and given up again."""

from typing import Any

from PySide6.QtTest import QTest

from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.default_wording import DEFAULT_WORDING
from tests.ui.admin.conftest import Desk, click, type_into


def opened(desk: Desk) -> Any:
    page = desk.page("wordings")
    assert page.rows.rowCount() == len(MessageKind)
    return page


def stored(desk: Desk, kind: MessageKind = MessageKind.CONFIRMATION, language: str = "") -> Any:
    views = desk.services.wordings.listing(desk.clinic.admin)
    return next((view for view in views if (view.kind, view.language) == (kind, language)), None)


def test_what_is_typed_is_seen_in_the_preview_and_holds_once_saved(desk: Desk) -> None:
    page = opened(desk)
    type_into(page.subject, "See you on {date_numbers}")
    assert page.preview.subject.whole_text() == "See you on 2026-11-24"
    assert not stored(desk).own
    click(page.bar.save)
    assert stored(desk).wording.subject == "See you on {date_numbers}"
    assert "changed by Admin" in page.editor._subtitle.whole_text()
    assert not page.has_unsaved()
    assert desk.shell.toasts == ["Wording saved: it holds from the next message on"]


def test_a_field_is_inserted_where_the_cursor_is_by_a_click(desk: Desk) -> None:
    page = opened(desk)
    type_into(page.subject, "For ")
    page.subject.edit.setFocus()
    page.subject.edit.end(False)
    click(page.insert.buttons["patient_name"])
    assert page._model.state.draft.subject == "For {patient_name}"
    page.text.edit.setFocus()
    page.text.edit.selectAll()
    click(page.insert.buttons["doctor_name"])
    assert page._model.state.draft.body == "{doctor_name}"
    assert page.preview.text.whole_text() == "Dr Anita Menon"


def test_a_field_that_the_message_does_not_know_is_refused_under_the_text(desk: Desk) -> None:
    page = opened(desk)
    before = page.preview.text.whole_text()
    page.text.edit.setFocus()
    QTest.keyClicks(page.text.edit, "{refund}")
    assert page.text.problem() == "This message knows no field {refund}. Choose one of those in the list."
    assert page.preview.text.whole_text() == before
    assert page.preview.note.isVisible()
    click(page.bar.save)
    assert not stored(desk).own
    assert page.text.problem() is not None
    click(page.bar.discard)
    assert page.text.problem() is None
    assert page.text.text() == DEFAULT_WORDING[MessageKind.CONFIRMATION].body


def test_markup_in_a_wording_is_only_text(desk: Desk) -> None:
    page = opened(desk)
    page.text.edit.selectAll()
    page.text.edit.insertPlainText("<b>{patient_name}</b>")
    assert page.preview.text.whole_text() == "<b>Asha Rao</b>"
    click(page.preview.look._segments[1])
    assert page.preview.html.isVisible()
    assert "&lt;b&gt;Asha Rao&lt;/b&gt;" in page.preview.html.toPlainText()


def test_the_programs_wording_comes_back_and_that_can_be_undone(desk: Desk) -> None:
    page = opened(desk)
    type_into(page.subject, "Ours")
    click(page.bar.save)
    click(page.reset)
    assert page.subject.text() == DEFAULT_WORDING[MessageKind.CONFIRMATION].subject
    assert not stored(desk).own
    desk.shell.undos[-1].undo()
    assert stored(desk).wording.subject == "Ours"
    assert page.subject.text() == "Ours"


def test_a_language_gets_a_wording_of_its_own(desk: Desk) -> None:
    page = opened(desk)
    page.language.chosen.emit("de")
    assert page.subject.text() == DEFAULT_WORDING[MessageKind.CONFIRMATION].subject
    type_into(page.subject, "Ihr Termin am {date_numbers}")
    click(page.bar.save)
    assert stored(desk, language="de").wording.subject == "Ihr Termin am {date_numbers}"
    assert not stored(desk).own
    assert page.table.selected_id() == "confirmation:de"


def test_another_message_is_taken_only_after_a_question_where_something_is_typed(desk: Desk) -> None:
    page = opened(desk)
    page.table.select_id("confirmation:")
    type_into(page.subject, "Half a thou")
    page.table.chosen.emit("reminder:")
    assert desk.shell.questions == ["Leave without saving?"]
    assert page.subject.text() == DEFAULT_WORDING[MessageKind.REMINDER].subject


def test_two_admins_do_not_overwrite_each_other(desk: Desk) -> None:
    page = opened(desk)
    type_into(page.subject, "Mine")
    desk.services.wordings.save(
        desk.clinic.admin, MessageKind.CONFIRMATION, "", DEFAULT_WORDING[MessageKind.REMINDER], 0
    )
    click(page.bar.save)
    assert stored(desk).wording == DEFAULT_WORDING[MessageKind.REMINDER]
    assert page.subject.text() == "Mine"
    assert "changed this" in page.bar._words.whole_text()


def test_only_what_goes_wrong_is_excused_in_the_preview(desk: Desk) -> None:
    preview = desk.services.wordings.preview
    sorry = [
        kind
        for kind in MessageKind
        if "sorry for the trouble" in preview(desk.clinic.admin, kind, DEFAULT_WORDING[kind]).text
    ]
    assert sorry == [MessageKind.CANCELLATION, MessageKind.RUNNING_LATE]
