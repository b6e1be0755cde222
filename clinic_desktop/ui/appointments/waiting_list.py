"""The page of the waiting list: times that became free, who waits, and who is to be seen again."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic, Urgency, WaitingKind
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.waiting.values import Listed, WishView
from clinic_desktop.ui.appointments.freed_card import FreedCard
from clinic_desktop.ui.appointments.waiting_columns import (
    OPTIONAL,
    WHOM,
    WIDTHS,
    RecallColumns,
    WaitingColumns,
    WaitingTable,
)
from clinic_desktop.ui.appointments.waiting_words import urgency_word
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import ChoiceField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.freed_times import FreedTimesViewModel
from clinic_desktop.viewmodels.appointments.waiting_list import WaitingListState, WaitingListViewModel
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

_MINUTE = 60_000


class WaitingListPage(Screen):
    """Enter or E changes an entry, B books from it, Delete takes it off the list with Undo, N puts somebody on it."""

    def __init__(
        self,
        theme: Theme,
        model: WaitingListViewModel,
        freed: FreedTimesViewModel,
        session: Session,
        shell: Shell,
        hub: ChangeHub,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._theme, self._model, self._freed, self._session = theme, model, freed, session
        self._shell, self._locale = shell, locale
        for child in (model, freed):
            child.setParent(self)
        self._seen = False
        self._centre_id: int | None = None
        self._minute = QTimer(self, interval=_MINUTE)
        self.card = FreedCard(theme, freed, session, shell, locale)
        # B is the list's here: it books what is selected in it.
        self.card.book.set_key(None)
        self.parts = Segmented(theme, self._part_choices(None), self.tr("Which part"))
        self.search = SearchField(theme, self.tr("Patient"), self.tr("Name"), key="F3")
        self.doctor = ChoiceField(theme, "", hint=self.tr("All doctors"))
        self.urgency = ChoiceField(theme, "", self._urgency_choices(), hint=self.tr("Any urgency"))
        self.due = ChoiceField(theme, "", hint=self.tr("Due at any time"))
        self.table = WaitingTable(theme, self.tr("Waiting list"))
        self.recalls = WaitingTable(theme, self.tr("Recalls"))
        self._rows = _rows(WaitingColumns(session, locale), self.table)
        self._recall_rows = _rows(RecallColumns(session, locale), self.recalls)
        self.empty = EmptyState(theme, "hourglass", "", "")
        self._stack = LoadingStack(theme, self.table, self.recalls, self.empty)
        self._foot()
        self._lay_out()
        self._connect(hub)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Waiting list"))
        self.show_state(self._model.state)

    # --- Screen -----------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``listed`` may be handed over: "waiting", "recalls" or "ended"."""
        self._seen = True
        self._minute.start()
        if self._centre_id != self._session.centre.id:
            self._centre_id = self._session.centre.id
            self._freed.forget()
        self._freed.bring_back()
        self._freed.load()
        if "listed" in arguments:
            self._model.show_part(Listed(arguments["listed"]))
        self._model.begin()
        self.setFocus()
        self._pass_focus_on()

    def leave(self) -> None:
        self._seen = False
        self._minute.stop()

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._load()
        elif name == "find":
            self.search.take_keys()
        else:
            return False
        return True

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("N", self.tr("Put somebody on the list")),
            ("Enter", self.tr("Change what the patient waits for")),
            ("B", self.tr("Book a visit for the patient")),
            ("Del", self.tr("Take the patient off the list")),
            *(pair for pair in self.card.key_words() if pair[0] != "B"),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().upper()
        if letter == "N" and not event.modifiers():
            self.act("N")
        elif letter == "B" or not self.card.take_key(event):
            super().keyPressEvent(event)

    # --- Showing ----------------------------------------------------------------------------------------------------

    def show_state(self, state: WaitingListState) -> None:
        """Shows the state."""
        listing = state.listing
        self.parts.set_choices(self._part_choices(state))
        self.parts.set_value(state.listed)
        doctors = (Choice(0, self.tr("All doctors")), *(Choice(n, name) for n, name in state.choices.practitioners))
        if self.doctor.choices != doctors:
            self.doctor.set_choices(doctors)
        self.doctor.set_value(state.practitioner_id or 0)
        self.urgency.set_value(state.urgency or "")
        self.due.setVisible(state.listed is Listed.RECALLS)
        self.due.set_choices(self._due_choices())
        self.due.set_value(state.due_by or "")
        rows = self._recall_rows if state.listed is Listed.RECALLS else self._rows
        if listing is not None:
            rows.show_rows(listing.rows)
            self._keep_selection(state)
        self._show_list(state)
        self._show_foot(state)

    def _show_list(self, state: WaitingListState) -> None:
        listing = state.listing
        if listing is None and state.refusal is None:
            self._turn_to(None)
        elif state.refusal is not None and listing is None:
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self.empty.show_trouble(self.tr("The waiting list could not be read"), why, state.refusal.code)
            self._turn_to(self.empty)
        elif listing is not None and listing.rows:
            self._turn_to(self._current())
            self._pass_focus_on()
        elif state.is_filtered:
            self._show_empty("search", self.tr("Nobody fits"), self.tr("Try other filters."), None)
        elif state.listed is Listed.RECALLS:
            why = self.tr("Doctors note recalls with the visit; the desk adds one with N.")
            self._show_empty("rotate-ccw", self.tr("No recalls"), why, self.tr("Note a recall"))
        elif state.listed is Listed.ENDED:
            why = self.tr("Booked, withdrawn and expired entries are listed here.")
            self._show_empty("history", self.tr("Nothing is over yet"), why, None)
        else:
            why = self.tr("When a time becomes free, whoever waits here is proposed for it.")
            self._show_empty("hourglass", self.tr("Nobody waits"), why, self.tr("Put somebody on the list"))

    def _keep_selection(self, state: WaitingListState) -> None:
        """The row in hand stays, or where the table has taken one by itself, that one is in hand."""
        table = self._current()
        if state.selected_id is not None and table.selected_id() != state.selected_id:
            table.select_id(state.selected_id)
        elif state.selected_id is None and table.selected_id() is not None:
            self._model.select(int(str(table.selected_id())))

    def _turn_to(self, part: QWidget | None) -> None:
        """Shows that part, or that it is being loaded. A table that goes out of sight gives the keys to the page, not
        to whatever comes next."""
        if self._stack.currentWidget() is not part and self._current().hasFocus():
            self.setFocus()
        if part is None:
            self._stack.show_loading()
        else:
            self._stack.show_page(part)

    def _pass_focus_on(self) -> None:
        """The keys belong to the rows, as soon as there are some; until then to the page."""
        if self.hasFocus() and self._stack.currentWidget() is self._current():
            self._current().setFocus()

    def _show_foot(self, state: WaitingListState) -> None:
        wish = state.selected
        listing = state.listing
        text = self.tr("%Ln entries", "", listing.total) if listing else ""
        if listing is not None and listing.total > len(listing.rows):
            shown = self._locale.toString(len(listing.rows))
            text = self.tr("%Ln entries, the first {shown} shown", "", listing.total).format(shown=shown)
        self._count.set_text(text)
        may = self._session.may(Permission.EDIT_WAITING_LIST)
        open_one = wish is not None and wish.is_open
        pick = None if open_one else self.tr("Select somebody who waits.")
        self.add.setVisible(may)
        self.change.set_disabled_reason(pick)
        self.book.set_disabled_reason(pick)
        self.withdraw.set_disabled_reason(pick)
        self.book.setVisible(self._session.may(Permission.BOOK))

    def _show_empty(self, icon: str, what: str, why: str, primary: str | None) -> None:
        self.empty.show_words(what, why)
        self.empty.show_icon(icon)
        self.empty.set_actions(primary)
        self._turn_to(self.empty)

    def _part_choices(self, state: WaitingListState | None) -> tuple[Choice, ...]:
        counts = state.listing.counts if state and state.listing else None
        number = self._locale.toString
        waiting, due = (number(counts.waiting), number(counts.recalls_due)) if counts else ("", "")
        return (
            Choice(Listed.WAITING, self.tr("Waiting"), waiting, icon="hourglass"),
            Choice(Listed.RECALLS, self.tr("Recalls due"), due, icon="rotate-ccw"),
            Choice(Listed.ENDED, self.tr("Over"), icon="history"),
        )

    def _urgency_choices(self) -> tuple[Choice, ...]:
        urgencies = tuple(Choice(urgency, urgency_word(urgency)) for urgency in reversed(Urgency))
        return (Choice("", self.tr("Any urgency")), *urgencies)

    def _due_choices(self) -> tuple[Choice, ...]:
        """Recalls by the month in which they fall due."""
        if not self._session.signed_in:
            return ()
        today = self._session.today()
        this_month, next_month = _end_of_month(today, 0), _end_of_month(today, 1)
        return (
            Choice("", self.tr("Due at any time")),
            Choice(today, self.tr("Due now")),
            Choice(this_month, self.tr("Due by the end of this month")),
            Choice(next_month, self.tr("Due by the end of next month")),
        )

    # --- Hands ------------------------------------------------------------------------------------------------------

    def _current(self) -> WaitingTable:
        return self.recalls if self._model.state.listed is Listed.RECALLS else self.table

    def _foot(self) -> None:
        self._count = PlainLabel(self._theme, role="caption")
        self.add = Button(self._theme, self.tr("Put on the list"), icon="plus", role="primary", key="N")
        self.change = Button(self._theme, self.tr("Change"), icon="pencil", key="E")
        self.book = Button(self._theme, self.tr("Book"), icon="calendar-plus", key="B")
        self.withdraw = Button(self._theme, self.tr("Take off the list"), icon="x", key="Del")

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("role", "topbar")
        first = QHBoxLayout()
        first.setSpacing(Space.M)
        first.addWidget(PlainLabel(self._theme, self.tr("Waiting list"), role="title"))
        first.addWidget(self.parts)
        first.addStretch(1)
        first.addWidget(self.add)
        second = QHBoxLayout()
        second.setSpacing(Space.S)
        for widget, stretch in ((self.search, 2), (self.doctor, 1), (self.urgency, 1), (self.due, 1)):
            second.addWidget(widget, stretch)
        column = QVBoxLayout(head)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(first)
        column.addLayout(second)
        foot = Foot(bar=True)
        row = FlowLayout(foot, Space.S)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        for button in (self.change, self.book, self.withdraw, self._count):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.card)
        layout.addWidget(self._stack, 1)
        layout.addWidget(foot)

    def _connect(self, hub: ChangeHub) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.withdrawn.connect(self._say_withdrawn)
        self.parts.chosen.connect(model.show_part)
        self.search.searched.connect(lambda text: model.filter(text=text))
        self.doctor.chosen.connect(lambda number: model.filter(practitioner_id=number or None))
        self.due.chosen.connect(lambda day: model.filter(due_by=day or None))
        self.urgency.chosen.connect(lambda urgency: model.filter(urgency=urgency or None))
        for table in (self.table, self.recalls):
            table.chosen.connect(model.select)
            table.opened.connect(lambda _: self.act("E"))
            table.acted.connect(self.act)
        for button, letter in ((self.add, "N"), (self.change, "E"), (self.book, "B"), (self.withdraw, "Delete")):
            button.clicked.connect(lambda _checked=False, letter=letter: self.act(letter))
        self.empty.primary.connect(lambda: self.act("N"))
        self.empty.again.connect(self._load)
        hub.changed.connect(self._on_changed)
        self._session.changed.connect(self._on_session)
        self._minute.timeout.connect(self._load)

    def act(self, letter: str) -> None:
        """Does what the letter means with the selected entry."""
        wish = self._model.state.selected
        if letter == "N":
            recall = self._model.state.listed is Listed.RECALLS
            self._shell.open_dock("wish", kind=WaitingKind.RECALL if recall else WaitingKind.WAITING)
        elif wish is None or not wish.is_open:
            return
        elif letter == "E":
            self._shell.open_dock("wish", wish=wish)
        elif letter == "B" and self._session.may(Permission.BOOK):
            self._shell.open_dock(
                "booking",
                patient_id=wish.patient_id,
                practitioner_id=wish.practitioner_id,
                service_id=wish.service_id,
                waiting_entry_id=wish.id,
                day=max(wish.first_day, self._session.today()),
            )
        elif letter == "Delete":
            self._model.withdraw()

    def _load(self) -> None:
        self._model.load()
        self._freed.load()

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self._seen:
            self._model.on_changed(topics)
            self._freed.on_changed(topics)

    def _on_session(self) -> None:
        if self._seen and self._session.signed_in and self._session.centre.id != self._centre_id:
            self._centre_id = self._session.centre.id
            self._freed.forget()
            self._freed.load()
            self._model.filter(practitioner_id=None, selected_id=None)
            self._model.begin()

    def _say_withdrawn(self, wish: WishView) -> None:
        name = isolated(wish.patient_name)
        said = self.tr("{name} is off the waiting list").format(name=name)
        undone = self.tr("{name} is back on the waiting list").format(name=name)
        model = self._model
        self._shell.toast(said, Action(said, lambda: model.reopen(wish, lambda: self._shell.toast(undone))))


def _end_of_month(day: date, ahead: int) -> date:
    """The last day of the month so many months ahead."""
    number = day.month + ahead
    return date(day.year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def _rows(columns: WaitingColumns, table: WaitingTable) -> TableRows[WishView]:
    rows = TableRows(columns.columns(), lambda row: row.id, table)
    table.setModel(rows)
    table.set_widths(WIDTHS)
    table.set_stretch(WHOM)
    table.set_optional(OPTIONAL)
    return rows
