"""Settings: every one has words, values are checked as they are typed, centres follow the clinic."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest

from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.settings import CLINIC, location_scope, practitioner_scope
from clinic_desktop.ui.admin.setting_words import setting_titles
from clinic_desktop.ui.theme.theme import Theme
from tests.ui.admin.conftest import Desk, click, type_into

_NOT_OBEYED_YET = set[str]()
"""A control that changes nothing is worse than none: these get one together with what reads them."""


def test_every_setting_has_a_name_and_stands_on_the_page(desk: Desk) -> None:
    page = desk.page("settings")
    assert page.rows.keys() == setting_titles().keys() == ClinicSettings.defaults().keys() - _NOT_OBEYED_YET


def test_a_changed_value_is_saved_and_says_who_changed_it(desk: Desk) -> None:
    page = desk.page("settings")
    type_into(page.rows["hold_minutes"].field, "7")
    click(page.bar.save)
    assert desk.services.settings.current().hold_minutes == 7
    assert page.rows["hold_minutes"]._source.whole_text() == "Default 5 min · changed by Admin, 23 Nov 2026"
    assert desk.shell.toasts == ["Settings saved"]


def test_bounds_are_told_while_typing_and_nothing_is_saved(desk: Desk) -> None:
    page = desk.page("settings")
    type_into(page.rows["undo_minutes"].field, "25")
    type_into(page.rows["bcrypt_cost"].field, "3")
    assert page.rows["bcrypt_cost"].field.problem() == "From 10 to 15"
    click(page.bar.save)
    assert desk.services.settings.current().undo_minutes == 10
    assert page.has_unsaved()


def test_an_emptied_number_is_a_fault_and_not_nothing(desk: Desk) -> None:
    page = desk.page("settings")
    type_into(page.rows["lock_minutes"].field, "")
    assert page.rows["lock_minutes"].field.problem() == "Type a whole number."


def test_switches_methods_amounts_and_texts_are_kept_as_what_they_are(desk: Desk) -> None:
    page = desk.page("settings")
    click(page.rows["self_weekends"].field)
    page.rows["default_method"].field.popup.picked.emit("upi")
    type_into(page.rows["refund_approval_minor"].field, "750.50")
    type_into(page.rows["tax_name"].field, "GST")
    click(page.bar.save)
    now = desk.services.settings.current()
    assert (now.self_weekends, now.default_method, now.refund_approval_minor) == (True, "upi", 75_050)
    assert now.tax_name == "GST"


def test_a_centre_has_its_own_value_until_it_is_reset_and_the_reset_can_be_undone(desk: Desk) -> None:
    page = desk.page("settings", location_id=desk.clinic.kolkata)
    assert "bcrypt_cost" not in page.rows
    type_into(page.rows["wait_warn_minutes"].field, "20")
    click(page.bar.save)
    settings, centre = desk.services.settings, desk.clinic.kolkata
    assert settings.current(centre).wait_warn_minutes == 20
    assert settings.current().wait_warn_minutes == 15
    click(page.rows["wait_warn_minutes"]._reset)
    assert settings.current(centre).wait_warn_minutes == 15
    desk.shell.undos[0].undo()
    assert settings.current(centre).wait_warn_minutes == 20


def test_a_doctor_has_limits_of_their_own_until_they_are_reset(desk: Desk) -> None:
    page, doctor, other = desk.page("settings"), desk.clinic.doctors[0], desk.clinic.doctors[2]
    page.scope.popup.picked.emit(practitioner_scope(doctor))
    assert {"self_horizon_days", "full_refund_hours"} <= page.rows.keys()
    assert not {"bcrypt_cost", "tax_percent", "wait_warn_minutes", "default_capacity"} & page.rows.keys()
    assert not page.clinic.isVisible()
    type_into(page.rows["self_horizon_days"].field, "60")
    click(page.bar.save)
    settings = desk.services.settings
    days = [settings.current(desk.clinic.kolkata, number).self_horizon_days for number in (doctor, other)]
    assert days == [60, 30]
    assert page.rows["self_horizon_days"]._source.whole_text().startswith("The clinic has 30 days")
    click(page.rows["self_horizon_days"]._reset)
    assert settings.current(desk.clinic.kolkata, doctor).self_horizon_days == 30
    page.scope.popup.picked.emit(None)
    assert page._view_model.state.scope == CLINIC and "bcrypt_cost" in page.rows


def test_the_scope_is_left_without_saving_only_after_a_question(desk: Desk) -> None:
    page = desk.page("settings")
    type_into(page.rows["hold_minutes"].field, "9")
    page.scope.popup.picked.emit(desk.clinic.kolkata)
    assert desk.shell.questions == ["Leave without saving?"]
    assert page._view_model.state.scope == location_scope(desk.clinic.kolkata)
    assert not page.has_unsaved()
    assert desk.services.settings.current().hold_minutes == 5


def test_the_clinic_gets_another_name(desk: Desk) -> None:
    page = desk.page("settings")
    assert page._view_model.state.scope == CLINIC
    type_into(page.name, "Sunrise Clinic")
    click(page.bar.save)
    assert desk.services.locations.clinic().name == "Sunrise Clinic"


def test_a_manager_is_told_that_settings_are_not_theirs(desk: Desk) -> None:
    desk.sit_down(desk.clinic.manager)
    page = desk.page("settings")
    assert page._trouble.isVisible()
    assert "changing the clinic's settings" in page._trouble._why.whole_text()


def test_a_change_of_theme_after_the_page_is_gone_touches_nothing(desk: Desk, theme: Theme, qapp) -> None:
    page = desk.page("settings")
    page.close()
    page.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.set_scale(1.2)


class Later:
    """Work that waits until somebody lets it be done."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(self, owner: object, work: Callable[[], Any], done: Callable[[Any], None], refused: object) -> None:
        self.waiting.append(lambda: done(work()))


@pytest.mark.parametrize("route", ["settings", "services", "practitioner_form", "centres"])
def test_ctrl_enter_twice_saves_once(desk: Desk, route: str) -> None:
    page = desk.page(route)
    later = Later()
    page._view_model._tasks = page._view_model._slow = later
    if route == "settings":
        type_into(page.rows["hold_minutes"].field, "9")
    for _ in range(2):
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page._view_model.save()
    assert len(later.waiting) == 1
