"""The frame of every field: label above, the control, and below it a fault or a note in words."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.line_edit import LineEdit
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space

_NOTE_ROLES = {"neutral": "caption", "ok": "good", "warn": "warning"}


def cut_words(most: int) -> str:
    """Says that of a longer text only the first ``most`` characters were taken."""
    return QCoreApplication.translate("Field", "At most %Ln characters fit here; the rest was left out.", None, most)


class Field(QWidget):
    """Label, control, and one line of words below. Subclasses give the control by ``set_control``."""

    def __init__(self, theme: Theme, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._control: QWidget | None = None
        self._problem: str | None = None
        self._advised = False
        self._cut_at: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        self._label = PlainLabel(theme, label, role="field-label", parent=self)
        self._label.setVisible(bool(label))
        self._column.addWidget(self._label)
        self._below = QWidget(self)
        row = QHBoxLayout(self._below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS + 1)
        self._fault = SmallIcon(theme, "triangle-alert", "danger", Size.ICON_TINY + 1, self._below)
        self._words = PlainLabel(theme, role="problem", wrap=True, parent=self._below)
        row.addWidget(self._fault, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._column.addWidget(self._below)
        self._below.hide()

    def set_control(self, control: QWidget) -> None:
        """The widget between label and words."""
        self._control = control
        self._column.insertWidget(1, control)
        self._label.setBuddy(control)
        self.setFocusProxy(control)

    def label(self) -> str:
        """The words above the control."""
        return self._label.whole_text()

    def set_problem(self, text: str | None) -> None:
        """Say what is wrong, in the danger colour, or nothing with None. Advice on a text that cannot be read stays for
        as long as that text does."""
        if text is None and self._advised and self.unread():
            text = self.advice()
        self._problem = text
        if text is None and self._cut_at is not None:
            self._say_cut()
            return
        self._say(text or "", "problem", fault=text is not None)
        self._show_fault(text is not None)

    def problem(self) -> str | None:
        """What is wrong, if anything."""
        return self._problem

    def unread(self) -> bool:
        """Whether something stands in the field that means no value: it must be neither kept nor passed over."""
        return False

    def advice(self) -> str:
        """What to type instead of a text that cannot be read."""
        return ""

    def settle(self) -> None:
        """Takes what was typed, also while the cursor is still in the field."""

    def say_unread(self) -> None:
        """Says that what was typed cannot be read, until it is typed anew."""
        self._advised = True
        self.set_problem(self.advice())

    def set_note(self, text: str, tone: str = "neutral") -> None:
        """Say something helpful instead: tone "neutral", "ok" or "warn". Gives way to a problem."""
        if self._problem is not None:
            return
        self._say(text, _NOTE_ROLES[tone], fault=False)
        if isinstance(self._control, LineEdit):
            self._control.set_sign("circle-check" if tone == "ok" and text else None, "ok")

    def note(self) -> str:
        """The words below the control, fault or note."""
        return self._words.whole_text()

    def _forget_cut(self) -> None:
        if self._cut_at is not None:
            self._cut_at = None
            self.set_note("")

    def _note_cut(self, most: int) -> None:
        """Something was longer than the ``most`` characters that fit: that is said until the text changes again."""
        self._cut_at = most
        # Once the rest of the field and the form have taken the text in: they may clear what stands below it.
        QTimer.singleShot(0, self, self._say_cut)

    def _say_cut(self) -> None:
        if self._cut_at is not None and self._problem is None:
            self._show_fault(False)
            self.set_note(cut_words(self._cut_at), "warn")

    def _show_fault(self, wrong: bool) -> None:
        """The edge of the control in the danger colour, or not."""
        if isinstance(self._control, LineEdit):
            self._control.set_problem(wrong)
            self._control.set_sign("triangle-alert" if wrong else None, "danger")
        elif self._control is not None:
            self._control.setProperty("problem", wrong)
            self._control.style().unpolish(self._control)
            self._control.style().polish(self._control)
            self._control.update()

    def _say(self, text: str, role: str, fault: bool) -> None:
        self._words.set_role(role)
        self._words.set_text(text)
        # A line edit carries the sign inside; the others have it before the words.
        self._fault.setVisible(fault and not isinstance(self._control, LineEdit))
        self._below.setVisible(bool(text))
        if self._control is not None:
            self._control.setAccessibleDescription(text)


class TextField(Field):
    """One line of text of at most ``max_length`` characters; what is longer is cut, and that is said. ``edited`` is
    emitted only when a person typed; ``finished`` on Enter or on leaving."""

    edited = Signal(str)
    finished = Signal()

    def __init__(
        self, theme: Theme, label: str, hint: str = "", max_length: int = 200, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, label, parent)
        self.edit = LineEdit(theme, label or hint, hint, self)
        self.edit.setMaxLength(max_length)
        self.edit.inputRejected.connect(self._on_rejected)
        self.set_control(self.edit)
        self._just_cut = False
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self.finished)

    def text(self) -> str:
        """What is in the field, without space around it."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Show ``text`` without telling anyone."""
        if text != self.edit.text():
            self._cut_at = None
            self.edit.setText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Let people read and copy, but not type."""
        self.edit.setReadOnly(read_only)

    def _kept(self, text: str) -> str:
        """What of a typed or pasted text the field takes."""
        return text

    def _on_edited(self, text: str) -> None:
        kept = self._kept(text)
        if kept != text:
            place = self.edit.cursorPosition() - (len(text) - len(kept))
            self.edit.setText(kept)
            self.edit.setCursorPosition(max(0, place))
        self._advised = False
        if not self._just_cut:
            self._forget_cut()
        self._just_cut = False
        if self._problem is not None:
            self.set_problem(None)
        self.edited.emit(self.text())

    def _on_rejected(self) -> None:
        """Qt left something out: before it tells that the text was edited, where the text was changed at all."""
        self._just_cut = True
        self._note_cut(self.edit.maxLength())
        QTimer.singleShot(0, self, self._cut_is_told)

    def _cut_is_told(self) -> None:
        self._just_cut = False


class PlainEdit(QPlainTextEdit):
    """Text of several lines; Tab leaves it, and no person can type more than ``max_length`` characters: ``rejected``
    tells that some were left out."""

    rejected = Signal()

    def __init__(self, max_length: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._max_length = max_length
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        full = len(self.toPlainText()) >= self._max_length and not self.textCursor().hasSelection()
        typed = event.text().isprintable() or event.text() in ("\r", "\n")
        types = event.text() and typed and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if full and types:
            event.ignore()
            self.rejected.emit()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        room = self._room()
        if len(event.commitString()) > room:
            event.setCommitString(event.commitString()[:room])
            super().inputMethodEvent(event)
            self.rejected.emit()
        else:
            super().inputMethodEvent(event)

    def insertFromMimeData(self, source: object) -> None:
        room, text = self._room(), source.text()  # type: ignore[attr-defined]
        self.insertPlainText(text[:room])
        if len(text) > room:
            self.rejected.emit()

    def _room(self) -> int:
        """How many characters may come in the place of what is selected."""
        return max(0, self._max_length - len(self.toPlainText()) + len(self.textCursor().selectedText()))


class TextArea(Field):
    """Several lines of text, ``rows`` of them in sight. ``edited`` is emitted only when a person typed."""

    edited = Signal(str)
    finished = Signal()

    def __init__(
        self,
        theme: Theme,
        label: str,
        hint: str = "",
        rows: int = 3,
        max_length: int = 4000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, parent)
        self._rows = rows
        self._loading = False
        self.edit = PlainEdit(max_length, self)
        self.edit.setAccessibleName(label or hint)
        self.edit.setPlaceholderText(hint)
        self.edit.textChanged.connect(self._on_changed)
        self.edit.rejected.connect(lambda: self._note_cut(max_length))
        self.edit.installEventFilter(self)
        self.set_control(self.edit)
        self._fit()
        theme.changed.connect(self._fit)

    def text(self) -> str:
        """What is in the field, without space around it."""
        return self.edit.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Show ``text`` without telling anyone."""
        if text != self.edit.toPlainText():
            self._cut_at = None
            self._loading = True
            self.edit.setPlainText(text)
            self._loading = False

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.finished.emit()
        return False

    def _on_changed(self) -> None:
        if not self._loading:
            self._forget_cut()
            self.set_problem(None)
            self.edited.emit(self.text())

    def _fit(self) -> None:
        self.edit.ensurePolished()
        self.edit.setFixedHeight(self._rows * self.edit.fontMetrics().lineSpacing() + 2 * Space.S + 2)
