"""A doctor as patients see them when they look for one, drawn from the draft while it is typed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_desktop.domain.money import Money
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.admin.words import missing_sentence
from clinic_desktop.ui.formats import minutes_text, money_text, percent_text
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.practitioner_form import PractitionerFormState


class PreviewPanel(Panel):
    """Portrait, name, what they do, where and for how much."""

    def __init__(self, around: Around) -> None:
        super().__init__(around.theme)
        self.set_title(self.tr("As patients see it"))
        self.around = around
        theme = around.theme
        self._avatar = Avatar(theme, 64, self)
        self._name = PlainLabel(theme, role="section", wrap=True, parent=self)
        self._titles = PlainLabel(theme, role="caption", wrap=True, parent=self)
        self._specialities = PlainLabel(theme, role="strong", wrap=True, parent=self)
        self._facts = PlainLabel(theme, role="muted", wrap=True, parent=self)
        self._about = PlainLabel(theme, role="body", wrap=True, parent=self)
        self._places = PlainLabel(theme, role="muted", wrap=True, parent=self)
        self._services = PlainLabel(theme, role="muted", wrap=True, parent=self)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._name, self._titles):
            words.addWidget(label)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        self.body.addLayout(top)
        for label in (self._specialities, self._facts, self._about, self._places, self._services):
            self.body.addWidget(label)

    def show_form(self, state: PractitionerFormState, picture: QPixmap | None) -> None:
        """Shows the draft."""
        profile = state.editing.draft.profile
        locale = self.around.locale
        self._avatar.show_person(profile.name or "?", picture)
        self._name.set_text(profile.name or self.tr("Name"))
        self._titles.set_text(profile.qualifications)
        names = {node.id: node.name for node in state.specialities}
        self._put(self._specialities, ", ".join(names[number] for number in profile.speciality_ids if number in names))
        facts = []
        if profile.experience_years is not None:
            facts.append(self.tr("%Ln years of experience", "", profile.experience_years))
        if profile.languages:
            facts.append(self.tr("Speaks {languages}").format(languages=locale.createSeparatedList(profile.languages)))
        self._put(self._facts, "\n".join(facts))
        self._put(self._about, profile.about)
        centres = {centre.id: centre for centre in state.centres}
        places = [
            self.tr("{centre}: {fee}").format(
                centre=centres[role.location_id].name,
                fee=money_text(Money(role.fee_minor, centres[role.location_id].currency), locale),
            )
            for role in profile.roles
            if role.location_id in centres and role.fee_minor
        ]
        self._put(self._places, "\n".join(places))
        self._put(self._services, self._offered(state))

    def _offered(self, state: PractitionerFormState) -> str:
        durations = {offer.service_id: offer.duration_minutes for offer in state.editing.draft.profile.services}
        return "\n".join(
            self.tr("{service} · {minutes}").format(
                service=service.name,
                minutes=minutes_text(durations[service.id] or service.duration_minutes, self.around.locale),
            )
            for service in state.services
            if service.id in durations
        )

    def _put(self, label: PlainLabel, text: str) -> None:
        label.set_text(text)
        label.setVisible(bool(text))


class CompletePanel(Panel):
    """How complete the profile will be, and what it lacks."""

    def __init__(self, around: Around) -> None:
        super().__init__(around.theme)
        self.around = around
        self.set_title(self.tr("Profile"))
        self._percent = Chip(around.theme, "", parent=self)
        self.add_action(self._percent)
        self._missing = PlainLabel(around.theme, role="caption", wrap=True, parent=self)
        self.body.addWidget(self._missing)

    def show_form(self, state: PractitionerFormState) -> None:
        """Shows the draft's completeness."""
        percent, missing = state.complete
        self._percent.show_fact(
            self.tr("{percent} complete").format(percent=percent_text(percent, self.around.locale)),
            "circle-check" if not missing else None,
            "ok" if not missing else "neutral",
        )
        self._missing.set_text(missing_sentence(missing, self.around.locale))
