"""The closing of a till and the report of a day, for the roll and for a sheet."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from clinic_desktop.domain.cash import pieces_of
from clinic_desktop.domain.codes import PaymentMethod, TillState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.till.values import DayReport, TillView
from clinic_desktop.ui.formats import date_text, identity_date, isolated, money_text, time_text
from clinic_desktop.ui.printing.sums import SumLine, SumReport, SumSection
from clinic_desktop.ui.till.day_figures import (
    desk_heads,
    desk_lines,
    fact_lines,
    range_text,
    scope_text,
    till_heads,
    till_lines,
    together_lines,
)
from clinic_desktop.ui.till.figure_grid import Figures
from clinic_desktop.ui.till.till_figures import (
    cash_lines,
    count_heads,
    count_lines,
    method_heads,
    method_lines,
    movement_lines,
)
from clinic_desktop.ui.till.words import tr

_STRONG = ("strong", "heading")


def till_paper(
    till: TillView, clinic: str, centre: str, zone: ZoneInfo, printed_at: datetime, locale: QLocale
) -> SumReport:
    """What the report of one till says; of an open one how it stands now."""
    sections = [
        SumSection(tr("Cash"), _lines(cash_lines(till, locale))),
        SumSection(tr("Taken and given back"), _lines(method_lines(till.sums, locale)), method_heads()),
        SumSection(tr("Put in and taken out"), _lines(movement_lines(till, zone, locale))),
        SumSection(tr("Counted"), _lines(count_lines(till, locale)), count_heads()),
        SumSection(tr("Coins and notes"), _pieces(till, locale)),
        SumSection("", _left(till, locale)),
    ]
    opened = tr("Opened {when} · {name}").format(
        when=_when(till.opened_at, zone, locale), name=isolated(till.opened_by)
    )
    closed = ""
    if till.closed_at is not None:
        closed = tr("Closed {when} · {name}").format(
            when=_when(till.closed_at, zone, locale), name=isolated(till.closed_by)
        )
    is_open = till.state is TillState.OPEN
    title = tr("Till of {desk}").format(desk=isolated(till.desk)) if is_open else f"{tr('Till')} {till.number}"
    receipts = tr("Receipts: {numbers}").format(numbers=range_text(till.receipts))
    printed = tr("Printed {when}").format(when=_when(printed_at, zone, locale))
    return SumReport(
        clinic=clinic,
        head=(centre, till.desk),
        title=title,
        facts=(opened, closed, receipts, till.note, printed),
        sections=tuple(section for section in sections if section.lines),
        signed=() if is_open else (tr("Counted by"), tr("Checked by")),
    )


def day_paper(report: DayReport, locale: QLocale) -> SumReport:
    """What the report of a day says."""
    sections = [
        SumSection(tr("By way of paying"), _lines(together_lines(report, locale)), method_heads()),
        SumSection(tr("By desk"), _lines(desk_lines(report, locale)), desk_heads()),
        SumSection(tr("The day"), _lines(fact_lines(report, locale))),
        SumSection(tr("Tills"), _lines(till_lines(report, locale)), till_heads()),
    ]
    printed = tr("Printed {date}, {time}, by {name}").format(
        date=identity_date(report.made_at.date()),
        time=time_text(report.made_at, locale),
        name=isolated(report.made_by),
    )
    return SumReport(
        clinic=report.clinic,
        head=(report.centre, report.desk),
        title=tr("Day's report"),
        facts=(date_text(report.day, locale), scope_text(report), printed),
        sections=tuple(section for section in sections if section.lines),
        signed=(tr("Checked by"),),
    )


def _lines(figures: list[Figures]) -> tuple[SumLine, ...]:
    return tuple(SumLine(one.texts, one.look in _STRONG) for one in figures)


def _pieces(till: TillView, locale: QLocale) -> tuple[SumLine, ...]:
    pieces = next((one.pieces for one in till.counts if one.method is PaymentMethod.CASH), {})
    return tuple(
        SumLine(
            (
                f"{locale.toString(pieces[piece])} × {money_text(Money(piece, till.currency), locale)}",
                money_text(Money(piece * pieces[piece], till.currency), locale),
            )
        )
        for piece in pieces_of(till.currency)
        if pieces.get(piece)
    )


def _left(till: TillView, locale: QLocale) -> tuple[SumLine, ...]:
    if till.left is None:
        return ()
    counted = next((one.counted for one in till.counts if one.method is PaymentMethod.CASH), None)
    lines = [SumLine((tr("Left in the drawer"), money_text(till.left, locale)), strong=True)]
    if counted is not None and till.left < counted:
        lines.append(SumLine((tr("To the safe"), money_text(counted - till.left, locale)), strong=True))
    return tuple(lines)


def _when(instant: datetime, zone: ZoneInfo, locale: QLocale) -> str:
    at = instant.astimezone(zone)
    return f"{identity_date(at.date())}, {time_text(at, locale)}"
