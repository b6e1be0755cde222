"""The one rule for texts that mean no value: nothing is saved while a field in sight cannot be read."""

from PySide6.QtWidgets import QScrollArea, QWidget

from clinic_desktop.ui.kit.field import Field, TextField


def all_read(inside: QWidget) -> bool:
    """Takes what was typed in every field in sight, as leaving it would. False where one cannot be read: each of those
    says so, and the first has the keyboard and is scrolled into sight."""
    fields = [field for field in inside.findChildren(Field) if field.isVisible()]
    for field in fields:
        field.settle()
    unread = [field for field in fields if field.isVisible() and field.unread()]
    for field in unread:
        field.say_unread()
    if unread:
        _lead_to(unread[0])
    return not unread


def focus_first_problem(inside: QWidget) -> None:
    """Puts the keyboard on the first field in sight with a problem: once, after a save that was refused."""
    for field in inside.findChildren(Field):
        if field.isVisible() and field.problem() is not None:
            _lead_to(field)
            return


def _lead_to(field: Field) -> None:
    """Puts the keyboard on the field. Qt scrolls to what is reached by Tab, not to what is given the keyboard."""
    field.setFocus()
    around = field.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(field)
        around = around.parentWidget()


def forget_unread(inside: QWidget) -> None:
    """Empties the fields whose text cannot be read, where a person gives up what was typed."""
    for field in inside.findChildren(TextField):
        if field.unread():
            field.set_text("")
            field.set_problem(None)
