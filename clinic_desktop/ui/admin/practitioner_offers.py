"""The services of a doctor in the form, with durations and prices of their own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.services.location_values import LocationView
from clinic_desktop.services.practitioners.values import (
    HealthcareServiceView,
    OfferedServiceDraft,
    PractitionerDraft,
)
from clinic_desktop.ui.admin.number_field import NumberField
from clinic_desktop.ui.admin.page import Around, line
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.fields import AmountField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.practitioner_form import PractitionerFormState, PractitionerFormViewModel


class _Offer(QWidget):
    """One service: a box, and below it the doctor's own duration and prices at the centres they work at."""

    def __init__(
        self,
        around: Around,
        service: HealthcareServiceView,
        centres: tuple[LocationView, ...],
        model: PractitionerFormViewModel,
    ) -> None:
        super().__init__()
        theme, locale, number = around.theme, around.locale, service.id
        self._model, self._service, self._locale = model, service, locale
        self._currencies = {centre.id: centre.currency for centre in centres}
        self.box = CheckBox(theme, service.name)
        self.box.clicked.connect(lambda on: model.set_service(number, on))
        self.duration = NumberField(theme, self.tr("Minutes"), str(service.duration_minutes), digits=3)
        self.duration.number_edited.connect(lambda minutes: model.set_duration(number, minutes))
        self.prices = {centre.id: self._price(around, centre) for centre in centres}
        self._inside = QWidget(self)
        row = FlowLayout(self._inside, Space.M)
        row.setContentsMargins(Space.XL + Space.XS, 0, 0, Space.S)
        for field in (self.duration, *self.prices.values()):
            field.setFixedWidth(theme.px(168))
            row.addWidget(field)
            row.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.box)
        column.addWidget(self._inside)

    def show_offer(self, offer: OfferedServiceDraft | None, profile: PractitionerDraft, fault: str | None) -> None:
        """Shows what the draft says of the service; None: the doctor does not offer it."""
        self.box.setChecked(offer is not None)
        self._inside.setVisible(offer is not None)
        if offer is None:
            return
        if not self.duration.edit.hasFocus() and not self.duration.unread():
            self.duration.set_number(offer.duration_minutes)
        self.duration.set_problem(problem(fault) if fault else None)
        own = {price.location_id: price.price_minor for price in offer.prices}
        fees = {role.location_id: role.fee_minor for role in profile.roles}
        for number, field in self.prices.items():
            field.setVisible(number in fees)
            self._show_price(field, number, own.get(number), fees.get(number, 0))

    def show_faults(self, problems: dict[int, str]) -> None:
        """Says which prices cannot be read."""
        for number, field in self.prices.items():
            field.set_problem(problem(problems[number]) if number in problems else None)

    def _show_price(self, field: AmountField, location_id: int, own: int | None, fee: int) -> None:
        currency = self._currencies[location_id]
        general = next((price.price for price in self._service.prices if price.location_id == location_id), None)
        holds = money_text(general or Money(fee, currency), self._locale)
        field.edit.setPlaceholderText(holds)
        shown = field.money()
        if not field.edit.hasFocus() and not field.unread() and (shown.minor if shown is not None else None) != own:
            field.set_money(None if own is None else Money(own, currency))

    def _price(self, around: Around, centre: LocationView) -> AmountField:
        label = self.tr("Price, {centre}").format(centre=centre.name)
        field = AmountField(around.theme, label, centre.currency, around.locale)
        field.amount_edited.connect(lambda money: self._on_price(centre.id, money))
        return field

    def _on_price(self, location_id: int, money: Money | None) -> None:
        readable = money is not None or not self.prices[location_id].text()
        self._model.set_price(self._service.id, location_id, money.minor if money is not None else None, readable)

    def _fit(self) -> None:
        for field in (self.duration, *self.prices.values()):
            field.setFixedWidth(self.duration.theme.px(168))


class OffersPanel(Panel):
    """What can be booked with the doctor. What is left empty follows the service, and its price the fee."""

    def __init__(self, around: Around, model: PractitionerFormViewModel) -> None:
        super().__init__(around.theme)
        self.set_title(self.tr("Services"), self.tr("Leave minutes and prices empty where those of the clinic hold."))
        self.around, self._model = around, model
        self.offers: dict[int, _Offer] = {}
        self._shown: tuple[object, object] = ((), ())
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.S)
        self.body.addLayout(self._column)
        self._none = PlainLabel(around.theme, self.tr("The clinic has no services yet."), role="muted")
        self.body.addWidget(self._none)

    def show_form(self, state: PractitionerFormState) -> None:
        """Shows the services and what the draft says of each."""
        if (state.services, state.centres) != self._shown:
            self._fill(state)
        profile, problems = state.editing.draft.profile, state.editing.problems
        offered = {offer.service_id: (index, offer) for index, offer in enumerate(profile.services)}
        for number, row in self.offers.items():
            index, offer = offered.get(number, (-1, None))
            row.show_offer(offer, profile, problems.get(f"services.{index}"))
            prefix = f"price.{number}."
            faults = {
                int(name.removeprefix(prefix)): code for name, code in problems.items() if name.startswith(prefix)
            }
            row.show_faults(faults)

    def _fill(self, state: PractitionerFormState) -> None:
        self._shown = (state.services, state.centres)
        empty(self._column)
        self.offers = {
            service.id: _Offer(self.around, service, state.centres, self._model) for service in state.services
        }
        for index, row in enumerate(self.offers.values()):
            if index:
                self._column.addWidget(line())
            self._column.addWidget(row)
        self._none.setVisible(not self.offers)
