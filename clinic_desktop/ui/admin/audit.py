"""The page of the history: who did what to what, when and from which desk."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.history import HistoryEvent
from clinic_desktop.ui.admin.action_words import action_word, detail_text
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.formats import listed_date, time_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import ChoiceField, DateField
from clinic_desktop.ui.kit.pager import Pager
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.audit import AuditFilters, AuditState, AuditViewModel


class AuditScreen(AdminPage):
    """Pages of fifty, the newest first. It stands still while it is read: F5 brings what is new."""

    def __init__(self, around: Around, view_model: AuditViewModel, parent: QWidget | None = None) -> None:
        super().__init__(around, "", frozenset[Topic](), parent)
        self.title.set_text(self.tr("History"))
        self._view_model = view_model
        view_model.setParent(self)
        theme, today = around.theme, around.session.today
        self.who = ChoiceField(theme, self.tr("Who"), hint=self.tr("Everybody"))
        self.what = ChoiceField(theme, self.tr("What"), hint=self.tr("Everything"))
        self.where = ChoiceField(theme, self.tr("Where"), hint=self.tr("All centres"))
        self.first = DateField(theme, self.tr("From"), today=today, locale=around.locale)
        self.last = DateField(theme, self.tr("To"), today=today, locale=around.locale)
        self.everything = Button(theme, self.tr("Show everything"), "rotate-ccw", "quiet")
        self.table = DataTable(theme, self.tr("History"), lines=2)
        self.rows: TableRows[HistoryEvent] = TableRows(self._columns(), lambda event: event.id, self.table)
        self.pager = Pager(theme, around.locale, self.tr("Newer"), self.tr("Older"))
        self._nothing = EmptyState(theme, "history", "", "")
        self._centre_names: dict[int, str] = {}
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """Filters may be handed over: ``account_id``, ``action``, ``location_id``."""
        known = {name: arguments[name] for name in ("account_id", "action", "location_id") if name in arguments}
        if known:
            self._view_model.filter(**known)
        else:
            self._view_model.load()
        self.table.setFocus()

    def reload(self) -> None:
        self._view_model.load()

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_history(self, state: AuditState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        self._centre_names = {centre.id: centre.name for centre in state.centres}
        self._show_filters(state)
        self.rows.show_rows(state.page.events)
        self.pager.show_open_end(state.page.number, state.page.has_more)
        filtered = state.filters != AuditFilters()
        self.everything.setVisible(filtered)
        self._nothing.show_words(
            self.tr("Nothing passes the filters") if filtered else self.tr("Nothing happened yet"), ""
        )
        self._nothing.set_actions(self.tr("Show everything") if filtered else None)
        self._lists.setCurrentWidget(self.table if state.page.events else self._nothing)

    def _show_filters(self, state: AuditState) -> None:
        filters = state.filters
        everybody = Choice(None, self.tr("Everybody"))
        self.who.set_choices([everybody, *(Choice(person.account_id, person.name) for person in state.people)])
        self.who.set_value(filters.account_id)
        everything = Choice(None, self.tr("Everything"))
        known = sorted(((action_word(action), action) for action in state.actions), key=lambda pair: pair[0].casefold())
        self.what.set_choices([everything, *(Choice(action, word) for word, action in known)])
        self.what.set_value(filters.action)
        everywhere = Choice(None, self.tr("All centres"))
        self.where.set_choices([everywhere, *(Choice(centre.id, centre.name) for centre in state.centres)])
        self.where.set_value(filters.location_id)
        for field, day in ((self.first, filters.first_day), (self.last, filters.last_day)):
            if field.day() != day and not field.edit.hasFocus():
                field.set_date(day)

    def _columns(self) -> tuple[Column[HistoryEvent], ...]:
        return (
            Column(self.tr("When"), self._when),
            Column(self.tr("Who"), self._who),
            Column(
                self.tr("What"), lambda event: Cell(action_word(event.action), detail_text(event, self.around.locale))
            ),
            Column(self.tr("About"), lambda event: Cell(event.subject)),
            Column(self.tr("Centre"), self._where),
        )

    def _when(self, event: HistoryEvent) -> Cell:
        at, locale = event.at.astimezone(self.around.session.centre.zone), self.around.locale
        return Cell(time_text(at, locale), listed_date(at.date(), self.around.session.today(), locale))

    def _who(self, event: HistoryEvent) -> Cell:
        if not event.actor_name:
            return Cell(self.tr("Nobody signed in"), event.desk, tone="text3")
        return Cell(event.actor_name, event.desk, person=event.actor_name)

    def _where(self, event: HistoryEvent) -> Cell:
        return Cell(self._centre_names.get(event.location_id or 0, ""), tone="text2")

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(Space.S)
        for field, stretch in ((self.who, 3), (self.what, 3), (self.where, 3), (self.first, 2), (self.last, 2)):
            filters.addWidget(field, stretch)
        self.table.setModel(self.rows)
        self.table.set_widths((110, 220, 260, 220, 150))
        self.table.set_stretch(2)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self._nothing)
        frame = Panel(self.theme)
        frame.body.addWidget(self._lists, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.everything)
        foot.addStretch(1)
        foot.addWidget(self.pager)
        frame.body.addLayout(foot)
        self.body.addLayout(filters)
        self.body.addWidget(frame, 1)

    def _connect(self) -> None:
        model = self._view_model
        self.who.chosen.connect(lambda number: model.filter(account_id=number))
        self.what.chosen.connect(lambda action: model.filter(action=action))
        self.where.chosen.connect(lambda number: model.filter(location_id=number))
        self.first.chosen.connect(lambda typed: model.filter(first_day=typed.day if typed else None))
        self.last.chosen.connect(lambda typed: model.filter(last_day=typed.day if typed else None))
        self.everything.clicked.connect(model.show_all)
        self._nothing.primary.connect(model.show_all)
        self.pager.turned.connect(model.turn)
        model.state_changed.connect(self.show_history)
        model.refused.connect(self.around.shell.refuse)
