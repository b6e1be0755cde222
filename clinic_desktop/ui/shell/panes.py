"""F6: the focus goes from one pane of the window to the next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def focus_next_pane(panes: Sequence[QWidget], focus: QWidget | None, forward: bool) -> None:
    """Gives the focus to the pane after the one that ``focus`` is in, or before it; where the pane's own
    place for it is hidden, to the first widget that Tab reaches."""
    here = next((i for i, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))), -1)
    target = panes[(here + (1 if forward else -1)) % len(panes)]
    target.setFocus(Qt.FocusReason.OtherFocusReason)
    inside = target.focusWidget()
    # Qt gives the focus also to what nobody can see, such as a list in whose place "nothing here" stands.
    if any(place.hasFocus() and place.isVisible() for place in (target, inside) if place is not None):
        return
    reached = (w for w in target.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    first = next((w for w in reached if w.isVisible() and w.isEnabled()), None)
    if first is not None:
        first.setFocus(Qt.FocusReason.OtherFocusReason)
