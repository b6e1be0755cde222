"""The patient's own visits."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.appointments.detail_views import PatientVisit
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.skeleton import loading_shapes
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.self_service.cancel_dialog import CancelDialog
from clinic_desktop.ui.self_service.pay_dialog import PayDialog
from clinic_desktop.ui.self_service.visit_card import VisitCard
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.link_pay import LinkPayViewModel
from clinic_desktop.viewmodels.self_service.visits import Cancelling, VisitsState, VisitsViewModel
from clinic_desktop.viewmodels.session import Session

_WIDTH = 860
_SECOND = 1_000


class VisitsScreen(Screen):
    """Next visits large, past ones below."""

    def __init__(
        self,
        theme: Theme,
        view_model: VisitsViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        locale: QLocale,
        picture: Callable[[str], QPixmap | None],
        printing: TokenPrinting,
        make_pay: Callable[[], LinkPayViewModel],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._view_model, self._session = theme, view_model, session
        self._shell, self._locale, self._picture = shell, locale, picture
        self._printing, self._make_pay = printing, make_pay
        printing.setParent(self)
        self._shown: object = None
        self._dialog: CancelDialog | None = None
        self.pay_dialog: PayDialog | None = None
        self._timer = QTimer(self, interval=_SECOND)
        self._timer.timeout.connect(self._tick)
        self.cards: dict[int, VisitCard] = {}
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        self._page = ScrollPage(theme, self.tr("My visits"), _WIDTH)
        self._list = QWidget()
        self.book_button = Button(theme, self.tr("Book a visit"), "calendar-plus", role="primary")
        self.book_button.clicked.connect(self._open_booking)
        head = QHBoxLayout()
        head.addWidget(PlainLabel(theme, self.tr("My visits"), role="kiosk-title"), 1)
        head.addWidget(self.book_button)
        self._page.body.addLayout(head)
        self._page.body.addWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._page)
        view_model.state_changed.connect(self.show_state)
        self.show_state(view_model.state)
        view_model.refused.connect(shell.refuse)
        view_model.cancelled.connect(self._on_cancelled)
        hub.changed.connect(self._on_changed)

    def enter(self, **arguments: Any) -> None:
        self._view_model.load()
        self._timer.start()
        self.book_button.setFocus()

    def leave(self) -> None:
        self._timer.stop()

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._view_model.load()
            return True
        return name == "print" and self._print()

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl+P", self.tr("Receipts of the chosen visit")),)

    def _print(self) -> bool:
        """The papers of the visit in which the keyboard is."""
        chosen = self.focusWidget()
        here = next((card for card in self.cards.values() if chosen is not None and card.isAncestorOf(chosen)), None)
        if here is None or not here.is_paid:
            return False
        here.papers_wanted.emit()
        return True

    def show_pictures(self) -> None:
        """Pictures of doctors have come."""
        for card in self.cards.values():
            card.show_picture(self._picture(card.visit.practitioner_picture))

    def show_state(self, state: VisitsState) -> None:
        """Shows the state; may be called at any time."""
        shown = (state.visits, state.offers, state.refunds, state.refusal, self._theme.scale)
        if shown != self._shown:
            self._shown = shown
            self._renew(state)
            self._tick()
        if state.cancelling is not None and self._dialog is None:
            self._ask(state.cancelling)

    def _renew(self, state: VisitsState) -> None:
        old, self._list = self._list, QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self.cards = {}
        if state.visits is None:
            if state.refusal is not None:
                why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
                trouble = EmptyState(self._theme, "triangle-alert", "", "", parent=self._list)
                trouble.show_trouble(self.tr("Your visits cannot be shown"), why, state.refusal.code)
                trouble.again.connect(self._view_model.load)
                column.addWidget(trouble)
            else:
                column.addWidget(loading_shapes(self._theme, self._list))
        else:
            self._add_next(column, state.visits.upcoming)
            self._add_past(column, state.visits.past)
        column.addStretch(1)
        self._page.body.replaceWidget(old, self._list)
        old.hide()
        old.deleteLater()

    def _add_next(self, column: QVBoxLayout, visits: tuple[PatientVisit, ...]) -> None:
        if not visits:
            panel = Panel(self._theme, parent=self._list)
            empty = EmptyState(
                self._theme, "calendar-days", self.tr("No visit is booked"),
                self.tr("Find a doctor and a time that suits you."), self.tr("Book a visit"), parent=panel,
            )  # fmt: skip
            empty.primary.connect(self._open_booking)
            panel.body.addWidget(empty)
            column.addWidget(panel)
            return
        for place, visit in enumerate(visits):
            card = self._card(visit, large=place == 0)
            card.move_wanted.connect(lambda visit=visit: self._shell.open("find_doctor", visit=visit))
            card.cancel_wanted.connect(lambda visit=visit: self._view_model.ask_to_cancel(visit))
            column.addWidget(card)

    def _add_past(self, column: QVBoxLayout, visits: tuple[PatientVisit, ...]) -> None:
        if not visits:
            return
        column.addSpacing(Space.S)
        column.addWidget(
            PlainLabel(self._theme, self.tr("Past and cancelled visits"), role="kiosk-strong", parent=self._list)
        )
        for visit in visits:
            column.addWidget(self._card(visit, large=False))

    def _card(self, visit: PatientVisit, large: bool) -> VisitCard:
        picture, number = self._picture(visit.practitioner_picture), visit.card.appointment_id
        state = self._view_model.state
        card = VisitCard(
            self._theme, visit, self._session.clock(), self._locale, picture, large,
            state.offers.get(number), state.refunds.get(number, ()), self._list,
        )  # fmt: skip
        card.pay_wanted.connect(lambda: self._pay(number))
        card.papers_wanted.connect(lambda: self._printing.print_receipts_of(visit.card.appointment_id))
        self.cards[visit.card.appointment_id] = card
        return card

    def _ask(self, asked: Cancelling) -> None:
        dialog = CancelDialog(self._theme, asked, self._locale, self)
        dialog.given.connect(self._view_model.cancel)
        dialog.rejected.connect(self._view_model.keep)
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        dialog.open()

    def _pay(self, appointment_id: int) -> None:
        model = self._make_pay()
        dialog = PayDialog(self._theme, model, self._session, self._locale, self)
        self.pay_dialog = dialog
        dialog.finished.connect(self._paid)
        dialog.open()
        model.begin(appointment_id)

    def _paid(self) -> None:
        self.pay_dialog = None
        self._view_model.load()

    def _tick(self) -> None:
        now = self._session.clock() + self._view_model.state.behind
        for card in self.cards.values():
            card.show_left(now)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _on_cancelled(self, view: AppointmentView) -> None:
        text = self.tr("Your visit with {doctor} is cancelled")
        self._shell.toast(text.format(doctor=isolated(view.practitioner_name)))

    def _open_booking(self) -> None:
        self._shell.open("find_doctor")

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics)
