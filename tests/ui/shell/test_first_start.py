"""The wizard of the first start by keys: what it refuses, where the cursor goes, and going on after a fault."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import migrate
from clinic_desktop.db.models.practitioners import PractitionerRole
from clinic_desktop.domain.errors import Conflict
from clinic_desktop.services.accounts.first_start import FirstStartService
from clinic_desktop.settings import Settings, load
from clinic_desktop.ui.first_start.page import FirstStartPage
from clinic_desktop.ui.first_start.steps import ClinicStep
from clinic_desktop.ui.shell.crash_dialog import CrashDialog
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.viewmodels.shell import first_start
from clinic_desktop.viewmodels.shell.first_start import Step
from tests.conftest import SetClock
from tests.ui.shell.conftest import PASSWORD, Program


@pytest.fixture
def wizard(programs: Callable[..., Program], tmp_path: Path, clock: SetClock) -> Program:
    """The wizard at the clinic's step, with a country."""
    program = programs(Settings(tmp_path / "data", desk="Desk 1"), clock)
    page = program.page(FirstStartPage)
    page.next.click()
    assert isinstance(page.form, ClinicStep)
    page.form._choose_country("IE")
    return program


@pytest.fixture
def at_the_doctor(wizard: Program) -> Program:
    page = wizard.page(FirstStartPage)
    wizard.write(page.form.fields["clinic_name"].edit, "Sunrise Clinic")
    wizard.write(page.form.fields["centre_name"].edit, "Main Street", enter=True)
    wizard.write(page.form.fields["admin_name"].edit, "Nila Rao")
    wizard.write(page.form.fields["admin_email"].edit, "nila@example.org")
    wizard.write(page.form.fields["admin_password"].edit, PASSWORD)
    wizard.write(page.form.fields["admin_again"].edit, PASSWORD, enter=True)
    wizard.write(page.form.fields["doctor_name"].edit, "Dr Asha Menon")
    return wizard


def retype(program: Program, name: str, text: str, enter: bool = False) -> None:
    edit = program.page(FirstStartPage).form.fields[name].edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    program.write(edit, text, enter)


def test_after_a_refused_next_the_cursor_stays_where_somebody_types(wizard: Program) -> None:
    form = wizard.page(FirstStartPage).form
    wizard.page(FirstStartPage).next.click()
    assert wizard.app.window.focusWidget() is form.fields["clinic_name"].edit
    centre = form.fields["centre_name"].edit
    centre.setFocus()
    for letter in "Main":
        QTest.keyClicks(wizard.app.window.focusWidget(), letter)
    assert centre.text() == "Main"
    assert form.fields["clinic_name"].text() == ""


def test_each_refused_next_leads_to_the_first_fault(wizard: Program) -> None:
    page = wizard.page(FirstStartPage)
    page.next.click()
    city = page.form.fields["centre_city"].edit
    wizard.write(city, "Cork", enter=True)
    assert wizard.app.window.focusWidget() is page.form.fields["clinic_name"].edit


@pytest.mark.parametrize("fee", ["50.123", "abc", "1,2,3.4.5"])
def test_a_fee_that_cannot_be_read_makes_no_clinic(at_the_doctor: Program, fee: str) -> None:
    page = at_the_doctor.page(FirstStartPage)
    retype(at_the_doctor, "doctor_fee_minor", fee)
    page.next.click()
    assert page._viewmodel.state.busy == ""
    assert page.form.fields["doctor_fee_minor"].problem() == "Type an amount such as 1250 or 1250.50."
    assert at_the_doctor.app.window.focusWidget() is page.form.fields["doctor_fee_minor"].edit
    retype(at_the_doctor, "doctor_fee_minor", "50.12", enter=True)
    at_the_doctor.page(Workspace)


def test_a_fee_beyond_every_bound_is_said_under_its_field(at_the_doctor: Program) -> None:
    page = at_the_doctor.page(FirstStartPage)
    retype(at_the_doctor, "doctor_fee_minor", "999999999999", enter=True)
    at_the_doctor.wait(lambda: page.form.fields["doctor_fee_minor"].problem() is not None)
    assert at_the_doctor.app.window.focusWidget() is page.form.fields["doctor_fee_minor"].edit


