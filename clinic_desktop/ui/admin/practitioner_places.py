"""The centres of a doctor in the form: room, fee, and the first hours of a new one."""

from collections.abc import Mapping
from datetime import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.services.location_values import LocationView
from clinic_desktop.services.practitioners.values import RoleDraft
from clinic_desktop.ui.admin.form import side_by_side
from clinic_desktop.ui.admin.page import Around, line
from clinic_desktop.ui.admin.weekday_picker import WeekdayPicker
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import AmountField, ChoiceField, TimeField
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.practitioner_draft import FirstWeek
from clinic_desktop.viewmodels.admin.practitioner_form import PractitionerFormState, PractitionerFormViewModel

_TIMES = ("start", "end", "break_start", "break_end")


class _Place(QWidget):
    """One centre: a box, and below it what belongs to it while it is ticked."""

    def __init__(self, around: Around, centre: LocationView, model: PractitionerFormViewModel) -> None:
        super().__init__()
        theme, number = around.theme, centre.id
        self.centre = centre
        self.works = CheckBox(theme, centre.name)
        self.works.clicked.connect(lambda on: model.set_place(number, on))
        self.room = ChoiceField(theme, self.tr("Room"), hint=self.tr("No room of their own"))
        rooms = [Choice(room.id, room.name) for room in centre.rooms if room.active]
        self.room.set_choices([Choice(None, self.tr("No room of their own")), *rooms])
        self.room.chosen.connect(lambda room_id: model.set_room(number, room_id))
        self.fee = AmountField(theme, self.tr("Consultation fee"), centre.currency, around.locale)
        self.fee.amount_edited.connect(self._on_fee)
        self._model = model
        self._inside = QWidget(self)
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(Space.XL + Space.XS, 0, 0, Space.S)
        inside.setSpacing(Space.M)
        inside.addLayout(side_by_side(self.room, self.fee))
        self.week = _Week(around, number, model)
        inside.addWidget(self.week)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.works)
        column.addWidget(self._inside)

    def show_role(self, role: RoleDraft | None, week: FirstWeek | None, fault: str | None) -> None:
        """Shows what the draft says of the centre; None: the doctor does not work there."""
        self.works.setChecked(role is not None)
        self._inside.setVisible(role is not None)
        if role is None:
            return
        self.room.set_value(role.room_id)
        shown = self.fee.money()
        if not self.fee.edit.hasFocus() and not self.fee.unread() and (shown is None or shown.minor != role.fee_minor):
            self.fee.set_money(Money(role.fee_minor, self.centre.currency) if role.fee_minor else None)
        self.fee.set_problem(problem(fault) if fault else None)
        self.week.setVisible(week is not None)
        if week is not None:
            self.week.show_week(week)

    def _on_fee(self, money: Money | None) -> None:
        readable = money is not None or not self.fee.text()
        self._model.set_fee(self.centre.id, money.minor if money is not None else None, readable)


class _Week(QWidget):
    """The first hours: days, from, to, and a break."""

    def __init__(self, around: Around, location_id: int, model: PractitionerFormViewModel) -> None:
        super().__init__()
        theme, locale = around.theme, around.locale
        self.days = WeekdayPicker(theme, locale, self.tr("Working days"))
        self.days.chosen.connect(lambda days: model.set_week(location_id, weekdays=days))
        labels = (self.tr("From"), self.tr("To"), self.tr("Break from"), self.tr("Break to"))
        self.times = {name: TimeField(theme, label, locale=locale) for name, label in zip(_TIMES, labels, strict=True)}
        for name, field in self.times.items():
            field.chosen.connect(lambda at, name=name: model.set_week(location_id, **{name: _minutes(at)}))
        self._fault = PlainLabel(theme, role="problem", wrap=True)
        self._fault.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(PlainLabel(theme, self.tr("First weekly hours"), role="field-label"))
        column.addWidget(self.days)
        column.addLayout(side_by_side(*self.times.values()))
        column.addWidget(self._fault)

    def show_week(self, week: FirstWeek) -> None:
        """Shows the hours."""
        self.days.show_weekdays(week.weekdays)
        for name, field in self.times.items():
            minute: int | None = getattr(week, name)
            wanted = None if minute is None else time(minute // 60 % 24, minute % 60)
            if field.value() != wanted and not field.edit.hasFocus() and not field.unread():
                field.set_time(wanted)

    def show_problem(self, code: str | None) -> None:
        """Says what is wrong with the hours."""
        self._fault.set_text(problem(code) if code else "")
        self._fault.setVisible(code is not None)


class PlacesPanel(Panel):
    """Where the doctor works, and which of the centres is the main one. ``primary_chosen`` carries its number."""

    primary_chosen = Signal(object)

    def __init__(self, around: Around, model: PractitionerFormViewModel) -> None:
        super().__init__(around.theme)
        self.set_title(self.tr("Centres"), self.tr("Where the doctor works, in which room and for which fee."))
        self.around, self._model = around, model
        self.places: dict[int, _Place] = {}
        self._centres: tuple[LocationView, ...] = ()
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.M)
        self.primary = ChoiceField(around.theme, self.tr("Main centre"))
        self.primary.chosen.connect(self.primary_chosen.emit)
        self.body.addLayout(self._column)
        self.body.addWidget(self.primary)

    def show_form(self, state: PractitionerFormState) -> None:
        """Shows the centres and what the draft says of each."""
        if state.centres != self._centres:
            self._fill(state.centres)
        draft = state.editing.draft
        roles = {role.location_id: (index, role) for index, role in enumerate(draft.profile.roles)}
        weeks = {week.location_id: week for week in draft.weeks} if state.is_new else {}
        for number, place in self.places.items():
            index, role = roles.get(number, (-1, None))
            fault = _fault_of(state.editing.problems, number, index)
            place.show_role(role, weeks.get(number), fault)
            place.week.show_problem(state.editing.problems.get(f"week.{number}"))
        worked = [centre for centre in state.centres if centre.id in roles]
        self.primary.setVisible(len(worked) > 1)
        self.primary.set_choices([Choice(centre.id, centre.name) for centre in worked])
        # Which one is kept where nobody chose: the one that was ticked first.
        first = next((role.location_id for role in draft.profile.roles), None)
        self.primary.set_value(draft.profile.primary_location_id or first)

    def _fill(self, centres: tuple[LocationView, ...]) -> None:
        self._centres = centres
        empty(self._column)
        self.places = {centre.id: _Place(self.around, centre, self._model) for centre in centres}
        for index, place in enumerate(self.places.values()):
            if index:
                self._column.addWidget(line())
            self._column.addWidget(place)


def _fault_of(problems: Mapping[str, str], location_id: int, index: int) -> str | None:
    return problems.get(f"fee.{location_id}") or problems.get(f"roles.{index}")


def _minutes(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute
