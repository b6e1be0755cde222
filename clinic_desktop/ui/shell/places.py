"""Where somebody is on a page: kept while the page itself is not, so that who comes back finds it as they left it.

A place is a plain value: the fields of the state that the page's view-models name (``ViewModel.place``), what stands in
the search fields, the order of the tables, and how far everything is scrolled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget

from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.viewmodels.base import ViewModel

W = TypeVar("W", bound=QWidget)
_PATIENCE = 3000
"""Milliseconds for which a page that was scrolled waits for its rows; by then somebody has begun to scroll it anew."""


@dataclass(frozen=True, slots=True)
class Place:
    """``models`` has the fields of each view-model by the name of its class; the others go by their accessible name
    and number."""

    models: Mapping[str, Mapping[str, Any]]
    searches: Mapping[str, str]
    orders: Mapping[str, tuple[int, Qt.SortOrder]]
    scrolled: Mapping[str, int]


def place_of(page: QWidget) -> Place:
    """Where somebody is on the page now."""
    models = {type(model).__name__: model.place() for model in page.findChildren(ViewModel)}
    tables = {name: table for name, table in _named(page, DataTable).items() if table.isSortingEnabled()}
    return Place(
        {name: fields for name, fields in models.items() if fields},
        {name: field.text() for name, field in _named(page, SearchField).items() if field.text()},
        {name: (table.sort_column(), table.sort_order()) for name, table in tables.items()},
        {name: area.verticalScrollBar().value() for name, area in _areas(page).items()},
    )


def go_to(page: QWidget, place: Place) -> None:
    """Puts a page that was made anew where somebody was on the one before. It loads nothing: ``Screen.enter`` does."""
    for model in page.findChildren(ViewModel):
        fields = place.models.get(type(model).__name__)
        if fields:
            model.take_place(fields)
    for name, field in _named(page, SearchField).items():
        if name in place.searches:
            field.set_query(place.searches[name])
    for name, table in _named(page, DataTable).items():
        if name in place.orders and place.orders[name] != (table.sort_column(), table.sort_order()):
            table.sortByColumn(*place.orders[name])
    for name, area in _areas(page).items():
        if place.scrolled.get(name):
            _Scrolled(area.verticalScrollBar(), place.scrolled[name])


class _Scrolled(QObject):
    """Scrolls to a place as soon as the content is there that reaches so far."""

    def __init__(self, bar: QScrollBar, value: int) -> None:
        super().__init__(bar)
        self._bar, self._value = bar, value
        bar.rangeChanged.connect(self._on_range)
        bar.actionTriggered.connect(self._done)
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self._done)
        timer.start(_PATIENCE)

    def _on_range(self, _least: int, most: int) -> None:
        if most >= self._value:
            self._bar.setValue(self._value)

    def _done(self) -> None:
        self._bar.rangeChanged.disconnect(self._on_range)
        self._bar.actionTriggered.disconnect(self._done)
        self.deleteLater()


def _areas(page: QWidget) -> dict[str, QAbstractScrollArea]:
    return {**_named(page, DataTable), **_named(page, ScrollPage)}


def _named(page: QWidget, kind: type[W]) -> dict[str, W]:
    """The page's widgets of that kind by name: two of one name are told apart by their number."""
    found = page.findChildren(kind)
    return {f"{kind.__name__} {number} {widget.accessibleName()}": widget for number, widget in enumerate(found)}