def test_enter_in_the_fee_and_in_the_hours_says_what_is_wrong(at_the_doctor: Program) -> None:
    page = at_the_doctor.page(FirstStartPage)
    retype(at_the_doctor, "doctor_fee_minor", "abc", enter=True)
    assert page.form.fields["doctor_fee_minor"].problem()
    retype(at_the_doctor, "doctor_fee_minor", "50")
    retype(at_the_doctor, "doctor_start", "17:00")
    retype(at_the_doctor, "doctor_end", "9", enter=True)
    assert page.form.fields["doctor_end"].problem() == "The end lies before the start."
    retype(at_the_doctor, "doctor_start", "noon", enter=True)
    assert page.form.fields["doctor_start"].problem() == "Type a time such as 9:30, 930 or 3pm."
    retype(at_the_doctor, "doctor_start", "", enter=True)
    assert page.form.fields["doctor_start"].problem() == "This is needed."
    assert page._viewmodel.state.step is Step.DOCTOR
    retype(at_the_doctor, "doctor_start", "8", enter=True)
    at_the_doctor.page(Workspace)
    database = Database(sqlite_url(at_the_doctor.app.settings.default_database))
    try:
        with database.read() as session:
            assert session.query(PractitionerRole).one().fee_minor == 5_000
    finally:
        database.close()


def test_pressing_again_after_a_crash_goes_on_with_the_clinic_that_was_made(
    at_the_doctor: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, whole = at_the_doctor.page(FirstStartPage), first_start.keep_password

    def breaks(url: str) -> bool:
        monkeypatch.setattr(first_start, "keep_password", whole)
        raise RuntimeError("the key store fell over")

    monkeypatch.setattr(first_start, "keep_password", breaks)
    page.next.click()
    at_the_doctor.wait(lambda: at_the_doctor.app.window.findChildren(CrashDialog))
    for dialog in at_the_doctor.app.window.findChildren(CrashDialog):
        dialog.setParent(None)
        dialog.deleteLater()
    at_the_doctor.wait(lambda: page._viewmodel.state.busy == "")
    page.next.click()
    at_the_doctor.page(SignInPage)
    at_the_doctor.sign_in("nila@example.org")
    at_the_doctor.page(Workspace)


def test_a_fault_below_one_field_leaves_its_neighbour_in_line(wizard: Program) -> None:
    page = wizard.page(FirstStartPage)
    page._viewmodel.edit(country="")
    page.next.click()
    country, currency = page.form.fields["country"], page.form.fields["currency"]
    assert country.problem() == "This is needed."
    wizard.wait(lambda: country.height() > currency.height())
    assert country.mapTo(page, QPoint()).y() == currency.mapTo(page, QPoint()).y()


def test_of_two_desks_that_make_the_clinic_the_slower_goes_on_with_the_clinic_of_the_other(
    at_the_doctor: Program, clock: SetClock
) -> None:
    page = at_the_doctor.page(FirstStartPage)
    url = page._viewmodel._url()
    database = Database(url)
    try:
        Path(str(database.url.database)).parent.mkdir(parents=True, exist_ok=True)
        migrate(database, clock())
        other = replace(page._viewmodel.state.draft, clinic_name="Lotus Clinic", admin_email="other@example.org")
        FirstStartService(database, clock).set_up(first_start.first_start_of(other, with_doctor=True))
    finally:
        database.close()
    page.next.click()
    assert "set up already" in at_the_doctor.page(SignInPage)._note.text()
    at_the_doctor.sign_in("other@example.org")
    at_the_doctor.page(Workspace)


def test_a_write_that_the_database_refuses_is_not_taken_for_somebody_elses_clinic(
    at_the_doctor: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Conflict("IntegrityError")

    page = at_the_doctor.page(FirstStartPage)
    monkeypatch.setattr(FirstStartService, "set_up", refuse)
    page.next.click()
    at_the_doctor.wait(lambda: page._viewmodel.state.refusal is not None)
    assert at_the_doctor.page(FirstStartPage) is page
    assert page.form.fields["doctor_name"].text() == "Dr Asha Menon"
    monkeypatch.undo()
    page.next.click()
    at_the_doctor.page(Workspace)


def test_a_clinic_that_was_named_at_the_start_and_is_there_already_is_opened_the_next_time_too(
    programs: Callable[..., Program], tmp_path: Path, clock: SetClock
) -> None:
    url = sqlite_url(tmp_path / "named.sqlite3")
    program = programs(Settings(tmp_path / "data", url, desk="Desk 1", given=True), clock)
    page = program.page(FirstStartPage)
    page._viewmodel.existing.emit(page._viewmodel._url())
    program.settle()
    assert load(tmp_path / "data").database_url == url
