"""Looks for the words on a window that are neither translated nor what people typed.

It reads a window in the made-up language, where every text of the program stands in brackets.
"""

import html
import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QTextEdit, QWidget

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.base import Base
from clinic_desktop.ui.kit.plain_label import PlainLabel

_ROWS = 30
_TAG = re.compile("</?qt>")
_WORD = re.compile(r"[^\W\d_]{2,}")

EXCEPTIONS = frozenset(
    {
        # Names of keys are the same on every keyboard that has them.
        *("Ctrl", "Alt", "Shift", "Enter", "Esc", "Space", "Tab", "Home", "End", "PgUp", "PgDown", "Del"),
        *("Left", "Right", "Up", "Down"),
        # Names of things: the program, zones, currencies, codes, file types.
        *(
            "Clinic",
            "Desktop",
            "Asia",
            "Europe",
            "Stripe",
            "Razorpay",
            "INR",
            "EUR",
            "USD",
            "JPEG",
            "PNG",
            "WebP",
            "CSV",
            "PDF",
        ),
        # Halves of the day, as the locale has them.
        *("am", "pm"),
        # Of countries Qt has English names only.
        *("Germany", "India"),
    }
)


class Data:
    """The words that are in the database, and those that the system's locale gives."""

    def __init__(self, database: Database, locale: QLocale) -> None:
        self.words = set(EXCEPTIONS)
        with database.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                for row in connection.execute(table.select()):
                    self._add(" ".join(str(value) for value in row if isinstance(value, str)))
        for form in (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat):
            self._add(" ".join(locale.dayName(day, form) for day in range(1, 8)))
            self._add(" ".join(locale.standaloneDayName(day, form) for day in range(1, 8)))
            self._add(" ".join(locale.monthName(month, form) for month in range(1, 13)))

    def _add(self, text: str) -> None:
        self.words.update(_WORD.findall(text))


def own_words(window: QWidget, data: Data) -> list[str]:
    """The shown texts that have a word outside brackets which is no data; "" and doubles are left out."""
    found = {text for text in _shown(window) if set(_WORD.findall(_outside(text))) - data.words}
    return sorted(found)


def _outside(text: str) -> str:
    """What is left without the brackets; a text that was shortened has lost its second one."""
    kept, depth = [], 0
    for letter in html.unescape(_TAG.sub("", text)):
        depth += (letter == "[") - (letter == "]")
        if depth == 0 and letter != "]":
            kept.append(letter)
    return "".join(kept)


def _shown(window: QWidget) -> Iterator[str]:
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible():
            continue
        yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.statusTip())
        match widget:
            case PlainLabel():
                yield widget.whole_text()
            case QAbstractButton():
                yield widget.text()
            case QLineEdit():
                yield from (widget.text(), widget.placeholderText())
            case QTextEdit():
                yield from (widget.toPlainText(), widget.placeholderText())
            case QAbstractItemView() if widget.model() is not None:
                yield from _cells(widget.model())
        yield from (action.text() for action in widget.actions() if isinstance(action, QAction))


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(model.rowCount(), _ROWS)):
            index = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.data(index, role) or "")
