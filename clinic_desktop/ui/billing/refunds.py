"""The page of refunds: what waits for approval, for a person or for a gateway, and what went back."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.billing.refund_listing import RefundGroup, RefundRow
from clinic_desktop.services.billing.values import RefundView
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.billing.refund_columns import PATIENT, WAY, WHY, WIDTHS, RefundColumns
from clinic_desktop.ui.billing.refund_pane import RefundPane
from clinic_desktop.ui.billing.refund_questions import RefundQuestions, done_text
from clinic_desktop.ui.billing.refund_table import refund_table
from clinic_desktop.ui.billing.refund_words import (
    group_word,
    plural,
    tr,
)
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.list_and_pane import ListAndPane
from clinic_desktop.ui.kit.pager import Pager
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.refunds import TOPICS, RefundsState, RefundsViewModel

_TABS = (
    RefundGroup.TO_APPROVE, RefundGroup.OWED, RefundGroup.AT_GATEWAY, RefundGroup.FAILED, RefundGroup.DONE,
    RefundGroup.ENDED, None,
)  # fmt: skip


class RefundsScreen(AdminPage):
    """A approves, X rejects, H says that it was given back, S sends again, W takes another way, Delete takes back,
    Enter opens the visit's money, Ctrl+P prints the credit note, F3 searches, Ctrl+E exports."""

    def __init__(
        self,
        around: Around,
        view_model: RefundsViewModel,
        printing: TokenPrinting,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(around, "", TOPICS, parent)
        self.title.set_text(tr("Refunds"))
        self.setAccessibleName(tr("Refunds"))
        self._model, self._printing = view_model, printing
        view_model.setParent(self)
        printing.setParent(self)
        theme = around.theme
        self._asks = RefundQuestions(theme, view_model, around.locale, self)
        self.search = SearchField(theme, tr("Find a refund"), tr("Name or number"), "F3")
        self.export = ExportButton(theme, view_model.exporting, around.shell, self, self._file_name, self._table)
        self.findings = Button(theme, tr("Findings"), icon="search")
        self.tabs = Segmented(theme, self._tab_choices(0, 0), tr("Which refunds"))
        self._counts = (-1, -1)
        self.table = DataTable(theme, tr("Refunds"), lines=2)
        self.rows: TableRows[RefundRow] = TableRows(
            RefundColumns(around.session, around.locale).all(), lambda row: row.id, self.table
        )
        self.pane = RefundPane(theme, around.session, around.locale)
        self.pager = Pager(theme, around.locale, tr("Newer refunds"), tr("Older refunds"))
        self.sums = PlainLabel(theme, role="caption")
        self._nothing = EmptyState(theme, "undo-2", "", "")
        self._build()
        self._connect()
        self.begin_keys_at(self.table)

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``group`` may be handed over, such as "to_approve", and ``refund_id``."""
        if "group" in arguments:
            self._model.show_group(RefundGroup(arguments["group"]))
        else:
            self._model.load()
        if "refund_id" in arguments:
            self._model.select(arguments["refund_id"])
            self.both.show_pane()
        self.table.setFocus()

    def reload(self) -> None:
        self._model.load()

    def command(self, name: str) -> bool:
        if name == "find":
            self.search.take_keys()
            return True
        if name == "print":
            return self._print()
        return super().command(name)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", tr("Show what was paid")),
            ("A", tr("Approve the refund")),
            ("X", tr("Reject the refund")),
            ("H", tr("Say that it was given back")),
            ("S", tr("Send it again")),
            ("W", tr("Hand it back another way")),
            ("Del", tr("Take the refund back")),
            *self.both.keys(),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: RefundsState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.listed is not None, state.refusal)
        counts = (state.waiting.to_approve, state.waiting.owed)
        if counts != self._counts:
            self._counts = counts
            self.tabs.set_choices(self._tab_choices(*counts))
        self.tabs.set_value(state.group)
        self.findings.set_text(
            tr("Findings ({count})").format(count=self.around.locale.toString(state.waiting.findings))
            if state.waiting.findings
            else tr("Findings")
        )
        by_strip = self.around.session.may(Permission.RECONCILE)
        self.findings.setVisible(bool(state.waiting.findings) or not by_strip)
        if not self.search.hasFocus():
            self.search.set_query(state.text)
        self.rows.show_rows(state.rows)
        self._lists.setCurrentWidget(self._list if state.rows else self._nothing)
        self._show_nothing(state)
        self._show_foot(state)
        self.both.set_pane_wanted(bool(state.rows))
        self.table.show_selected(state.selected_id)
        self.pane.show_state(state)

    def _show_nothing(self, state: RefundsState) -> None:
        if state.text:
            self._nothing.show_icon("search")
            self._nothing.show_words(tr("No refund fits"), tr("Try another name or number."))
            self._nothing.set_actions(tr("Show everything"))
            return
        texts = {
            RefundGroup.TO_APPROVE: tr("Refunds above the clinic's limit wait here for a second person."),
            RefundGroup.OWED: tr("What has to be handed back or sent again is listed here."),
            RefundGroup.AT_GATEWAY: tr("What was sent and has not arrived yet is listed here."),
            RefundGroup.FAILED: tr("What a bank or gateway did not take is listed here."),
        }
        group = state.group
        waits = group in texts
        self._nothing.show_icon("circle-check" if waits else "undo-2")
        title = tr("Nothing waits here") if waits else tr("No refunds")
        why = texts[group] if group in texts else tr("Money that goes back to patients is listed here.")
        self._nothing.show_words(title, why)
        self._nothing.set_actions(None if group is None else tr("Show everything"))

    def _show_foot(self, state: RefundsState) -> None:
        listed, locale = state.listed, self.around.locale
        self._foot.setVisible(listed is not None and bool(listed.rows))
        if listed is None:
            return
        parts = [
            plural("{amount} in %Ln refunds", total.count).format(amount=money_text(total.amount, locale))
            for total in listed.totals
        ]
        self.sums.set_text(" + ".join(parts))
        self.pager.show_page(state.page, state.last_page)

    def _tab_choices(self, to_approve: int, owed: int) -> tuple[Choice, ...]:
        counts: dict[RefundGroup | None, int] = {RefundGroup.TO_APPROVE: to_approve, RefundGroup.OWED: owed}
        return tuple(
            Choice(
                group, group_word(group),
                self.around.locale.toString(counts[group]) if counts.get(group) else "",
            )
            for group in _TABS
        )  # fmt: skip

    def _file_name(self) -> str:
        return file_stem(tr("refunds"), self.around.session.today())

    def _table(self) -> Callable[[], Table]:
        read, zone = self._model.reading(), self.around.session.centre.zone
        return lambda: refund_table(read, zone)

    # --- What people do ----------------------------------------------------------------------------------------------

    def _open_visit(self, _row_id: object = None) -> None:
        row = self._model.state.selected
        if row is not None:
            self.around.shell.open_dock("take_payment", appointment_id=row.appointment_id)

    def _print(self) -> bool:
        row = self._model.state.selected
        if row is None or not row.credit_note_number:
            return False
        self._printing.print_credit_note(row.id)
        return True

    def _on_done(self, what: str, refund: RefundView) -> None:
        self.around.shell.toast(done_text(what, refund, self.around.locale))

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search.setMaximumWidth(self.theme.px(300))
        for widget in (self.search, self.export, self.findings):
            self.head.addWidget(widget)
        filters = QHBoxLayout()
        filters.addWidget(self.tabs)
        filters.addStretch(1)
        self.table.setModel(self.rows)
        self.table.set_widths(WIDTHS)
        self.table.set_optional((WHY, WAY))
        self.table.set_stretch(PATIENT)
        self._foot = Foot()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(Space.M, Space.XS, Space.M, 0)
        foot.setSpacing(Space.S)
        foot.addWidget(self.sums, 1)
        foot.addWidget(self.pager)
        self._list = QWidget()
        listed = QVBoxLayout(self._list)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self.table, 1)
        listed.addWidget(self._foot)
        self._lists = QStackedWidget()
        self._lists.addWidget(self._list)
        self._lists.addWidget(self._nothing)
        frame = Panel(self.theme)
        frame.body.addWidget(self._lists, 1)
        self.both = ListAndPane(self.theme, frame, self.table, self.pane, tr("All refunds"))
        self.body.addLayout(filters)
        self.body.addWidget(self.both, 1)

    def _connect(self) -> None:
        model, shell = self._model, self.around.shell
        model.state_changed.connect(self.show_state)
        model.refused.connect(shell.refuse)
        model.done.connect(self._on_done)
        self.reload_with_session()
        self.tabs.chosen.connect(model.show_group)
        self.tabs.chosen.connect(self.both.show_list)
        self.search.searched.connect(model.search)
        self.search.searched.connect(self.both.show_list)
        self.table.chosen.connect(model.select)
        self.table.opened.connect(self._open_visit)
        self.pager.turned.connect(model.turn_page)
        self._nothing.primary.connect(model.show_all)
        self.findings.clicked.connect(lambda: shell.open("findings"))
        pane, asks = self.pane, self._asks
        acts: tuple[tuple[Button, str, Callable[[], None]], ...] = (
            (pane.approve, "A", asks.approve),
            (pane.turn_down, "X", asks.reject),
            (pane.handed, "H", asks.handed),
            (pane.again, "S", model.send_again),
            (pane.other, "W", asks.other_way),
            (pane.back, "Del", asks.take_back),
        )
        for button, key, act in acts:
            button.clicked.connect(act)
            on_keys(self, {key: act})
        pane.visit.clicked.connect(self._open_visit)
        pane.paper.clicked.connect(self._print)
