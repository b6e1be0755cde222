"""How many pages a workspace keeps, and which never go."""

import gc
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.viewmodels.undo import Action
from tests.ui.shell.conftest import Program, on_one_database

OTHERS = ("appointments", "waiting_list", "patients", "payments", "messages")


def walked(working: Program, *routes: str) -> Workspace:
    """The workspace after these pages have been opened, one after the other."""
    assert working.app.desk is not None
    workspace = working.app.desk.workspace
    for route in routes:
        workspace.open(route)
        working.settle()
    return workspace


@on_one_database
def test_the_first_page_and_those_last_in_view_are_kept(working: Program) -> None:
    workspace = walked(working, "queue", *OTHERS)
    assert set(workspace.pages.kept) == {"board", "waiting_list", "patients", "payments", "messages"}


@on_one_database
def test_a_page_that_was_thrown_away_is_made_again(working: Program) -> None:
    workspace = walked(working, "queue", *OTHERS, "queue")
    assert workspace.route == workspace.pages.kept[-1] == "queue"
    assert workspace.page is not None and workspace.page.isVisible()


@on_one_database
def test_a_page_that_knows_how_to_undo_something_stays_until_it_is_undone(working: Program) -> None:
    workspace = walked(working, "queue")
    undone: list[bool] = []
    workspace.toast("Done", Action("Done", lambda: undone.append(True)))
    walked(working, *OTHERS)
    assert "queue" in workspace.pages.kept
    assert working.app.desk is not None
    working.app.desk.undo.undo()
    assert undone
    walked(working, "patients")
    assert "queue" not in workspace.pages.kept


def test_nothing_is_left_of_a_page_that_was_thrown_away(working: Program, qtbot: QtBot) -> None:
    page = weakref.ref(walked(working, "queue").page or QObject())
    gc.collect()
    walked(working, *OTHERS)
    qtbot.waitUntil(lambda: page() is None)


@on_one_database
def test_opening_the_same_pages_again_and_again_leaves_none_behind(working: Program, qtbot: QtBot) -> None:
    for _ in range(3):
        walked(working, "queue", *OTHERS)
    qtbot.waitUntil(lambda: not _left_behind())


def _left_behind() -> list[Screen]:
    """Pages that no workspace holds any more."""
    return [one for one in gc.get_objects() if isinstance(one, Screen) and not (isValid(one) and one.parent())]
