"""The top of the walk-in and booking docks: looking for the person, the person found, or the three fields of a new
one."""

from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState, Gender
from clinic_desktop.services.patients.hits import PatientHit
from clinic_desktop.ui.formats import age_text, identity_date, isolated, phone_text, time_text
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.date_field import DateField
from clinic_desktop.ui.kit.fields import PhoneField, TextField
from clinic_desktop.ui.kit.painting import plain_tooltip
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.patients.field_words import patient_problem
from clinic_desktop.ui.patients.hit_list import HitList, HitRow, HitScroll
from clinic_desktop.ui.patients.hit_texts import hit_detail
from clinic_desktop.ui.patients.person_texts import gender_word, joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.person_finding import PersonFinding, PersonState, Stage
from clinic_desktop.viewmodels.session import Session


def draft_words(state: PersonState) -> str:
    """Says that what was typed for somebody is still there; nothing where nothing is."""
    if not state.has_person:
        return ""
    if not state.name.strip():
        return QCoreApplication.translate("PersonPart", "Draft kept")
    return QCoreApplication.translate("PersonPart", "Draft of {name} kept").format(name=isolated(state.name))


def _go_on_words(name: str) -> str:
    if not name:
        return QCoreApplication.translate("PersonPart", "Go on with the draft")
    return QCoreApplication.translate("PersonPart", "Go on with {name}").format(name=isolated(name))


