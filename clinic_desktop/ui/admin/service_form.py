"""The form for one service, and the doctors who offer it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.domain.money import Money
from clinic_desktop.services.location_values import LocationView
from clinic_desktop.services.practitioners.values import OfferView
from clinic_desktop.ui.admin.form import FieldSet, SaveBar, show_text, side_by_side, stacked
from clinic_desktop.ui.admin.number_field import NumberField
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.formats import minutes_text, money_text
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.fields import AmountField, TextField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.admin.services import ServicesState, ServicesViewModel


class ServiceForm(QWidget):
    """``doctor_opened`` carries the number of a doctor whose profile a person wants to see."""

    doctor_opened = Signal(object)

    def __init__(self, around: Around, model: ServicesViewModel) -> None:
        super().__init__()
        self.around, self._model = around, model
        theme = around.theme
        self.name = TextField(theme, self.tr("Name"), self.tr("Such as Consultation"), NAME_LENGTH)
        self.duration = NumberField(theme, self.tr("Minutes"), digits=3)
        self.before = NumberField(theme, self.tr("Gap before"), digits=3)
        self.after = NumberField(theme, self.tr("Gap after"), digits=3)
        self.capacity = NumberField(theme, self.tr("Patients at once"), digits=3)
        self.equipment = TextField(theme, self.tr("Equipment"), self.tr("Such as ECG"))
        self.online = CheckBox(theme, self.tr("Can be held online"))
        self.needs_room = CheckBox(theme, self.tr("Needs a room to itself"))
        self.numbers = {
            "duration_minutes": self.duration,
            "buffer_before_minutes": self.before,
            "buffer_after_minutes": self.after,
            "capacity": self.capacity,
        }
        self.fields = FieldSet()
        self.fields.add("name", self.name)
        self.fields.add("equipment", self.equipment)
        for name, field in self.numbers.items():
            self.fields.add(name, field)
        self.prices: dict[int, AmountField] = {}
        self._centres: tuple[LocationView, ...] | None = None
        self.offers = DataTable(theme, self.tr("Doctors who offer it"))
        columns = (
            Column(self.tr("Doctor"), self._doctor),
            Column(self.tr("Time"), self._time, number=True),
            Column(self.tr("Price"), self._price, number=True),
        )
        self.rows: TableRows[OfferView] = TableRows(columns, lambda offer: offer.practitioner_id, self.offers)
        self.bar = SaveBar(around, self.tr("Save service"), self.tr("Discard changes"), self)
        self._build()
        self._connect()

    def show_service(self, state: ServicesState) -> None:
        """Shows the draft."""
        editing = state.editing
        draft = editing.draft
        show_text(self.name, draft.name)
        show_text(self.equipment, draft.equipment)
        for name, field in self.numbers.items():
            if name not in editing.faults:
                field.set_number(getattr(draft, name))
        self.online.setChecked(draft.online)
        self.needs_room.setChecked(draft.needs_room)
        self._show_prices(state)
        self.fields.show_problems(editing.problems)
        self.rows.show_rows(state.offers)
        self._doctors.setVisible(state.selected is not None)
        self.offers.setVisible(bool(state.offers))
        self._nobody.setVisible(not state.offers)
        rows = min(6, len(state.offers)) + 1
        self.offers.setFixedHeight(rows * self.around.theme.row_height() + Space.S)
        self.bar.set_save_text(self.tr("Save service") if editing.row_id is not None else self.tr("Add service"))
        self.bar.show_editing(editing.dirty, editing.busy, editing.refusal)

    def _show_prices(self, state: ServicesState) -> None:
        if state.centres != self._centres:
            self._fill_prices(state.centres)
        known = {price.location_id: price.price_minor for price in state.editing.draft.prices}
        for centre in state.centres:
            field, minor = self.prices[centre.id], known.get(centre.id)
            shown = field.money()
            differs = (shown.minor if shown is not None else None) != minor
            if differs and not field.edit.hasFocus() and not field.unread():
                field.set_money(None if minor is None else Money(minor, centre.currency))
            fault = state.editing.problems.get(f"price.{centre.id}")
            if fault is not None or field.problem() is not None:
                field.set_problem(problem(fault) if fault is not None else None)

    def _fill_prices(self, centres: tuple[LocationView, ...]) -> None:
        self._centres = centres
        for field in self.prices.values():
            field.hide()
            field.deleteLater()
        self.prices = {}
        for centre in centres:
            field = AmountField(self.around.theme, centre.name, centre.currency, self.around.locale)
            field.edit.setPlaceholderText(self.tr("The doctor's fee"))
            field.setFixedWidth(self.around.theme.px(200))
            field.amount_edited.connect(lambda money, number=centre.id: self._on_price(number, money))
            self.prices[centre.id] = field
            self._flow.addWidget(field)
            self._flow.setAlignment(field, Qt.AlignmentFlag.AlignTop)

    def _on_price(self, location_id: int, money: Money | None) -> None:
        readable = money is not None or not self.prices[location_id].text()
        self._model.set_price(location_id, money.minor if money is not None else None, readable)

    def _doctor(self, offer: OfferView) -> Cell:
        return Cell(offer.practitioner_name, person=offer.practitioner_name)

    def _time(self, offer: OfferView) -> Cell:
        return Cell(minutes_text(offer.duration_minutes, self.around.locale))

    def _price(self, offer: OfferView) -> Cell:
        return Cell(" · ".join(money_text(price.price, self.around.locale) for price in offer.prices))

    def _build(self) -> None:
        theme = self.around.theme
        page = ScrollPage(theme, self.tr("Service"), Size.FORM_MAX + 160)
        page.body.addLayout(
            stacked(
                self.name,
                side_by_side(self.duration, self.before, self.after, self.capacity),
                side_by_side(self.equipment),
                self.online,
                self.needs_room,
            )
        )
        price = Panel(theme, self.tr("Price"), self.tr("Empty: it costs the doctor's consultation fee."), "inset")
        inside = QWidget()
        self._flow = FlowLayout(inside, Space.M)
        price.body.addWidget(inside)
        page.body.addWidget(price)
        self._doctors = Panel(
            theme, self.tr("Doctors"), self.tr("Open a doctor to change their own minutes and price."), "inset"
        )
        self._nobody = PlainLabel(theme, self.tr("Nobody offers it yet."), role="muted")
        self.offers.setModel(self.rows)
        self.offers.set_widths((200, 90, 190))
        self.offers.set_stretch(0)
        self._doctors.body.addWidget(self._nobody)
        self._doctors.body.addWidget(self.offers)
        page.body.addWidget(self._doctors)
        page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)
        column.addWidget(self.bar)

    def _connect(self) -> None:
        model = self._model
        self.name.edited.connect(lambda text: model.edit(name=text))
        self.equipment.edited.connect(lambda text: model.edit(equipment=text))
        for name, field in self.numbers.items():
            field.number_edited.connect(lambda number, name=name: model.set_number(name, number))
        self.online.clicked.connect(lambda on: model.edit(online=on))
        self.needs_room.clicked.connect(lambda on: model.edit(needs_room=on))
        self.offers.opened.connect(self.doctor_opened.emit)
        self.bar.saved.connect(model.save)
        self.bar.discarded.connect(model.discard)
