"""A list of choices in a floating layer, moved through with the keys of the field that opened it."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
from clinic_desktop.ui.kit.painting import draw_icon, draw_text, fill_box, text_width
from clinic_desktop.ui.kit.popup import Popup
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight

AnyIndex = QModelIndex | QPersistentModelIndex
CHOICE_ROLE = int(Qt.ItemDataRole.UserRole)
MARK_ROLE = CHOICE_ROLE + 1
_MOST_ROWS = 9


class ChoiceModel(QAbstractListModel):
    """Choices as a list model; those in ``marked`` show a tick."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: tuple[Choice, ...] = ()
        self.marked: frozenset[object] = frozenset()

    def show(self, choices: Sequence[Choice], marked: frozenset[object]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self.choices, self.marked = tuple(choices), marked
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.choices)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        choice = self.choices[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{choice.text}, {choice.detail}" if choice.detail else choice.text
        if role == CHOICE_ROLE:
            return choice
        if role == MARK_ROLE:
            return choice.value in self.marked
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        enabled = self.choices[index.row()].enabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if enabled else Qt.ItemFlag.NoItemFlags


class _RowPainter(QStyledItemDelegate):
    """Icon, text, detail on the far side, tick or keycap."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(self.width_of(index.data(CHOICE_ROLE)), self._theme.row_height())

    def width_of(self, choice: Choice) -> int:
        theme = self._theme
        width = text_width(theme.font(TextSize.BODY, Weight.MEDIUM), choice.text) + 2 * Space.M + theme.px(Size.ICON)
        if choice.detail:
            width += text_width(theme.font(TextSize.SMALL), choice.detail) + Space.XL
        if choice.icon:
            width += theme.px(Size.ICON) + Space.S
        if choice.key:
            width += keycap_size(theme, choice.key).width() + Space.M
        return width

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        choice: Choice = index.data(CHOICE_ROLE)
        theme, color = self._theme, self._theme.color
        whole: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        widget = self.parent()
        direction = widget.layoutDirection() if isinstance(widget, QWidget) else Qt.LayoutDirection.LeftToRight
        painter.setLayoutDirection(direction)
        if index == self._view().currentIndex():
            fill_box(painter, whole.adjusted(0, 1, 0, -1), Radius.CARD, color("accent_soft"))
        left, right = whole.left() + Space.S, whole.right() - Space.S
        token = "text" if choice.enabled else "disabled"

        def placed(x: int, width: int) -> QRect:
            box = QRect(x, whole.top(), width, whole.height())
            if direction == Qt.LayoutDirection.RightToLeft:
                box.moveLeft(whole.left() + whole.right() - box.right())
            return box

        side = theme.px(Size.ICON_SMALL)
        if choice.icon:
            pixmap = theme.icons.pixmap(choice.icon, "text2", side, self._view().devicePixelRatioF())
            draw_icon(painter, pixmap, placed(left, side))
            left += side + Space.S
        if choice.key:
            cap = keycap_size(theme, choice.key)
            box = placed(right - cap.width(), cap.width())
            box.setTop(whole.center().y() - cap.height() // 2)
            box.setHeight(cap.height())
            draw_keycap(painter, theme, box, choice.key, KeycapGround.SURFACE)
            right -= cap.width() + Space.S
        if index.data(MARK_ROLE):
            pixmap = theme.icons.pixmap("check", "accent", side, self._view().devicePixelRatioF())
            draw_icon(painter, pixmap, placed(right - side, side))
            right -= side + Space.S
        if choice.detail:
            font = theme.font(TextSize.SMALL)
            width = min(text_width(font, choice.detail) + 1, (right - left) // 2)
            draw_text(painter, placed(right - width, width), choice.detail, font, color("text3"))
            right -= width + Space.S
        draw_text(painter, placed(left, right - left), choice.text, theme.font(TextSize.BODY), color(token))
        painter.restore()

    def _view(self) -> QListView:
        view = self.parent()
        assert isinstance(view, QListView)
        return view


class PopupList(Popup):
    """Shows choices under a field. ``picked`` carries the value that a person took.

    With ``many`` the list stays open and the marks are the field's business.
    """

    picked = Signal(object)

    def __init__(self, theme: Theme, anchor: QWidget, accessible_name: str, many: bool = False) -> None:
        super().__init__(theme, anchor)
        self._many, self._accessible_name = many, accessible_name
        self._model = ChoiceModel(self)
        self._made: QListView | None = None

    def open_list(
        self, choices: Sequence[Choice], current: object = None, marked: frozenset[object] = frozenset()
    ) -> None:
        """Show the choices with ``current`` (or the first that can be taken) highlighted."""
        self._model.show(choices, marked)
        painter = self._view.itemDelegate()
        assert isinstance(painter, _RowPainter)
        width = max((painter.width_of(choice) for choice in choices), default=0) + 2 * Space.S
        self.open_at(width, min(len(choices), _MOST_ROWS) * self.theme.row_height())
        row = next((row for row, choice in enumerate(choices) if choice.value == current), None)
        self._highlight(row if row is not None else self._next_enabled(-1, 1))

    def set_marked(self, marked: frozenset[object]) -> None:
        """Show other ticks and leave the highlight where it is."""
        self._model.marked = marked
        if self._made is not None:
            self._made.viewport().update()

    def highlighted(self) -> Choice | None:
        """The choice that Enter would take."""
        row = self._view.currentIndex().row()
        return self._model.choices[row] if 0 <= row < len(self._model.choices) else None

    def highlight(self, value: object) -> None:
        """Move the highlight to a value, if it is there."""
        for row, choice in enumerate(self._model.choices):
            if choice.value == value:
                self._highlight(row)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the field: arrows, page keys, Enter, Escape; under a line that nobody writes in also Home,
        End and Space, which takes like Enter. True if it was one of them."""
        if not self.isVisible():
            return False
        row, key = self._view.currentIndex().row(), event.key()
        last = len(self._model.choices)
        moves = {
            Qt.Key.Key_Down: (row, 1),
            Qt.Key.Key_Up: (row, -1),
            Qt.Key.Key_PageDown: (min(row + _MOST_ROWS, last) - 1, 1),
            Qt.Key.Key_PageUp: (max(row - _MOST_ROWS, -1) + 1, -1),
        }
        takes = [Qt.Key.Key_Return, Qt.Key.Key_Enter]
        if not isinstance(self.anchor, QLineEdit):
            moves |= {Qt.Key.Key_Home: (-1, 1), Qt.Key.Key_End: (last, -1)}
            takes.append(Qt.Key.Key_Space)
        if key in moves:
            self._highlight(self._next_enabled(*moves[Qt.Key(key)]))
        elif key in takes:
            self._take(self._view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            return False
        return True

    @property
    def _view(self) -> QListView:
        """Made when it is first opened: its seven widgets take 100 KB, and most lists of a page never are."""
        if self._made is None:
            self._made = self._make_view()
            self.body.addWidget(self._made)
        return self._made

    def _make_view(self) -> QListView:
        view = QListView(self)
        view.setAccessibleName(self._accessible_name)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setModel(self._model)
        view.setItemDelegate(_RowPainter(self.theme, view))
        view.setMouseTracking(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.clicked.connect(self._take)
        view.entered.connect(view.setCurrentIndex)
        return view

    def _next_enabled(self, row: int, step: int) -> int:
        found = row + step
        while 0 <= found < len(self._model.choices):
            if self._model.choices[found].enabled:
                return found
            found += step
        return row

    def _highlight(self, row: int) -> None:
        self._view.setCurrentIndex(self._model.index(row, 0))
        self._view.viewport().update()

    def _take(self, index: AnyIndex) -> None:
        if not index.isValid() or not self._model.choices[index.row()].enabled:
            return
        value = self._model.choices[index.row()].value
        if not self._many:
            self.close_popup()
        self.picked.emit(value)
