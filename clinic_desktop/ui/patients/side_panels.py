"""The panels beside a patient's visits: health, contact, family, other records of the same person, the desk's notes."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.services.patients.card import FamilyMember, PatientCard
from clinic_desktop.services.patients.drafts import HistoryDraft
from clinic_desktop.services.patients.duplicates import LikelyDuplicate
from clinic_desktop.ui.formats import left_to_right, phone_text, short_date
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.choices import channel_word, country_word, language_word, source_word
from clinic_desktop.ui.patients.facts import FactTable
from clinic_desktop.ui.patients.person_row import PersonRow
from clinic_desktop.ui.patients.person_texts import born_value, joined, reason_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientPanels", text)


class SidePanels(QWidget):
    """``opened`` carries another patient's number, ``compared`` that of a record that may be the same person."""

    opened = Signal(int)
    compared = Signal(int)

    def __init__(
        self, theme: Theme, session: Session, locale: QLocale, told: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._session, self._locale = theme, session, locale
        self._same = Panel(theme, _tr("Maybe the same person"), _tr("Compare the records before you merge them"))
        self._health = Panel(theme, _tr("Health"))
        self._allergies = PlainLabel(theme, role="problem", wrap=True)
        self._conditions = QVBoxLayout()
        self._conditions.setSpacing(Space.S)
        self._no_health = PlainLabel(theme, role="caption", wrap=True)
        self._health.body.addWidget(self._allergies)
        self._health.body.addLayout(self._conditions)
        self._health.body.addWidget(self._no_health)
        self._contact = Panel(theme, _tr("Contact"))
        self._contact_facts = FactTable(theme)
        self._contact.body.addWidget(self._contact_facts)
        self._family = Panel(theme, _tr("Same phone"), _tr("Family, most likely"))
        self._notes = Panel(theme, _tr("Notes for the desk"))
        self._note = PlainLabel(theme, role="body", wrap=True)
        self._notes.body.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for panel in (self._same, self._health, self._contact, self._family, self._notes):
            column.addWidget(panel)
        column.addWidget(told)
        column.addStretch(1)

    def show_card(self, card: PatientCard, duplicates: tuple[LikelyDuplicate, ...], may_merge: bool) -> None:
        """Shows what is known beside the visits."""
        self._show_same(duplicates, may_merge)
        self._show_health(card)
        self._contact_facts.show_facts(self._contact_pairs(card))
        self._show_family(card.family)
        self._note.set_text(card.fields.desk_notes)
        self._notes.setVisible(bool(card.fields.desk_notes))

    def _show_health(self, card: PatientCard) -> None:
        allergies = card.fields.allergies
        self._allergies.set_text(_tr("Allergies: {what}").format(what=allergies))
        self._allergies.setVisible(bool(allergies))
        empty(self._conditions)
        for entry in card.history or ():
            self._conditions.addWidget(self._condition(entry))
        if card.history is None:
            self._no_health.set_text(_tr("Medical history is shown to doctors."))
        else:
            self._no_health.set_text(_tr("No allergies and no conditions are known."))
        self._no_health.setVisible(card.history is None or not (allergies or card.history))

    def _condition(self, entry: HistoryDraft) -> QWidget:
        box = QWidget(self._health)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        look = "strong" if entry.active else "muted"
        column.addWidget(PlainLabel(self._theme, entry.condition, role=look, wrap=True))
        found = (
            _tr("since {day}").format(day=short_date(entry.diagnosed_on, self._locale)) if entry.diagnosed_on else ""
        )
        over = "" if entry.active else _tr("over")
        below = joined(over, found, entry.practitioner_name, " ".join(entry.treatment.split()))
        if below:
            column.addWidget(PlainLabel(self._theme, below, role="caption", wrap=True))
        return box

    def _contact_pairs(self, card: PatientCard) -> tuple[tuple[str, str], ...]:
        fields = card.fields
        town = " ".join(part for part in (fields.postal_code, fields.city) if part)
        country = country_word(fields.country) if fields.country else ""
        lines = (fields.address_line_1, fields.address_line_2, town, fields.state, country)
        address = "\n".join(line for line in lines if line)
        emergency = joined(fields.emergency_name, fields.emergency_relationship, self._phone(fields.emergency_phone))
        return (
            (_tr("Phone"), self._phone(fields.phone)),
            (_tr("Email"), fields.email),
            (_tr("Address"), address),
            (_tr("In an emergency"), emergency),
            (_tr("Speaks"), language_word(fields.language)),
            (_tr("Reach by"), channel_word(fields.preferred_channel)),
            (_tr("Came through"), source_word(fields.lead_source)),
            (
                _tr("Registered"),
                short_date(card.registered_at.astimezone(self._session.centre.zone).date(), self._locale),
            ),
        )

    def _show_family(self, family: tuple[FamilyMember, ...]) -> None:
        self._fill(self._family, [self._member(member) for member in family])

    def _member(self, member: FamilyMember) -> QWidget:
        born = born_value(member.birth_date, False, self._session.today(), self._locale)
        return self._person(member.name, joined(member.number, born), _tr("Open"), partial(self.opened.emit, member.id))

    def _show_same(self, duplicates: tuple[LikelyDuplicate, ...], may_merge: bool) -> None:
        verb = _tr("Compare") if may_merge else _tr("Open")
        signal = self.compared if may_merge else self.opened
        rows = [
            self._person(one.name, joined(one.number, reason_words(one.reasons)), verb, partial(signal.emit, one.id))
            for one in duplicates
        ]
        self._fill(self._same, rows)

    def _fill(self, panel: Panel, rows: list[QWidget]) -> None:
        empty(panel.body)
        for row in rows:
            panel.body.addWidget(row)
        panel.setVisible(bool(rows))

    def _person(self, name: str, detail: str, verb: str, act: Callable[[], None]) -> QWidget:
        return PersonRow(self._theme, name, detail, verb, act, self)

    def _phone(self, phone: str) -> str:
        if not phone:
            return ""
        return left_to_right(phone_text(phone, self._session.centre.country, self._locale), self._locale)
