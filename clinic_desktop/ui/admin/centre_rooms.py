"""The rooms of a centre: names that can be changed in place, and one field to add another."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.services.location_values import RoomView
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.admin.centres import CentresState, CentresViewModel


class _RoomRow(QWidget):
    """One room. ``changed`` carries its number, name and whether it is in use."""

    changed = Signal(int, str, bool)

    def __init__(self, around: Around, room: RoomView) -> None:
        super().__init__()
        self.room = room
        self.name = TextField(around.theme, "", self.tr("Name of the room"), NAME_LENGTH)
        self.name.set_text(room.name)
        self.name.edit.setAccessibleName(self.tr("Name of the room"))
        self.name.finished.connect(self._on_finished)
        self.use = Button(
            around.theme,
            self.tr("Take out of use") if room.active else self.tr("Use again"),
            "ban" if room.active else "rotate-ccw",
            "quiet",
        )
        self.use.clicked.connect(lambda: self.changed.emit(room.id, room.name, not room.active))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.name, 1)
        if not room.active:
            row.addWidget(PlainLabel(around.theme, self.tr("Not in use"), role="caption"))
        row.addWidget(self.use)

    def show_name(self) -> None:
        """Shows the name that the room has."""
        self.name.set_text(self.room.name)

    def _on_finished(self) -> None:
        if self.name.text() and self.name.text() != self.room.name:
            self.changed.emit(self.room.id, self.name.text(), self.room.active)
        elif not self.name.text():
            self.name.set_text(self.room.name)


class CentreRooms(QWidget):
    """The list, kept as it is changed."""

    def __init__(self, around: Around, model: CentresViewModel) -> None:
        super().__init__()
        self.around, self._model = around, model
        self._shown: tuple[RoomView, ...] | None = None
        self.rows: list[_RoomRow] = []
        page = ScrollPage(around.theme, self.tr("Rooms"), Size.FORM_MAX)
        self._none = PlainLabel(around.theme, self.tr("No rooms yet."), role="muted")
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.S)
        self.name = TextField(around.theme, self.tr("New room"), self.tr("Such as Room 4"), NAME_LENGTH)
        self.add = Button(around.theme, self.tr("Add room"), "plus")
        self.add.clicked.connect(self._on_add)
        self.name.edit.returnPressed.connect(self._on_add)
        page.body.addWidget(self._none)
        page.body.addLayout(self._column)
        page.body.addWidget(self.name)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addStretch(1)
        page.body.addLayout(below)
        page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    def show_centre(self, state: CentresState) -> None:
        """Shows the rooms."""
        rooms = state.selected.rooms if state.selected is not None else ()
        self.name.set_problem(problem(state.room_problem) if state.room_problem else None)
        if state.room_problem:
            for row in self.rows:
                row.show_name()
        if rooms == self._shown:
            return
        if self._shown is not None and len(rooms) > len(self._shown):
            self.name.set_text("")
        self._shown = rooms
        empty(self._column)
        self.rows = [_RoomRow(self.around, room) for room in rooms]
        for row in self.rows:
            row.changed.connect(self._model.save_room)
            self._column.addWidget(row)
        self._none.setVisible(not rooms)

    def _on_add(self) -> None:
        self._model.add_room(self.name.text())
