"""The board's own keys, as the sheet of keys (?) tells them."""

from PySide6.QtCore import QCoreApplication


def board_key_words() -> tuple[tuple[str, str], ...]:
    """Each key and what it does, in the order in which a day goes; those of the freed times are the card's own."""
    return (
        ("T", _tr("Today")),
        ("Ctrl+Left", _tr("The day before")),
        ("Ctrl+Right", _tr("The day after")),
        ("G", _tr("Go to a date")),
        ("Enter", _tr("Open the visit, or book the free time")),
        ("N", _tr("New booking")),
        ("A", _tr("Arrived")),
        ("C", _tr("Call in")),
        ("H", _tr("Hold, or back to the queue")),
        ("S", _tr("Skip: called but not there")),
        ("X", _tr("No-show")),
        ("P", _tr("Take payment")),
        ("M", _tr("Move: arrows, Enter; Shift+↑ ↓ its end, Ctrl+← → another day, K parks it, Q why not")),
        ("L", _tr("Longer or shorter: ↑ ↓ and Enter")),
        ("K", _tr("Park the visit; on free time, put the parked one there")),
        ("Q", _tr("Why is this time not free? Also a double click on closed time")),
        ("R", _tr("Rewind: the day as it stood; Esc back to now")),
        ("D", _tr("The doctor: running late, not available, hours")),
        ("W", _tr("The waiting list")),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("BoardPage", text)
