"""Who the visit in view is about, how long they have been with the doctor, and what can be done next."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, QueueState
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.patients.card import PatientCard
from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.formats import identity_date, left_to_right, phone_text
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "hold": "pause", "skip": "skip-forward", "back_to_queue": "undo-2", Step.COMPLETE: "check",
        Step.NO_SHOW: "user-x", Step.CANCEL: "x",
    }
)  # fmt: skip
_KEYS: Mapping[str, str] = MappingProxyType({Step.COMPLETE: "Ctrl+Return", Step.NO_SHOW: "X"})


class Fact(QWidget):
    """A small word and what it is for this patient: "Sex Male"."""

    def __init__(self, theme: Theme, label: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, Space.S, 0)
        row.setSpacing(Space.XS + 1)
        row.addWidget(PlainLabel(theme, label, role="caption", parent=self))
        row.addWidget(PlainLabel(theme, value, role="label", parent=self))
        self.setAccessibleName(words.tr("{label} {value}").format(label=label, value=value))


class PatientBanner(QFrame):
    """``act`` carries the name of the step that a person asks for; ``history_wanted`` asks for all earlier visits."""

    act = Signal(str)
    history_wanted = Signal()

    def __init__(self, theme: Theme, locale: QLocale, region: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale, self._region = theme, locale, region
        self._card: Card | None = None
        self._shown: object = None
        self._primary_step = ""
        self._second_step = ""
        self.setProperty("role", "topbar")
        self._avatar = Avatar(theme, 48, self)
        self._name = PlainLabel(theme, role="title", parent=self)
        self._chip = Chip(theme, "", parent=self)
        self._facts = QWidget(self)
        self._facts_row = FlowLayout(self._facts, spacing=Space.S)
        self._history = Button(theme, self.tr("History"), "history", parent=self)
        self._more = IconButton(theme, "ellipsis", self.tr("More"), framed=True, parent=self)
        self._second = Button(theme, "", parent=self)
        self.primary = Button(theme, "", role="primary", parent=self)
        self._history.clicked.connect(self.history_wanted)
        self._more.clicked.connect(self._open_menu)
        self._second.clicked.connect(lambda: self.act.emit(self._second_step))
        self.primary.clicked.connect(lambda: self.act.emit(self._primary_step))
        self._lay_out()

    def show_visit(
        self, card: Card, person: PatientCard | None, picture: QPixmap | None, busy: str, now: datetime
    ) -> None:
        """Shows the visit; ``person`` comes a moment later."""
        self._card = card
        self._avatar.show_person(card.patient_name, picture)
        self._name.set_text(card.patient_name)
        self.show_time(now)
        shown = (card.patient_id, person.version if person else 0, self._theme.scale)
        if shown != self._shown:
            self._shown = shown
            self._show_facts(card, person)
        self._show_actions(card, busy)

    def offered(self) -> frozenset[str]:
        """The steps that buttons and menu offer now: what keys may do."""
        if self._card is None:
            return frozenset()
        steps = {self._primary_step, self._second_step, *(step for step, _ in self._menu_items(self._card))}
        return frozenset(steps - {""})

    def show_time(self, now: datetime) -> None:
        """The state, with the time that the patient has been here."""
        if self._card is None:
            return
        card = self._card
        word = words.queue_word(card)
        if card.state is AppointmentState.IN_PROGRESS and card.started_at is not None:
            word = self.tr("With you · {time}").format(time=words.timer_text(card.started_at, now, self._locale))
        self._chip.show_state(card.state, word)

    def _show_facts(self, card: Card, person: PatientCard | None) -> None:
        empty(self._facts_row)
        for label, value in self._pairs(card, person):
            if value:
                fact = Fact(self._theme, label, value, self._facts)
                self._facts_row.addWidget(fact)
                fact.show()

    def _pairs(self, card: Card, person: PatientCard | None) -> list[tuple[str, str]]:
        phone = left_to_right(phone_text(card.patient_phone, self._region(), self._locale), self._locale)
        tail = [(self.tr("Patient no."), card.patient_number), (self.tr("Phone"), phone)]
        if person is None:
            return tail
        born = ""
        if person.fields.birth_date is not None and person.age is not None:
            born = self.tr("{date} ({age})").format(
                date=identity_date(person.fields.birth_date), age=words.age_words(person.age)
            )
        sex = words.gender_word(person.fields.gender)
        head = [(self.tr("Born"), born), (self.tr("Sex"), sex), (self.tr("Blood"), person.fields.blood_group)]
        return [*head, *tail]

    def _show_actions(self, card: Card, busy: str) -> None:
        step, text, icon, key = self._main_action(card)
        self._primary_step = step
        self.primary.setVisible(bool(step))
        if step and self.primary.label() != text:
            self.primary.set_text(text)
            self.primary.set_icon_name(icon)
            self.primary.set_key(key)
        self.primary.set_busy(self.tr("One moment…") if busy else None)
        second, second_text, second_icon, second_key = self._second_action(card)
        self._second_step = second
        self._second.setVisible(bool(second))
        if second and self._second.label() != second_text:
            self._second.set_text(second_text)
            self._second.set_icon_name(second_icon)
            self._second.set_key(second_key)
        self._fit()

    def _main_action(self, card: Card) -> tuple[str, str, str | None, str | None]:
        """Step, words, icon and key of what comes next for the visit."""
        if card.state is AppointmentState.IN_PROGRESS and Step.COMPLETE in card.steps:
            return Step.COMPLETE, self.tr("Complete visit"), None, "Ctrl+Enter"
        if card.state is AppointmentState.CHECKED_IN and Step.START in card.steps:
            if card.queue_state is QueueState.CALLED:
                return Step.START, self.tr("Start visit"), "stethoscope", "S"
            return "call_in", self.tr("Call in"), "megaphone", "C"
        if Step.CHECK_IN in card.steps:
            return Step.CHECK_IN, self.tr("Patient is here"), "door-open", "A"
        return "", "", None, None

    def _second_action(self, card: Card) -> tuple[str, str, str | None, str | None]:
        if (
            card.state is AppointmentState.CHECKED_IN
            and Step.START in card.steps
            and card.queue_state is not QueueState.CALLED
        ):
            return Step.START, self.tr("Start visit"), "stethoscope", "S"
        return "", "", None, None

    def _menu_items(self, card: Card) -> list[tuple[str, str]]:
        """The rarer steps, in the order in which they are offered."""
        items: list[tuple[str, str]] = []
        if card.state is AppointmentState.CHECKED_IN:
            if card.queue_state is not QueueState.HELD:
                items.append(("hold", self.tr("Put on hold")))
            if card.queue_state is QueueState.CALLED:
                items.append(("call_in", self.tr("Call again")))
                items.append(("skip", self.tr("Not there: behind the others")))
            if card.queue_state in (QueueState.CALLED, QueueState.HELD):
                items.append(("back_to_queue", self.tr("Back to the queue")))
        if Step.COMPLETE in card.steps and card.state is not AppointmentState.IN_PROGRESS:
            items.append((Step.COMPLETE, self.tr("Complete visit")))
        if Step.NO_SHOW in card.steps:
            items.append((Step.NO_SHOW, self.tr("Did not come")))
        if Step.CANCEL in card.steps:
            items.append((Step.CANCEL, self.tr("Cancel visit…")))
        return items

    def _open_menu(self) -> None:
        if self._card is None:
            return
        menu = Menu(self._theme, self)
        menu.setAccessibleName(self.tr("More"))
        if self._history.isHidden():
            menu.add(self.tr("History"), self.history_wanted.emit, icon="history")
        for step, text in self._menu_items(self._card):
            menu.add(text, partial(self.act.emit, step), icon=_ICONS.get(step), key=_KEYS.get(step, ""))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the name comes first, and the history moves into the menu."""
        narrow = self.width() < self._theme.px(800)
        self._history.setVisible(not narrow)
        self._more.setVisible(narrow or bool(self._card and self._menu_items(self._card)))
        said = self._name.sizeHint().width() + self._chip.sizeHint().width() + 2 * Space.M
        around = self._avatar.sizeHint().width() + Space.XL + 3 * Space.L
        below = said + self._actions.sizeHint().width() + around > self.width()
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._head.setDirection(way)
        self._head.setAlignment(self._actions, Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag(0))

    def _lay_out(self) -> None:
        named = QHBoxLayout()
        named.setSpacing(Space.M)
        named.addWidget(self._name)
        named.addWidget(self._chip)
        named.addStretch(1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(Space.M)
        for button in (self._history, self._more, self._second, self.primary):
            self._actions.addWidget(button)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(Space.XS)
        self._head.addLayout(named, 1)
        self._head.addLayout(self._actions)
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        column.addLayout(self._head)
        column.addWidget(self._facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XL, Space.M, Space.L, Space.M)
        row.setSpacing(Space.L)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(column, 1)
