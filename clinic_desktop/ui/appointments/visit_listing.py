"""A list of visits with its foot: how many there are, and the pages."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.appointments.listing_columns import (
    MONEY,
    PATIENT,
    REASON,
    WIDTHS,
    VisitColumns,
    VisitRows,
    VisitTable,
)
from clinic_desktop.ui.appointments.listing_file import listing_table
from clinic_desktop.ui.appointments.listing_filters import ListingFilterBar
from clinic_desktop.ui.appointments.visit_menu import visit_menu
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.listing import PAGE, ListingState, ListingViewModel
from clinic_desktop.viewmodels.session import Session

_WITH_REASON = 1040
_WIDE_PATIENT = 240


class VisitListing(QWidget):
    """``selected`` carries an appointment's id or None. Enter opens the visit, letters act on it. ``with_filters`` puts
    a bar above it that narrows it."""

    selected = Signal(object)

    def __init__(
        self,
        theme: Theme,
        model: ListingViewModel,
        session: Session,
        shell: Shell,
        desk: VisitDesk,
        locale: QLocale,
        parent: QWidget | None = None,
        with_filters: bool = False,
    ) -> None:
        super().__init__(parent)
        self.filters = ListingFilterBar(theme, model, session) if with_filters else None
        self._theme, self._model, self._session, self._shell = theme, model, session, shell
        self._desk, self._locale = desk, locale
        self.table = VisitTable(theme, self.tr("Visits"))
        self.rows = VisitRows(VisitColumns(session, locale).columns(), self.table)
        self.table.setModel(self.rows)
        self.table.set_widths(WIDTHS)
        self.table.set_sortable(0)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.empty = EmptyState(theme, "list", "", "")
        self.empty.again.connect(model.load)
        self.empty.primary.connect(model.widen)
        self._stack = LoadingStack(theme, self.table, self.empty, rows=10)
        self._lay_out()
        self._connect()

    def show_state(self, state: ListingState) -> None:
        """Shows the state."""
        listing = state.listing
        if listing is not None:
            self.rows.show_rows(listing.cards)
            self.table.select_id(state.selected_id)
        self._show_foot(state)
        if state.refusal is not None and listing is None:
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self.empty.show_trouble(self.tr("The visits could not be read"), why, state.refusal.code)
            self._stack.show_page(self.empty)
        elif listing is None:
            self._stack.show_loading()
        elif listing.cards:
            self._stack.show_page(self.table)
        else:
            why = self.tr("Other filters or other days may have some.")
            self.empty.show_words(self.tr("No visit fits"), why)
            whole_page = self.filters is None
            self.empty.set_actions(self.tr("Drop the filters") if whole_page and self._model.is_narrowed else None)
            self._stack.show_page(self.empty)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        # No focus proxy: see Screen.begin_keys_at.
        self.table.setFocus(reason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # What is least missed gives way first.
        narrow = self.width() < self._theme.px(_WITH_REASON)
        self.table.leave_out(REASON, narrow)
        self.table.leave_out(MONEY, not self._session.may(Permission.SEE_PAYMENTS))
        head, mode = self.table.horizontalHeader(), QHeaderView.ResizeMode
        head.setSectionResizeMode(PATIENT, mode.Stretch if narrow else mode.Interactive)
        head.setSectionResizeMode(REASON, mode.Interactive if narrow else mode.Stretch)
        if not narrow:
            self.table.setColumnWidth(PATIENT, self._theme.px(_WIDE_PATIENT))

    def _lay_out(self) -> None:
        foot = Foot(bar=True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(Space.L, Space.XS, Space.L, Space.XS)
        self._count = PlainLabel(self._theme, role="caption")
        self._page = PlainLabel(self._theme, role="caption")
        self._back = IconButton(self._theme, "chevron-left", self.tr("Page before"))
        self._on = IconButton(self._theme, "chevron-right", self.tr("Next page"))
        self.export = ExportButton(
            self._theme, self._model.exporting, self._shell, self, self._file_name, self._whole_table, "quiet"
        )
        row.addWidget(self._count)
        row.addStretch()
        for widget in (self._page, self._back, self._on, self.export):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self.filters is not None:
            layout.addWidget(self.filters)
        layout.addWidget(self._stack, 1)
        layout.addWidget(foot)

    def _connect(self) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        self.rows.sort_wanted.connect(model.order)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda number: self._shell.open_dock("appointment", appointment_id=number))
        self.table.acted.connect(self.act)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self._back.clicked.connect(lambda: model.turn(-1))
        self._on.clicked.connect(lambda: model.turn(1))

    def _choose(self, appointment_id: int | None) -> None:
        self._model.select(appointment_id)
        self.selected.emit(appointment_id)

    def act(self, letter: str) -> None:
        """Does what the letter of the keyboard map means with the selected visit."""
        card = self._card()
        if card is not None:
            self._desk.act(card, letter)

    def _file_name(self) -> str:
        filters = self._model.state.filters
        return file_stem(self.tr("visits"), filters.first_day, filters.last_day)

    def _whole_table(self) -> Callable[[], Table]:
        read = self._model.whole_listing()
        return lambda: listing_table(read(), self._session)

    def _card(self) -> Card | None:
        wanted = self.table.selected_id()
        return next((card for card in self.rows.rows if card.appointment_id == wanted), None)

    def _open_menu(self, at: QPoint) -> None:
        card = self._card()
        if card is not None:
            number = card.appointment_id
            menu = visit_menu(
                self._theme,
                self,
                card,
                self.act,
                lambda: self._shell.open_dock("appointment", appointment_id=number),
                None,
            )
            menu.popup(self.table.viewport().mapToGlobal(at))

    def _show_foot(self, state: ListingState) -> None:
        listing = state.listing
        several = state.pages > 1
        for widget in (self._page, self._back, self._on):
            widget.setVisible(several)
        if listing is None:
            self._count.set_text("")
            return
        total = listing.total
        text = self.tr("more than %Ln visits", "", total) if listing.more else self.tr("%Ln visits", "", total)
        self._count.set_text(text)
        first = listing.page * PAGE + 1
        self._page.set_text(
            self.tr("{first}–{last}").format(
                first=self._locale.toString(first), last=self._locale.toString(first + len(listing.cards) - 1)
            )
        )
        self._back.setEnabled(state.page > 0)
        self._on.setEnabled(state.page < state.pages - 1)
