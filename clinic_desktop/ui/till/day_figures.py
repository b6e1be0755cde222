"""The report of a day in lines for a grid: the same on the screen and, in other shapes, on paper and in a file."""

from PySide6.QtCore import QLocale

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.till.values import DayReport, NumberRange, TillRow
from clinic_desktop.ui.billing.words import method_word
from clinic_desktop.ui.formats import isolated, money_text, percent_text
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.till.figure_grid import Figures
from clinic_desktop.ui.till.words import desk_word, difference_look, difference_text, tr


def desk_heads() -> tuple[str, ...]:
    """Over the lines of ``desk_lines``."""
    return (tr("Desk and way of paying"), tr("Taken"), tr("Given back"), tr("Together"))


def desk_lines(report: DayReport, locale: QLocale) -> list[Figures]:
    """Each desk with what it took each way."""
    lines: list[Figures] = []
    for desk in dict.fromkeys(one.desk for one in report.sums):
        own = [one.sums for one in report.sums if one.desk == desk]
        taken = Money(sum(one.taken.minor for one in own), report.currency)
        back = Money(sum(one.given_back.minor for one in own), report.currency)
        texts = (desk_word(desk), money_text(taken, locale), _or_dash(back, locale), money_text(taken - back, locale))
        lines.append(Figures(texts, "strong"))
        lines += [
            Figures(
                (
                    f"    {joined(method_word(one.method), locale.toString(one.payments))}",
                    money_text(one.taken, locale),
                    _or_dash(one.given_back, locale),
                    money_text(one.taken - one.given_back, locale),
                )
            )
            for one in own
        ]
    return lines


def together_lines(report: DayReport, locale: QLocale) -> list[Figures]:
    """All desks together, by way of paying, and the sum."""
    lines = [
        Figures(
            (
                joined(method_word(one.method), locale.toString(one.payments)),
                money_text(one.taken, locale),
                _or_dash(one.given_back, locale),
                money_text(one.taken - one.given_back, locale),
            )
        )
        for one in report.by_method
    ]
    sums = (
        tr("Together"), money_text(report.taken, locale), _or_dash(report.given_back, locale),
        money_text(report.taken - report.given_back, locale),
    )  # fmt: skip
    return [*lines, Figures(sums, "heading")]


def scope_text(report: DayReport) -> str:
    """That a report is of one desk, and what of it is not; empty where it is of all."""
    if not report.desk:
        return ""
    words = tr("This desk only: {desk}. Visits, discounts and taxes are those of the whole centre.")
    return words.format(desk=isolated(report.desk))


def fact_lines(report: DayReport, locale: QLocale) -> list[Figures]:
    """Mistakes taken back and the numbers of papers; then discounts, taxes and visits, which are the whole centre's
    also where the report is of one desk."""
    here = _paper_lines(report, locale)
    centre = [*_price_lines(report, locale), *_visit_lines(report, locale)]
    if not report.desk:
        return [*centre, *here]
    return [*here, Figures((tr("At the whole centre"), ""), "strong"), *centre]


def _paper_lines(report: DayReport, locale: QLocale) -> list[Figures]:
    number, receipts, notes = locale.toString, report.receipts, report.credit_notes
    lines = [
        Figures(
            (joined(tr("Taken back as mistakes"), number(report.voids.count)), money_text(report.voids.amount, locale))
        ),
        *_range_lines(joined(tr("Receipts"), number(receipts.count)), receipts),
    ]
    if notes.count:
        lines += _range_lines(joined(tr("Credit notes"), number(notes.count)), notes)
    return lines


def _range_lines(words: str, numbers: NumberRange) -> list[Figures]:
    """The first number and below it the last: with large text both have no room beside the words."""
    if numbers.count < 2 or numbers.first == numbers.last:
        return [Figures((words, range_text(numbers)))]
    return [Figures((words, numbers.first)), Figures(("", tr("to {last}").format(last=numbers.last)))]


def _price_lines(report: DayReport, locale: QLocale) -> list[Figures]:
    discounts = report.discounts
    words = joined(tr("Discounts"), locale.toString(discounts.count))
    lines = [Figures((words, money_text(discounts.amount, locale)))]
    for tax in report.taxes:
        words = tr("{tax} {percent} on {net}").format(
            tax=tax.name or tr("Tax"), percent=percent_text(tax.percent, locale), net=money_text(tax.net, locale)
        )
        lines.append(Figures((words, money_text(tax.tax, locale))))
    return lines


def _visit_lines(report: DayReport, locale: QLocale) -> list[Figures]:
    visits = report.visits
    counts = (
        (tr("Visits of the day"), visits.booked),
        (tr("Came (tokens)"), visits.arrived),
        (tr("Completed"), visits.completed),
        (tr("Did not come"), visits.no_show),
        (tr("Cancelled"), visits.cancelled),
    )
    return [Figures((word, locale.toString(count))) for word, count in counts]


def till_heads() -> tuple[str, ...]:
    """Over the lines of ``till_lines``."""
    return (tr("Till"), tr("Expected"), tr("Counted"), tr("Difference"))


def till_lines(report: DayReport, locale: QLocale) -> list[Figures]:
    """The tills that were closed that day, and those that are still open."""
    closed = [_till_line(row, locale) for row in report.tills]
    still = [
        Figures((joined(row.desk, row.opened_by), "–", "–", tr("still open")), looks=("", "", "", "warning"))
        for row in report.still_open
    ]
    return [*closed, *still]


def day_table(report: DayReport) -> Table:
    """The report as a table for a spreadsheet: one row for each desk and way of paying."""
    heads = (
        tr("Day"), tr("Centre"), tr("Desk"), tr("Paid by"), tr("Payments"), tr("Taken"), tr("Refunds"),
        tr("Given back"), tr("Together"), tr("Currency"),
    )  # fmt: skip
    rows = [
        (
            report.day, report.centre, one.desk, method_word(one.sums.method), one.sums.payments, one.sums.taken,
            one.sums.refunds, one.sums.given_back, one.sums.taken - one.sums.given_back, report.currency,
        )
        for one in report.sums
    ]  # fmt: skip
    return Table(tr("Day's report"), heads, rows)


def range_text(numbers: NumberRange) -> str:
    """The first and the last number."""
    if not numbers.count:
        return "–"
    if numbers.first == numbers.last:
        return numbers.first
    return tr("{first} to {last}").format(first=numbers.first, last=numbers.last)


def _till_line(row: TillRow, locale: QLocale) -> Figures:
    return Figures(
        (
            joined(row.number, row.desk, row.closed_by),
            "–" if row.expected is None else money_text(row.expected, locale),
            "–" if row.counted is None else money_text(row.counted, locale),
            difference_text(row.difference, locale),
        ),
        looks=("", "", "", difference_look(row.difference)),
    )


def _or_dash(money: Money, locale: QLocale) -> str:
    return money_text(money, locale) if money else "–"
