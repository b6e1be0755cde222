"""The doctor's patients: a list to search, and whoever is chosen with all their visits."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.patients.card import PatientCard
from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.doctor.earlier_visits import EarlierVisits
from clinic_desktop.ui.doctor.patient_banner import Fact
from clinic_desktop.ui.doctor.person_list import PersonList
from clinic_desktop.ui.formats import identity_date, left_to_right, phone_text
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.doctor.my_patients import MyPatientsState, MyPatientsViewModel
from clinic_desktop.viewmodels.session import Session


class MyPatientsScreen(Screen):
    """F3 goes to the search; the arrows go through the list."""

    def __init__(
        self,
        theme: Theme,
        view_model: MyPatientsViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        locale: QLocale,
        picture: Callable[[str], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._view_model, self._session = theme, view_model, session
        self._locale, self._picture, self._shell = locale, picture, shell
        self._shown: object = None
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        self.search = SearchField(theme, self.tr("Search my patients"), self.tr("Name, phone or number"), key="F3")
        self.list = PersonList(theme, locale, picture)
        self.visits = EarlierVisits(theme, locale)
        self.edit = Button(theme, self.tr("Allergies and conditions…"), "pencil")
        self.edit.clicked.connect(self._edit)
        self._build(theme)
        view_model.state_changed.connect(self.show_state)
        view_model.refused.connect(shell.refuse)
        hub.changed.connect(self._on_changed)
        self.search.searched.connect(view_model.search)
        self.list.chosen.connect(view_model.select)

    def enter(self, **arguments: Any) -> None:
        patient_id = arguments.get("patient_id")
        if patient_id is not None:
            self._view_model.select(patient_id)
        self._view_model.load()
        self.list.setFocus()

    def command(self, name: str) -> bool:
        if name == "find":
            self.search.take_keys()
        elif name == "refresh":
            self._view_model.load()
        return name in ("find", "refresh")

    def show_state(self, state: MyPatientsState) -> None:
        """Shows the state; may be called at any time."""
        zone = self._session.centre.zone
        self.list.show_people(state.hits, state.selected_id, self._session.today(), zone)
        more = ""
        if state.more is None:
            more = self.tr("More patients answer to this. Type more of the name.")
        elif state.more:
            more = self.tr("%Ln more patients answer to this.", "", state.more)
        self._more.set_text(more)
        self._more.setVisible(bool(more))
        if state.person is not None:
            self._pages.show_page(self._card)
            self._show_person(state.person, state)
        elif state.refusal is not None:
            why = refusal_words(state.refusal, zone)
            self._empty.show_trouble(self.tr("Your patients cannot be shown"), why, state.refusal.code)
            self._pages.show_page(self._empty)
        elif state.loaded and not state.hits and state.selected_id is None:
            if state.query:
                text = self.tr("None of your patients matches “{text}”").format(text=state.query)
                self._say("search", text, self.tr("Names, phones and patient numbers were looked at."))
            else:
                self._say("users", self.tr("No patients yet"), self.tr("Who has a visit with you appears here."))

    def _show_person(self, person: PatientCard, state: MyPatientsState) -> None:
        fields = person.fields
        self._avatar.show_person(fields.name, self._picture(fields.picture))
        self._name.set_text(fields.name)
        self.edit.setVisible(person.history is not None)
        shown = (person, self._theme.scale)
        if shown != self._shown:
            self._shown = shown
            self._show_facts(person)
        seen = self.tr("%Ln visits", "", len(state.visits))
        self._panel.set_title(self.tr("Visits and notes"), seen if state.visits else "")
        self.visits.show_visits(state.visits, self._session.centre.zone, self.tr("No visits yet."))

    def _show_facts(self, person: PatientCard) -> None:
        for row in (self._facts_row, self._chips_row):
            empty(row)
        for label, value in self._facts_of(person):
            if value:
                fact = Fact(self._theme, label, value, self._facts)
                self._facts_row.addWidget(fact)
                fact.show()
        chips: list[tuple[str, str | None, str]] = [
            (entry.condition, None, "neutral") for entry in person.history or () if entry.active
        ]
        if person.fields.allergies:
            text = self.tr("Allergy: {what}").format(what=" ".join(person.fields.allergies.split()))
            chips.insert(0, (text, "triangle-alert", "danger"))
        for text, icon, tone in chips:
            chip = Chip(self._theme, text, icon, tone, parent=self._chips)
            self._chips_row.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(chips))

    def _edit(self) -> None:
        person = self._view_model.state.person
        if person is not None:
            self._shell.open("patient_form", patient_id=person.id)

    def _facts_of(self, person: PatientCard) -> list[tuple[str, str]]:
        fields = person.fields
        born = ""
        if fields.birth_date is not None and person.age is not None:
            born = self.tr("{date} ({age})").format(
                date=identity_date(fields.birth_date), age=words.age_words(person.age)
            )
        phone = left_to_right(phone_text(fields.phone, self._session.centre.country, self._locale), self._locale)
        return [
            (self.tr("Born"), born),
            (self.tr("Sex"), words.gender_word(fields.gender)),
            (self.tr("Blood"), fields.blood_group),
            (self.tr("Patient no."), person.number),
            (self.tr("Phone"), phone),
        ]

    def _say(self, icon: str, what: str, why: str) -> None:
        self._empty.show_words(what, why)
        self._empty.show_icon(icon)
        self._pages.show_page(self._empty)

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics)

    def _build(self, theme: Theme) -> None:
        left = QFrame()
        left.setProperty("role", "surface")
        self._left = left
        self._fit()
        theme.changed.connect(self._fit)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, Space.M, 0, Space.S)
        column.setSpacing(Space.S)
        head = QVBoxLayout()
        head.setContentsMargins(Space.L, 0, Space.L, 0)
        head.setSpacing(Space.S)
        head.addWidget(PlainLabel(theme, self.tr("My patients"), role="section"))
        head.addWidget(self.search)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self._more = PlainLabel(theme, role="caption", wrap=True)
        self._more.setContentsMargins(Space.L, 0, Space.L, 0)
        column.addWidget(self._more)
        line = QFrame()
        line.setProperty("role", "line-vertical")
        self._empty = EmptyState(theme, "users", "", "")
        self._empty.again.connect(self._view_model.load)
        self._card = self._make_card(theme)
        self._pages = LoadingStack(theme, self._card, self._empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(line)
        row.addWidget(self._pages, 1)

    def _fit(self) -> None:
        self._left.setFixedWidth(min(self._theme.px(320), 420))

    def _make_card(self, theme: Theme) -> QWidget:
        card = QWidget()
        banner = QFrame()
        banner.setProperty("role", "topbar")
        self._avatar = Avatar(theme, 48)
        self._name = PlainLabel(theme, role="title")
        self._facts = QWidget()
        self._facts_row = FlowLayout(self._facts, spacing=Space.S)
        texts = QVBoxLayout()
        texts.setSpacing(Space.XS)
        texts.addWidget(self._name)
        texts.addWidget(self._facts)
        row = QHBoxLayout(banner)
        row.setContentsMargins(Space.XL, Space.M, Space.L, Space.M)
        row.setSpacing(Space.L)
        row.addWidget(self._avatar)
        row.addLayout(texts, 1)
        row.addWidget(self.edit)
        self._chips = QWidget()
        self._chips_row = FlowLayout(self._chips, spacing=Space.S)
        self._panel = Panel(theme, self.tr("Visits and notes"))
        self._panel.body.addWidget(self.visits, 1)
        below = QVBoxLayout()
        below.setContentsMargins(Space.XL, Space.M, Space.L, Space.L)
        below.setSpacing(Space.M)
        below.addWidget(self._chips)
        below.addWidget(self._panel, 1)
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(banner)
        column.addLayout(below, 1)
        return card
