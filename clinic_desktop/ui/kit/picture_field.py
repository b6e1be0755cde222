"""The form field for a person's picture: choose or drop a file, choose the square of it, or remove it.

The file is read and judged off the GUI thread. What was read is what gets stored: the file is not opened again, and its
name is never looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused
from clinic_desktop.integrations.image_check import inspect, read_limited
from clinic_desktop.integrations.image_child import decode_preview
from clinic_desktop.integrations.image_decode import load_stored
from clinic_desktop.integrations.pictures import LIMIT_BYTES, SIZES, Crop
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.crop_view import CropView
from clinic_desktop.ui.kit.picture_words import file_size, picture_problem
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


@dataclass(frozen=True, slots=True)
class PictureChoice:
    """What a person chose: the content of a file that was found to be a picture, and the square of it to keep. Goes to
    ``ImageStore.store``."""

    data: bytes
    crop: Crop


@dataclass(frozen=True, slots=True)
class _Opened:
    data: bytes
    preview: QImage


def _usual_limit() -> int:
    return LIMIT_BYTES


class PictureField(QWidget):
    """Shows a picture and lets a person change it. ``tasks`` should be the pool for slow work.

    ``picture_changed`` carries a ``PictureChoice`` after each choice and each change of its square, or None once the
    picture is removed; nothing is stored here. A file that is refused leaves what was there as it is and says why.
    """

    picture_changed = Signal(object)

    def __init__(
        self, theme: Theme, tasks: Runner, limit_bytes: Callable[[], int] = _usual_limit, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._limit_bytes, self._shown_limit = limit_bytes, LIMIT_BYTES
        self._asked = 0
        self._data: bytes | None = None
        self.view = CropView(theme, self)
        self.choose_button = Button(theme, self.tr("Choose picture…"), "upload", parent=self)
        self.remove_button = Button(theme, self.tr("Remove"), "trash-2", "quiet", parent=self)
        self.zoom_in_button = IconButton(theme, "zoom-in", self.tr("Zoom in"), parent=self)
        self.zoom_out_button = IconButton(theme, "zoom-out", self.tr("Zoom out"), parent=self)
        self.hint = PlainLabel(theme, role="caption", wrap=True, parent=self)
        self.problem = PlainLabel(theme, role="problem", wrap=True, parent=self)
        self.view.setAccessibleName(self.tr("Picture"))
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._fit()
        theme.changed.connect(self._fit)
        self._say_problem("")
        self._show_state()

    @property
    def choice(self) -> PictureChoice | None:
        """The picture chosen since the field was filled; None if none was, or it was removed."""
        crop = self.view.crop()
        return PictureChoice(self._data, crop) if self._data is not None and crop is not None else None

    def show_stored(self, path: Path | None) -> None:
        """Show the picture that the person has: a file of the store, or None for no picture. A missing file counts as
        no picture. Emits nothing."""
        self._clear()
        if path is not None:
            asked = self._ask()
            self._tasks.run(
                self, lambda: load_stored(path), lambda image: self._stored_loaded(asked, image), self._on_refused
            )

    def load_file(self, path: Path) -> None:
        """Open a file that a person chose or dropped. Of several, the last one wins."""
        asked, limit = self._ask(), self._limit_bytes
        self.hint.set_text(self.tr("Opening the picture…"))
        self._say_problem("")
        self._tasks.run(
            self,
            lambda: _open(path, limit()),
            lambda opened: self._opened(asked, opened),
            lambda refusal: self._refused(asked, refusal),
        )

    def choose_file(self) -> None:
        """Let the person choose a file in a dialog."""
        dialog = QFileDialog(self, self.tr("Choose picture"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Pictures (*.jpg *.jpeg *.png *.webp)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.load_file(Path(name)))
        dialog.open()

    def remove(self) -> None:
        """Take the picture away."""
        self._clear()
        self.choose_button.setFocus()
        self.picture_changed.emit(None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tasks.run(self, self._limit_bytes, self._show_limit, lambda _: None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event) is not None:
            event.acceptProposedAction()
            self.view.set_drop_hint(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.view.set_drop_hint(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.view.set_drop_hint(False)
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.load_file(path)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch()
        buttons.addWidget(self.zoom_out_button)
        buttons.addWidget(self.zoom_in_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.view, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(buttons)
        layout.addWidget(self.hint)
        layout.addWidget(self.problem)
        layout.addStretch()

    def _fit(self) -> None:
        """What is said of a picture must not make what is beside it narrower."""
        for label in (self.hint, self.problem):
            label.setMaximumWidth(self.view.sizeHint().width())

    def _connect(self) -> None:
        self.view.cropped.connect(self._on_cropped)
        self.choose_button.clicked.connect(self.choose_file)
        self.remove_button.clicked.connect(self.remove)
        self.zoom_in_button.clicked.connect(self.view.zoom_in)
        self.zoom_out_button.clicked.connect(self.view.zoom_out)

    def _ask(self) -> int:
        self._asked += 1
        return self._asked

    def _clear(self) -> None:
        self._ask()  # so that an answer that is still on its way is ignored
        self._data = None
        self.view.show_still(QImage())
        self._say_problem("")
        self._show_state()

    def _opened(self, asked: int, opened: _Opened) -> None:
        if asked != self._asked:
            return
        self._data = opened.data
        self.view.show_picture(opened.preview)
        self._show_state()
        self.view.setFocus()
        self.picture_changed.emit(self.choice)

    def _stored_loaded(self, asked: int, image: QImage) -> None:
        if asked == self._asked:
            self.view.show_still(image)
            self._show_state()

    def _refused(self, asked: int, refusal: Refused) -> None:
        if asked == self._asked:
            self._on_refused(refusal)

    def _on_refused(self, refusal: Refused) -> None:
        self._show_state()
        self._say_problem(picture_problem(refusal, self.locale()))

    def _on_cropped(self) -> None:
        self.picture_changed.emit(self.choice)

    def _show_limit(self, limit_bytes: int) -> None:
        self._shown_limit = limit_bytes
        self._show_state()

    def _show_state(self) -> None:
        can_crop, has_picture = self.view.can_crop, self.view.has_picture
        self.remove_button.setVisible(has_picture)
        self.zoom_in_button.setVisible(can_crop)
        self.zoom_out_button.setVisible(can_crop)
        if can_crop:
            self.hint.set_text(
                self.tr("Drag, click or use the arrow keys to move; the wheel or + and − to zoom; 0 to start over.")
            )
        else:
            self.hint.set_text(
                self.tr("JPEG, PNG or WebP, up to {limit}.").format(limit=file_size(self._shown_limit, self.locale()))
            )
        self.view.setAccessibleDescription(self.hint.whole_text())

    def _say_problem(self, words: str) -> None:
        self.problem.set_text(words)
        self.problem.setVisible(bool(words))


def _open(path: Path, limit_bytes: int) -> _Opened:
    data = read_limited(path, limit_bytes)
    return _Opened(data, decode_preview(data, inspect(data), SIZES[0]))


def _dropped_file(event: QDropEvent) -> Path | None:
    """The one local file that is held over the field; None for several, or for anything else."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
