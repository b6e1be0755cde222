"""What the first keys of a desk ask for is there before they are pressed."""

import pytest

from clinic_desktop.services.clinic import Services
from clinic_desktop.ui.shell import desk
from clinic_desktop.ui.shell.workspace import Workspace
from tests.ui.shell.conftest import Program, on_one_database


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_PAINTED", 0)


def made(program: Program) -> set[str]:
    """The services that somebody has asked for."""
    services = program.app.clinic.services
    assert isinstance(services, Services)
    return set(vars(services))


@on_one_database
def test_a_front_desk_gets_ready_for_its_keys_by_itself(working: Program) -> None:
    working.wait(lambda: {"walk_in", "booking", "patients"} <= made(working))


@on_one_database
def test_a_doctor_has_no_use_for_them(program: Program) -> None:
    program.sign_in("doctor")
    program.page(Workspace)
    program.settle()
    assert "walk_in" not in made(program)
