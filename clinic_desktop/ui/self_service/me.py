"""The patient's own data: who they are, how to reach them, whom to call in an emergency."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.integrations.pictures import SIZES
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.pictures import ClinicPictures
from clinic_desktop.ui.formats import identity_date, phone_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import ChoiceField, Field, PhoneField, TextField
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.picture_field import PictureChoice, PictureField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.reading import focus_first_problem
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.patients import choices
from clinic_desktop.ui.shell.password_dialog import PasswordDialog
from clinic_desktop.ui.shell.screen import Screen, Shell, unsaved_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.self_service.me import MeState, MeViewModel, NewPicture
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel

_WIDTH = 860
_PHONES = ("phone", "emergency_phone")


class MeScreen(Screen):
    """Nothing is kept before Save."""

    def __init__(
        self,
        theme: Theme,
        view_model: MeViewModel,
        make_sign_in: Callable[[], SignInViewModel],
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        locale: QLocale,
        pictures: ClinicPictures,
        slow: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._view_model, self._make_sign_in = theme, view_model, make_sign_in
        self._session, self._shell, self._locale, self._pictures = session, shell, locale, pictures
        self._loaded = 0
        self._awaits_answer = False
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        self.fields: dict[str, TextField] = {
            "name": TextField(theme, self.tr("Name"), max_length=100),
            "phone": PhoneField(theme, self.tr("Phone")),
            "email": TextField(theme, self.tr("Email"), max_length=254),
            "address_line_1": TextField(theme, self.tr("Street and number")),
            "postal_code": TextField(theme, self.tr("Postal code"), max_length=16),
            "city": TextField(theme, self.tr("Town")),
            "emergency_name": TextField(theme, self.tr("Name"), max_length=100),
            "emergency_relationship": TextField(theme, self.tr("Who they are to you"), max_length=60),
            "emergency_phone": PhoneField(theme, self.tr("Phone")),
        }
        self.language = ChoiceField(theme, self.tr("Language we should speak"))
        self.channel = ChoiceField(theme, self.tr("How we should reach you"))
        self.picture = PictureField(theme, slow, pictures.limit_bytes)
        self._build(theme)
        self._connect(hub)

    def enter(self, **arguments: Any) -> None:
        self._view_model.load()
        self.fields["name"].setFocus()

    def has_unsaved(self) -> bool:
        return self._view_model.state.dirty

    def kept_words(self) -> str:
        return unsaved_words(self.tr("About me")) if self.has_unsaved() else ""

    def show_state(self, state: MeState) -> None:
        """Shows the state; the fields take over the draft only when one was loaded."""
        if state.draft is not None and state.loaded != self._loaded:
            self._loaded = state.loaded
            self._fill(state.draft)
        unread = state.card is None and state.refusal is not None
        self._pages.setCurrentWidget(self._trouble if unread else self._page)
        if unread and state.refusal is not None:
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._trouble.show_trouble(self.tr("Your data cannot be shown"), why, state.refusal.code)
        if state.card is not None:
            self._show_card(state)
        problems = dict(state.problems)
        for name, field in self._named().items():
            field.set_problem(problem(problems[name]) if name in problems else None)
        if self._awaits_answer and not state.busy:
            self._awaits_answer = False
            focus_first_problem(self)
        self._bar.setVisible(state.dirty)
        text = self.tr("Not saved yet")
        if state.refusal is not None:
            text = refusal_words(state.refusal, self._session.centre.zone, self._locale)
        elif problems:
            text = self.tr("Some fields need another look.")
        self._bar_words.set_role("problem" if state.refusal or problems else "muted")
        self._bar_words.set_text(text)
        self.save_button.set_busy(self.tr("Saving…") if state.busy else None)

    def _fill(self, draft: PatientDraft) -> None:
        for name, field in self.fields.items():
            value = getattr(draft, name)
            shown = (
                phone_text(value, self._session.centre.country, self._locale) if name in _PHONES and value else value
            )
            field.set_text(shown)
        self.language.set_choices(choices.languages(draft.language))
        self.language.set_value(draft.language)
        self.channel.set_choices(choices.channels(draft.preferred_channel))
        self.channel.set_value(draft.preferred_channel)
        path = None
        if draft.picture:
            try:
                path = self._pictures.path(draft.picture, SIZES[1])
            except NotFound:
                path = None
        self.picture.show_stored(path)

    def _show_card(self, state: MeState) -> None:
        card = state.card
        if card is None:
            return
        born = identity_date(card.fields.birth_date) if card.fields.birth_date else self.tr("not known")
        self._number.set_text(self.tr("Patient number {number} · born {date}").format(number=card.number, date=born))
        allergies = card.fields.allergies or self.tr("None that the clinic knows of.")
        self._allergies.set_text(allergies)

    # --- What people do ----------------------------------------------------------------------------------------------

    def open_password(self) -> PasswordDialog:
        """Asks for the old and the new password."""
        model = self._make_sign_in()
        dialog = PasswordDialog(self._theme, self, model, self._session.actor)
        model.setParent(dialog)
        dialog.accepted.connect(lambda: self._shell.toast(self.tr("Password changed")))
        dialog.open()
        return dialog

    def _on_picture(self, choice: PictureChoice | None) -> None:
        self._view_model.change_picture(NewPicture(choice.data, choice.crop) if choice is not None else None)

    def _on_edited(self, name: str, text: str) -> None:
        self._view_model.change(**{name: text})

    def _on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics, rows)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _named(self) -> dict[str, Field]:
        return {**self.fields, "language": self.language, "preferred_channel": self.channel}

    def _save(self) -> None:
        self._awaits_answer = self._view_model.state.dirty
        self._view_model.save()

    def _connect(self, hub: ChangeHub) -> None:
        model = self._view_model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.saved.connect(lambda: self._shell.toast(self.tr("Your data is saved")))
        hub.changed.connect(self._on_changed)
        for name, field in self.fields.items():
            field.edited.connect(lambda text, name=name: self._on_edited(name, text))
        self.language.chosen.connect(lambda code: model.change(language=code))
        self.channel.chosen.connect(lambda code: model.change(preferred_channel=code))
        self.picture.picture_changed.connect(self._on_picture)
        self.password_button.clicked.connect(self.open_password)
        self.save_button.clicked.connect(self._save)
        self.discard_button.clicked.connect(model.discard)
        self._trouble.again.connect(model.load)

    def _build(self, theme: Theme) -> None:
        page = self._page = ScrollPage(theme, self.tr("About me"), _WIDTH)
        self._trouble = EmptyState(theme, "triangle-alert", "", "")
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self._trouble)
        self._number = PlainLabel(theme, role="muted")
        self.password_button = Button(theme, self.tr("Change password"), "key-round")
        head = QHBoxLayout()
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(PlainLabel(theme, self.tr("About me"), role="kiosk-title"))
        titles.addWidget(self._number)
        head.addLayout(titles, 1)
        head.addWidget(self.password_button)
        page.body.addLayout(head)
        page.body.addWidget(self._panel(theme, self.tr("How to reach you"), ("name", "phone", "email")))
        where = ("address_line_1", "postal_code", "city")
        page.body.addWidget(self._panel(theme, self.tr("Where you live"), where))
        emergency = ("emergency_name", "emergency_relationship", "emergency_phone")
        page.body.addWidget(self._panel(theme, self.tr("In an emergency we call"), emergency))
        wishes = Panel(theme, self.tr("Language and messages"))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.language, 1)
        row.addWidget(self.channel, 1)
        wishes.body.addLayout(row)
        page.body.addWidget(wishes)
        health = Panel(theme, self.tr("Allergies"), self.tr("Tell the desk or your doctor if something is missing."))
        self._allergies = PlainLabel(theme, role="kiosk", wrap=True)
        health.body.addWidget(self._allergies)
        page.body.addWidget(health)
        portrait = Panel(theme, self.tr("Picture"), self.tr("It helps the desk to greet the right person."))
        portrait.body.addWidget(self.picture)
        page.body.addWidget(portrait)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self._make_bar(theme))

    def _panel(self, theme: Theme, title: str, names: tuple[str, ...]) -> Panel:
        panel = Panel(theme, title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.M)
        for place, name in enumerate(names):
            grid.addWidget(self.fields[name], place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        panel.body.addLayout(grid)
        return panel

    def _make_bar(self, theme: Theme) -> QFrame:
        self._bar = Foot(bar=True)
        self._bar_words = PlainLabel(theme, role="muted")
        self.discard_button = Button(theme, self.tr("Discard"))
        self.save_button = Button(theme, self.tr("Save"), role="primary")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        row.setSpacing(Space.M)
        row.addWidget(self._bar_words, 1)
        row.addWidget(self.discard_button)
        row.addWidget(self.save_button)
        self._bar.hide()
        return self._bar
