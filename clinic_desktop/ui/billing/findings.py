"""The page of findings and reconciliation: what about money somebody has to look at, and comparing with a gateway."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from clinic_desktop.domain.codes import FindingState
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.billing.finding_values import (
    FindingChoice,
    FindingRow,
    ReconciliationView,
)
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.billing.compare_part import ComparePart
from clinic_desktop.ui.billing.finding_columns import OURS, PATIENT, RUN_SUMS, RUN_WIDTHS, WIDTHS, FindingColumns
from clinic_desktop.ui.billing.finding_pane import KEYS, FindingPane
from clinic_desktop.ui.billing.finding_questions import FindingQuestions
from clinic_desktop.ui.billing.finding_table import finding_table
from clinic_desktop.ui.billing.finding_words import (
    resolution_word,
    tr,
)
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.list_and_pane import ListAndPane
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.viewmodels.billing.findings import TOPICS, FindingsState, FindingsTab, FindingsViewModel

_C = FindingChoice


class FindingsScreen(AdminPage):
    """A accepts, G gives back, S sends again, W takes another way, B attaches, L asks the gateway, X marks as seen,
    C compares, Enter opens the visit's money, F3 searches, Ctrl+E exports."""

    def __init__(self, around: Around, view_model: FindingsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(around, "", TOPICS, parent)
        self.title.set_text(tr("Findings and reconciliation"))
        self.setAccessibleName(tr("Findings and reconciliation"))
        self._model = view_model
        view_model.setParent(self)
        theme = around.theme
        self._asks = FindingQuestions(theme, view_model, around.locale, self)
        self.search = SearchField(theme, tr("Find one"), tr("Name or the gateway's number"), "F3")
        self.export = ExportButton(theme, view_model.exporting, around.shell, self, self._file_name, self._table)
        self.compare = ComparePart(theme, around.session, around.locale)
        self.tabs = Segmented(theme, self._tab_choices(0, False), tr("Which findings"))
        self._tabs_shown: tuple[int, bool] = (-1, False)
        columns = FindingColumns(around.session, around.locale)
        self.table = DataTable(theme, tr("Findings"), lines=2)
        self.rows: TableRows[FindingRow] = TableRows(columns.findings(), lambda row: row.id, self.table)
        self.run_table = DataTable(theme, tr("Comparisons"), lines=2)
        self.runs: TableRows[ReconciliationView] = TableRows(columns.runs(), lambda run: run.ids, self.run_table)
        self.pane = FindingPane(theme, around.session, around.locale)
        self._nothing = EmptyState(theme, "circle-check", "", "")
        self._build()
        self._connect()
        self.begin_keys_at(self.table)

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``tab`` may be handed over, such as "resolved", and ``finding_id``."""
        if "tab" in arguments:
            self._model.show_tab(FindingsTab(arguments["tab"]))
        else:
            self._model.load()
        if "finding_id" in arguments:
            self._model.select(arguments["finding_id"])
            self.both.show_pane()
        self.table.setFocus()

    def reload(self) -> None:
        self._model.load()

    def command(self, name: str) -> bool:
        if name == "find":
            self.search.take_keys()
            return True
        return super().command(name)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", tr("Show what was paid")),
            ("C", tr("Compare with the gateway")),
            ("A", tr("Accept the money")),
            ("G", tr("Give the money back")),
            ("S", tr("Send the refund again")),
            ("W", tr("Hand it back another way")),
            ("B", tr("Attach the money to a visit")),
            ("L", tr("Ask the gateway now")),
            ("X", tr("Mark as seen")),
            *self.both.keys(),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: FindingsState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.listed is not None, state.refusal)
        if (state.open_count, state.may_compare) != self._tabs_shown:
            self._tabs_shown = (state.open_count, state.may_compare)
            self.tabs.set_choices(self._tab_choices(*self._tabs_shown))
        self.tabs.set_value(state.tab)
        if not self.search.hasFocus():
            self.search.set_query(state.text)
        self.compare.show_state(state)
        self.rows.show_rows(state.rows)
        self.runs.show_rows(state.runs)
        self._show_list(state)
        self.both.set_pane_wanted(bool(state.rows))
        self.table.show_selected(state.selected_id)
        self.pane.show_state(state)

    def _show_list(self, state: FindingsState) -> None:
        if state.tab is FindingsTab.COMPARED and state.runs:
            self._lists.setCurrentWidget(self.run_table)
        elif state.rows:
            self._lists.setCurrentWidget(self.table)
        else:
            self._lists.setCurrentWidget(self._nothing)
            self._show_nothing(state)

    def _show_nothing(self, state: FindingsState) -> None:
        self._nothing.show_icon("search" if state.text else "circle-check")
        if state.text:
            self._nothing.show_words(tr("Nothing fits"), tr("Try another name or number."))
            self._nothing.set_actions(tr("Show everything"))
            return
        texts = {
            FindingsTab.OPEN: (
                tr("Nothing to look at"),
                tr("Money that came late, twice or in another amount, and what differs from a gateway, appears here."),
            ),
            FindingsTab.RESOLVED: (tr("Nothing resolved yet"), tr("What was looked at is kept here.")),
            FindingsTab.COMPARED: (tr("Not compared yet"), tr("Comparisons with a gateway are kept here.")),
        }
        self._nothing.show_words(*texts[state.tab])
        self._nothing.set_actions(None)

    def _tab_choices(self, waits: int, may_compare: bool) -> tuple[Choice, ...]:
        count = self.around.locale.toString(waits) if waits else ""
        choices = (
            Choice(FindingsTab.OPEN, tr("To look at"), count),
            Choice(FindingsTab.RESOLVED, tr("Resolved")),
            Choice(FindingsTab.COMPARED, tr("Comparisons")),
        )
        return choices if may_compare else choices[:2]

    def _file_name(self) -> str:
        return file_stem(tr("findings"), self.around.session.today())

    def _table(self) -> Callable[[], Table]:
        read, zone, locale = self._model.reading(), self.around.session.centre.zone, self.around.locale
        return lambda: finding_table(read, zone, locale)

    # --- What people do ----------------------------------------------------------------------------------------------

    def _open_visit(self, _row_id: object = None) -> None:
        row = self._model.state.selected
        if row is not None and row.appointment_id is not None:
            self.around.shell.open_dock("take_payment", appointment_id=row.appointment_id)

    def _on_resolved(self, row: FindingRow) -> None:
        if row.state is FindingState.OPEN:
            self.around.shell.toast(tr("The gateway says nothing new"))
        else:
            self.around.shell.toast(resolution_word(row.resolution))

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search.setMaximumWidth(self.theme.px(300))
        self.head.addWidget(self.search)
        self.head.addWidget(self.export)
        filters = QHBoxLayout()
        filters.addWidget(self.tabs)
        filters.addStretch(1)
        self.table.setModel(self.rows)
        self.table.set_widths(WIDTHS)
        self.table.set_optional((OURS,))
        self.table.set_stretch(PATIENT)
        self.run_table.setModel(self.runs)
        self.run_table.set_widths(RUN_WIDTHS)
        self.run_table.set_stretch(RUN_SUMS)
        self._lists = QStackedWidget()
        for page in (self.table, self.run_table, self._nothing):
            self._lists.addWidget(page)
        frame = Panel(self.theme)
        frame.body.addWidget(self._lists, 1)
        self.both = ListAndPane(self.theme, frame, self.table, self.pane, tr("All findings"))
        self.body.addWidget(self.compare)
        self.body.addLayout(filters)
        self.body.addWidget(self.both, 1)

    def _connect(self) -> None:
        model, asks = self._model, self._asks
        model.state_changed.connect(self.show_state)
        model.refused.connect(self.around.shell.refuse)
        model.resolved.connect(self._on_resolved)
        self.reload_with_session()
        self.tabs.chosen.connect(model.show_tab)
        self.tabs.chosen.connect(self.both.show_list)
        self.search.searched.connect(model.search)
        self.search.searched.connect(self.both.show_list)
        self.table.chosen.connect(model.select)
        self.table.opened.connect(self._open_visit)
        self._nothing.primary.connect(model.show_all)
        self.compare.gateway_chosen.connect(model.set_gateway)
        self.compare.first_chosen.connect(model.set_first_day)
        self.compare.last_chosen.connect(model.set_last_day)
        self.compare.wanted.connect(model.compare)
        acts: dict[FindingChoice, Callable[[], None]] = {
            _C.ACCEPT: asks.accept,
            _C.GIVE_BACK: asks.give_back,
            _C.SEND_AGAIN: model.send_again,
            _C.ANOTHER_WAY: asks.another_way,
            _C.ATTACH: lambda: asks.attach(self.around.session.centre.zone),
            _C.LOOK: model.look,
            _C.SEEN: asks.mark_seen,
        }
        for choice, act in acts.items():
            self.pane.acts[choice].clicked.connect(act)
            on_keys(self, {KEYS[choice]: act})
        on_keys(self, {"C": model.compare})
        self.pane.visit.clicked.connect(self._open_visit)
