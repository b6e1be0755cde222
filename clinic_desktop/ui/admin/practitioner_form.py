"""The form for a doctor: profile, picture, centres, services, first hours and login, and how patients will see it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Gender, Topic
from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.ui.admin.form import FieldSet, SaveBar, show_text, side_by_side, stacked
from clinic_desktop.ui.admin.number_field import NumberField
from clinic_desktop.ui.admin.one_time_password import OneTimePasswordDialog
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.admin.practitioner_offers import OffersPanel
from clinic_desktop.ui.admin.practitioner_places import PlacesPanel
from clinic_desktop.ui.admin.practitioner_preview import CompletePanel, PreviewPanel
from clinic_desktop.ui.admin.words import check_word, gender_word
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import ChoiceField, MultiChoiceField, PhoneField, TextArea, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.picture_field import PictureChoice, PictureField
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.people import Password
from clinic_desktop.viewmodels.admin.practitioner_draft import ChosenPicture, listed
from clinic_desktop.viewmodels.admin.practitioner_form import PractitionerFormState, PractitionerFormViewModel

_TOPICS = frozenset({Topic.PRACTITIONERS, Topic.LOCATIONS})
_PREVIEW_WIDTH = 300


class PractitionerFormScreen(AdminPage):
    """Goes back to the list once the doctor is kept. ``stored_picture`` tells where the file of a key lies."""

    def __init__(
        self,
        around: Around,
        view_model: PractitionerFormViewModel,
        slow: Runner,
        stored_picture: Callable[[str], Path],
        picture_limit: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(around, "", _TOPICS, parent)
        self._view_model, self._stored_picture = view_model, stored_picture
        self._picture_key: str | None = None
        view_model.setParent(self)
        self.fields = FieldSet()
        self.picture = PictureField(around.theme, slow, picture_limit)
        self._make_fields()
        self.places = PlacesPanel(around, view_model)
        self.offers = OffersPanel(around, view_model)
        self.complete = CompletePanel(around)
        self.preview = PreviewPanel(around)
        self.hours = Button(around.theme, self.tr("Hours"), "calendar-clock")
        self.bar = SaveBar(around, self.tr("Save"), self.tr("Discard changes"), self)
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``practitioner_id`` says which doctor; without it a new one is made."""
        model, practitioner_id = self._view_model, arguments.get("practitioner_id")
        if practitioner_id == model.state.editing.row_id:
            model.open(practitioner_id)
        else:
            self.go_unless_unsaved(lambda: model.open(practitioner_id))
        self.name.setFocus()

    def reload(self) -> None:
        self._view_model.load()

    def has_unsaved(self) -> bool:
        return self._view_model.state.editing.dirty

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_form(self, state: PractitionerFormState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        editing = state.editing
        self.title.set_text(state.stored.name if state.stored is not None else self.tr("New doctor"))
        self.hours.setVisible(not state.is_new)
        self._show_picture(state)
        self._show_profile(state)
        self.places.show_form(state)
        self.offers.show_form(state)
        self.login.setVisible(state.is_new)
        self.with_login.setChecked(editing.draft.with_login)
        show_text(self.username, editing.draft.username)
        self.username.setVisible(editing.draft.with_login)
        self.fields.show_problems(editing.problems)
        self.complete.show_form(state)
        self.preview.show_form(state, self.picture.view.chosen_part())
        with_password = state.is_new and editing.draft.with_login
        self.bar.set_save_text(self.tr("Add and show password") if with_password else self.tr("Save"))
        self.bar.show_editing(editing.dirty, editing.busy, editing.refusal)

    def _show_profile(self, state: PractitionerFormState) -> None:
        profile = state.editing.draft.profile
        for field, text in (
            (self.name, profile.name),
            (self.email, profile.email),
            (self.phone, profile.phone),
            (self.qualifications, profile.qualifications),
            (self.registration, profile.registration_number),
            (self.about, profile.about),
            (self.address, profile.address),
        ):
            show_text(field, text)
        for listing, values in ((self.languages, profile.languages), (self.skills, profile.skills)):
            if listed(listing.text()) != values:
                listing.set_text(", ".join(values))
        self.gender.set_value(profile.gender)
        self.experience.set_number(profile.experience_years)
        self.duration.set_number(profile.default_duration_minutes)
        self.specialities.set_choices([Choice(node.id, " › ".join(node.path)) for node in state.specialities])
        self.specialities.set_values(profile.speciality_ids)
        stored = state.stored
        if stored is not None and stored.registration_number == profile.registration_number:
            self.registration.set_note(check_word(stored.registration_check))
        else:
            self.registration.set_note(
                self.tr("Has to be verified after saving") if profile.registration_number else ""
            )

    def _show_picture(self, state: PractitionerFormState) -> None:
        """Shows the stored picture once, and leaves the field to the person from then on."""
        key = state.stored.picture if state.stored is not None else ""
        pristine = state.editing.draft.picture is None and state.editing.draft.profile.picture == key
        if pristine and (key != self._picture_key or self.picture.choice is not None):
            self._picture_key = key
            self.picture.show_stored(self._stored_picture(key) if key else None)
        elif not pristine:
            self._picture_key = None

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_picture(self, choice: PictureChoice | None) -> None:
        self._view_model.choose_picture(ChosenPicture(choice.data, choice.crop) if choice is not None else None)

    def _on_saved(self, practitioner_id: int, name: str) -> None:
        self.around.shell.toast(self.tr("{name} saved").format(name=isolated(name)))
        self.around.shell.open("people", practitioner_id=practitioner_id)

    def _on_password(self, given: Password) -> None:
        OneTimePasswordDialog(self.theme, given.name, given.login, given.password, self.window()).open()

    def _open_hours(self) -> None:
        self.around.shell.open("hours", practitioner_id=self._view_model.state.editing.row_id)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        theme = self.theme
        self.name = TextField(theme, self.tr("Name"), self.tr("Such as Dr Asha Menon"), NAME_LENGTH)
        self.email = TextField(theme, self.tr("Email"))
        self.phone = PhoneField(theme, self.tr("Phone"))
        self.gender = ChoiceField(theme, self.tr("Gender"), [Choice(gender, gender_word(gender)) for gender in Gender])
        self.specialities = MultiChoiceField(theme, self.tr("Specialities"), hint=self.tr("Choose one or more"))
        self.qualifications = TextField(theme, self.tr("Qualifications"), self.tr("Such as MBBS, MD"))
        self.registration = TextField(theme, self.tr("Registration number"))
        self.experience = NumberField(theme, self.tr("Years of experience"), digits=2)
        self.duration = NumberField(
            theme, self.tr("Usual minutes for a visit"), self.tr("As the service says"), digits=3
        )
        self.languages = TextField(theme, self.tr("Languages"), self.tr("Such as English, Hindi"))
        self.skills = TextField(theme, self.tr("Special skills"), self.tr("Such as Echocardiography"))
        self.about = TextArea(theme, self.tr("About"), self.tr("A few sentences for patients"), rows=4)
        self.address = TextArea(theme, self.tr("Address"), rows=2)
        self.with_login = CheckBox(theme, self.tr("Give the doctor a login"))
        self.username = TextField(theme, self.tr("Username"), self.tr("Such as asha.menon"), 40)
        named = {
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "gender": self.gender,
            "speciality_ids": self.specialities,
            "qualifications": self.qualifications,
            "registration_number": self.registration,
            "experience_years": self.experience,
            "default_duration_minutes": self.duration,
            "languages": self.languages,
            "skills": self.skills,
            "about": self.about,
            "address": self.address,
            "username": self.username,
        }
        for name, field in named.items():
            self.fields.add(name, field)

    def _build(self) -> None:
        back = IconButton(self.theme, "arrow-left", self.tr("Back to the list"))
        back.clicked.connect(lambda: self.around.shell.open("people"))
        self.head.insertWidget(0, back)
        self.head.addWidget(self.hours)
        page = ScrollPage(self.theme, self.tr("Doctor"))
        for panel in self._panels():
            page.body.addWidget(panel)
        page.body.addStretch(1)
        side = ScrollPage(self.theme, self.tr("Preview"))
        side.body.addWidget(self.complete)
        side.body.addWidget(self.preview)
        side.body.addStretch(1)
        self._side = QWidget()
        around = QHBoxLayout(self._side)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(side)
        self._fit()
        self.theme.changed.connect(self._fit)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(page, 1)
        row.addWidget(self._side)
        self.reach_the_edges()
        self.body.addLayout(row, 1)
        self.body.addWidget(self.bar)

    def _fit(self) -> None:
        self._side.setFixedWidth(min(self.theme.px(_PREVIEW_WIDTH), 380) + 2 * Space.XL)

    def _panels(self) -> tuple[Panel, ...]:
        theme = self.theme
        who = Panel(theme, self.tr("Person"))
        fields = stacked(self.name, side_by_side(self.email, self.phone), side_by_side(self.gender, self.experience))
        fields.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.XL)
        row.addWidget(self.picture)
        row.addLayout(fields, 1)
        who.body.addLayout(row)
        work = Panel(theme, self.tr("Profession"))
        work.body.addLayout(
            stacked(
                side_by_side(self.specialities, self.qualifications),
                side_by_side(self.registration, self.duration),
                side_by_side(self.languages, self.skills),
                self.about,
                self.address,
            )
        )
        self.login = Panel(theme, self.tr("Login"), self.tr("The one-time password is shown once, after saving."))
        self.login.body.addWidget(self.with_login)
        self.login.body.addWidget(self.username)
        return who, work, self.places, self.offers, self.login

    def _connect(self) -> None:
        model = self._view_model
        for name, field in (
            ("name", self.name),
            ("email", self.email),
            ("phone", self.phone),
            ("qualifications", self.qualifications),
            ("registration_number", self.registration),
            ("about", self.about),
            ("address", self.address),
        ):
            field.edited.connect(lambda text, name=name: model.edit(**{name: text}))
        self.languages.edited.connect(lambda text: model.edit(languages=listed(text)))
        self.skills.edited.connect(lambda text: model.edit(skills=listed(text)))
        self.gender.chosen.connect(lambda gender: model.edit(gender=gender))
        self.specialities.chosen.connect(lambda values: model.edit(speciality_ids=values))
        self.experience.number_edited.connect(lambda years: model.edit(experience_years=years))
        self.duration.number_edited.connect(lambda minutes: model.edit(default_duration_minutes=minutes))
        self.picture.picture_changed.connect(self._on_picture)
        self.with_login.clicked.connect(lambda on: model.edit_login(with_login=on))
        self.username.edited.connect(lambda text: model.edit_login(username=text))
        self.places.primary_chosen.connect(lambda number: model.edit(primary_location_id=number))
        self.hours.clicked.connect(self._open_hours)
        self.bar.saved.connect(model.save)
        self.bar.discarded.connect(model.discard)
        model.state_changed.connect(self.show_form)
        model.refused.connect(self.around.shell.refuse)
        model.saved.connect(self._on_saved)
        model.password_given.connect(self._on_password)
