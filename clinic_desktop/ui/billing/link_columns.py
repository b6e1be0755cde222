"""The columns of the list of payment links."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from clinic_desktop.domain.codes import LinkState
from clinic_desktop.services.checkout.values import LinkView
from clinic_desktop.ui.billing.link_words import ago_words, answer_words, left_words, state_title
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import isolated, listed_date, money_text, time_text
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.table_rows import Cell, Column
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.viewmodels.session import Session

WIDTHS = (176, 230, 130, 280, 170, 140, 110)
OPTIONAL = (6, 5, 4)
"""Columns that go first where there is little room."""
_TONES = {
    LinkState.PAID: "ok",
    LinkState.PART_PAID: "warn",
    LinkState.PROCESSING: "info",
    LinkState.FAILED: "danger",
    LinkState.ENDED: "text3",
    LinkState.ENDING: "warn",
}
_PAID = (LinkState.PAID, LinkState.PART_PAID)


class LinkColumns:
    """Puts links into words, on the wall clock of their centre. ``now`` gives the time of all desks."""

    def __init__(self, session: Session, locale: QLocale, now: Callable[[], datetime]) -> None:
        self._session, self._locale, self._now = session, locale, now

    def columns(self) -> tuple[Column[LinkView], ...]:
        """All of them."""
        return (
            Column(tr("Asked for"), self._asked, lambda row: row.created_at),
            Column(tr("Patient"), self._patient, lambda row: row.patient_name.casefold()),
            Column(tr("Amount"), self._amount, lambda row: row.amount.minor, number=True),
            Column(tr("State"), self._state, lambda row: row.state),
            Column(tr("Time"), self._window, lambda row: row.ends_at.timestamp() if row.ends_at else 0.0),
            Column(tr("Asked by"), lambda row: Cell(row.created_by, row.desk), lambda row: row.created_by.casefold()),
            Column(tr("Gateway"), self._gateway, lambda row: row.gateway),
        )

    def _zone(self, row: LinkView) -> ZoneInfo:
        return self._session.centre_at(row.location_id).zone

    def _asked(self, row: LinkView) -> Cell:
        at = row.created_at.astimezone(self._zone(row))
        ago = ago_words(self._now() - row.created_at)
        detail = joined(time_text(at, self._locale), ago)
        return Cell(listed_date(at.date(), self._session.today(), self._locale), detail, strong=True)

    def _patient(self, row: LinkView) -> Cell:
        start = row.starts_at.astimezone(self._zone(row))
        visit = joined(listed_date(start.date(), self._session.today(), self._locale), isolated(row.practitioner_name))
        return Cell(row.patient_name, visit, person=row.patient_name)

    def _amount(self, row: LinkView) -> Cell:
        part = row.state is LinkState.PART_PAID
        paid = tr("{amount} paid").format(amount=money_text(row.paid, self._locale)) if part else ""
        return Cell(money_text(row.amount, self._locale), paid, strong=True)

    def _state(self, row: LinkView) -> Cell:
        said = answer_words(row, self._now()) if row.is_live or row.state is LinkState.FAILED else ""
        tone = "warn" if row.is_live and row.problem else _TONES.get(row.state, "")
        return Cell(state_title(row, self._locale, self._zone(row)), said, tone=tone)

    def _window(self, row: LinkView) -> Cell:
        if not row.is_live:
            if row.ended_at is None:
                return Cell("–")
            time = time_text(row.ended_at.astimezone(self._zone(row)), self._locale)
            said = tr("paid {time}") if row.state in _PAID else tr("ended {time}")
            return Cell(said.format(time=time))
        if row.ends_at is None:
            return Cell(tr("no end"))
        held = tr("the booking waits for it") if row.holds_booking else ""
        left = row.ends_at - self._now()
        return Cell(left_words(left, self._locale), held, tone="warn" if row.holds_booking else "")

    def _gateway(self, row: LinkView) -> Cell:
        return Cell(gateway_text(row.gateway), "" if row.live else tr("test"), tone="" if row.live else "warn")
