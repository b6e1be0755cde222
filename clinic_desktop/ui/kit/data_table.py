"""Tables: no grid, rows as high as the density says, sortable heads, selection kept by id."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from clinic_desktop.ui.kit.painting import draw_icon, draw_text, text_width
from clinic_desktop.ui.kit.table_delegate import ID_ROLE, NUMBER_ROLE, WHOLE_ROLE, TableDelegate
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space, TextSize, Weight

_CROWDED = 0.8
"""With less than this share of the room that they want, columns begin to be left out."""
_MEASURED = 200


class _Head(QHeaderView):
    """Column names in small type; an arrow shows the order."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumSectionSize(theme.px(48))

    def sizeHint(self) -> QSize:
        height = max(self._theme.px(Size.CONTROL), QFontMetrics(self._font()).height() + Space.S)
        return QSize(super().sizeHint().width(), height)

    def sectionSizeFromContents(self, logical: int) -> QSize:
        model = self.model()
        text = str(model.headerData(logical, Qt.Orientation.Horizontal) or "")
        return QSize(text_width(self._font(), text) + 2 * Space.M + self._theme.px(Size.ICON), self.sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        model = self.model()
        painter.save()
        painter.setLayoutDirection(self.layoutDirection())
        color = self._theme.color
        painter.fillRect(rect, color("surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("border2"))
        text = str(model.headerData(logical, Qt.Orientation.Horizontal) or "")
        sorted_here = self.isSortIndicatorShown() and self.sortIndicatorSection() == logical
        number = bool(model.headerData(logical, Qt.Orientation.Horizontal, NUMBER_ROLE))
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        room = rect.adjusted(Space.M - 2, 0, -Space.M + 2, 0)
        if sorted_here:
            self._paint_arrow(painter, room, text, number)
        draw_text(
            painter,
            room,
            text,
            self._font(),
            color("text" if sorted_here else "text3"),
            side | Qt.AlignmentFlag.AlignVCenter,
        )
        painter.restore()

    def _paint_arrow(self, painter: QPainter, room: QRect, text: str, number: bool) -> None:
        """Beside the words, on their inner side."""
        side = self._theme.px(Size.ICON_TINY)
        ascending = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        name = "chevron-up" if ascending else "chevron-down"
        pixmap = self._theme.icons.pixmap(name, "accent", side, self.devicePixelRatioF())
        along = min(text_width(self._font(), text) + 1, room.width() - side - Space.XS) + Space.XS
        words_at_left = number == (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        left = room.left() + along if words_at_left else room.right() - along - side
        draw_icon(painter, pixmap, QRect(left, room.top(), side, room.height()))

    def _font(self) -> QFont:
        return self._theme.font(TextSize.SMALL, Weight.MEDIUM)


class DataTable(QTableView):
    """A table of rows. The model gives the roles of ``table_delegate``, at least ID_ROLE.

    ``chosen`` carries the id of the row that a person moved to (None for none), ``opened`` that of the row that a
    person double-clicked or pressed Enter on.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, accessible_name: str, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._lines = lines
        self._wanted: object = None
        self._restoring = self._crowded = False
        self._widths: tuple[int, ...] = ()
        self._optional: tuple[int, ...] = ()
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(TableDelegate(theme, self))
        self._head = _Head(theme, self)
        self._head.setAccessibleName(accessible_name)
        self._head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # So many rows are measured where a column takes the width of its content.
        self._head.setResizeContentsPrecision(_MEASURED)
        self.setHorizontalHeader(self._head)
        self.verticalHeader().hide()
        self.doubleClicked.connect(self._on_opened)
        theme.changed.connect(self._fit_rows)
        theme.changed.connect(self._fit_columns)
        self._fit_rows()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model; its resets keep the selection by id."""
        old = self.model()
        if old is not None:
            old.modelAboutToBeReset.disconnect(self._remember)
            old.modelReset.disconnect(self._restore)
        super().setModel(model)
        if model is None:
            return
        # The view's own handlers ran first: by now it has forgotten the selection.
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(self._on_moved)

    def set_lines(self, lines: int) -> None:
        """How many lines of text a row has."""
        self._lines = lines
        self._fit_rows()

    def set_stretch(self, column: int) -> None:
        """The column that takes the spare width."""
        self._head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def set_widths(self, widths: Sequence[int]) -> None:
        """Widths of the columns at 100 % text size; 0 leaves a column to its content. They grow with the text, and
        shrink together where there is no room for them, but for numbers and what else is whole."""
        self._widths = tuple(widths)
        for column, width in enumerate(widths):
            if not width:
                self._head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._fit_columns()

    def set_optional(self, columns: Sequence[int]) -> None:
        """Columns that are left out where there is little room, the first one first."""
        self._optional = tuple(columns)
        self._fit_columns()

    def leave_out(self, column: int, hidden: bool) -> None:
        """Leave a column out, or show it again; the others share its room."""
        if self.isColumnHidden(column) != hidden:
            self.setColumnHidden(column, hidden)
            self._fit_columns()

    def set_sortable(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let people sort by clicking a head; the model's ``sort`` does it. Starts with one column."""
        self.setSortingEnabled(True)
        self.sortByColumn(column, order)

    def sort_column(self) -> int:
        """The column that the rows are ordered by."""
        return self._head.sortIndicatorSection()

    def sort_order(self) -> Qt.SortOrder:
        """Whether they go up or down."""
        return self._head.sortIndicatorOrder()

    def selected_id(self) -> object:
        """The id of the selected row, or None."""
        index = self.currentIndex()
        return index.data(ID_ROLE) if index.isValid() else None

    def select_id(self, row_id: object) -> bool:
        """Select the row with that id without telling anyone; False when it is not there."""
        model = self.model()
        for row in range(model.rowCount()):
            if model.index(row, 0).data(ID_ROLE) == row_id:
                self._select_row(model.index(row, 0))
                return True
        return False

    def show_selected(self, row_id: object) -> None:
        """Highlight the row with that id, or none for None, without telling anyone."""
        if row_id is None:
            self.clearSelection()
        elif self.selected_id() != row_id or not self.selectionModel().hasSelection():
            # A row may have the keys and not be highlighted, where the choice was taken back meanwhile.
            self.select_id(row_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                # The key of a button beside the table: to open a row would lead away from what it would do.
                event.ignore()
                return
            if self.currentIndex().isValid():
                self._on_opened(self.currentIndex())
                return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_columns()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        model = self.model()
        if model is not None and not self.currentIndex().isValid() and model.rowCount():
            # This is told: a click on that very row moves nowhere any more.
            self.setCurrentIndex(model.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _select_row(self, index: QModelIndex) -> None:
        self._restoring = True
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self._restoring = False

    def _remember(self) -> None:
        self._wanted = self.selected_id()
        self._restoring = True

    def _restore(self) -> None:
        self._restoring = False
        if self._crowded:
            self._fit_columns()
        if self._wanted is not None and not self.select_id(self._wanted):
            self.chosen.emit(None)

    def _on_moved(self, current: QModelIndex) -> None:
        if not self._restoring:
            self.chosen.emit(current.data(ID_ROLE) if current.isValid() else None)

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ID_ROLE))

    def _fit_columns(self) -> None:
        room = self.viewport().width() if self.isVisible() else 0
        # What the page itself leaves out takes no room from the others.
        out = {column for column in range(len(self._widths)) if self.isColumnHidden(column)} - set(self._optional)
        wanted = sum(self.theme.px(width) for column, width in enumerate(self._widths) if column not in out)
        for column in self._optional:
            hidden = bool(room) and room < wanted * _CROWDED
            self.setColumnHidden(column, hidden)
            wanted -= self.theme.px(self._widths[column]) if hidden else 0
        self._crowded = bool(room) and room < wanted
        whole = self._whole() if self._crowded else {}
        room -= sum(whole.values())
        wanted -= sum(self.theme.px(self._widths[column]) for column in whole)
        share = min(1.0, max(room, 0) / wanted) if self._crowded and wanted else 1.0
        for column, width in enumerate(self._widths):
            if width:
                self.setColumnWidth(column, whole.get(column, round(self.theme.px(width) * share)))

    def _whole(self) -> dict[int, int]:
        """The columns of numbers, and what else is whole, with the width that the longest of each needs: a name that is
        cut off is still that name, an amount is another amount."""
        model = self.model()
        shown = (column for column, width in enumerate(self._widths) if width and not self.isColumnHidden(column))
        return {
            column: max(self.sizeHintForColumn(column), self._head.sectionSizeHint(column))
            for column in shown
            if any(model.headerData(column, Qt.Orientation.Horizontal, role) for role in (WHOLE_ROLE, NUMBER_ROLE))
        }

    def _fit_rows(self) -> None:
        height = self.theme.row_height(self._lines)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self._head.setMinimumSectionSize(self.theme.px(48))
