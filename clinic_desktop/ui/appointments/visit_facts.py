"""The upper part of a visit's dock: who, when, with whom, and how it stands with money."""

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import Channel, PaymentWord, QueueState
from clinic_desktop.services.appointments.detail_views import AppointmentDetail
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.billing.words import back_words
from clinic_desktop.ui.formats import (
    isolated,
    minutes_text,
    money_text,
    phone_text,
    time_range,
    time_text,
    weekday_date,
)
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.person_texts import born_text, gender_word, joined
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session


class VisitPerson(QWidget):
    """The patient's banner. ``opened`` fires when somebody wants the patient's card."""

    opened = Signal()

    def __init__(self, theme: Theme, session: Session, portraits: Portraits, locale: QLocale) -> None:
        super().__init__()
        self._session, self._portraits, self._locale = session, portraits, locale
        self._avatar = Avatar(theme, 40)
        self._name = PlainLabel(theme, role="strong")
        self._born = PlainLabel(theme, role="caption")
        self._phone = PlainLabel(theme, role="caption")
        self._alert = Chip(theme, "", icon="triangle-alert", tone="danger")
        card = IconButton(theme, "user", self.tr("Patient card"), framed=True)
        card.clicked.connect(self.opened)
        words = QVBoxLayout()
        words.setSpacing(1)
        for label in (self._name, self._born, self._phone):
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        row.addWidget(card)
        panel = Panel(theme, role="inset")
        panel.body.addLayout(row)
        panel.body.addWidget(self._alert, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)

    def show_visit(self, detail: AppointmentDetail) -> None:
        """Shows whose visit it is."""
        card = detail.card
        self._avatar.show_person(card.patient_name, self._portraits(detail.patient_picture))
        self._name.set_text(card.patient_name)
        today = self._session.today()
        born = born_text(detail.patient_birth, detail.patient_birth_estimated, today, self._locale)
        self._born.set_text(joined(born, gender_word(detail.patient_gender)))
        phone = phone_text(card.patient_phone, self._session.centre.country, self._locale) if card.patient_phone else ""
        self._phone.set_text(joined(phone or self.tr("no phone"), card.patient_number))
        self._alert.show_fact(self.tr("Allergy: {text}").format(text=isolated(card.alert)), "triangle-alert", "danger")
        self._alert.setVisible(bool(card.alert))


class VisitFacts(QWidget):
    """Label light, value strong, one below the other."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.XS + 2)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[PlainLabel, PlainLabel]] = []

    def show_visit(self, detail: AppointmentDetail) -> None:
        """Shows what is known; nothing empty takes room."""
        facts = [(label, value) for label, value in self._facts(detail) if value]
        while len(self._rows) < len(facts):
            row = len(self._rows)
            label, value = PlainLabel(self._theme, role="label"), PlainLabel(self._theme, role="body", wrap=True)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
            self._rows.append((label, value))
        for place, (label, value) in enumerate(self._rows):
            shown = place < len(facts)
            label.setVisible(shown)
            value.setVisible(shown)
            if shown:
                label.set_text(facts[place][0])
                value.set_text(facts[place][1])

    def _facts(self, detail: AppointmentDetail) -> list[tuple[str, str]]:
        card, zone, locale = detail.card, detail.zone, self._locale
        start, end = card.period.start.astimezone(zone), card.period.end.astimezone(zone)
        when = self.tr("In the queue") if card.queue_only else time_range(start, end, locale)
        made = detail.created_at.astimezone(zone)
        by = detail.created_by_name or self.tr("the patient")
        return [
            (self.tr("When"), joined(weekday_date(start.date(), locale), when)),
            (self.tr("Pay until"), time_text(card.pay_until.astimezone(zone), locale) if card.pay_until else ""),
            (self.tr("Doctor"), joined(card.practitioner_name, detail.speciality, detail.room)),
            (self.tr("Service"), card.service_name),
            (self.tr("Token"), self._token(card)),
            (self.tr("Reason"), card.reason),
            (self.tr("Symptoms"), detail.symptoms),
            (self.tr("Notes"), detail.notes),
            (self.tr("Ended"), detail.end_reason),
            (self.tr("Booked"), joined(weekday_date(made.date(), locale), by, _channel(card.channel))),
        ]

    def _token(self, card: Card) -> str:
        if not card.token:
            return ""
        wait = ""
        if card.wait_minutes is not None:
            wait = self.tr("waiting {wait}").format(wait=minutes_text(card.wait_minutes, self._locale))
        words = {QueueState.CALLED: self.tr("called"), QueueState.HELD: self.tr("on hold")}
        standing = words.get(card.queue_state, "") if card.queue_state else ""
        return joined(card.token, standing, wait)


def _tr(text: str) -> str:
    return QCoreApplication.translate("VisitFacts", text)


def _channel(channel: Channel) -> str:
    words = {
        Channel.WALK_IN: _tr("walk-in"),
        Channel.PHONE: _tr("by phone"),
        Channel.SELF: _tr("online"),
        Channel.KIOSK: _tr("kiosk"),
    }
    return words[channel]


class VisitMoney(QWidget):
    """What it costs, what was paid and what is due. ``pay_wanted`` fires for taking money, ``receipts_wanted`` for the
    payments of the visit."""

    pay_wanted = Signal()

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._locale = locale
        self._panel = Panel(theme, role="inset")
        self._due = PlainLabel(theme, role="section")
        self._detail = PlainLabel(theme, role="caption", wrap=True)
        self.pay = Button(theme, self.tr("Take payment"), icon="banknote", key="F4")
        self.pay.clicked.connect(self.pay_wanted)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._due)
        words.addWidget(self._detail)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.pay)
        self._panel.body.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._panel)

    def show_visit(self, detail: AppointmentDetail, may_take: bool) -> None:
        """Shows the money, to those who may see it."""
        card, locale = detail.card, self._locale
        if card.due and card.payment is PaymentWord.LINK_SENT:
            self._due.set_text(self.tr("Link sent · {amount} due").format(amount=money_text(card.due, locale)))
        elif card.due:
            self._due.set_text(self.tr("{amount} due").format(amount=money_text(card.due, locale)))
        elif card.payment is PaymentWord.FREE:
            self._due.set_text(self.tr("Free"))
        elif detail.paid and detail.back is not None and detail.paid.minor > detail.back.decided:
            self._due.set_text(self.tr("Paid"))
        else:
            self._due.set_text(self.tr("Nothing due"))
        parts = []
        if card.amount is not None:
            parts.append(self.tr("price {amount}").format(amount=money_text(card.amount, locale)))
        if detail.discount:
            parts.append(self.tr("discount {amount}").format(amount=money_text(detail.discount, locale)))
        if detail.paid:
            parts.append(self.tr("paid {amount}").format(amount=money_text(detail.paid, locale)))
        if detail.back is not None and detail.paid is not None:
            parts += back_words(detail.back, detail.paid.currency, locale)
        if detail.invoice_number:
            parts.append(detail.invoice_number)
        self._detail.set_text(joined(*parts))
        self.pay.setVisible(bool(card.due) and may_take)
