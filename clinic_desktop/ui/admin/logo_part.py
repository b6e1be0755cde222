"""In the clinic's settings: the logo for receipts, invoices and credit notes, on white as on paper."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.integrations.logo import load_logo
from clinic_desktop.integrations.pictures import LIMIT_BYTES
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.picture_words import file_size, picture_problem
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Space
from clinic_desktop.viewmodels.admin.logo import LogoState, LogoViewModel

_WIDE, _TALL = 240, 96


class LogoPart(QWidget):
    """Chosen in a dialog or dropped here; kept at once. ``limit_bytes`` of a file is said, and enforced elsewhere."""

    def __init__(self, theme: Theme, model: LogoViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.view = _LogoView(theme, self)
        self.choose_button = Button(theme, self.tr("Choose logo…"), icon="upload")
        self.remove_button = Button(theme, self.tr("Remove logo"), icon="trash-2", role="quiet")
        self.hint = PlainLabel(theme, role="caption", wrap=True)
        self.problem = PlainLabel(theme, role="problem", wrap=True)
        self._build(theme)
        self.view.dropped.connect(model.choose)
        self.choose_button.clicked.connect(self.choose_file)
        self.remove_button.clicked.connect(lambda: model.put(b""))
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    def show_state(self, state: LogoState) -> None:
        """Shows the state; may be called at any time."""
        self.view.show_logo(load_logo(state.content) if state.content else QImage())
        self.remove_button.setVisible(bool(state.content))
        self.choose_button.set_busy(self.tr("Reading the picture…") if state.busy else None)
        words = "" if state.problem is None else picture_problem(state.problem, self.locale())
        self.problem.set_text(words)
        self.problem.setVisible(bool(words))

    def choose_file(self) -> None:
        """Lets the person choose a file in a dialog."""
        dialog = QFileDialog(self, self.tr("Choose logo"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Pictures (*.jpg *.jpeg *.png *.webp)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda name: self._model.choose(Path(name)))
        dialog.open()

    def _build(self, theme: Theme) -> None:
        text = self.tr("JPEG, PNG or WebP, up to {limit}. A wide one fits best; it is printed 60 mm wide at most.")
        self.hint.set_text(text.format(limit=file_size(LIMIT_BYTES, self.locale())))
        self.view.setAccessibleName(self.tr("Logo on papers"))
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        beside = QVBoxLayout()
        beside.setSpacing(Space.S)
        beside.addWidget(PlainLabel(theme, self.tr("Logo on receipts, invoices and credit notes"), role="label"))
        beside.addLayout(buttons)
        beside.addWidget(self.hint)
        beside.addWidget(self.problem)
        beside.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addWidget(self.view, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)


class _LogoView(QWidget):
    """The logo as paper shows it: on white, in every theme. ``dropped`` carries a file that was let go over it."""

    dropped = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._image, self._lit = theme, QImage(), False
        self.setAcceptDrops(True)

    def show_logo(self, image: QImage) -> None:
        """Shows another logo; null for none."""
        self._image = image
        description = self.tr("There is a logo") if not image.isNull() else self.tr("No logo yet")
        self.setAccessibleDescription(description)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDE), self._theme.px(_TALL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(self._theme.color("focus" if self._lit else "border2"), 1))
        # A logo is on white in every theme: so it is on paper.
        painter.setBrush(self._theme.color("sunken") if self._image.isNull() else Qt.GlobalColor.white)
        painter.drawRoundedRect(area, Radius.CONTROL, Radius.CONTROL)
        if self._image.isNull():
            painter.setPen(self._theme.color("text3"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("No logo yet"))
            return
        room = area.adjusted(Space.M, Space.M, -Space.M, -Space.M)
        size = self._image.size().toSizeF()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        painter.drawImage(place, self._image)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event) is not None:
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(False)
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _light(self, lit: bool) -> None:
        self._lit = lit
        self.update()


def _dropped_file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
