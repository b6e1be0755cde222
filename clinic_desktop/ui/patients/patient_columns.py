"""The columns of the list of patients."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QPixmap

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.patients.hits import BookedToday
from clinic_desktop.services.patients.listing import ListedPatient
from clinic_desktop.ui.formats import age_text, identity_date, money_text, phone_text, short_date, time_text
from clinic_desktop.ui.kit.table_rows import Cell, Column
from clinic_desktop.ui.patients.person_texts import gender_word, joined
from clinic_desktop.viewmodels.session import Session

Row = ListedPatient


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientList", text)


def money_texts(amounts: tuple[Money, ...], locale: QLocale) -> str:
    """Amounts of several currencies beside each other."""
    return joined(*(money_text(amount, locale) for amount in amounts))


class PatientColumns:
    """Puts a patient into words for each column; ``picture`` gives a portrait once it has been read."""

    def __init__(self, session: Session, locale: QLocale, picture: Callable[[str], QPixmap | None]) -> None:
        self._session, self._locale, self._picture = session, locale, picture

    def columns(self, with_money: bool) -> tuple[Column[Row], ...]:
        """From left to right; who may not see payments has no column for them."""
        listed: list[Column[Row]] = [
            Column(_tr("Patient"), self._person, lambda row: row.hit.name.casefold()),
            Column(_tr("Born"), self._born, lambda row: row.hit.birth_date or date.min),
            Column(_tr("Phone"), self._phone, lambda row: row.hit.phone),
            Column(_tr("Today or last visit"), self._standing, self._standing_order),
            Column(_tr("Alert"), self._alert, lambda row: not row.hit.has_allergies),
        ]
        if with_money:
            listed.append(Column(_tr("Unpaid"), self._balance, self._owed, number=True))
        return tuple(listed)

    def _person(self, row: Row) -> Cell:
        hit = row.hit
        return Cell(hit.name, hit.number, person=hit.name, picture=self._picture(hit.picture), strong=True)

    def _born(self, row: Row) -> Cell:
        hit = row.hit
        if hit.birth_date is None:
            return Cell(_tr("Not known"), gender_word(hit.gender), tone="text3")
        age = age_text(hit.birth_date, self._session.today(), self._locale)
        born = identity_date(hit.birth_date)
        if hit.birth_estimated:
            born = _tr("about {year}").format(year=hit.birth_date.year)
        return Cell(born, joined(age, gender_word(hit.gender)))

    def _phone(self, row: Row) -> Cell:
        phone = row.hit.phone
        return Cell(phone_text(phone, self._session.centre.country, self._locale) if phone else "")

    def _standing(self, row: Row) -> Cell:
        hit = row.hit
        if hit.booked_today is not None:
            return self._today(hit.booked_today)
        if hit.last_visit_at is None:
            return Cell(_tr("First visit to come"), tone="text3")
        day = short_date(hit.last_visit_at.astimezone(self._session.centre.zone).date(), self._locale)
        return Cell(day, hit.last_practitioner_name)

    def _today(self, booked: BookedToday) -> Cell:
        time = time_text(booked.starts_at.astimezone(self._session.centre.zone), self._locale)
        words = {
            AppointmentState.PENDING: (_tr("Pending {time}"), "info"),
            AppointmentState.CONFIRMED: (_tr("Booked {time}"), "info"),
            AppointmentState.CHECKED_IN: (_tr("Waiting, {token}"), "warn"),
            AppointmentState.IN_PROGRESS: (_tr("With doctor, {token}"), "accent"),
        }
        pattern, tone = words.get(booked.state, (_tr("Was here at {time}"), "ok"))
        text = pattern.format(time=time, token=booked.token or "")
        return Cell(text, booked.practitioner_name, tone=tone)

    def _standing_order(self, row: Row) -> datetime:
        if row.hit.booked_today is not None:
            return row.hit.booked_today.starts_at
        return row.hit.last_visit_at or datetime.min.replace(tzinfo=UTC)

    def _alert(self, row: Row) -> Cell:
        if not row.hit.has_allergies:
            return Cell()
        return Cell(_tr("Allergies"), icon="triangle-alert", tone="danger")

    def _balance(self, row: Row) -> Cell:
        return Cell(money_texts(row.balance, self._locale), tone="warn" if row.balance else "")

    def _owed(self, row: Row) -> int:
        return sum(amount.minor for amount in row.balance)
