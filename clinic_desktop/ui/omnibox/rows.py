"""What the rows of the omnibox say."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.ui.formats import isolated, time_text
from clinic_desktop.ui.patients.hit_texts import hit_detail
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.reasons import STATES
from clinic_desktop.viewmodels.omnibox import (
    ActionRow,
    CommandRow,
    DoctorRow,
    PatientAction,
    PatientRow,
    Row,
    VisitRow,
)
from clinic_desktop.viewmodels.session import Centre

_ICONS = {
    PatientAction.CALL_IN: "megaphone",
    PatientAction.FOLLOW_UP: "calendar-plus",
    PatientAction.PAYMENTS: "wallet",
    PatientAction.PRINT_TOKEN: "printer",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is painted. Without an icon it begins with the initials of ``title``; ``heading`` stands over it
    where another kind of row begins."""

    title: str
    detail: str = ""
    icon: str = ""
    key: str = ""
    heading: str = ""
    marked: bool = False


def lines(rows: tuple[Row, ...], centre: Centre, today: date, locale: QLocale) -> tuple[Line, ...]:
    """The rows in words, with a heading where each kind begins."""
    told: list[Line] = []
    before = ""
    for row in rows:
        heading = _heading(row)
        told.append(_line(row, heading if heading != before else "", centre, today, locale))
        before = heading
    return tuple(told)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Omnibox", text)


def _heading(row: Row) -> str:
    if isinstance(row, PatientRow):
        return _tr("Patients")
    if isinstance(row, ActionRow):
        return _tr("For {name}").format(name=isolated(row.hit.name))
    if isinstance(row, VisitRow):
        return _tr("Visits today")
    return _tr("Doctors") if isinstance(row, DoctorRow) else _tr("Commands")


def _line(row: Row, heading: str, centre: Centre, today: date, locale: QLocale) -> Line:
    if isinstance(row, PatientRow):
        detail = hit_detail(row.hit, today, centre.zone, centre.country, locale)
        return Line(row.hit.name, detail, heading=heading, marked=row.hit.has_allergies)
    if isinstance(row, ActionRow):
        return Line(_action(row.action), icon=_ICONS[row.action], key=str(row.action), heading=heading)
    if isinstance(row, VisitRow):
        card = row.card
        state = QCoreApplication.translate("States", STATES[card.state])
        time = time_text(card.period.start.astimezone(centre.zone), locale)
        return Line(card.patient_name, joined(card.token, time, card.practitioner_name, state), heading=heading)
    if isinstance(row, DoctorRow):
        column = row.column
        free = column.next_free
        next_free = (
            ""
            if free is None
            else _tr("free {time}").format(time=time_text(free.start.astimezone(centre.zone), locale))
        )
        return Line(column.name, joined(column.speciality, column.room, next_free), icon="stethoscope", heading=heading)
    return _command(row, heading)


def _command(row: CommandRow, heading: str) -> Line:
    words = row.command.words
    if row.text:
        words = _tr("New walk-in “{text}”").format(text=isolated(row.text))
    return Line(words, icon=row.command.icon, key=row.command.key, heading=heading)


def _action(action: PatientAction) -> str:
    return {
        PatientAction.CALL_IN: _tr("Call in"),
        PatientAction.FOLLOW_UP: _tr("Book follow-up"),
        PatientAction.PAYMENTS: _tr("Payments and receipts"),
        PatientAction.PRINT_TOKEN: _tr("Print token again"),
    }[action]
