"""Counting cash by its coins and notes: how many of each, what they come to."""

from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from clinic_desktop.domain.cash import MOST_PIECES, pieces_of
from clinic_desktop.domain.money import Money
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.line_edit import LineEdit
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.words import tr
from clinic_desktop.viewmodels.till.counting import Count

_DIGITS = 6


class PiecesPart(QWidget):
    """``counted`` carries what a coin or note is worth, and how many there are; ``unread_changed`` whether anything
    that was typed is no number of them."""

    counted = Signal(int, int)
    unread_changed = Signal(bool)

    def __init__(self, theme: Theme, currency: str, locale: QLocale) -> None:
        super().__init__()
        self._locale, self._currency = locale, currency
        self.edits: dict[int, LineEdit] = {}
        self._sums: dict[int, PlainLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS)
        pieces = pieces_of(currency)
        half = -(-len(pieces) // 2)
        for place, piece in enumerate(pieces):
            self._add(theme, grid, place % half, 4 * (place // half), piece)
        for column in (2, 6):
            grid.setColumnStretch(column, 1)

    def show_count(self, count: Count) -> None:
        """Shows how many there are; what is being typed is left alone."""
        for piece, edit in self.edits.items():
            number = count.pieces.get(piece, 0)
            if not edit.hasFocus() and _readable(edit.text()):
                edit.setText(str(number) if number else "")
            worth = Money(piece * number, self._currency)
            self._sums[piece].set_text(money_text(worth, self._locale) if number else "")

    def focus_first(self) -> None:
        """Puts the cursor to the largest note."""
        next(iter(self.edits.values())).setFocus()

    def _add(self, theme: Theme, grid: QGridLayout, row: int, column: int, piece: int) -> None:
        word = money_text(Money(piece, self._currency), self._locale)
        edit = LineEdit(theme, tr("How many of {piece}").format(piece=word), "0", self)
        edit.keep_left_to_right()
        edit.setMaxLength(_DIGITS)
        edit.setFixedWidth(theme.px(72))
        edit.textEdited.connect(partial(self._typed, piece))
        self.edits[piece] = edit
        self._sums[piece] = PlainLabel(theme, role="caption", parent=self)
        near, far = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(PlainLabel(theme, f"{word} ×", role="label", parent=self), row, column, near)
        grid.addWidget(edit, row, column + 1)
        grid.addWidget(self._sums[piece], row, column + 2, far)

    def _typed(self, piece: int, text: str) -> None:
        kept = "".join(letter for letter in text if not (letter.isalpha() or letter.isspace()))
        if kept != text:
            self.edits[piece].setText(kept)
        self.edits[piece].set_problem(not _readable(kept))
        if _readable(kept):
            self.counted.emit(piece, min(int(kept or 0), MOST_PIECES))
        self.unread_changed.emit(not all(_readable(edit.text()) for edit in self.edits.values()))


def _readable(text: str) -> bool:
    # A letter falls away, a point or a sign must not: 1.5 would become 15.
    return not text or text.isdecimal()
