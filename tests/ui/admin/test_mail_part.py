"""The mail server in the settings: tried out as typed, and a password that stays on this computer."""

from typing import Any

import pytest

from clinic_desktop.integrations import key_store
from clinic_desktop.ui.kit.plain_label import PlainLabel
from tests.mail_server import PASSWORD, USER, mail_server
from tests.ui.admin.conftest import Desk, click, type_into


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A key store of this computer."""
    passwords: dict[str, str] = {}

    def remember(address: str, password: str) -> bool:
        passwords[address] = password
        return True

    monkeypatch.setattr(key_store, "remember", remember)
    monkeypatch.setattr(key_store, "password", passwords.get)
    return passwords


def said(page: Any) -> list[str]:
    """What the test found, line by line."""
    lines = [page.mail.steps.itemAt(place).widget() for place in range(page.mail.steps.count())]
    labels = [line if isinstance(line, PlainLabel) else line.findChild(PlainLabel) for line in lines]
    return [label.whole_text() for label in labels]


def typed(page: Any, port: int) -> None:
    type_into(page.rows["mail_from"].field, "desk@lotus.example")
    type_into(page.rows["mail_host"].field, "127.0.0.1")
    type_into(page.rows["mail_port"].field, str(port))
    page.rows["mail_security"].field.popup.picked.emit("none")


def test_a_test_letter_goes_out_with_settings_that_are_not_saved(desk: Desk) -> None:
    page = desk.page("settings")
    with mail_server() as server:
        typed(page, server.port)
        type_into(page.mail.to, "me@example.org")
        click(page.mail.test)
        assert str(server.letters[0]["To"]) == "me@example.org"
    assert said(page)[-1] == "The letter is on its way. Look whether it arrives at me@example.org."
    assert len(said(page)) == 5
    assert desk.services.settings.current().mail_host == "", "nothing was saved"


def test_the_test_says_which_step_failed_and_what_the_server_answered(desk: Desk) -> None:
    page = desk.page("settings")
    with mail_server() as server:
        server.handler.answers["me@example.org"] = "550 no such user"
        typed(page, server.port)
        type_into(page.mail.to, "me@example.org")
        page.mail.to.edit.returnPressed.emit()
    assert said(page)[-2] == "The mail server says that there is no such address."
    assert "no such user" in said(page)[-1]


def test_without_a_server_or_an_address_it_says_so_at_once(desk: Desk) -> None:
    page = desk.page("settings")
    click(page.mail.test)
    assert page.mail.to.problem() == "This is needed."
    type_into(page.mail.to, "me at example")
    click(page.mail.test)
    assert page.mail.to.problem() == "This is not an email address."
    type_into(page.mail.to, "me@example.org")
    click(page.mail.test)
    assert said(page) == ["No mail server is entered in the settings."]


def test_the_password_goes_into_the_key_store_and_nowhere_else(desk: Desk, kept: dict[str, str]) -> None:
    page = desk.page("settings")
    typed(page, 587)
    type_into(page.rows["mail_user"].field, USER)
    type_into(page.mail.password, PASSWORD)
    click(page.mail.keep)
    assert kept == {f"smtp://{USER}@127.0.0.1:587": PASSWORD}
    assert page.mail.password.text() == ""
    assert page.mail.kept.whole_text() == "Kept in this computer's key store."
    click(page.bar.save)
    assert PASSWORD not in str(desk.services.settings.listing(desk.clinic.admin))


def test_a_computer_without_a_key_store_says_how_long_the_password_holds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_store, "remember", lambda *_: False)
    page = desk.page("settings")
    type_into(page.mail.password, PASSWORD)
    click(page.mail.keep)
    assert "until the program is closed" in page.mail.kept.whole_text()


def test_a_centre_has_no_mail_server_of_its_own_but_its_own_reminders(desk: Desk) -> None:
    page = desk.page("settings", location_id=desk.clinic.kolkata)
    assert page.mail is None
    assert "mail_host" not in page.rows
    assert "first_reminder_hours" in page.rows
    page.enter(part="mail")
    assert page.mail is not None
