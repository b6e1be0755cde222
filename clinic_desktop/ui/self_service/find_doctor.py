"""The patient's page to book: doctor and time, confirm, done."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.period import local_day
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.self_service import words
from clinic_desktop.ui.self_service.confirm_page import ConfirmPage, DonePage
from clinic_desktop.ui.self_service.doctor_column import DoctorColumn
from clinic_desktop.ui.self_service.time_column import TimeColumn
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.self_service.find_doctor import FindDoctorViewModel
from clinic_desktop.viewmodels.self_service.find_doctor_state import FindDoctorState, Stage
from clinic_desktop.viewmodels.session import Session


class FindDoctorScreen(Screen):
    """``enter(visit=…)`` moves that visit instead of booking a new one."""

    def __init__(
        self,
        theme: Theme,
        view_model: FindDoctorViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        locale: QLocale,
        picture: Callable[[str], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._view_model, self._session = theme, view_model, session
        self._shell, self._locale = shell, locale
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        self.doctors = DoctorColumn(theme, session, locale, picture)
        self.times = TimeColumn(theme, session, locale)
        self.confirm = ConfirmPage(theme, locale)
        self.done = DonePage(theme, locale)
        self._build(theme)
        self._connect(hub)
        self.show_state(view_model.state)

    def enter(self, **arguments: Any) -> None:
        self._view_model.begin(arguments.get("visit"))
        self.doctors.search.setFocus()

    def leave(self) -> None:
        self._view_model.leave()

    def command(self, name: str) -> bool:
        if name == "find":
            self.doctors.search.take_keys()
        elif name == "refresh":
            self._view_model.load()
        return name in ("find", "refresh")

    def show_pictures(self) -> None:
        """Pictures of doctors have come."""
        self.doctors.show_pictures(self._view_model.state.doctors)

    def show_state(self, state: FindDoctorState) -> None:
        """Shows the state; may be called at any time."""
        pages = {Stage.CHOOSE: self._choose, Stage.CONFIRM: self.confirm, Stage.DONE: self.done}
        page = pages[state.stage]
        turned = self._pages.currentWidget() is not page
        self._pages.setCurrentWidget(page)
        self._foot.setVisible(state.stage is not Stage.DONE)
        if state.stage is Stage.CHOOSE:
            self.doctors.show_doctors(state)
            self.times.show_times(state, self._view_model.days())
        elif state.stage is Stage.CONFIRM:
            self.confirm.show_booking(state)
            if turned:
                self.confirm.reason.setFocus()
        else:
            self.done.show_booked(state)
            if turned:
                self.done.visits.setFocus()
        self._show_foot(state)

    def _show_foot(self, state: FindDoctorState) -> None:
        name = state.profile.name if state.profile else ""
        if state.slot is None:
            self._summary.set_text(self.tr("Choose a time to go on"))
            self._detail.set_text("")
        else:
            start = state.slot.period.start.astimezone(state.zone)
            when = words.when_text(start, local_day(self._session.clock(), state.zone), self._locale)
            self._summary.set_text(self.tr("{when} with {doctor}").format(when=when, doctor=isolated(name)))
            place = state.place.name if state.place else ""
            price = money_text(state.price, self._locale) if state.price is not None else ""
            paid = self.tr("{place} · {price} · pay at the desk").format(place=place, price=price)
            self._detail.set_text(place if state.moving else paid)
        self._detail.setVisible(state.slot is not None)
        confirming = state.stage is Stage.CONFIRM
        self.back_button.setVisible(confirming or state.moving is not None)
        self.back_button.set_text(self.tr("Back") if confirming else self.tr("Keep my visit"))
        self.go_button.set_disabled_reason(None if state.slot else self.tr("Choose a time first"))
        text = self.tr("Continue")
        if confirming:
            text = self.tr("Move visit") if state.moving else self.tr("Book visit")
        self.go_button.set_text(text)
        self.go_button.set_busy(self.tr("One moment…") if state.busy else None)

    def _on_go(self) -> None:
        if self._view_model.state.stage is Stage.CONFIRM:
            self._view_model.book()
        else:
            self._view_model.go_on()

    def _on_back(self) -> None:
        if self._view_model.state.stage is Stage.CONFIRM:
            self._view_model.back()
        else:
            self._shell.open("visits")

    def _on_filtered(self, name: str, value: object) -> None:
        self._view_model.filter(**{name: value})

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics)

    def _connect(self, hub: ChangeHub) -> None:
        model = self._view_model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        hub.changed.connect(self._on_changed)
        self.doctors.filtered.connect(self._on_filtered)
        self.doctors.cleared.connect(model.clear_filters)
        self.doctors.again.connect(model.load)
        self.doctors.chosen.connect(model.choose_doctor)
        self.times.place_chosen.connect(model.choose_place)
        self.times.service_chosen.connect(model.choose_service)
        self.times.day_chosen.connect(model.choose_day)
        self.times.slot_chosen.connect(model.choose_slot)
        self.confirm.reason_typed.connect(model.set_reason)
        self.confirm.symptoms_typed.connect(model.set_symptoms)
        self.done.visits_wanted.connect(lambda: self._shell.open("visits"))
        self.done.again_wanted.connect(model.begin)
        self.go_button.clicked.connect(self._on_go)
        self.back_button.clicked.connect(self._on_back)

    def _build(self, theme: Theme) -> None:
        self._choose = QWidget()
        columns = QHBoxLayout(self._choose)
        columns.setContentsMargins(Space.XL, Space.L, Space.XL, Space.M)
        columns.setSpacing(Space.XL)
        columns.addWidget(self.doctors, 4)
        columns.addWidget(self.times, 6)
        self._pages = QStackedWidget()
        for page in (self._choose, self.confirm, self.done):
            self._pages.addWidget(page)
        self._foot = Foot(bar=True)
        self._summary = PlainLabel(theme, role="kiosk-strong")
        self._detail = PlainLabel(theme, role="muted")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._summary)
        texts.addWidget(self._detail)
        self.back_button = Button(theme, self.tr("Back"))
        self.go_button = Button(theme, self.tr("Continue"), role="primary")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        row.setSpacing(Space.L)
        row.addLayout(texts, 1)
        for button in (self.back_button, self.go_button):
            button.set_touch(True)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self._foot)
