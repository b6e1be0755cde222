"""A doctor's patients as a list of people: portrait, name, age and last visit."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clinic_desktop.services.patients.hits import PatientHit
from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.formats import age_text, isolated, short_date
from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.painting import draw_focus_ring, draw_icon, draw_text, fill_box
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight

AnyIndex = QModelIndex | QPersistentModelIndex
_HIT = int(Qt.ItemDataRole.UserRole) + 1


class _People(QAbstractListModel):
    def __init__(self, locale: QLocale, parent: QWidget) -> None:
        super().__init__(parent)
        self._locale = locale
        self._hits: tuple[PatientHit, ...] = ()
        self._today = date.min
        self._zone = ZoneInfo("UTC")

    def show(self, hits: tuple[PatientHit, ...], today: date, zone: ZoneInfo) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._hits, self._today, self._zone = hits, today, zone
        self.endResetModel()

    def row_of(self, patient_id: int | None) -> int:
        """The place of a patient, or -1."""
        return next((i for i, hit in enumerate(self._hits) if hit.id == patient_id), -1)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self._hits[index.row()]
        if role == _HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return words.tr("{name}, {detail}").format(name=isolated(hit.name), detail=self.detail(hit))
        return None

    def detail(self, hit: PatientHit) -> str:
        """Age, and when they were here last."""
        born = hit.birth_date
        age = age_text(born, self._today, self._locale, estimated=hit.birth_estimated) if born else ""
        last = words.tr("not seen yet")
        if hit.last_visit_at is not None:
            day = short_date(hit.last_visit_at.astimezone(self._zone).date(), self._locale)
            last = words.tr("last here {date}").format(date=day)
        return words.tr("{age} · {last}").format(age=age, last=last) if age else last


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: "PersonList", picture: Callable[[str], QPixmap | None]) -> None:
        super().__init__(view)
        self._theme, self._view, self._picture = theme, view, picture

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        line = QFontMetrics(self._theme.font(TextSize.BODY)).height()
        return QSize(self._theme.px(200), max(self._theme.px(54), 2 * line + Space.L))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        hit: PatientHit = index.data(_HIT)
        view, px, color = self._view, self._theme.px, self._theme.color
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(view.layoutDirection())
        box = rect.adjusted(Space.S, 2, -Space.S, -2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            fill_box(painter, box, Radius.CONTROL, color("accent_soft"), color("accent"), 1.5)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            fill_box(painter, box, Radius.CONTROL, color("surface2"))
        if selected and view.hasFocus():
            draw_focus_ring(painter, self._theme, box, Radius.CONTROL)
        side = px(36)
        disc = QRect(box.left() + Space.S, box.center().y() - side // 2, side, side)
        draw_avatar(painter, self._theme, self._visual(rect, disc), hit.name, self._picture(hit.picture))
        left = disc.right() + Space.M
        right = box.right() - Space.S
        if hit.has_allergies:
            icon = self._theme.icons.pixmap("triangle-alert", "danger", px(Size.ICON_SMALL), view.devicePixelRatioF())
            spot = QRect(right - px(Size.ICON_SMALL), box.top(), px(Size.ICON_SMALL), box.height() // 2 + Space.XS)
            draw_icon(painter, icon, self._visual(rect, spot))
            right = spot.left() - Space.S
        half = box.height() // 2 - Space.XS
        upper = QRect(left, box.top() + Space.XS, right - left, half)
        lower = QRect(left, upper.bottom(), box.right() - Space.S - left, half)
        name = self._theme.font(TextSize.BODY, Weight.SEMIBOLD)
        draw_text(painter, self._visual(rect, upper), hit.name, name, color("text"))
        detail = view.people.detail(hit)
        draw_text(painter, self._visual(rect, lower), detail, self._theme.font(TextSize.SMALL), color("text3"))
        painter.restore()

    def _visual(self, rect: QRect, box: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), rect, box)


class PersonList(QListView):
    """``chosen`` carries the patient that a person moved to."""

    chosen = Signal(int)

    def __init__(
        self,
        theme: Theme,
        locale: QLocale,
        picture: Callable[[str], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._restoring = False
        self.people = _People(locale, self)
        self.setModel(self.people)
        self.setItemDelegate(_Painter(theme, self, picture))
        self.setAccessibleName(self.tr("My patients"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._on_moved)
        theme.changed.connect(self.doItemsLayout)

    def show_people(self, hits: tuple[PatientHit, ...], selected_id: int | None, today: date, zone: ZoneInfo) -> None:
        """Shows these patients with one of them selected, without telling anyone."""
        self._restoring = True
        place = self.verticalScrollBar().value()
        self.people.show(hits, today, zone)
        self.verticalScrollBar().setValue(place)
        row = self.people.row_of(selected_id)
        if row >= 0:
            self.setCurrentIndex(self.people.index(row))
        self._restoring = False

    def _on_moved(self, current: QModelIndex) -> None:
        if not self._restoring and current.isValid():
            self.chosen.emit(current.data(_HIT).id)
