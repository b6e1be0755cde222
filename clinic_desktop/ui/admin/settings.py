"""The page of settings: each explained, with its default and who changed it; for the clinic, a centre or a doctor."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.codes import GatewayName, Topic
from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.services.settings import practitioner_scope
from clinic_desktop.ui.admin.form import FieldSet, SaveBar, show_text, side_by_side, stacked
from clinic_desktop.ui.admin.gateway_part import GatewayPart
from clinic_desktop.ui.admin.logo_part import LogoPart
from clinic_desktop.ui.admin.mail_part import MailPart
from clinic_desktop.ui.admin.page import AdminPage, Around, line
from clinic_desktop.ui.admin.search_choice import SearchChoiceField
from clinic_desktop.ui.admin.setting_kinds import Group
from clinic_desktop.ui.admin.setting_row import SettingRow
from clinic_desktop.ui.admin.setting_words import groups
from clinic_desktop.ui.first_start import regions
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.admin.gateway_trial import GatewayTrialViewModel
from clinic_desktop.viewmodels.admin.logo import LogoViewModel
from clinic_desktop.viewmodels.admin.mail_trial import MailTrialViewModel
from clinic_desktop.viewmodels.admin.settings import SettingsState, SettingsViewModel
from clinic_desktop.viewmodels.undo import Action

_TOPICS = frozenset({Topic.SETTINGS, Topic.LOCATIONS, Topic.PRACTITIONERS})


class SettingsScreen(AdminPage):
    """Nothing is kept before it is saved; only going back to a default is done at once, and can be undone."""

    def __init__(
        self,
        around: Around,
        view_model: SettingsViewModel,
        mail_trial: MailTrialViewModel,
        gateway_trials: tuple[GatewayTrialViewModel, ...],
        logo: LogoViewModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(around, "", _TOPICS, parent)
        self.title.set_text(self.tr("Settings"))
        self._view_model, self._mail_trial = view_model, mail_trial
        view_model.setParent(self)
        mail_trial.setParent(self)
        logo.setParent(self)
        self._gateway_trials = gateway_trials
        for trial in gateway_trials:
            trial.setParent(self)
        self._logo = logo
        self.mail: MailPart | None = None
        self.gateways: dict[GatewayName, GatewayPart] = {}
        self._wanted_part = ""
        theme = around.theme
        self.scope = ChoiceField(theme, "", hint=self.tr("Whole clinic"))
        self.jump = ChoiceField(theme, "", hint=self.tr("Go to…"))
        self.wording = Button(theme, self.tr("Wording of messages…"), icon="pencil")
        self.rows: dict[str, SettingRow] = {}
        self.panels: dict[str, Panel] = {}
        self._shown: tuple[object, ...] = ()
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.M)
        self.clinic = Panel(theme, self.tr("Clinic"), self.tr("As it stands on receipts and in messages."))
        self.name = TextField(theme, self.tr("Name"), max_length=NAME_LENGTH)
        self.country = SearchChoiceField(theme, self.tr("Country"), regions.countries(), self.tr("Type to search"))
        self.currency = SearchChoiceField(theme, self.tr("Currency"), regions.currencies(), self.tr("Type to search"))
        self.logo = LogoPart(theme, logo, self.clinic)
        self.fields = FieldSet()
        for name, field in (("name", self.name), ("country", self.country), ("currency", self.currency)):
            self.fields.add(name, field)
        self.bar = SaveBar(around, self.tr("Save settings"), self.tr("Discard changes"), self)
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``location_id`` may be handed over, and ``part``, the name of a group of settings to begin with."""
        self._wanted_part = arguments.get("part", "")
        if "location_id" in arguments:
            self._view_model.show_scope(arguments["location_id"])
        elif self._wanted_part and not self._view_model.state.of_clinic:
            self._on_scope(None)
        else:
            self._view_model.load()
        self._load_parts()
        self.scope.setFocus()
        self._go_to_part()

    def _go_to_part(self) -> None:
        """Puts the keyboard where that part begins, as soon as it has its place on the page."""
        group = next((group for group in groups() if group.name == self._wanted_part), None)
        row = self.rows.get(group.settings[0].key) if group is not None else None
        placed = self._page.verticalScrollBar().maximum() > 0
        if group is None or row is None or not placed:
            return
        name, self._wanted_part = self._wanted_part, ""
        row.field.setFocus()
        # A mail server and gateways are shown down to where they are tried out; of the others, where they begin.
        tried = {"mail": self.mail, "gateways": self.gateways.get(GatewayName.STRIPE)}.get(name)
        if tried is not None:
            self._page.ensureWidgetVisible(tried)
            return
        bar = self._page.verticalScrollBar()
        bar.setValue(bar.value() + self.panels[name].mapTo(self._page.viewport(), QPoint(0, 0)).y())

    def reload(self) -> None:
        self._view_model.load()
        self._load_parts()

    def _load_parts(self) -> None:
        self._logo.load()
        for trial in self._gateway_trials:
            trial.load()

    def has_unsaved(self) -> bool:
        return self._view_model.state.dirty

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_settings(self, state: SettingsState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        whole = Choice(None, self.tr("Whole clinic"), icon="hospital")
        centres = (Choice(centre.id, centre.name, icon="map-pin") for centre in state.centres)
        doctors = (Choice(practitioner_scope(one.id), one.name, icon="stethoscope") for one in state.doctors)
        self.scope.set_choices([whole, *centres, *doctors])
        self._show_scope(state)
        self._fill(state)
        draft = state.clinic.draft
        self.clinic.setVisible(state.of_clinic)
        show_text(self.name, draft.name)
        self.country.set_value(draft.country)
        self.currency.set_value(draft.currency)
        self.fields.show_problems(state.clinic.problems)
        for view in state.views:
            row = self.rows.get(view.key)
            if row is not None:
                row.show_setting(view, state.shown(view), state.problems.get(view.key), state.of_clinic)
        self.bar.show_editing(state.dirty, state.busy, state.save_refusal)

    def _fill(self, state: SettingsState) -> None:
        """Makes the rows anew where another scope or currency came into view."""
        shown = (state.location_id is None, state.practitioner_id is None, state.currency)
        if shown == self._shown or not state.loaded:
            return
        self._shown = shown
        empty(self._column)
        self.rows, self.panels, self.mail, self.gateways = {}, {}, None, {}
        shown_groups = _groups_of(state)
        for group in shown_groups:
            self._column.addWidget(self._panel(group, state.currency))
        self.jump.set_choices([Choice(group.name, group.title) for group in shown_groups])

    def _panel(self, group: Group, currency: str) -> Panel:
        panel = self.panels[group.name] = Panel(self.theme, group.title)
        for index, words in enumerate(group.settings):
            row = SettingRow(self.around, words, currency)
            row.changed.connect(lambda value, key=words.key: self._view_model.change(key, value))
            row.reset_asked.connect(lambda key=words.key: self._on_reset(key))
            if index:
                panel.body.addWidget(line())
            panel.body.addWidget(row)
            self.rows[words.key] = row
        if "mail_host" in (words.key for words in group.settings):
            self.mail = MailPart(self.theme, self._mail_trial, self._view_model.as_typed, panel)
            panel.body.addWidget(line())
            panel.body.addWidget(self.mail)
        if "gateway" in self.rows and self._view_model.state.of_clinic and not self.gateways:
            for trial in self._gateway_trials:
                self.gateways[trial.name] = GatewayPart(self.theme, trial, panel)
                panel.body.addWidget(line())
                panel.body.addWidget(self.gateways[trial.name])
        return panel

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_jump(self, name: str) -> None:
        self.jump.set_value(None)
        self._wanted_part = name
        self._go_to_part()

    def _show_scope(self, state: SettingsState) -> None:
        self.scope.set_value(state.scope if state.practitioner_id is not None else state.location_id)

    def _on_scope(self, chosen: int | str | None) -> None:
        """``chosen`` is None for the clinic, the number of a centre, or the scope of a doctor."""
        self._show_scope(self._view_model.state)
        self.go_unless_unsaved(lambda: self._leave_for(chosen))

    def _leave_for(self, chosen: int | str | None) -> None:
        self._view_model.discard()
        doctors = {practitioner_scope(one.id): one.id for one in self._view_model.state.doctors}
        if isinstance(chosen, str):
            self._view_model.show_scope(None, doctors[chosen])
        else:
            self._view_model.show_scope(chosen)

    def _on_reset(self, key: str) -> None:
        before = next(view.value for view in self._view_model.state.views if view.key == key)
        text = self.tr("{setting} is back at its default").format(setting=self.rows[key].words.title)
        self._view_model.reset(key)
        self.around.shell.toast(text, Action(text, lambda: self._view_model.put_back(key, before)))

    def _on_logo(self, former: bytes) -> None:
        text = self.tr("The logo was changed")
        self.around.shell.toast(text, Action(text, lambda: self._logo.put(former)))

    def _on_saved(self) -> None:
        self.around.shell.toast(self.tr("Settings saved"))

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.scope.setMinimumWidth(self.theme.px(200))
        self.jump.setMinimumWidth(self.theme.px(150))
        self.head.addWidget(self.jump)
        self.head.addWidget(self.wording)
        self.head.addWidget(self.scope)
        self.clinic.body.addLayout(stacked(side_by_side(self.name, self.country, self.currency, stretches=(2, 2, 1))))
        self.clinic.body.addWidget(line())
        self.clinic.body.addWidget(self.logo)
        self._page = page = ScrollPage(self.theme, self.tr("Settings"), Size.FORM_MAX + 240)
        page.body.addWidget(self.clinic)
        page.body.addLayout(self._column)
        page.body.addStretch(1)
        self.reach_the_edges()
        self.body.addWidget(page, 1)
        self.body.addWidget(self.bar)

    def _connect(self) -> None:
        model = self._view_model
        self.scope.chosen.connect(self._on_scope)
        self.jump.chosen.connect(self._on_jump)
        # The rows have their places only once the page has got its height.
        self._page.verticalScrollBar().rangeChanged.connect(self._go_to_part, type=Qt.ConnectionType.QueuedConnection)
        self.wording.clicked.connect(lambda: self.around.shell.open("wordings"))
        self.name.edited.connect(lambda text: model.edit_clinic(name=text))
        self.country.chosen.connect(lambda country: model.edit_clinic(country=country))
        self.currency.chosen.connect(lambda currency: model.edit_clinic(currency=currency))
        self.bar.saved.connect(model.save)
        self.bar.discarded.connect(model.discard)
        model.state_changed.connect(self.show_settings)
        model.refused.connect(self.around.shell.refuse)
        self._mail_trial.refused.connect(self.around.shell.refuse)
        for trial in self._gateway_trials:
            trial.refused.connect(self.around.shell.refuse)
        self._logo.refused.connect(self.around.shell.refuse)
        self._logo.kept.connect(self._on_logo)
        model.saved.connect(self._on_saved)


def _groups_of(state: SettingsState) -> list[Group]:
    """The groups that the clinic, a centre or a doctor has."""
    if state.practitioner_id is not None:
        return [group.of_doctor() for group in groups() if group.of_doctor().settings]
    return [group for group in groups() if state.of_clinic or group.per_centre]
