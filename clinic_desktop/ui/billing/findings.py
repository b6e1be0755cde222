"""The page of findings and reconciliation: what about money somebody has to look at, and comparing with a gateway."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QWidget

from clinic_desktop.domain.codes import FindingState, PaymentMethod
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.billing.finding_values import (
    FindingChoice,
    FindingRow,
    ReconciliationView,
)
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.billing.attach_dialog import AttachDialog
from clinic_desktop.ui.billing.compare_part import ComparePart
from clinic_desktop.ui.billing.finding_pane import KEYS, FindingPane
from clinic_desktop.ui.billing.finding_table import finding_table
from clinic_desktop.ui.billing.finding_words import (
    advice,
    compared_text,
    kind_look,
    kind_word,
    meaning,
    plural,
    resolution_word,
    tr,
)
from clinic_desktop.ui.billing.reason_dialog import ReasonDialog, WayDialog
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.formats import money_text, weekday_date
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.outbox.words import moment_text
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.findings import TOPICS, FindingsState, FindingsTab, FindingsViewModel

_C = FindingChoice
_WHAT, _PATIENT, _OURS, _THEIRS = range(4)
_WIDTHS = (230, 230, 130, 130)
_RUN_WIDTHS = (190, 200, 150, 420)
_BESIDE = 940
_TONES = {"ok": "ok", "info": "text2", "warn": "warn", "danger": "danger", "neutral": "text3"}
_BY_HAND = (PaymentMethod.CASH, PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER)


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
        self.search = SearchField(theme, tr("Find one"), tr("Name or the gateway's number"), "F3")
        self.export = ExportButton(theme, view_model.exporting, around.shell, self, self._file_name, self._table)
        self.compare = ComparePart(theme, around.session, around.locale)
        self.tabs = Segmented(theme, self._tab_choices(0, False), tr("Which findings"))
        self._tabs_shown: tuple[int, bool] = (-1, False)
        self.table = DataTable(theme, tr("Findings"), lines=2)
        self.rows: TableRows[FindingRow] = TableRows(self._columns(), lambda row: row.id, self.table)
        self.run_table = DataTable(theme, tr("Comparisons"), lines=2)
        self.runs: TableRows[ReconciliationView] = TableRows(self._run_columns(), lambda run: run.ids, self.run_table)
        self.pane = FindingPane(theme, around.session, around.locale)
        self._nothing = EmptyState(theme, "circle-check", "", "")
        self._build()
        self._connect()
        self.setFocusProxy(self.table)

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``tab`` may be handed over, such as "resolved", and ``finding_id``."""
        if "tab" in arguments:
            self._model.show_tab(FindingsTab(arguments["tab"]))
        else:
            self._model.load()
        if "finding_id" in arguments:
            self._model.select(arguments["finding_id"])
        self.table.setFocus()

    def reload(self) -> None:
        self._model.load()

    def foot_height(self) -> int:
        return self.pane.foot_height() + Space.L

    def command(self, name: str) -> bool:
        if name == "find":
            self.search.setFocus()
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
        self.pane.setVisible(bool(state.rows))
        if state.selected_id is None:
            self.table.clearSelection()
        elif self.table.selected_id() != state.selected_id:
            self.table.select_id(state.selected_id)
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

    def _columns(self) -> tuple[Column[FindingRow], ...]:
        def money(amount: Any) -> Cell:
            return Cell("–" if amount is None else money_text(amount, self.around.locale))

        return (
            Column(tr("What"), self._what_cell),
            Column(tr("Patient"), lambda row: Cell(
                row.patient_name or tr("not known"), row.receipt_number or row.gateway_id, person=row.patient_name
            )),
            Column(tr("Ours"), lambda row: money(row.ours), number=True),
            Column(tr("Theirs"), lambda row: money(row.theirs), number=True),
        )  # fmt: skip

    def _what_cell(self, row: FindingRow) -> Cell:
        icon, tone = kind_look(row.kind)
        when = moment_text(row.found_at, self.around.session.now(), self.around.locale)
        if row.state is FindingState.RESOLVED:
            return Cell(kind_word(row.kind), resolution_word(row.resolution), icon="circle-check", tone="ok")
        gateway = gateway_text(row.gateway) if row.gateway is not None else ""
        detail = tr("{gateway} · {when}").format(gateway=gateway, when=when) if gateway else when
        return Cell(kind_word(row.kind), detail, icon=icon, tone=_TONES[tone])

    def _run_columns(self) -> tuple[Column[ReconciliationView], ...]:
        return (
            Column(tr("Compared"), self._run_cell),
            Column(tr("Days"), self._days_cell),
            Column(tr("Result"), self._result_cell),
            Column(tr("Sums"), lambda run: Cell(
                " ".join(compared_text(sums, self.around.locale) for sums in run.currencies)
            )),
        )  # fmt: skip

    def _run_cell(self, run: ReconciliationView) -> Cell:
        when = moment_text(run.run_at, self.around.session.now(), self.around.locale)
        return Cell(gateway_text(run.gateway), tr("{when} · {who}").format(when=when, who=run.run_by), strong=True)

    def _days_cell(self, run: ReconciliationView) -> Cell:
        zone, locale = self.around.session.centre.zone, self.around.locale
        first = run.since.astimezone(zone).date()
        last = (run.until.astimezone(zone)).date()
        # The end is the first moment of the next day.
        days = max((last - first).days, 1)
        return Cell(weekday_date(first, locale), plural("%n days", days))

    def _result_cell(self, run: ReconciliationView) -> Cell:
        differing = sum(sums.differing for sums in run.currencies)
        if differing:
            return Cell(plural("%n differences", differing), icon="triangle-alert", tone="warn")
        return Cell(tr("Agrees"), icon="circle-check", tone="ok")

    def _tab_choices(self, waits: int, may_compare: bool) -> tuple[Choice, ...]:
        count = self.around.locale.toString(waits) if waits else ""
        choices = (
            Choice(FindingsTab.OPEN, tr("To look at"), count),
            Choice(FindingsTab.RESOLVED, tr("Resolved")),
            Choice(FindingsTab.COMPARED, tr("Comparisons")),
        )
        return choices if may_compare else choices[:2]

    def _file_name(self) -> str:
        return tr("findings-{day}").format(day=self.around.session.today().isoformat())

    def _table(self) -> Callable[[], Table]:
        read, zone, locale = self._model.reading(), self.around.session.centre.zone, self.around.locale
        return lambda: finding_table(read, zone, locale)

    # --- What people do ----------------------------------------------------------------------------------------------

    def _open_visit(self, _row_id: object = None) -> None:
        row = self._model.state.selected
        if row is not None and row.appointment_id is not None:
            self.around.shell.open_dock("take_payment", appointment_id=row.appointment_id)

    def _accept(self) -> None:
        row = self._model.state.selected
        if row is not None and self._model.may(_C.ACCEPT):
            self._ask(
                tr("Accept {amount} for this visit?").format(amount=_money(row, self)),
                advice(row, self.around.locale), tr("Note (optional)"), tr("Not now"), tr("Accept"),
                partial(self._model.accept, row), needed=False,
            )  # fmt: skip

    def _give_back(self) -> None:
        row = self._model.state.selected
        if row is not None and self._model.may(_C.GIVE_BACK):
            self._ask(
                tr("Give {amount} back to who paid it?").format(amount=_money(row, self)),
                tr("It goes back the way it came. It takes some days to arrive."), tr("Reason"), tr("Not now"),
                tr("Give back"), partial(self._model.give_back, row), danger=True,
            )  # fmt: skip

    def _another_way(self) -> None:
        row = self._model.state.selected
        if row is None or not self._model.may(_C.ANOTHER_WAY):
            return
        dialog = WayDialog(
            self.theme, tr("Hand it back another way?"),
            tr("It is owed by the desk from then on, until somebody confirms it."), tr("Reason"), tr("Not now"),
            tr("Change the way"), _BY_HAND, tr("Which way"), self,
        )  # fmt: skip
        dialog.way_said.connect(partial(self._model.another_way, row))
        dialog.open()

    def _attach(self) -> None:
        row = self._model.state.selected
        if row is None or row.theirs is None or not self._model.may(_C.ATTACH):
            return
        dialog = AttachDialog(self.theme, row.theirs, self.around.session.centre.zone, self.around.locale, self)
        dialog.searched.connect(partial(self._model.find_targets, row))
        dialog.chosen.connect(partial(self._model.attach, row))
        self._model.found_targets.connect(dialog.show_targets)
        dialog.open()
        self._model.find_targets(row, "")

    def _mark_seen(self) -> None:
        row = self._model.state.selected
        if row is not None and self._model.may(_C.SEEN):
            self._ask(
                tr("Is there nothing else to do?"), meaning(row, self.around.locale), tr("Why it is all right"),
                tr("Not now"), tr("Seen"), partial(self._model.mark_seen, row),
            )  # fmt: skip

    def _ask(
        self, question: str, detail: str, label: str, keep: str, act: str, then: Callable[[str], None],
        danger: bool = False, needed: bool = True,
    ) -> None:  # fmt: skip
        dialog = ReasonDialog(self.theme, question, detail, label, keep, act, self, danger=danger, needed=needed)
        dialog.said.connect(then)
        dialog.open()

    def _on_resolved(self, row: FindingRow) -> None:
        if row.state is FindingState.OPEN:
            self.around.shell.toast(tr("The gateway says nothing new"))
        else:
            self.around.shell.toast(resolution_word(row.resolution))

    def _on_session(self) -> None:
        if self.around.session.signed_in and self.isVisible():
            self._model.load()

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        self.search.setMaximumWidth(theme.px(300))
        self.head.addWidget(self.search)
        self.head.addWidget(self.export)
        filters = QHBoxLayout()
        filters.setSpacing(Space.S)
        filters.addWidget(self.tabs)
        filters.addStretch(1)
        self.table.setModel(self.rows)
        self.table.set_widths(_WIDTHS)
        self.table.set_optional((_OURS,))
        self.table.set_stretch(_PATIENT)
        self.run_table.setModel(self.runs)
        self.run_table.set_widths(_RUN_WIDTHS)
        self.run_table.set_stretch(3)
        self._lists = QStackedWidget()
        for page in (self.table, self.run_table, self._nothing):
            self._lists.addWidget(page)
        frame = Panel(theme)
        frame.body.addWidget(self._lists, 1)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(Space.M)
        self._beside.addWidget(frame, 3)
        self._beside.addWidget(self.pane, 2)
        self.body.addWidget(self.compare)
        self.body.addLayout(filters)
        self.body.addLayout(self._beside, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the finding stands below the list."""
        beside = self.width() >= self.theme.px(_BESIDE)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(across if beside else down)

    def _connect(self) -> None:
        model, shell = self._model, self.around.shell
        model.state_changed.connect(self.show_state)
        model.refused.connect(shell.refuse)
        model.resolved.connect(self._on_resolved)
        self.around.session.changed.connect(self._on_session)
        self.theme.changed.connect(self._fit)
        self.tabs.chosen.connect(model.show_tab)
        self.search.searched.connect(model.search)
        self.table.chosen.connect(model.select)
        self.table.opened.connect(self._open_visit)
        self._nothing.primary.connect(model.show_all)
        self.compare.gateway_chosen.connect(model.set_gateway)
        self.compare.first_chosen.connect(model.set_first_day)
        self.compare.last_chosen.connect(model.set_last_day)
        self.compare.wanted.connect(model.compare)
        acts: dict[FindingChoice, Callable[[], None]] = {
            _C.ACCEPT: self._accept,
            _C.GIVE_BACK: self._give_back,
            _C.SEND_AGAIN: model.send_again,
            _C.ANOTHER_WAY: self._another_way,
            _C.ATTACH: self._attach,
            _C.LOOK: model.look,
            _C.SEEN: self._mark_seen,
        }
        for choice, act in acts.items():
            self.pane.acts[choice].clicked.connect(act)
            self._on_key(KEYS[choice], act)
        self._on_key("C", model.compare)
        self.pane.visit.clicked.connect(self._open_visit)

    def _on_key(self, key: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)


def _money(row: FindingRow, page: FindingsScreen) -> str:
    return money_text(row.theirs, page.around.locale) if row.theirs is not None else ""
