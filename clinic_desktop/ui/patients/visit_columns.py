"""The columns of a patient's visits."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.services.patients.card import Visit
from clinic_desktop.ui.formats import money_text, time_range, weekday_date, year_text
from clinic_desktop.ui.kit.table_rows import Cell, Column
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.words import state_title
from clinic_desktop.viewmodels.session import Session


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientVisits", text)


class VisitColumns:
    """Puts a visit into words. Times are those of the visit's own centre."""

    def __init__(self, session: Session, locale: QLocale) -> None:
        self._session, self._locale = session, locale

    def columns(self, with_money: bool) -> tuple[Column[Visit], ...]:
        """From left to right; who may not see payments has no column for them."""
        listed: list[Column[Visit]] = [
            Column(_tr("When"), self._when, lambda visit: visit.starts_at, whole=True),
            Column(_tr("Doctor"), self._doctor, lambda visit: visit.practitioner_name.casefold()),
            Column(_tr("For"), self._what, lambda visit: visit.service_name.casefold()),
            Column(_tr("State"), self._state, lambda visit: visit.state, whole=True),
        ]
        if with_money:
            listed.append(Column(_tr("Price"), self._price, _price_order, number=True))
        return tuple(listed)

    def _when(self, visit: Visit) -> Cell:
        zone = next((c.zone for c in self._session.centres if c.id == visit.location_id), self._session.centre.zone)
        start, end = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
        day = weekday_date(start.date(), self._locale)
        dated = _tr("{day} {year}").format(day=day, year=year_text(start.year, self._locale))
        return Cell(dated, time_range(start, end, self._locale), strong=True)

    def _doctor(self, visit: Visit) -> Cell:
        return Cell(visit.practitioner_name, visit.location_name)

    def _what(self, visit: Visit) -> Cell:
        service = visit.service_name if visit.reason else ""
        return Cell(visit.reason or visit.service_name, joined(service, series_text(visit)))

    def _state(self, visit: Visit) -> Cell:
        return Cell(state_title(visit.state), state=visit.state)

    def _price(self, visit: Visit) -> Cell:
        if visit.amount is None:
            return Cell("")
        if visit.due:
            pattern = _tr("{amount} · link sent") if visit.link_sent else _tr("{amount} unpaid")
            due = pattern.format(amount=money_text(visit.due, self._locale))
            return Cell(money_text(visit.amount, self._locale), due, tone="warn")
        return Cell(money_text(visit.amount, self._locale))


def _price_order(visit: Visit) -> int:
    return visit.amount.minor if visit.amount else 0


def next_visit_text(visit: Visit, session: Session, locale: QLocale) -> str:
    """ "Mon 23 Nov, 15:00–15:30 with Dr Menon"."""
    zone = next((c.zone for c in session.centres if c.id == visit.location_id), session.centre.zone)
    start, end = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    text = _tr("{day}, {times} with {doctor}").format(
        day=weekday_date(start.date(), locale), times=time_range(start, end, locale), doctor=visit.practitioner_name
    )
    return joined(text, visit.reason or visit.service_name, series_text(visit))


def series_text(visit: Visit) -> str:
    """Which of a series it is; empty outside one."""
    if visit.series_position is None or visit.series_length is None:
        return ""
    number = QLocale().toString
    return _tr("{position} of {length}").format(
        position=number(visit.series_position), length=number(visit.series_length)
    )
