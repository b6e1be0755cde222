"""The columns of the lists of payouts: who is owed what, what was paid, and what one payout consists of."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import Owed, PayoutLineView, PayoutView
from clinic_desktop.ui.billing.words import METHOD_ICONS, method_word
from clinic_desktop.ui.formats import amount_text, money_text, short_date, time_text
from clinic_desktop.ui.kit.table_rows import Cell, Column
from clinic_desktop.ui.payouts.words import count_of_visits, kind_text, period_text, tr
from clinic_desktop.viewmodels.session import Session


class PayoutColumns:
    """Puts payouts into words, on the wall clock of their centre."""

    def __init__(self, session: Session, locale: QLocale) -> None:
        self._session, self._locale = session, locale

    def owed(self) -> tuple[Column[Owed], ...]:
        """Who has earned something and not been paid."""
        return (
            Column(tr("Doctor"), self._doctor, lambda row: row.practitioner_name.casefold()),
            Column(tr("Earned since"), self._since, lambda row: row.since),
            Column(tr("Paid last"), self._last, lambda row: row.last_number),
            Column(tr("Patients still owe"), self._due, lambda row: row.due.minor, number=True),
            Column(tr("To pay"), self._balance, lambda row: row.balance.minor, number=True),
        )

    def paid(self) -> tuple[Column[PayoutView], ...]:
        """What was paid."""
        return (
            Column(tr("Payout"), self._number, lambda row: row.paid_at),
            Column(tr("Doctor"), self._paid_doctor, lambda row: row.practitioner_name.casefold()),
            Column(tr("For"), lambda row: Cell(period_text(row, self._locale), count_of_visits(row.visits)),
                   lambda row: row.period_from),
            Column(tr("Paid by"), lambda row: Cell(method_word(row.method), row.reference,
                   icon=METHOD_ICONS[row.method]), lambda row: row.method),
            Column(tr("State"), self._state, lambda row: row.voided_at is not None),
            Column(tr("Amount"), self._amount, lambda row: row.amount.minor, number=True),
        )  # fmt: skip

    def own(self) -> tuple[Column[PayoutView], ...]:
        """What a doctor was paid themselves."""
        number, _, period, way, state, amount = self.paid()
        return (number, period, way, state, amount)

    def lines(self, zone: ZoneInfo) -> tuple[Column[PayoutLineView], ...]:
        """What one payout consists of."""
        return (
            Column(tr("Earned"), lambda row: Cell(short_date(row.earned_at.astimezone(zone).date(), self._locale))),
            Column(tr("Patient and visit"), self._visit),
            Column(tr("Without tax"), lambda row: Cell(self._plain(row.charged)), number=True),
            Column(tr("Clinic's share"), lambda row: Cell(self._plain(row.fee), tone="text2"), number=True),
            Column(tr("Doctor's"), lambda row: Cell(self._plain(row.earned), strong=True,
                   tone="danger" if row.earned.minor < 0 else ""), number=True),
        )  # fmt: skip

    def _doctor(self, row: Owed) -> Cell:
        return Cell(row.practitioner_name, row.location_name, person=row.practitioner_name)

    def _paid_doctor(self, row: PayoutView) -> Cell:
        return Cell(row.practitioner_name, row.location_name, person=row.practitioner_name)

    def _since(self, row: Owed) -> Cell:
        return Cell(short_date(row.since, self._locale), count_of_visits(row.visits))

    def _last(self, row: Owed) -> Cell:
        if row.last_paid_at is None:
            return Cell(tr("Never"), tone="text3")
        at = row.last_paid_at.astimezone(self._session.centre_at(row.location_id).zone)
        return Cell(short_date(at.date(), self._locale), row.last_number)

    def _due(self, row: Owed) -> Cell:
        return Cell(money_text(row.due, self._locale), tone="warn") if row.due else Cell("–", tone="text3")

    def _balance(self, row: Owed) -> Cell:
        if row.balance.minor < 0:
            return Cell(money_text(row.balance, self._locale), tr("carried over"), tone="danger", strong=True)
        return Cell(money_text(row.balance, self._locale), strong=True)

    def _number(self, row: PayoutView) -> Cell:
        at = row.paid_at.astimezone(self._session.centre_at(row.location_id).zone)
        when = tr("{day}, {time}").format(day=short_date(at.date(), self._locale), time=time_text(at, self._locale))
        return Cell(row.number, when, strong=True)

    def _state(self, row: PayoutView) -> Cell:
        if row.voided_at is not None:
            return Cell(tr("Taken back"), row.void_reason, tone="danger")
        return Cell(tr("Paid"), row.made_by, tone="ok")

    def _amount(self, row: PayoutView) -> Cell:
        tone = "text3" if row.voided_at is not None else ""
        return Cell(money_text(row.amount, self._locale), tone=tone, strong=True)

    def _visit(self, row: PayoutLineView) -> Cell:
        detail = row.service_name if row.earned.minor >= 0 else kind_text(row.kind)
        if row.due:
            owes = tr("{visit} · patient owes {amount}")
            detail = owes.format(visit=detail, amount=money_text(row.due, self._locale))
        return Cell(row.patient_name, detail, tone="warn" if row.due else "")

    def _plain(self, money: Money) -> str:
        return amount_text(money, self._locale)
