"""The history: plain words for each action, filters and pages."""

import ast
from datetime import date
from pathlib import Path

from clinic_desktop.domain.appointments import Step
from clinic_desktop.services.history import HistoryEvent
from clinic_desktop.ui.admin.action_words import _WORDS, action_word, detail_text
from tests.conftest import NOW
from tests.ui.admin.conftest import ENGLISH, Desk, click

_SERVICES = Path(__file__).parents[3] / "clinic_desktop" / "services"
_RECORDERS = {"record", "_note", "_note_other", "_change", "_save", "_set_service", "_requeue", "_kept"}


def texts_of_services() -> set[str]:
    """Every short text in the services that could be the name of an action."""
    found: set[str] = set()
    for file in _SERVICES.rglob("*.py"):
        if "demo" not in file.parts:
            tree = ast.walk(ast.parse(file.read_text("utf-8")))
            found |= {node.value for node in tree if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return found


def recorded_actions() -> set[str]:
    """The actions that services name where they call for a record, and the steps of a visit."""
    found: set[str] = set(Step)
    for file in _SERVICES.rglob("*.py"):
        if "demo" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in _RECORDERS:
                places = node.args[2:3] if _is_audit(node) else node.args[2:4]
                found |= {str(one.value) for one in places if isinstance(one, ast.Constant) and one.value}
    return found


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_audit(node: ast.Call) -> bool:
    """Whether it is a call in which the kind of thing follows the action."""
    plain = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "audit"
    return plain or _called(node) == "_note_other"


def test_every_action_that_services_record_has_words() -> None:
    actions = recorded_actions()
    assert {"add_staff", "save_opening", "change_settings", "take_payment"} <= actions
    assert {action for action in actions if action not in _WORDS} == set()


def test_no_words_are_kept_for_actions_that_nobody_records() -> None:
    by_step = {
        f"{action}{end}" for action in ("sign_in", "unlock", "confirm_password") for end in ("_failed", "_blocked")
    }
    assert set(_WORDS) - by_step - set(Step) - texts_of_services() == set()


def test_events_read_as_who_did_what_to_whom(desk: Desk) -> None:
    desk.services.practitioners.set_available(desk.clinic.admin, desk.clinic.doctors[0], False)
    desk.services.locations.add_closure(desk.clinic.manager, desk.clinic.kolkata, date(2026, 12, 24), "Eve")
    page = desk.page("audit")
    read = [[column.cell(event).text for column in page.rows._columns] for event in page.rows.rows[:2]]
    assert [line[1:4] for line in read] == [
        ["Manager", "Closed on a day", "Park Street"],
        ["Admin", "Made a doctor unavailable", "Dr Anita Menon"],
    ]
    assert page.rows._columns[2].cell(page.rows.rows[0]).detail == "Thu 24 Dec"


def test_filters_narrow_the_events_and_one_click_shows_everything(desk: Desk) -> None:
    desk.services.practitioners.set_available(desk.clinic.admin, desk.clinic.doctors[0], False)
    desk.services.settings.change(desk.clinic.admin, {"hold_minutes": 6})
    page = desk.page("audit")
    page.what.popup.picked.emit("change_settings")
    assert [event.action for event in page.rows.rows] == ["change_settings"]
    assert page.rows._columns[2].cell(page.rows.rows[0]).detail == "Hold while booking: 6"
    page.who.popup.picked.emit(desk.clinic.manager.account_id)
    assert page.rows.rows == ()
    click(page._nothing._primary)
    assert len(page.rows.rows) == 2


def test_older_pages_are_one_click_away(desk: Desk) -> None:
    for number in range(55):
        desk.services.settings.change(desk.clinic.admin, {"hold_minutes": 1 + number % 9})
    page = desk.page("audit")
    assert len(page.rows.rows) == 50
    click(page.pager.older)
    assert len(page.rows.rows) == 5
    assert not page.pager.older.isEnabled()
    click(page.pager.newer)
    assert page._view_model.state.page.number == 0


def test_a_day_filters_by_the_wall_clock_of_the_centre(desk: Desk) -> None:
    desk.services.settings.change(desk.clinic.admin, {"hold_minutes": 6})
    page = desk.page("audit")
    page._view_model.filter(first_day=date(2026, 11, 23), last_day=date(2026, 11, 23))
    assert len(page.rows.rows) == 1
    page._view_model.filter(first_day=date(2026, 11, 24), last_day=None)
    assert page.rows.rows == ()


def test_the_history_says_which_list_left_as_a_file_and_how_long_it_was() -> None:
    event = HistoryEvent(1, NOW, 1, "Asha", "desk-1", "export", "appointment", None, None, {"rows": 1026})
    assert detail_text(event, ENGLISH) == "Visits: 1,026"


def test_an_action_of_a_newer_program_reads_as_its_code() -> None:
    assert action_word("moved_the_moon") == "moved the moon"
