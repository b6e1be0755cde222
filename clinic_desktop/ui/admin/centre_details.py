"""A centre's details: name, place, time zone, currency and how its tokens begin."""

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.ui.admin.form import FieldSet, SaveBar, show_text, side_by_side, stacked
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.admin.search_choice import SearchChoiceField
from clinic_desktop.ui.first_start import regions
from clinic_desktop.ui.formats import time_text, weekday_date
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import ChoiceField, PhoneField, TextArea, TextField
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.tokens import Size
from clinic_desktop.viewmodels.admin.centres import CentresState, CentresViewModel


class CentreDetails(QWidget):
    """The form, with its bar."""

    def __init__(self, around: Around, model: CentresViewModel) -> None:
        super().__init__()
        self.around, self._model = around, model
        theme = around.theme
        self.name = TextField(theme, self.tr("Name"), max_length=NAME_LENGTH)
        self.city = TextField(theme, self.tr("City"))
        self.address = TextArea(theme, self.tr("Address"), rows=2)
        self.phone = PhoneField(theme, self.tr("Phone"))
        self.email = TextField(theme, self.tr("Email"))
        self.country = SearchChoiceField(theme, self.tr("Country"), regions.countries(), self.tr("Type to search"))
        self.zone = SearchChoiceField(theme, self.tr("Time zone"), hint=self.tr("Type to search"))
        self.currency = SearchChoiceField(theme, self.tr("Currency"), regions.currencies(), self.tr("Type to search"))
        self.prefix = TextField(theme, self.tr("Letter of its tokens"), self.tr("Such as A"), 4)
        self.region = ChoiceField(theme, self.tr("Region for public holidays"))
        self.fields = FieldSet()
        for name, field in (
            ("name", self.name),
            ("city", self.city),
            ("address", self.address),
            ("phone", self.phone),
            ("email", self.email),
            ("country", self.country),
            ("zone", self.zone),
            ("currency", self.currency),
            ("token_prefix", self.prefix),
            ("holiday_region", self.region),
        ):
            self.fields.add(name, field)
        self.bar = SaveBar(around, self.tr("Save centre"), self.tr("Discard changes"), self)
        self._zones_of: str | None = None
        self._build()
        self._connect()

    def show_centre(self, state: CentresState) -> None:
        """Shows the draft."""
        editing = state.editing
        draft = editing.draft
        for field, text in (
            (self.name, draft.name),
            (self.city, draft.city),
            (self.address, draft.address),
            (self.phone, draft.phone),
            (self.email, draft.email),
            (self.prefix, draft.token_prefix),
        ):
            show_text(field, text)
        self.country.set_value(draft.country)
        self._show_zones(draft.country)
        self.zone.set_value(draft.zone)
        self.currency.set_value(draft.currency)
        whole = Choice(None, self.tr("The whole country"))
        self.region.set_choices([whole, *(Choice(region, region) for region in state.regions)])
        self.region.set_value(draft.holiday_region)
        self.region.setVisible(bool(state.regions))
        self.fields.show_problems(editing.problems)
        self._show_time(draft.zone)
        self.bar.set_save_text(self.tr("Save centre") if editing.row_id is not None else self.tr("Add centre"))
        self.bar.show_editing(editing.dirty, editing.busy, editing.refusal)

    def _show_zones(self, country: str) -> None:
        """The zones of the country first, each with what its clocks show now."""
        if country == self._zones_of:
            return
        self._zones_of = country
        now, locale = self.around.session.clock(), self.around.locale
        self.zone.set_choices(
            [
                Choice(choice.value, choice.text, time_text(now.astimezone(ZoneInfo(str(choice.value))), locale))
                for choice in regions.zones(country)
            ]
        )

    def _show_time(self, zone: str) -> None:
        if self.zone.problem() is not None:
            return
        now = self.around.session.clock().astimezone(ZoneInfo(zone)) if zone else None
        if now is None:
            self.zone.set_note("")
            return
        self.zone.set_note(
            self.tr("It is {time} there, {day}").format(
                time=time_text(now, self.around.locale), day=weekday_date(now.date(), self.around.locale)
            )
        )

    def _build(self) -> None:
        page = ScrollPage(self.around.theme, self.tr("Details"), Size.FORM_MAX + 120)
        page.body.addLayout(
            stacked(
                side_by_side(self.name, self.city),
                self.address,
                side_by_side(self.phone, self.email),
                side_by_side(self.country, self.region),
                side_by_side(self.zone, self.currency, self.prefix, stretches=(2, 1, 1)),
            )
        )
        page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)
        column.addWidget(self.bar)

    def _connect(self) -> None:
        model = self._model
        for name, field in (
            ("name", self.name),
            ("city", self.city),
            ("address", self.address),
            ("phone", self.phone),
            ("email", self.email),
            ("token_prefix", self.prefix),
        ):
            field.edited.connect(lambda text, name=name: model.edit(**{name: text}))
        self.country.chosen.connect(self._on_country)
        self.zone.chosen.connect(lambda zone: model.edit(zone=zone))
        self.currency.chosen.connect(lambda currency: model.edit(currency=currency))
        self.region.chosen.connect(lambda region: model.edit(holiday_region=region))
        self.bar.saved.connect(model.save)
        self.bar.discarded.connect(model.discard)

    def _on_country(self, country: str) -> None:
        """A new centre takes the country's zone and currency; one that is there keeps its own."""
        changes = {"country": country, "holiday_region": None}
        if self._model.state.selected_id is None:
            changes |= {"zone": regions.zone_of(country), "currency": regions.currency_of(country)}
        self._model.edit(**changes)
