"""The list of a doctor's day: times, status bars, waits, breaks, and the line of now."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.doctor.day_row_painting import paint_closed, paint_now, paint_visit, row_height
from clinic_desktop.ui.formats import isolated, time_text
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.doctor.day_rows import DayRow, RowKind

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class DayRowsModel(QAbstractListModel):
    """The rows of one day; only visits can be selected."""

    def __init__(self, locale: QLocale, parent: QWidget) -> None:
        super().__init__(parent)
        self.locale = locale
        self.zone = ZoneInfo("UTC")
        self.now: datetime | None = None
        self._rows: tuple[DayRow, ...] = ()

    def show(self, rows: tuple[DayRow, ...], zone: ZoneInfo, now: datetime) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._rows, self.zone, self.now = rows, zone, now
        self.endResetModel()

    def row_of(self, appointment_id: int | None) -> int:
        """The place of a visit, or -1."""
        places = (i for i, row in enumerate(self._rows) if row.card and row.card.appointment_id == appointment_id)
        return next(places, -1)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self._rows[index.row()].kind is RowKind.VISIT:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(row)
        return None

    def _spoken(self, row: DayRow) -> str:
        if row.card is not None:
            card = row.card
            detail = words.row_detail(card, self.now or row.at, self.locale)
            return words.tr("{time}, {name}, {state}, {detail}").format(
                time=time_text(row.at.astimezone(self.zone), self.locale),
                name=isolated(card.patient_name),
                state=words.queue_word(card),
                detail=detail,
            )
        if row.period is not None:
            return words.closed_text(row.reason, row.label, row.period.start, row.period.end, self.zone, self.locale)
        return words.tr("Now, {time}").format(time=time_text(row.at.astimezone(self.zone), self.locale))


class _RowPainter(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: "DayList") -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        row: DayRow = index.data(ROW_ROLE)
        return QSize(self._theme.px(200), row_height(self._theme, row.kind))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: DayRow = index.data(ROW_ROLE)
        model, view = self._view.rows_model, self._view
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(view.layoutDirection())
        rect = option.rect
        if row.kind is RowKind.NOW:
            moment = time_text(row.at.astimezone(model.zone), model.locale)
            paint_now(painter, self._theme, view, rect, moment)
        elif row.kind is RowKind.CLOSED:
            paint_closed(painter, self._theme, view, rect, str(index.data()))
        elif row.card is not None:
            state = option.state
            selected = bool(state & QStyle.StateFlag.State_Selected)
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            detail = words.row_detail(row.card, model.now or row.at, model.locale)
            moment = time_text(row.at.astimezone(model.zone), model.locale)
            focused = selected and view.hasFocus()
            paint_visit(painter, self._theme, view, rect, row.card, moment, detail, selected, hovered, focused)
        painter.restore()


class DayList(QListView):
    """``chosen`` carries the appointment that a person moved to, ``opened`` the one that they pressed Enter on."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._restoring = False
        self.rows_model = DayRowsModel(locale, self)
        self.setModel(self.rows_model)
        self.setItemDelegate(_RowPainter(theme, self))
        self.setAccessibleName(self.tr("Today's visits"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentChanged.connect(self._on_moved)
        theme.changed.connect(self.doItemsLayout)

    def show_day(self, rows: tuple[DayRow, ...], zone: ZoneInfo, now: datetime, selected_id: int | None) -> None:
        """Shows these rows with that visit selected, without telling anyone."""
        self._restoring = True
        place = self.verticalScrollBar().value()
        self.rows_model.show(rows, zone, now)
        self.verticalScrollBar().setValue(place)
        row = self.rows_model.row_of(selected_id)
        if row >= 0:
            index = self.rows_model.index(row)
            self.setCurrentIndex(index)
            self.scrollTo(index)
        self._restoring = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            row: DayRow | None = self.currentIndex().data(ROW_ROLE)
            if row is not None and row.card is not None:
                self.opened.emit(row.card.appointment_id)
            return
        super().keyPressEvent(event)

    def _on_moved(self, current: QModelIndex) -> None:
        row: DayRow | None = current.data(ROW_ROLE) if current.isValid() else None
        if not self._restoring and row is not None and row.card is not None:
            self.chosen.emit(row.card.appointment_id)
