"""Asks for which visit money was that only a gateway knew."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.finding_values import AttachTarget
from clinic_desktop.ui.billing.finding_words import tr
from clinic_desktop.ui.formats import money_text, time_text, weekday_date
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.theme.theme import Theme


class AttachDialog(Dialog):
    """``searched`` asks for visits; ``chosen`` carries the appointment's number and a note. Those of the very amount
    stand first."""

    searched = Signal(str)
    chosen = Signal(int, str)

    def __init__(self, theme: Theme, amount: Money, zone: ZoneInfo, locale: QLocale, parent: QWidget | None) -> None:
        super().__init__(theme, "", parent, width=620)
        self._zone, self._locale = zone, locale
        question = tr("Which visit is {amount} for?").format(amount=money_text(amount, locale))
        self.setWindowTitle(question)
        self.setAccessibleName(question)
        self.body.addWidget(PlainLabel(theme, question, role="section", wrap=True))
        self.search = SearchField(theme, tr("Find a visit"), tr("Name of the patient"), "")
        self.table = DataTable(theme, tr("Visits that are not paid"), lines=2)
        self.rows: TableRows[AttachTarget] = TableRows(self._columns(), lambda row: row.appointment_id, self.table)
        self.table.setModel(self.rows)
        self.table.set_widths((230, 220, 120))
        self.table.set_stretch(0)
        self.table.setMinimumHeight(theme.px(260))
        self.nothing = EmptyState(theme, "search", tr("No unpaid visit fits"), tr("Type the patient's name."))
        self._found = LoadingStack(theme, self.table, self.nothing, rows=4, margin=0)
        self.note = TextField(theme, tr("Note (optional)"), max_length=200)
        for widget in (self.search, self._found, self.note):
            self.body.addWidget(widget)
        self.add_button(Button(theme, tr("Not now"))).clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, tr("Attach"), role="primary"))
        self.act.clicked.connect(self._attach)
        self.act.setEnabled(False)
        self.search.searched.connect(self.searched)
        self.table.chosen.connect(lambda number: self.act.setEnabled(number is not None))
        self.table.opened.connect(lambda _: self._attach())
        self.search.setFocus()

    def show_targets(self, targets: Sequence[AttachTarget]) -> None:
        """Shows the visits that fit."""
        self.rows.show_rows(tuple(targets))
        self._found.show_page(self.table if targets else self.nothing)
        if targets:
            self.table.select_id(targets[0].appointment_id)
        self.act.setEnabled(bool(targets))

    def _attach(self) -> None:
        number = self.table.selected_id()
        if isinstance(number, int):
            self.chosen.emit(number, self.note.text())
            self.accept()

    def _columns(self) -> tuple[Column[AttachTarget], ...]:
        return (
            Column(tr("Patient"), lambda row: Cell(row.patient_name, row.practitioner_name, person=row.patient_name)),
            Column(tr("Visit"), self._visit),
            Column(tr("Due"), lambda row: Cell(money_text(row.due, self._locale), strong=True), number=True),
        )

    def _visit(self, row: AttachTarget) -> Cell:
        at = row.starts_at.astimezone(self._zone)
        return Cell(weekday_date(at.date(), self._locale), time_text(at, self._locale))
