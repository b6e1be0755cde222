"""A patient's earlier visits down a line of time, each with its note to unfold."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.patients.card import Visit, VisitNote
from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.formats import isolated, short_date
from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.painting import draw_focus_ring, draw_text, fill_box, mirrored_rect, start_painting
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Space, TextSize, Weight

_LINE = 14


def note_parts(note: VisitNote, locale: QLocale) -> list[tuple[str, str]]:
    """The parts of a note that were written, with their names."""
    parts = (
        (words.tr("Complaint"), note.complaint),
        (words.tr("Findings"), note.findings),
        (words.tr("Diagnosis"), note.diagnosis),
        (words.tr("Plan"), note.plan),
        (words.tr("Follow-up"), short_date(note.follow_up_on, locale) if note.follow_up_on else ""),
        (words.tr("Notes"), note.note),
    )
    return [(name, text) for name, text in parts if text]


def visit_title(visit: Visit) -> str:
    """What a visit was about: the diagnosis, else the complaint, the reason or the service."""
    note = visit.note
    first = (note.diagnosis or note.complaint) if note else ""
    return " ".join((first or visit.reason or visit.service_name).split())


class _Head(PaintedButton):
    """What and when; a press unfolds the note."""

    def __init__(self, theme: Theme, visit: Visit, zone: ZoneInfo, locale: QLocale, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._visit = visit
        self._title = visit_title(visit)
        day = short_date(visit.starts_at.astimezone(zone).date(), locale)
        line = words.tr("{date} · {doctor}").format(date=day, doctor=isolated(visit.practitioner_name))
        if visit.state in (AppointmentState.NO_SHOW, AppointmentState.CANCELLED, AppointmentState.REJECTED):
            line = words.tr("{date} · {state}").format(date=day, state=words.state_word(visit.state))
        self._line = line
        self.setCheckable(visit.note is not None)
        self.setAccessibleName(words.tr("{title}, {line}").format(title=self._title, line=line))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        line = QFontMetrics(self.theme.font(TextSize.BODY)).height()
        return QSize(self.theme.px(120), max(self.theme.px(46), 2 * line + Space.M))

    def dot(self) -> int:
        """How far below its top the dot is."""
        return self.height() // 2 - self.theme.px(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        color = self.theme.color
        if self.underMouse() and self.isCheckable():
            fill_box(painter, self.rect(), Radius.CONTROL, color("surface2"))
        middle = mirrored_rect(self, QRect(0, 0, _LINE, self.height())).center().x()
        known = self._visit.note is not None
        painter.setPen(QPen(color("accent" if known else "control"), 2))
        painter.setBrush(color("accent_soft" if known else "surface"))
        painter.drawEllipse(QPointF(middle, self.dot()), 4.0, 4.0)
        left, half = _LINE + Space.M, self.height() // 2
        room = self.width() - left - Space.XS
        upper = mirrored_rect(self, QRect(left, 2, room, half))
        lower = mirrored_rect(self, QRect(left, half - 2, room, half))
        draw_text(painter, upper, self._title, self.theme.font(TextSize.BODY, Weight.SEMIBOLD), color("text"))
        draw_text(painter, lower, self._line, self.theme.font(TextSize.SMALL), color("text3"))
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)


class _Entry(QWidget):
    """One visit: its head, its note, and the line of time from it to the next."""

    def __init__(
        self, theme: Theme, visit: Visit, zone: ZoneInfo, locale: QLocale, last: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._last = theme, last
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = _Head(theme, visit, zone, locale, self)
        column.addWidget(self.head)
        self._note = QWidget(self)
        # A spacing turns round with the layout, a margin would not.
        beside = QHBoxLayout(self._note)
        beside.setContentsMargins(0, 0, 0, Space.M)
        beside.setSpacing(0)
        beside.addSpacing(_LINE + Space.M)
        below = QVBoxLayout()
        below.setSpacing(2)
        beside.addLayout(below, 1)
        for name, text in note_parts(visit.note, locale) if visit.note else ():
            below.addWidget(PlainLabel(theme, name, role="caption", parent=self._note))
            below.addWidget(PlainLabel(theme, text, wrap=True, parent=self._note))
            below.addSpacing(Space.XS)
        column.addWidget(self._note)
        self._note.hide()
        self.head.toggled.connect(self._note.setVisible)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._last:
            return
        painter = start_painting(self)
        painter.setPen(QPen(self._theme.color("border2"), 1.5))
        middle = mirrored_rect(self, QRect(0, 0, _LINE, self.height())).center().x()
        painter.drawLine(middle, self.head.dot(), middle, self.height() + self.head.dot())


class EarlierVisits(QScrollArea):
    """Shows visits, newest first; the newest note is unfolded."""

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale = theme, locale
        self._shown: tuple[tuple[Visit, ...], str] | None = None
        self.setAccessibleName(self.tr("Earlier visits"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_visits(self, visits: tuple[Visit, ...], zone: ZoneInfo, nothing: str) -> None:
        """Shows these visits, or the words where there are none."""
        if (visits, nothing) == self._shown:
            return
        self._shown = (visits, nothing)
        inside = QWidget()
        inside.setProperty("role", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.XS, 0)
        column.setSpacing(0)
        if not visits:
            column.addWidget(PlainLabel(self._theme, nothing, role="caption", wrap=True, parent=inside))
        entries = [_Entry(self._theme, visit, zone, self._locale, visit is visits[-1], inside) for visit in visits]
        for entry in entries:
            column.addWidget(entry)
        first = next((entry for entry in entries if entry.head.isCheckable()), None)
        if first is not None:
            first.head.setChecked(True)
        column.addStretch(1)
        self.setWidget(inside)
