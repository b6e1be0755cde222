"""Pages of which one is seen, and grey shapes until it is known which."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.theme.theme import Theme


def test_shapes_are_drawn_after_a_moment_until_a_page_is_shown(qtbot: QtBot, theme: Theme) -> None:
    table, trouble = QWidget(), QWidget()
    stack = LoadingStack(theme, table, trouble)
    qtbot.addWidget(stack)
    stack.show()
    (shapes,) = stack.findChildren(Skeleton)
    stack.show_loading()
    assert shapes.isVisible() and not shapes.shown
    qtbot.waitUntil(lambda: shapes.shown)
    stack.show_loading()
    assert shapes.shown
    stack.show_page(trouble)
    assert trouble.isVisible() and not shapes.isVisible() and not shapes.shown
    stack.show_loading()
    assert shapes.isVisible() and not trouble.isVisible()
    stack.show_page(table)
    assert table.isVisible()
