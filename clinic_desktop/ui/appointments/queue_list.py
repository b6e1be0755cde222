"""The list of a waiting room: arrows move, letters act, and the selected row has its buttons below it."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QSizePolicy, QWidget

from clinic_desktop.domain.codes import QueueState
from clinic_desktop.services.appointments.views import DueEntry, QueueEntry
from clinic_desktop.ui.appointments.queue_painting import ROW_ROLE, RowPainter
from clinic_desktop.ui.appointments.queue_rows import Entry, VisitRow
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.viewport import give_viewport
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

AnyIndex = QModelIndex | QPersistentModelIndex
_USUAL = frozenset("AC")
_MOST_BUTTONS = 3
_REASON = Qt.FocusReason
_ASKED = (_REASON.OtherFocusReason, _REASON.ShortcutFocusReason, _REASON.BacktabFocusReason)
_LETTERS = {getattr(Qt.Key, f"Key_{letter}"): letter for letter in "ACHSXPUD"}


class VisitRows(QAbstractListModel):
    """Rows with headings between them, which cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[VisitRow, ...] = ()

    def show(self, rows: tuple[VisitRow, ...]) -> None:
        """Replaces the rows. The same visits in the same order are only painted afresh."""
        same = [row.appointment_id for row in rows] == [row.appointment_id for row in self.rows]
        if same:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.rows[index.row()].entry is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowActions(QWidget):
    """The buttons of the selected row. ``acted`` carries a letter of the keyboard map, ``opened`` fires for the
    visit."""

    acted = Signal(str)
    opened = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.S, Space.XS, Space.S, Space.S)
        self._row.setSpacing(Space.S - 2)
        self._buttons: list[Button] = []
        self._letters: tuple[tuple[str, str], ...] = ()
        self._open = IconButton(theme, "panel-right", self.tr("Open"))
        self._open.set_name(self.tr("Open the visit"), "Enter")
        self._open.clicked.connect(self.opened)
        self._row.addStretch()
        self._row.addWidget(self._open)

    def show_entry(self, entry: Entry) -> None:
        """The buttons that fit the visit."""
        letters = self._wanted(entry)
        if letters == self._letters:
            return
        self._letters = letters
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for place, (letter, text) in enumerate(letters):
            role = "primary" if letter in _USUAL else "secondary"
            button = Button(self._theme, text, role=role, key=letter, parent=self)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, letter=letter: self.acted.emit(letter))
            self._buttons.append(button)
            self._row.insertWidget(place, button)
            button.show()

    def _wanted(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        pay = (("P", self.tr("Pay")),) if entry.due else ()
        if isinstance(entry, DueEntry):
            return (("A", self.tr("Arrived")), *pay, *((("X", self.tr("No-show")),) if entry.late_minutes > 0 else ()))
        words = {
            QueueState.WAITING: (("C", self.tr("Call in")), ("H", self.tr("Hold"))),
            QueueState.CALLED: (("S", self.tr("Skip")), ("C", self.tr("Again")), ("H", self.tr("Hold"))),
            QueueState.HELD: (("H", self.tr("Back")), ("C", self.tr("Call in"))),
        }
        buttons = words.get(entry.queue_state, ())
        # There is room for three; the others are keys, and stand in the visit's dock.
        gone = (("X", self.tr("Left…")),) if entry.seems_gone else ()
        return (*buttons[:2], *gone, *pay, *buttons[2:])[:_MOST_BUTTONS]


class VisitList(QListView):
    """``chosen`` carries the appointment's id of the row that a person moved to, ``opened`` that of the row on which
    they pressed Enter; ``acted`` an Entry and a letter of A C H S X P U D."""

    chosen = Signal(object)
    opened = Signal(object)
    acted = Signal(object, str)

    def __init__(self, theme: Theme, accessible_name: str, grows: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._grows = theme, grows
        self._quiet = False
        self._model = VisitRows()
        self._painter = RowPainter(theme, self)
        self._actions = RowActions(theme, give_viewport(self))
        self._actions.acted.connect(self._act)
        self._actions.opened.connect(self._open)
        self._actions.hide()
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.setModel(self._model)
        self.setItemDelegate(self._painter)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.selectionModel().currentChanged.connect(self._on_moved)
        self.doubleClicked.connect(lambda _: self._open())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._place_actions())
        theme.changed.connect(self._restyle)

    @property
    def rows(self) -> tuple[VisitRow, ...]:
        return self._model.rows

    def show_rows(self, rows: tuple[VisitRow, ...], selected_id: int | None) -> None:
        """Shows the rows; the selected one is kept by its id, and not told to anybody."""
        self._quiet = True
        self._model.show(rows)
        self._select(selected_id)
        self._quiet = False
        self._lay_out_again()

    def entry(self) -> Entry | None:
        """The selected visit."""
        index = self.currentIndex()
        return self._model.rows[index.row()].entry if index.isValid() else None

    def sizeHint(self) -> QSize:
        if not self._grows:
            return QSize(self._theme.px(300), self._theme.px(300))
        return QSize(self._theme.px(260), self._content_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._content_height() if self._grows else self._theme.px(60))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in _LETTERS and self.entry() is not None:
            self._act(_LETTERS[event.key()])
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.entry() is not None:
            self._open()
        elif event.text() and event.text().isprintable():
            # No searching by letters: they belong to the page.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.entry() is None and event.reason() in _ASKED:
            # Not when the focus only fell here because something beside the list closed.
            first = next((i for i, row in enumerate(self._model.rows) if row.entry is not None), None)
            if first is not None:
                self.setCurrentIndex(self._model.index(first))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_actions()

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _select(self, selected_id: int | None) -> None:
        place = next(
            (i for i, row in enumerate(self._model.rows) if row.entry and row.appointment_id == selected_id), None
        )
        self.setCurrentIndex(self._model.index(place) if place is not None else QModelIndex())
        if place is None:
            self.selectionModel().clear()

    def _on_moved(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        if self._quiet:
            return
        self._lay_out_again()
        entry = self.entry()
        self.chosen.emit(entry.appointment_id if entry else None)

    def _act(self, letter: str) -> None:
        entry = self.entry()
        if entry is not None:
            self.acted.emit(entry, letter)

    def _open(self) -> None:
        entry = self.entry()
        if entry is not None:
            self.opened.emit(entry.appointment_id)

    def _lay_out_again(self) -> None:
        entry = self.entry()
        shown = entry is not None and not (isinstance(entry, QueueEntry) and entry.queue_state is QueueState.IN_ROOM)
        if shown and entry is not None:
            self._actions.show_entry(entry)
        self._painter.actions_height = self._actions.sizeHint().height() if shown else 0
        self._actions.setVisible(shown)
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()
        self._place_actions()

    def _place_actions(self) -> None:
        index = self.currentIndex()
        if not index.isValid() or not self._painter.actions_height:
            return
        rect = self.visualRect(index)
        height = self._painter.row_height(self._model.rows[index.row()])
        below = QRect(rect.x(), rect.y() + height, rect.width(), self._painter.actions_height)
        self._actions.setGeometry(below)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_actions()

    def _content_height(self) -> int:
        rows = sum(self._painter.row_height(row) for row in self._model.rows)
        return rows + (self._painter.actions_height if self.entry() is not None else 0) + 2

    def _restyle(self) -> None:
        self._painter.actions_height = self._actions.sizeHint().height() if self._actions.isVisible() else 0
        self.scheduleDelayedItemsLayout()
