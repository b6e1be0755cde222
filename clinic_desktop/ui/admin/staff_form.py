"""The form for a member of staff."""

from typing import Any

from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import Role, Topic
from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.ui.admin.form import FieldSet, SaveBar, show_text, side_by_side, stacked
from clinic_desktop.ui.admin.one_time_password import OneTimePasswordDialog
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.admin.words import role_explained, role_word
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import ChoiceField, MultiChoiceField, PhoneField, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.tokens import Size
from clinic_desktop.viewmodels.admin.people import Password
from clinic_desktop.viewmodels.admin.staff_form import StaffFormState, StaffFormViewModel

_TOPICS = frozenset({Topic.ACCOUNTS, Topic.LOCATIONS})


class StaffFormScreen(AdminPage):
    """Goes back to the list once the account is kept."""

    def __init__(self, around: Around, view_model: StaffFormViewModel, parent: QWidget | None = None) -> None:
        super().__init__(around, "", _TOPICS, parent)
        self._view_model = view_model
        view_model.setParent(self)
        theme = around.theme
        self.fields = FieldSet()
        self.name = TextField(theme, self.tr("Name"), max_length=NAME_LENGTH)
        self.role = ChoiceField(theme, self.tr("Role"))
        self.explained = PlainLabel(theme, role="caption", wrap=True)
        self.username = TextField(theme, self.tr("Username"), self.tr("Such as meera.rao"), 40)
        self.email = TextField(theme, self.tr("Email"))
        self.phone = PhoneField(theme, self.tr("Phone"))
        self.centres = MultiChoiceField(theme, self.tr("Centres"), hint=self.tr("Choose at least one centre"))
        self.bar = SaveBar(around, self.tr("Save"), self.tr("Discard changes"), self)
        for name, field in (
            ("name", self.name),
            ("role", self.role),
            ("username", self.username),
            ("email", self.email),
            ("phone", self.phone),
            ("location_ids", self.centres),
        ):
            self.fields.add(name, field)
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``account_id`` says whose account it is; without it a new one is made."""
        model, account_id = self._view_model, arguments.get("account_id")
        if account_id == model.state.editing.row_id:
            model.open(account_id)
        else:
            self.go_unless_unsaved(lambda: model.open(account_id))
        self.name.setFocus()

    def reload(self) -> None:
        self._view_model.load()

    def has_unsaved(self) -> bool:
        return self._view_model.state.editing.dirty

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_form(self, state: StaffFormState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        editing = state.editing
        draft = editing.draft
        self.title.set_text(state.view.name if state.view is not None else self.tr("New member of staff"))
        show_text(self.name, draft.name)
        roles = state.roles if draft.role in state.roles else (draft.role, *state.roles)
        self.role.set_choices([Choice(role, role_word(role)) for role in roles])
        self.role.set_value(draft.role)
        self.explained.set_text(role_explained(draft.role))
        show_text(self.username, draft.username)
        show_text(self.email, draft.email)
        show_text(self.phone, draft.phone)
        self.centres.setVisible(state.needs_centres and draft.role is not Role.DOCTOR)
        self.centres.set_choices([Choice(centre.id, centre.name, centre.city) for centre in state.centres])
        self.centres.set_values(draft.location_ids)
        self.fields.show_problems(editing.problems)
        self.bar.set_save_text(self.tr("Save") if editing.row_id is not None else self.tr("Add and show password"))
        self.bar.show_editing(editing.dirty, editing.busy, editing.refusal)

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_saved(self, name: str) -> None:
        self.around.shell.toast(self.tr("{name} saved").format(name=isolated(name)))
        self.around.shell.open("people", tab="staff")

    def _on_password(self, given: Password) -> None:
        OneTimePasswordDialog(self.theme, given.name, given.login, given.password, self.window()).open()

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        back = IconButton(self.theme, "arrow-left", self.tr("Back to the list"))
        back.clicked.connect(lambda: self.around.shell.open("people", tab="staff"))
        self.head.insertWidget(0, back)
        page = ScrollPage(self.theme, self.tr("Member of staff"), Size.FORM_MAX)
        who = Panel(self.theme, self.tr("Who"))
        who.body.addLayout(stacked(self.name, side_by_side(self.role, self.centres), self.explained))
        login = Panel(
            self.theme,
            self.tr("Login"),
            self.tr("At least one of these; each signs in with the same password."),
        )
        login.body.addLayout(stacked(self.username, side_by_side(self.email, self.phone)))
        page.body.addWidget(who)
        page.body.addWidget(login)
        page.body.addStretch(1)
        self.reach_the_edges()
        self.body.addWidget(page, 1)
        self.body.addWidget(self.bar)

    def _connect(self) -> None:
        model = self._view_model
        self.name.edited.connect(lambda text: model.edit(name=text))
        self.role.chosen.connect(lambda role: model.edit(role=role))
        self.username.edited.connect(lambda text: model.edit(username=text))
        self.email.edited.connect(lambda text: model.edit(email=text))
        self.phone.edited.connect(lambda text: model.edit(phone=text))
        self.centres.chosen.connect(lambda values: model.edit(location_ids=frozenset(values)))
        self.bar.saved.connect(model.save)
        self.bar.discarded.connect(model.discard)
        model.state_changed.connect(self.show_form)
        model.refused.connect(self.around.shell.refuse)
        model.saved.connect(self._on_saved)
        model.password_given.connect(self._on_password)
