"""A label that shows text exactly as it was typed, and shortens it where there is no room."""

import re
from unicodedata import category, combining

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from clinic_desktop.ui.kit.painting import plain_tooltip
from clinic_desktop.ui.theme.theme import Theme

# Qt breaks a line between words only: one long word would make its page wider than the window.
_LONG_WORD = re.compile(r"\S{21,}")
_PIECE = 4
_MAY_BREAK = "\u200b"
_JOINER = "\u200d"
_VIRAMA = 9


class PlainLabel(QLabel):
    """Never reads its text as HTML. ``role`` is one of the text looks of the stylesheet.

    A wrapping label takes the height it needs, and breaks a word that is longer than its line; any other stays on one
    line, ends in "…" and tells the whole text in its tooltip.
    """

    def __init__(
        self, theme: Theme, text: str = "", role: str = "body", wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if not wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._centred = False
        self._align()
        self.set_text(text)
        theme.changed.connect(self._fit)

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def whole_text(self) -> str:
        """The text without shortening."""
        return self._whole

    def set_role(self, role: str) -> None:
        """Take another text look."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
            self._fit()

    def set_wrapping(self, wrap: bool) -> None:
        """Whether it takes as many lines as it needs, or one."""
        if wrap != self.wordWrap():
            self.setWordWrap(wrap)
            high = QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed
            self.setSizePolicy(QSizePolicy.Policy.Preferred, high)
            self.setToolTip("")
            self._fit()

    def one_line(self) -> int:
        """How wide its longest line is."""
        self.ensurePolished()
        return max(self.fontMetrics().horizontalAdvance(line) for line in self._whole.split("\n"))

    def set_centred(self) -> None:
        """Put the text in the middle."""
        self._centred = True
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        # Left to itself, QLabel aligns by the letters in the text: a Latin name would stand at the far side of a
        # right-to-left window.
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft
        side = Qt.AlignmentFlag.AlignHCenter if self._centred else side | Qt.AlignmentFlag.AlignAbsolute
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        if self.wordWrap():
            return super().sizeHint()
        self.ensurePolished()
        metrics = self.fontMetrics()
        margins = self.contentsMargins()
        lines = self._whole.split("\n")
        width = max((metrics.horizontalAdvance(line) for line in lines), default=0)
        return QSize(
            width + margins.left() + margins.right() + 1,
            max(1, len(lines)) * metrics.height() + margins.top() + margins.bottom(),
        )

    def minimumSizeHint(self) -> QSize:
        if self.wordWrap():
            return super().minimumSizeHint()
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.fontMetrics().horizontalAdvance("MMM…")), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._fit()
        super().paintEvent(event)

    def _fit(self) -> None:
        if self.wordWrap():
            shown = _LONG_WORD.sub(_breakable, self._whole)
            if shown != self.text():
                self.setText(shown)
            return
        room = self.contentsRect().width()
        lines = self._whole.split("\n")
        metrics = self.fontMetrics()
        shown = "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines)
        if shown != self.text():
            self.setText(shown)
            self.setToolTip("" if shown == self._whole else plain_tooltip(self._whole))


def as_typed(shown: str) -> str:
    """A text that a label shows, without what lets it break."""
    return shown.replace(_MAY_BREAK, "")


def _breakable(word: re.Match[str]) -> str:
    text = word[0]
    starts = [0, *(place for place in range(_PIECE, len(text), _PIECE) if not _is_one(text[place - 1], text[place]))]
    return _MAY_BREAK.join(text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))


def _is_one(before: str, letter: str) -> bool:
    """Whether two letters are drawn as one: a mark on the letter before, or a consonant after a virama."""
    return _JOINER in (before, letter) or category(letter).startswith("M") or combining(before) == _VIRAMA
