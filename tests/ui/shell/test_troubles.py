"""The database is out of reach: each page says so in its place, why, and how to go on. While it is slow, a page says
nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject

from clinic_desktop.background.tasks import Background, InlineTasks
from clinic_desktop.domain.errors import Refused, Unreachable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.shell.navigation import foot, money_pages, rail
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk

T = TypeVar("T")


class Line(InlineTasks):
    """The way to the database, which can be cut, or bring no answer for now."""

    cut = False
    slow = False

    def run(
        self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], refused: Callable[[Refused], None]
    ) -> None:
        if self.slow:
            return
        if self.cut:
            refused(Unreachable("database", "network"))
        else:
            super().run(owner, work, done, refused)


@pytest.fixture(params=["admin", "front_desk", "doctor", "patient"])
def person(
    request: pytest.FixtureRequest, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> Iterator[tuple[ReceptionDesk, Line]]:
    line = Line()
    tasks = Background(line, line, line, line)
    with open_desk(sqlite_database_url, clock, tmp_path, account=request.param, tasks=tasks) as desk:
        yield desk, line


def troubles(desk: ReceptionDesk) -> list[EmptyState]:
    """What the page in view says that it cannot show."""
    page = desk.workspace.page
    assert page is not None
    found = [state for state in page.findChildren(EmptyState) if state.isVisible()]
    return [state for state in found if state._in_trouble]


def test_each_page_that_cannot_be_read_says_so_and_is_there_once_it_is_asked_again(
    person: tuple[ReceptionDesk, Line],
) -> None:
    desk, line = person
    role = desk.actor.role
    own = {"preferences"}  # this computer's, and in no database
    entries = [*rail(role), *money_pages(desk.actor), foot(role)]
    for route in dict.fromkeys(entry.route for entry in entries if entry.route not in own):
        desk.workspace.forget_pages()
        line.cut = True
        desk.workspace.open(route)
        desk.settle()
        (trouble,) = troubles(desk)
        assert trouble._why.whole_text().startswith("The database cannot be reached"), route
        assert trouble._reference.whole_text() == "Reference DB_001", route
        assert trouble._primary.isVisible() and trouble._primary.label() == "Try again", route
        line.cut = False
        trouble._primary.click()
        desk.settle()
        assert troubles(desk) == [], route


def test_a_page_whose_answer_is_late_shows_grey_shapes_and_claims_nothing(person: tuple[ReceptionDesk, Line]) -> None:
    desk, line = person
    role = desk.actor.role
    own = {"preferences", "find_doctor", "me"}  # fields that stand there from the first moment
    entries = [*rail(role), *money_pages(desk.actor), foot(role)]
    line.slow = True
    for route in dict.fromkeys(entry.route for entry in entries if entry.route not in own):
        desk.workspace.forget_pages()
        desk.workspace.open(route)
        desk.settle()
        page = desk.workspace.page
        assert page is not None
        assert any(shapes.isVisible() for shapes in page.findChildren(Skeleton)), route
        assert not any(state.isVisible() for state in page.findChildren(EmptyState)), route


def test_a_visit_that_cannot_be_read_is_there_once_it_is_asked_for_again(
    sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    line = Line()
    with open_desk(sqlite_database_url, clock, tmp_path, tasks=Background(line, line, line, line)) as desk:
        visit = desk.walk_in(patient=0).appointment
        line.cut = True
        desk.workspace.open_dock("appointment", appointment_id=visit.id)
        desk.settle()
        panel = desk.workspace.panel
        assert panel is not None
        (trouble,) = [state for state in panel.findChildren(EmptyState) if state.isVisible()]
        assert trouble._what.whole_text() == "This visit cannot be shown"
        line.cut = False
        trouble._primary.click()
        desk.settle()
        assert trouble.isHidden()
