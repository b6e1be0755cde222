"""The day sheet: one doctor's appointments on A4 or Letter, for the consulting room and for when power fails."""

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QFont

from clinic_desktop.domain.paper import DaySheet, DaySheetRow, PaperKind
from clinic_desktop.ui.formats import (
    age_text,
    date_text,
    identity_date,
    isolated,
    left_to_right,
    minutes_text,
    phone_text,
    time_text,
)
from clinic_desktop.ui.printing.layout import Block, Gap, Row, Rule, Stack
from clinic_desktop.ui.printing.pages import Document
from clinic_desktop.ui.printing.text import Align, Text
from clinic_desktop.ui.printing.words import gender_letter, payment_text
from clinic_desktop.ui.words import state_title

_BOLD = QFont.Weight.Bold
_STRONG = QFont.Weight.DemiBold
_SHARES = (9, 8, 26, 19, 15, 30, 12, 9)


def day_sheet_document(sheet: DaySheet, paper: PaperKind, locale: QLocale, region: str) -> Document:
    """Lay out a day, lying, with its headings on every page; ``region`` (ISO 3166) says how phones are grouped."""
    title = QCoreApplication.translate("Paper", "{practitioner}, {day}", "title of a day sheet").format(
        practitioner=isolated(sheet.practitioner), day=identity_date(sheet.day)
    )
    rows = [_row(row, sheet, locale, region) for row in sheet.rows] or [_nobody()]
    return Document(title, paper, locale, rows, head=_head(sheet, locale), landscape=True, numbered=True)


def _head(sheet: DaySheet, locale: QLocale) -> list[Block]:
    where = QCoreApplication.translate("Paper", "{clinic} · {centre}").format(
        clinic=isolated(sheet.clinic), centre=isolated(sheet.centre)
    )
    printed = QCoreApplication.translate("Paper", "Printed {date}, {time}, by {name}").format(
        date=identity_date(sheet.printed_at.date()),
        time=time_text(sheet.printed_at, locale),
        name=isolated(sheet.printed_by),
    )
    count = QCoreApplication.translate("Paper", "Appointments: {count}").format(count=locale.toString(len(sheet.rows)))
    start = [Text(sheet.practitioner, 16, _BOLD, lines=1), Text(date_text(sheet.day, locale), 11, _STRONG)]
    end = [Text(where, 9, align=Align.END, lines=1), Text(printed, 8, align=Align.END, lines=1)]
    room = [Text(sheet.room, 9, _STRONG, Align.END, lines=1)] if sheet.room else []
    titles = Row([Text(title, 8, _STRONG, lines=1) for title in _titles()], _SHARES)
    heading = Row([Stack(start), Stack([*end, *room, Text(count, 9, align=Align.END)])], [6, 5])
    return [heading, Gap(3), Rule(0.4, air=1), titles, Rule(air=1)]


def _titles() -> list[str]:
    return [
        QCoreApplication.translate("Paper", "Time"),
        QCoreApplication.translate("Paper", "Token"),
        QCoreApplication.translate("Paper", "Patient"),
        QCoreApplication.translate("Paper", "Born and gender"),
        QCoreApplication.translate("Paper", "Phone"),
        QCoreApplication.translate("Paper", "Service and reason"),
        QCoreApplication.translate("Paper", "Status"),
        QCoreApplication.translate("Paper", "Fee"),
    ]


def _row(row: DaySheetRow, sheet: DaySheet, locale: QLocale, region: str) -> Block:
    cells: list[Block] = [
        Stack([Text(time_text(row.start, locale), 10, _STRONG, lines=1), Text(_length(row, locale), 8, lines=1)]),
        Text(left_to_right(row.token, locale), 9, lines=1),
        Stack([Text(row.patient_name, 10, _STRONG, lines=2), Text(row.patient_number, 8, lines=1)]),
        Text(_born(row, sheet, locale), 9, lines=2),
        Text(phone_text(row.phone, region, locale) if row.phone else "", 9, lines=2),
        Stack([Text(words, 9, lines=2) for words in (row.service, row.reason) if words]),
        Text(state_title(row.state), 9, lines=2),
        Text(payment_text(row.payment_word) if row.payment_word else "", 9, lines=2),
    ]
    return Stack([Row(cells, _SHARES), Rule(0.1, air=0.8)])


def _length(row: DaySheetRow, locale: QLocale) -> str:
    minutes = (row.end.hour - row.start.hour) * 60 + row.end.minute - row.start.minute
    return minutes_text(minutes % (24 * 60), locale)


def _born(row: DaySheetRow, sheet: DaySheet, locale: QLocale) -> str:
    gender = gender_letter(row.gender)
    if row.born is None:
        return gender
    sentence = QCoreApplication.translate("Paper", "{born} ({age}) {gender}", "a date of birth, an age and a gender")
    return sentence.format(born=identity_date(row.born), age=age_text(row.born, sheet.day, locale), gender=gender)


def _nobody() -> Block:
    return Stack([Gap(4), Text(QCoreApplication.translate("Paper", "No appointments on this day."), 11)])
