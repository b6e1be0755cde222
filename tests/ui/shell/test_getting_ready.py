"""What the first keys of a desk ask for is there before they are pressed."""

import pytest

from clinic_desktop.services.clinic import Services
from clinic_desktop.ui.shell import desk
from clinic_desktop.ui.shell.workspace import Workspace
from tests.ui.shell.conftest import Program, on_one_database


@pytest.fixture(autouse=True)
def got_ready(monkeypatch: pytest.MonkeyPatch) -> list[Services]:
    """Whose services were got ready: at once, in place of when the board has certainly been painted."""
    monkeypatch.setattr(desk, "_PAINTED", 0)
    asked: list[Services] = []
    get_ready = Services.get_ready

    def noted(services: Services) -> None:
        get_ready(services)
        asked.append(services)

    monkeypatch.setattr(Services, "get_ready", noted)
    return asked


@on_one_database
def test_a_front_desk_gets_ready_for_its_keys_by_itself(working: Program, got_ready: list[Services]) -> None:
    working.wait(lambda: working.app.clinic.services in got_ready)


@on_one_database
def test_a_doctor_has_no_use_for_them(program: Program, got_ready: list[Services]) -> None:
    program.sign_in("doctor")
    program.page(Workspace)
    program.settle()
    assert not got_ready
