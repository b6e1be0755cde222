"""Next free times over several doctors as chips, with whom and where to look, and what is wished of a time."""

from datetime import date, timedelta

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.services.appointments.wishes import FoundTime, SlotChoices
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.appointments.wishes_part import WishesPart
from clinic_desktop.ui.formats import date_text, isolated, time_text, weekday_date
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField, MultiChoiceField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.slot_finder import ANYBODY, OWN, Scope, SlotFinderState
from clinic_desktop.viewmodels.appointments.slot_picker import SlotPicker
from clinic_desktop.viewmodels.appointments.slot_picker_state import SlotPickerState
from clinic_desktop.viewmodels.session import Session

_SEVERAL = "several"


class FinderPart(QWidget):
    """Shows a picker's SlotFinder. ``with_centre`` lets all centres be looked at; a visit that is moved stays where it
    is."""

    def __init__(
        self, theme: Theme, picker: SlotPicker, session: Session, locale: QLocale, with_centre: bool = True
    ) -> None:
        super().__init__()
        self._picker, self._session, self._locale = picker, session, locale
        self._with_centre = with_centre
        self._finder = finder = picker.finder
        self._several = False
        self._wishing = False
        self._choices: dict[str, tuple[Choice, ...]] = {}
        self._title = PlainLabel(theme, self.tr("Next free"), role="field-label")
        self.wishes_button = Button(theme, self.tr("Wishes"), icon="sliders-horizontal", role="quiet")
        self.wishes_button.setCheckable(True)
        self.scope = ChoiceField(theme, "", hint=self.tr("With whom"))
        self.only = MultiChoiceField(theme, "", hint=self.tr("Which doctors"))
        self.centre = ChoiceField(theme, "", hint=self.tr("Centre"))
        self.wishes = WishesPart(theme, session, locale)
        self.chips = SlotChips(theme, self.tr("Next free times"))
        self._none = PlainLabel(theme, role="muted", wrap=True)
        self.more = Button(theme, self.tr("More times"), icon="chevron-down", role="quiet")
        self._lay_out()
        self.wishes_button.clicked.connect(self._on_wishes)
        self.wishes.wished.connect(lambda changes: picker.wish(**changes))
        self.scope.chosen.connect(self._on_scope)
        self.only.chosen.connect(lambda numbers: finder.choose_scope(Scope(practitioner_ids=numbers)))
        self.centre.chosen.connect(finder.set_everywhere)
        self.chips.chosen.connect(finder.take)
        self.more.clicked.connect(finder.show_more)
        finder.state_changed.connect(self._show_found)
        self._show_found(finder.state)

    def show_state(self, state: SlotPickerState) -> None:
        """Shows what the picker has to do with it: the wishes, and which of the times is chosen."""
        self.wishes.show_wishes(state.wishes)
        count = state.wishes.count
        text = self.tr("Wishes · {count}").format(count=self._locale.toString(count)) if count else self.tr("Wishes")
        self.wishes_button.set_text(text)
        self.wishes.setVisible(self._wishing)
        self._show_found(self._finder.state)

    def fold(self) -> None:
        """Closes the wishes and the list of doctors; what is wished stays."""
        self._wishing = self._several = False
        self.wishes_button.setChecked(False)
        self.wishes.setVisible(False)
        self._show_found(self._finder.state)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._title, 1)
        head.addWidget(self.wishes_button)
        fields = QHBoxLayout()
        fields.setSpacing(Space.S)
        fields.addWidget(self.scope, 1)
        fields.addWidget(self.centre, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addLayout(head)
        layout.addLayout(fields)
        for widget in (self.only, self.wishes, self.chips, self._none):
            layout.addWidget(widget)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)

    # --- Showing ---------------------------------------------------------------------------------------------------

    def _show_found(self, state: SlotFinderState) -> None:
        if not self._session.signed_in:
            return
        self._show_scope(state)
        self._show_centre(state)
        picking = self._picker.state
        taken = next(
            (
                found
                for found in state.found
                if found.period.start == picking.starts_at and found.practitioner_id == picking.practitioner_id
            ),
            None,
        )
        self.chips.show_options([(found, self._text(found, state)) for found in state.in_sight], taken)
        self.chips.setVisible(bool(state.found))
        self.more.setVisible(state.has_more and bool(state.found))
        self._none.set_text(self._why_none(state))
        asked = picking.service_id is not None and picking.wishes.make_sense
        self._none.setVisible(asked and not state.found and not state.loading)

    def _show_scope(self, state: SlotFinderState) -> None:
        doctor = self._picker.state.doctor
        choices = [Choice(ANYBODY, self.tr("Any doctor"), icon="users")]
        if doctor is not None:
            choices.append(Choice(OWN, self.tr("Only {doctor}").format(doctor=isolated(doctor.name)), icon="user"))
        for item in state.choices.specialities:
            text = self.tr("Any in {speciality}").format(speciality=isolated(" › ".join(item.path)))
            count = self.tr("Doctors: {count}").format(count=self._locale.toString(len(item.practitioner_ids)))
            choices.append(Choice(Scope(speciality_id=item.speciality_id), text, detail=count))
        doctors = _doctors(state.choices)
        if len(doctors) > 2:
            choices.append(Choice(_SEVERAL, self.tr("Several doctors…"), icon="list"))
        self._set(self.scope, "scope", tuple(choices))
        several = self._several or state.scope.practitioner_ids is not None
        self.scope.set_value(_SEVERAL if several else state.scope)
        self._set(self.only, "only", doctors)
        self.only.set_values(state.scope.practitioner_ids or ())
        self.only.setVisible(several)
        self.scope.setVisible(len(doctors) > 1 or len(choices) > 2)

    def _show_centre(self, state: SlotFinderState) -> None:
        here = self._picker.centre
        choices = (Choice(False, here.name), Choice(True, self.tr("All my centres")))
        self._set(self.centre, "centre", choices)
        self.centre.set_value(state.everywhere)
        self.centre.setVisible(self._with_centre and len(self._session.centres) > 1)

    def _set(self, field: ChoiceField | MultiChoiceField, name: str, choices: tuple[Choice, ...]) -> None:
        """New choices only where they are others: an open list would close."""
        if self._choices.get(name) != choices:
            self._choices[name] = choices
            field.set_choices(choices)

    def _text(self, found: FoundTime, state: SlotFinderState) -> str:
        centre = self._session.centre_at(found.location_id)
        start = found.period.start.astimezone(centre.zone)
        time = time_text(start, self._locale)
        when = self.tr("{day} {time}").format(day=self._day(start.date()), time=time)
        name = "" if state.scope.own else isolated(found.practitioner_name)
        return joined(name, when, isolated(centre.name) if state.everywhere else "")

    def _day(self, day: date) -> str:
        today = self._session.today()
        if day == today:
            return self.tr("Today")
        if day == today + timedelta(days=1):
            return self.tr("Tomorrow")
        return weekday_date(day, self._locale)

    def _why_none(self, state: SlotFinderState) -> str:
        if state.refusal is not None:
            return sentence(state.refusal, self._session.centre.zone, self._locale)
        if state.looked_until is None:
            return ""
        until = date_text(state.looked_until, self._locale)
        if self._picker.state.wishes.count:
            return self.tr("No free time until {day} fits the wishes.").format(day=until)
        return self.tr("No free time until {day}.").format(day=until)

    # --- Hands -----------------------------------------------------------------------------------------------------

    def _on_wishes(self) -> None:
        self._wishing = not self._wishing
        self.wishes_button.setChecked(self._wishing)
        self.wishes.setVisible(self._wishing)
        if self._wishing:
            self.wishes.part.setFocus()

    def _on_scope(self, scope: object) -> None:
        self._several = scope == _SEVERAL
        if isinstance(scope, Scope):
            self._finder.choose_scope(scope)
        else:
            self._show_found(self._finder.state)
            self.only.setFocus()


def _doctors(choices: SlotChoices) -> tuple[Choice, ...]:
    """Each doctor once, though they may work at several centres."""
    once = {doctor.practitioner_id: doctor for doctor in reversed(choices.doctors)}
    doctors = sorted(once.values(), key=lambda doctor: doctor.name)
    return tuple(Choice(doctor.practitioner_id, doctor.name, detail=doctor.speciality) for doctor in doctors)
