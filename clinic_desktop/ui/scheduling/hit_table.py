"""The table of visits that a change hits, in which one key, or a menu, says what becomes of each."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.services.scheduling.values import AppointmentHit, Proposal, Treatment
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.scheduling.change import Pick

_KEYS = {
    Qt.Key.Key_K: Pick.KEEP,
    Qt.Key.Key_M: Pick.OWN,
    Qt.Key.Key_O: Pick.OTHER,
    Qt.Key.Key_X: Pick.CANCEL,
}


class HitTable(DataTable):
    """One row a visit. ``picked`` carries its number and a Pick for one of K, M, O and X; with Shift ``picked_for_all``
    carries the Pick. ``menu_wanted`` carries the number, after Enter or a click on the last column."""

    picked = Signal(object, object)
    picked_for_all = Signal(object)
    menu_wanted = Signal(object)

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(theme, name, lines=2, parent=parent)
        self.menu: Menu | None = None
        self.opened.connect(self.menu_wanted)
        self.clicked.connect(self._on_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pick = _KEYS.get(Qt.Key(event.key()))
        modifiers = event.modifiers()
        if pick is not None and modifiers == Qt.KeyboardModifier.NoModifier:
            self.picked.emit(self.selected_id(), pick)
        elif pick is not None and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.picked_for_all.emit(pick)
        else:
            super().keyPressEvent(event)

    def begin_menu(self, name: str) -> Menu:
        """An empty menu; it is gone once it is closed."""
        self.menu = menu = Menu(self.theme, self)
        menu.setAccessibleName(name)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def open_menu(self, menu: Menu, number: int) -> None:
        """Opens it below the last column of that visit."""
        self.select_id(number)
        last = self.model().columnCount() - 1
        box = self.visualRect(self.currentIndex().siblingAtColumn(last))
        menu.popup(self.viewport().mapToGlobal(QPoint(box.left(), box.bottom())))

    def add_moves(
        self,
        menu: Menu,
        hit: AppointmentHit,
        time_words: Callable[[Proposal], str],
        choose: Callable[[int, Pick], object],
    ) -> None:
        """The times that are proposed for a visit, where there are any."""
        if hit.own is not None:
            text = self.tr("Move to {time}").format(time=time_words(hit.own))
            menu.add(text, lambda: choose(hit.id, Pick.OWN), "calendar-clock", "M")
        if hit.other is not None:
            doctor = isolated(hit.other.practitioner_name)
            text = self.tr("{doctor}, {time}").format(doctor=doctor, time=time_words(hit.other))
            menu.add(text, lambda: choose(hit.id, Pick.OTHER), "user-round", "O")

    def add_cancel(
        self, menu: Menu, hit: AppointmentHit, locale: QLocale, choose: Callable[[int, Pick], object]
    ) -> None:
        """Cancelling it, and what goes back then, where the person may."""
        if Treatment.CANCEL in hit.allowed:
            text = self.tr("Cancel")
            if hit.paid is not None:
                text = self.tr("Cancel, {amount} goes back").format(amount=money_text(hit.paid, locale))
            menu.add(text, lambda: choose(hit.id, Pick.CANCEL), "x", "X")

    def _on_clicked(self) -> None:
        if self.currentIndex().column() == self.model().columnCount() - 1:
            self.menu_wanted.emit(self.selected_id())
