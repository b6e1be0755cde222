"""Reports of sums on paper, such as the closing of a till: headings, and lines of a word and its amounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont

from clinic_desktop.domain.paper import PaperKind
from clinic_desktop.ui.printing.layout import Block, Gap, Pair, Row, Rule, Stack
from clinic_desktop.ui.printing.pages import Document
from clinic_desktop.ui.printing.text import Align, Text

_BOLD = QFont.Weight.Bold
_STRONG = QFont.Weight.DemiBold
_PLAIN = QFont.Weight.Normal
_WORDS, _AMOUNT = 10, 5


@dataclass(frozen=True, slots=True)
class SumLine:
    """A word and its amounts, as many as the section has heads; ``strong`` for what matters."""

    texts: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class SumSection:
    """Lines under a heading; without ``heads`` the columns have no names."""

    title: str
    lines: tuple[SumLine, ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SumReport:
    """``head`` says who and where, ``facts`` when and by whom; ``signed`` are the words beside lines to sign on."""

    clinic: str
    head: tuple[str, ...]
    title: str
    facts: tuple[str, ...]
    sections: tuple[SumSection, ...]
    signed: tuple[str, ...] = ()


def sum_document(report: SumReport, paper: PaperKind, locale: QLocale) -> Document:
    """Lay the report out: columns beside each other on a sheet; on a roll the last amount beside the word, and the
    others below it with their names."""
    roll = paper.is_roll
    align = Align.CENTRE if roll else Align.START
    head: list[Block] = [Text(report.clinic, 13 if roll else 16, _BOLD, align, lines=3)]
    head += [Text(line, 9, align=align, lines=2) for line in report.head if line]
    head += [Rule(), Text(report.title, 12, _BOLD, align, lines=2)]
    body: list[Block] = [Text(fact, 9, align=align, lines=3) for fact in report.facts if fact]
    for section in report.sections:
        body += _section(section, roll)
    body += _signing(report.signed)
    if roll:
        return Document(report.title, paper, locale, [*head, *body])
    return Document(report.title, paper, locale, body, head=[*head, Gap(1.5)], numbered=True)


def _section(section: SumSection, roll: bool) -> list[Block]:
    heading: list[Block] = [Gap(2.5), Text(section.title, 10, _STRONG, lines=2)] if section.title else [Gap(1)]
    if section.heads and not roll:
        heading.append(_columns(section.heads, 8, _PLAIN))
    heading.append(Rule(air=0.8))
    lines = [_on_roll(line, section.heads) if roll else _on_sheet(line) for line in section.lines]
    # A heading never stands alone at the foot of a page.
    return [Stack([*heading, *lines[:1]]), *lines[1:]]


def _on_sheet(line: SumLine) -> Block:
    return _columns(line.texts, 10, _STRONG if line.strong else _PLAIN)


def _columns(texts: Sequence[str], points: float, weight: QFont.Weight) -> Block:
    first = Text(texts[0], points, weight, lines=3)
    rest = [Text(text, points, weight, Align.END, lines=2) for text in texts[1:]]
    return Stack([Row([first, *rest], [_WORDS, *[_AMOUNT] * len(rest)]), Gap(0.8)])


def _on_roll(line: SumLine, heads: Sequence[str]) -> Block:
    weight = _STRONG if line.strong else _PLAIN
    first = Text(line.texts[0], 10, weight, lines=3)
    pair = Pair(first, Text(line.texts[-1], 10, weight, Align.END, lines=2))
    between = [
        Pair(Text(f"   {name}", 8), Text(text, 8, align=Align.END, lines=1))
        for name, text in zip(heads[1:-1], line.texts[1:-1], strict=False)
        if text not in ("", "–", line.texts[-1])
    ]
    return Stack([pair, *between, Gap(0.6)])


def _signing(words: Sequence[str]) -> list[Block]:
    return [Stack([Gap(12), Rule(0.2, air=0.5), Text(word, 8, lines=2)]) for word in words]