class FindPerson(QWidget):
    """Search field and hits. Arrows and Enter go to the list while the letters go to the field. ``draft_taken``: go on
    with what was begun before."""

    draft_taken = Signal()

    def __init__(self, theme: Theme, model: PersonFinding[Any], session: Session, locale: QLocale) -> None:
        super().__init__()
        self._model, self._session, self._locale = model, session, locale
        self.field = SearchField(theme, self.tr("Phone or name"), delay=0)
        self.field.textEdited.connect(model.type)
        self.field.installEventFilter(self)
        self.list = HitList(theme, self.tr("People found"))
        self.list.taken.connect(self._take)
        self._more = PlainLabel(theme, role="caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.field)
        layout.addWidget(HitScroll(self.list))
        layout.addWidget(self._more)
        layout.addStretch()

    def show_state(self, state: PersonState) -> None:
        """Shows what was found."""
        hint = self.tr("Last {count} digits of the phone, or a name").format(count=state.digits_wanted)
        self.field.setPlaceholderText(hint)
        if self.field.text().strip() != state.query:
            self.field.set_query(state.query)
        if state.query and state.answered != state.query:
            # The answer is on its way: what was found before stays, so that nothing flickers between two keys.
            return
        self.list.show_rows(self._rows(state), state.highlighted)
        self._more.set_text(self._more_text(state))
        self._more.setVisible(bool(self._more.whole_text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._model.move_highlight(steps[Qt.Key(event.key())])
            return True
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if self._model.state.offers_draft:
                self.draft_taken.emit()
            else:
                self._model.take_highlighted()
            return True
        return False

    def _take(self, row: int) -> None:
        state = self._model.state
        if state.offers_draft:
            self.draft_taken.emit()
        elif row < len(state.hits):
            self._model.take(state.hits[row])
        else:
            self._model.start_new()

    def _rows(self, state: PersonState) -> tuple[HitRow, ...]:
        if state.offers_draft:
            return (HitRow(_go_on_words(state.earlier or ""), self.tr("not booked yet"), icon="pencil"),)
        centre = self._session.centre
        today, zone = self._session.today(), centre.zone
        rows = [
            HitRow(hit.name, hit_detail(hit, today, zone, centre.country, self._locale), alert=hit.has_allergies)
            for hit in state.hits
        ]
        if state.offers_new:
            rows.append(HitRow(self.tr("New patient “{typed}”").format(typed=isolated(state.query)), icon="user-plus"))
        return tuple(rows)

    def _more_text(self, state: PersonState) -> str:
        if state.more is None:
            return self.tr("Many more people fit: type more of the phone or the name.")
        text = self.tr("More people fit ({count}): type more.")
        return text.format(count=self._locale.toString(state.more)) if state.more else ""


class PersonCard(QWidget):
    """Who is at the desk. Other people whom the same text would have found are named in number."""

    def __init__(self, theme: Theme, model: PersonFinding[Any], session: Session, locale: QLocale) -> None:
        super().__init__()
        self._model, self._session, self._locale = model, session, locale
        self._avatar = Avatar(theme, 40)
        self._name = PlainLabel(theme, role="strong")
        self._sex = PlainLabel(theme, role="label")
        self._detail = PlainLabel(theme, role="caption")
        self._alert = Chip(theme, self.tr("Allergies"), icon="triangle-alert", tone="danger")
        self._alert.setToolTip(plain_tooltip(self.tr("What they are stands on the patient card.")))
        other = IconButton(theme, "x", self.tr("Somebody else"), framed=True)
        other.clicked.connect(lambda: model.type(model.state.query))
        panel = Panel(theme, role="inset")
        panel.body.addLayout(self._made_row(other))
        self._others = PlainLabel(theme, role="warning", wrap=True)
        self._booked = PlainLabel(theme, role="body", wrap=True)
        self._anyway = Button(theme, self.tr("Book something else"), role="quiet")
        self._anyway.clicked.connect(model.walk_in_anyway)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(panel)
        layout.addWidget(self._others)
        layout.addWidget(self._booked)
        layout.addWidget(self._anyway, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()

    def _made_row(self, other: IconButton) -> QHBoxLayout:
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(self._name, 1)
        first.addWidget(self._sex)
        first.addWidget(self._alert)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self._detail)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        row.addWidget(other)
        return row

    def show_state(self, state: PersonState) -> None:
        """Shows the person that was taken."""
        hit = state.patient
        if hit is None:
            return
        centre = self._session.centre
        self._avatar.show_person(hit.name)
        self._name.set_text(hit.name)
        age, born = self._age_and_birth(hit)
        phone = phone_text(hit.phone, centre.country, self._locale) if hit.phone else self.tr("no phone")
        self._sex.set_text(joined(age, gender_word(hit.gender)))
        self._detail.set_text(joined(born, phone, hit.number))
        self._alert.setVisible(hit.has_allergies)
        others = self.tr("Others who fit “{typed}”: {count}. Ask when they were born.")
        if state.more is None:
            others = self.tr("Others who fit “{typed}”: {count} or more. Ask when they were born.")
        count = self._locale.toString(state.namesakes)
        self._others.set_text(others.format(typed=isolated(state.query), count=count))
        self._others.setVisible(state.namesakes > 0)
        self._show_booked(state, centre.zone)

    def _age_and_birth(self, hit: PatientHit) -> tuple[str, str]:
        if hit.birth_date is None:
            return "", self.tr("Born: not known")
        age = age_text(hit.birth_date, self._session.today(), self._locale, estimated=hit.birth_estimated)
        if hit.birth_estimated:
            return age, self.tr("Born about {year}").format(year=hit.birth_date.year)
        return age, self.tr("Born {day}").format(day=identity_date(hit.birth_date))

    def _show_booked(self, state: PersonState, zone: ZoneInfo) -> None:
        arriving = state.stage is Stage.ARRIVING
        booked = state.patient.booked_today if state.patient else None
        text = ""
        if booked is not None:
            words = {
                AppointmentState.CONFIRMED: self.tr("Booked today at {time} with {doctor}."),
                AppointmentState.PENDING: self.tr("Pending today at {time} with {doctor}."),
                AppointmentState.CHECKED_IN: self.tr("Here already: token {token}, {doctor}."),
                AppointmentState.IN_PROGRESS: self.tr("With {doctor} now, token {token}."),
            }
            time = time_text(booked.starts_at.astimezone(zone), self._locale)
            doctor = isolated(booked.practitioner_name)
            pattern = words.get(booked.state, self.tr("Was here today: {time}, {doctor}."))
            text = pattern.format(time=time, doctor=doctor, token=booked.token or "")
        self._booked.set_text(text)
        self._booked.setVisible(bool(text))
        self._anyway.setVisible(arriving)


class NewPerson(QWidget):
    """Name, birth or age, sex; the phone or the name that was typed is there already."""

    def __init__(self, theme: Theme, model: PersonFinding[Any], session: Session, locale: QLocale) -> None:
        super().__init__()
        self._model = model
        self.name = TextField(theme, self.tr("Full name"), max_length=100)
        self.name.edited.connect(lambda text: model.edit_new(name=text))
        self.phone = PhoneField(theme, self.tr("Phone"))
        self.phone.edited.connect(lambda text: model.edit_new(phone=text))
        self.birth = DateField(
            theme, self.tr("Born, or age"), self.tr("34y or 14-3-1992"), today=session.today, birth=True, locale=locale
        )
        self.birth.chosen.connect(lambda _: self._read_birth())
        genders = (
            Choice(Gender.FEMALE, self.tr("F")),
            Choice(Gender.MALE, self.tr("M")),
            Choice(Gender.OTHER, self.tr("O")),
            Choice(Gender.UNDISCLOSED, self.tr("–")),
        )
        self.gender = Segmented(theme, genders, self.tr("Sex"))
        self.gender.chosen.connect(lambda value: model.edit_new(gender=value))
        for button in self.gender.findChildren(QRadioButton):
            button.installEventFilter(self)
        self._back = Button(theme, self.tr("Search again"), icon="search", role="quiet")
        self._back.clicked.connect(lambda: model.type(model.state.query))
        sex = QVBoxLayout()
        sex.setSpacing(Space.XS)
        sex.addWidget(PlainLabel(theme, self.tr("Sex"), role="label"))
        sex.addWidget(self.gender)
        sex.addStretch()
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.birth, 1)
        row.addLayout(sex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.name)
        layout.addLayout(row)
        layout.addWidget(self.phone)
        layout.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        QWidget.setTabOrder(self.name.edit, self.birth.edit)

    def show_state(self, state: PersonState) -> None:
        """Shows the draft; what somebody is typing is left alone."""
        if self.name.text() != state.new.name.strip():
            self.name.set_text(state.new.name)
        if self.phone.text() != state.new.phone.strip():
            self.phone.set_text(state.new.phone)
        if state.new.birth_date is None and not self.birth.text():
            self.birth.set_date(None)
        self.gender.set_value(state.new.gender)
        problems = dict(state.new.problems)
        for name, field in (("name", self.name), ("phone", self.phone), ("birth_date", self.birth)):
            if name in problems:
                field.set_problem(patient_problem(name, problems[name]))

    def start(self, state: PersonState) -> None:
        """Puts the cursor where the next key belongs."""
        if state.new.birth_date is None:
            self.birth.set_date(None)
        self.go_on(state)

    def go_on(self, state: PersonState) -> None:
        """The cursor again, in what was begun before."""
        (self.birth if state.new.name else self.name).setFocus()

    def refill(self, state: PersonState) -> None:
        """Fills in a draft that comes back; a birth that could not be read is left in its field."""
        typed, new = self.birth.value(), state.new
        if (typed.day if typed else None) != new.birth_date:
            self.birth.set_date(new.birth_date, new.birth_estimated)

    def settle(self) -> None:
        """Takes what stands in the field for the birth, also where the cursor is still in it."""
        self.birth.finished.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """One letter chooses the sex."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers():
            letters = {self.tr("F"): Gender.FEMALE, self.tr("M"): Gender.MALE, self.tr("O"): Gender.OTHER}
            gender = letters.get(event.text().upper())
            if gender is not None:
                self._model.edit_new(gender=gender)
                return True
        return False

    def _read_birth(self) -> None:
        typed = self.birth.value()
        self._model.edit_new(
            birth_date=typed.day if typed else None, birth_estimated=typed.estimated if typed else False
        )


class PersonPart(QWidget):
    """Whichever of the three the dock is at."""

    def __init__(self, theme: Theme, model: PersonFinding[Any], session: Session, locale: QLocale) -> None:
        super().__init__()
        self.finding = FindPerson(theme, model, session, locale)
        self.card = PersonCard(theme, model, session, locale)
        self.new = NewPerson(theme, model, session, locale)
        self._parts: dict[Stage, FindPerson | NewPerson | PersonCard] = {
            Stage.FIND: self.finding,
            Stage.NEW: self.new,
            Stage.READY: self.card,
            Stage.ARRIVING: self.card,
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.finding, self.card, self.new):
            layout.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_state(self, state: PersonState) -> None:
        """Shows the part of the state's stage."""
        part = self._parts[state.stage]
        part.show_state(state)
        for other in (self.finding, self.card, self.new):
            other.setVisible(other is part)
