"""The page of refunds: what waits for approval, for a person or for a gateway, and what went back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.billing.refund_listing import RefundGroup, RefundRow
from clinic_desktop.services.billing.values import RefundView
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.billing.reason_dialog import ReasonDialog, WayDialog
from clinic_desktop.ui.billing.refund_pane import RefundPane
from clinic_desktop.ui.billing.refund_table import refund_table
from clinic_desktop.ui.billing.refund_words import (
    group_look,
    group_word,
    is_late,
    plural,
    standing_word,
    tr,
    way_name,
    way_word,
    why_text,
)
from clinic_desktop.ui.billing.words import METHOD_ICONS
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.dialog import ask
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.outbox.words import moment_text
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.refunds import TOPICS, RefundsState, RefundsViewModel

_STATE, _PATIENT, _WAY, _WHY, _AMOUNT = range(5)
_WIDTHS = (170, 210, 170, 190, 120)
_BESIDE = 940
_TONES = {"ok": "ok", "info": "text2", "warn": "warn", "danger": "danger", "neutral": "text3"}
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
        self.search = SearchField(theme, tr("Find a refund"), tr("Name or number"), "F3")
        self.export = ExportButton(theme, view_model.exporting, around.shell, self, self._file_name, self._table)
        self.findings = Button(theme, tr("Findings"), icon="search")
        self.tabs = Segmented(theme, self._tab_choices(0, 0), tr("Which refunds"))
        self._counts = (-1, -1)
        self.table = DataTable(theme, tr("Refunds"), lines=2)
        self.rows: TableRows[RefundRow] = TableRows(self._columns(), lambda row: row.id, self.table)
        self.pane = RefundPane(theme, around.session, around.locale)
        self.newer = IconButton(theme, "chevron-left", tr("Newer refunds"), framed=True)
        self.older = IconButton(theme, "chevron-right", tr("Older refunds"), framed=True)
        self.sums = PlainLabel(theme, role="caption")
        self._nothing = EmptyState(theme, "undo-2", "", "")
        self._build()
        self._connect()
        self.setFocusProxy(self.table)

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``group`` may be handed over, such as "to_approve", and ``refund_id``."""
        if "group" in arguments:
            self._model.show_group(RefundGroup(arguments["group"]))
        else:
            self._model.load()
        if "refund_id" in arguments:
            self._model.select(arguments["refund_id"])
        self.table.setFocus()

    def reload(self) -> None:
        self._model.load()

    def foot_height(self) -> int:
        return self.pane.foot_height() + Space.L

    def command(self, name: str) -> bool:
        if name == "find":
            self.search.setFocus()
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
        self.pane.setVisible(bool(state.rows))
        if state.selected_id is None:
            self.table.clearSelection()
        elif self.table.selected_id() != state.selected_id:
            self.table.select_id(state.selected_id)
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
            plural("{amount} in %n refunds", total.count).format(amount=money_text(total.amount, locale))
            for total in listed.totals
        ]
        self.sums.set_text(" + ".join(parts))
        self.newer.setVisible(state.last_page > 0)
        self.older.setVisible(state.last_page > 0)
        self.newer.setEnabled(state.page > 0)
        self.older.setEnabled(state.page < state.last_page)

    def _columns(self) -> tuple[Column[RefundRow], ...]:
        locale = self.around.locale
        return (
            Column(tr("State"), self._state_cell),
            Column(tr("Patient"), self._patient_cell),
            Column(
                tr("Way back"),
                lambda row: Cell(way_name(row.method, row.gateway), row.credit_note_number, METHOD_ICONS[row.method]),
            ),
            Column(tr("Why"), lambda row: Cell(why_text(row), row.made_by)),
            Column(tr("Amount"), lambda row: Cell(money_text(row.amount, locale), strong=True), number=True),
        )

    def _patient_cell(self, row: RefundRow) -> Cell:
        """What is to be approved may be of another centre than the one in view, which is named then."""
        session = self.around.session
        elsewhere = row.location_id != session.centre.id
        centre = isolated(session.centre_at(row.location_id).name) if elsewhere else ""
        return Cell(row.patient_name, joined(centre, row.receipt_number), person=row.patient_name)

    def _state_cell(self, row: RefundRow) -> Cell:
        icon, tone = group_look(row.group)
        now = self.around.session.now()
        at = row.done_at or row.sent_at or row.created_at
        when = moment_text(at, now, self.around.locale)
        tone = "danger" if is_late(row, now) else tone
        return Cell(standing_word(row), when, icon=icon, tone=_TONES[tone])

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
        return tr("refunds-{day}").format(day=self.around.session.today().isoformat())

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

    def _approve(self) -> None:
        row = self._model.state.selected
        if row is None or not self._model.state.acts.approve:
            return
        amount, name = money_text(row.amount, self.around.locale), isolated(row.patient_name)
        question = tr("Give {amount} back to {name}?").format(amount=amount, name=name)
        detail = tr("{way}. {who} asked for it: {reason}").format(
            way=way_word(row.method, row.gateway), who=isolated(row.made_by), reason=isolated(why_text(row))
        )
        # Money leaves, so the safe answer has the focus; nothing is deleted, so nothing is red.
        asked = ask(self.theme, self, question, detail, tr("Not now"), tr("Approve"), danger=False)
        asked.acted.connect(partial(self._model.approve, row))

    def _ask_reject(self) -> None:
        row = self._model.state.selected
        if row is not None and self._model.state.acts.reject:
            self._ask(
                tr("Reject this refund?"), tr("Nothing has moved. Who asked for it reads your reason."), tr("Reason"),
                tr("Keep it"), tr("Reject"), partial(self._model.reject, row), danger=True,
            )  # fmt: skip

    def _ask_take_back(self) -> None:
        row = self._model.state.selected
        if row is not None and self._model.state.acts.take_back:
            self._ask(
                tr("Take this refund back?"), tr("It has not left yet. The price becomes what it was before."),
                tr("Reason"), tr("Keep it"), tr("Take back"), partial(self._model.take_back, row), danger=True,
            )  # fmt: skip

    def _ask_handed(self) -> None:
        row = self._model.state.selected
        if row is None or not self._model.state.acts.hand_back:
            return
        amount, name = money_text(row.amount, self.around.locale), isolated(row.patient_name)
        question = tr("Has {name} got {amount} back?").format(name=name, amount=amount)
        labels = {
            PaymentMethod.CASH: ("", tr("Say so once the cash is in their hand. It comes out of this desk's till.")),
            PaymentMethod.CARD: (tr("Number on the terminal's slip"), tr("The refund was made at the terminal.")),
        }
        label, detail = labels.get(row.method, (tr("Reference of the transfer"), tr("The money has been sent.")))
        self._ask(question, detail, label, tr("Not yet"), tr("Given back"), partial(self._model.confirm, row))

    def _ask_other_way(self) -> None:
        row = self._model.state.selected
        if row is None or not self._model.state.acts.another_way:
            return
        dialog = WayDialog(
            self.theme, tr("Hand it back another way?"),
            tr("It is owed by the desk from then on, until somebody confirms it."), tr("Reason"), tr("Keep the way"),
            tr("Change the way"), self._model.other_ways(), tr("Which way"), self,
        )  # fmt: skip
        dialog.way_said.connect(partial(self._model.another_way, row))
        dialog.open()

    def _ask(
        self, question: str, detail: str, label: str, keep: str, act: str, then: Callable[[str], None],
        danger: bool = False,
    ) -> None:  # fmt: skip
        dialog = ReasonDialog(self.theme, question, detail, label, keep, act, self, danger=danger)
        dialog.said.connect(then)
        dialog.open()

    def _on_done(self, what: str, refund: RefundView) -> None:
        amount = money_text(refund.amount, self.around.locale)
        texts = {
            "approve": tr("{amount} approved"),
            "reject": tr("{amount} rejected: nothing goes back"),
            "take_back": tr("{amount} taken back: nothing goes back"),
            "confirm": tr("{amount} given back"),
            "another_way": tr("{amount} is to be handed back by the desk"),
            "send_again": tr("{amount} is sent again"),
        }
        self.around.shell.toast(texts[what].format(amount=amount))

    def _on_session(self) -> None:
        if self.around.session.signed_in and self.isVisible():
            self._model.load()

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        self.search.setMaximumWidth(theme.px(300))
        self.head.addWidget(self.search)
        self.head.addWidget(self.export)
        self.head.addWidget(self.findings)
        filters = QHBoxLayout()
        filters.setSpacing(Space.S)
        filters.addWidget(self.tabs)
        filters.addStretch(1)
        self.table.setModel(self.rows)
        self.table.set_widths(_WIDTHS)
        self.table.set_optional((_WHY, _WAY))
        self.table.set_stretch(_PATIENT)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(Space.M, Space.XS, Space.M, 0)
        foot.setSpacing(Space.S)
        foot.addWidget(self.sums, 1)
        foot.addWidget(self.newer)
        foot.addWidget(self.older)
        self._list = QWidget()
        listed = QVBoxLayout(self._list)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self.table, 1)
        listed.addWidget(self._foot)
        self._lists = QStackedWidget()
        self._lists.addWidget(self._list)
        self._lists.addWidget(self._nothing)
        frame = Panel(theme)
        frame.body.addWidget(self._lists, 1)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(Space.M)
        self._beside.addWidget(frame, 3)
        self._beside.addWidget(self.pane, 2)
        self.body.addLayout(filters)
        self.body.addLayout(self._beside, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the refund stands below the list."""
        beside = self.width() >= self.theme.px(_BESIDE)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(across if beside else down)

    def _connect(self) -> None:
        model, shell = self._model, self.around.shell
        model.state_changed.connect(self.show_state)
        model.refused.connect(shell.refuse)
        model.done.connect(self._on_done)
        self.around.session.changed.connect(self._on_session)
        self.theme.changed.connect(self._fit)
        self.tabs.chosen.connect(model.show_group)
        self.search.searched.connect(model.search)
        self.table.chosen.connect(model.select)
        self.table.opened.connect(self._open_visit)
        self.newer.clicked.connect(lambda: model.turn_page(-1))
        self.older.clicked.connect(lambda: model.turn_page(1))
        self._nothing.primary.connect(model.show_all)
        self.findings.clicked.connect(lambda: shell.open("findings"))
        pane = self.pane
        pane.approve.clicked.connect(self._approve)
        pane.turn_down.clicked.connect(self._ask_reject)
        pane.handed.clicked.connect(self._ask_handed)
        pane.again.clicked.connect(model.send_again)
        pane.other.clicked.connect(self._ask_other_way)
        pane.back.clicked.connect(self._ask_take_back)
        pane.visit.clicked.connect(self._open_visit)
        pane.paper.clicked.connect(self._print)
        keys: dict[str, Callable[[], None]] = {
            "A": self._approve,
            "X": self._ask_reject,
            "H": self._ask_handed,
            "S": model.send_again,
            "W": self._ask_other_way,
            "Del": self._ask_take_back,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
