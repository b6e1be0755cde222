"""One visit of the patient: when, with whom, where, and what can be done with it."""

from datetime import datetime, timedelta

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState, PaymentWord
from clinic_desktop.domain.period import local_day
from clinic_desktop.services.appointments.detail_views import PatientVisit
from clinic_desktop.services.billing.refund_listing import RefundRow
from clinic_desktop.services.checkout.values import LinkOffer
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.self_service import words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_OVER = frozenset(
    {AppointmentState.COMPLETED, AppointmentState.CANCELLED, AppointmentState.NO_SHOW, AppointmentState.REJECTED}
)


class VisitCard(Panel):
    """``large`` is the form of the next visit. ``offer`` says how it can be paid online, ``refunds`` what went back.
    ``papers_wanted`` asks for the receipts and credit notes."""

    pay_wanted = Signal()
    move_wanted = Signal()
    cancel_wanted = Signal()
    papers_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        visit: PatientVisit,
        now: datetime,
        locale: QLocale,
        picture: QPixmap | None,
        large: bool,
        offer: LinkOffer | None = None,
        refunds: tuple[RefundRow, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent=parent)
        self.visit, self._locale = visit, locale
        self._payable = offer is not None and (offer.link is not None or offer.problem is None)
        card = visit.card
        start = card.period.start.astimezone(visit.zone)
        self._avatar = Avatar(theme, 64 if large else 48, self)
        self._avatar.show_person(card.practitioner_name, picture)
        when = words.whole_when(start, locale) if large else words.when_text(start, local_day(now, visit.zone), locale)
        doctor = words.tr("{doctor} · {service}").format(
            doctor=isolated(card.practitioner_name), service=isolated(card.service_name)
        )
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(PlainLabel(theme, when, role="kiosk-strong" if large else "section", wrap=True, parent=self))
        texts.addWidget(PlainLabel(theme, doctor, role="kiosk" if large else "muted", wrap=True, parent=self))
        texts.addWidget(PlainLabel(theme, self._place(), role="muted" if large else "caption", wrap=True, parent=self))
        self._add_money(theme, texts, refunds, now)
        if card.reason and large:
            reason = words.tr("You come for: {reason}").format(reason=isolated(card.reason))
            texts.addWidget(PlainLabel(theme, reason, role="muted", wrap=True, parent=self))
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self._chip(theme), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self._add_buttons(theme)
        self.setAccessibleName(words.tr("{when}, {doctor}").format(when=when, doctor=doctor))

    def _place(self) -> str:
        visit = self.visit
        if not visit.location_address:
            return visit.location_name
        return words.tr("{place}, {address}").format(place=visit.location_name, address=visit.location_address)

    def _chip(self, theme: Theme) -> Chip:
        """How the visit stands; what waits for its payment says until when."""
        card, until = self.visit.card, self.visit.card.pay_until
        word = words.pay_word(until.astimezone(self.visit.zone), self._payable, self._locale) if until else ""
        return Chip.of_state(theme, card.state, word or words.state_word(card.state))

    def _add_money(self, theme: Theme, texts: QVBoxLayout, refunds: tuple[RefundRow, ...], now: datetime) -> None:
        card = self.visit.card
        money = self._money(card.state in _OVER)
        if money:
            role = "good" if card.payment is PaymentWord.PAID else "label"
            texts.addWidget(PlainLabel(theme, money, role=role, wrap=True, parent=self))
        self._held = PlainLabel(theme, role="warning", wrap=True, parent=self)
        self._held.hide()
        texts.addWidget(self._held)
        for refund in refunds:
            said = words.refund_words(refund, now, self.visit.zone, self._locale)
            if said:
                texts.addWidget(PlainLabel(theme, said, role="label", wrap=True, parent=self))

    def show_left(self, now: datetime) -> None:
        """Counts down how long the time is held for who has not paid; ``now`` is the clinic's time."""
        until = self.visit.card.pay_until
        self._held.setVisible(until is not None)
        if until is not None:
            self._held.set_text(words.held_words(max(until - now, timedelta(0)), self._locale))

    @property
    def is_paid(self) -> bool:
        """Whether there is a receipt."""
        return self.visit.card.payment in (PaymentWord.PAID, PaymentWord.PART_PAID)

    def show_picture(self, picture: QPixmap | None) -> None:
        """The picture has come."""
        self._avatar.show_person(self.visit.card.practitioner_name, picture)

    def _money(self, over: bool) -> str:
        card = self.visit.card
        if card.payment is PaymentWord.PAID and card.amount is not None:
            return words.tr("Paid {amount}").format(amount=money_text(card.amount, self._locale))
        if over or not card.due:
            return ""
        pattern = (
            words.tr("{amount} to pay") if card.online or self._payable else words.tr("{amount} to pay at the desk")
        )
        return pattern.format(amount=money_text(card.due, self._locale))

    def _add_buttons(self, theme: Theme) -> None:
        if not (self.is_paid or self._payable or self.visit.may_reschedule or self.visit.may_cancel):
            return
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        if self.is_paid:
            self.papers = Button(theme, self.tr("Receipts"), "receipt-text", role="quiet")
            self.papers.clicked.connect(self.papers_wanted)
            row.addWidget(self.papers)
        row.addStretch(1)
        if self.visit.may_cancel:
            self.cancel = Button(theme, self.tr("Cancel visit"), "calendar-x")
            self.cancel.clicked.connect(self.cancel_wanted)
            row.addWidget(self.cancel)
        if self.visit.may_reschedule:
            self.move_button = Button(theme, self.tr("Another time"), "calendar-clock")
            self.move_button.clicked.connect(self.move_wanted)
            row.addWidget(self.move_button)
        if self._payable:
            self.pay = Button(theme, self.tr("Pay online"), "link", role="primary")
            self.pay.clicked.connect(self.pay_wanted)
            row.addWidget(self.pay)
        self.body.addLayout(row)
