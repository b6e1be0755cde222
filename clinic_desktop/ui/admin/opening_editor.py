"""When a centre is open: any number of intervals for each weekday."""

from collections.abc import Mapping
from datetime import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.services.location_values import OpeningInterval
from clinic_desktop.ui.admin.form import SaveBar
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.admin.words import weekday_word
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.fields import TimeField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.admin.centres import CentresState, CentresViewModel, Opening

_DAY = 24 * 60
_USUAL = (9 * 60, 18 * 60)


class _Span(QWidget):
    """From, to, and a cross. ``changed`` carries both minutes; ``removed`` that the span is to go."""

    changed = Signal(int, int)
    removed = Signal()

    def __init__(self, around: Around, interval: OpeningInterval, fault: str | None) -> None:
        super().__init__()
        theme, locale = around.theme, around.locale
        day = weekday_word(interval.weekday, locale)
        self.start = TimeField(theme, "", self.tr("{day} from").format(day=day), 30, locale)
        self.end = TimeField(theme, "", self.tr("{day} to").format(day=day), 30, locale)
        for field, minute in ((self.start, interval.start_minute), (self.end, interval.end_minute)):
            field.set_time(time(minute // 60 % 24, minute % 60))
            field.setFixedWidth(theme.px(118))
            field.chosen.connect(self._on_chosen)
        cross = IconButton(theme, "x", self.tr("Remove these hours of {day}").format(day=day))
        cross.clicked.connect(lambda: self.removed.emit())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Space.XS)
        for column, widget in enumerate((self.start, PlainLabel(theme, "–"), self.end, cross)):
            grid.addWidget(widget, 0, column)
        if fault is not None:
            grid.addWidget(PlainLabel(theme, problem(fault), role="problem", wrap=True), 1, 0, 1, 4)

    def _on_chosen(self) -> None:
        start, end = self.start.value(), self.end.value()
        if start is not None and end is not None:
            # Midnight as an end is the end of the day.
            self.changed.emit(start.hour * 60 + start.minute, end.hour * 60 + end.minute or _DAY)


class OpeningEditor(QWidget):
    """``edited`` carries all intervals, when a person changed one."""

    edited = Signal(object)

    def __init__(self, around: Around) -> None:
        super().__init__()
        self.around = around
        self._opening: Opening | None = None
        self._problems: Mapping[str, str] = {}
        self.days: dict[int, CheckBox] = {}
        self.spans: dict[int, _Span] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._grid: QWidget | None = None

    def show_opening(self, opening: Opening, problems: Mapping[str, str]) -> None:
        """Shows the intervals, with what is wrong with the one of each place."""
        if opening == self._opening and problems == self._problems:
            return
        self._opening, self._problems = opening, problems
        if self._grid is not None:
            self._grid.hide()
            self._grid.deleteLater()
        self._grid = self._made(opening)
        self._column.addWidget(self._grid)

    def _made(self, opening: Opening) -> QWidget:
        theme, locale = self.around.theme, self.around.locale
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(Space.S)
        grid.setHorizontalSpacing(Space.M)
        grid.setColumnStretch(1, 1)
        self.spans = {}
        first = locale.firstDayOfWeek().value - 1
        for row, weekday in enumerate((first + step) % 7 for step in range(7)):
            own = [(place, interval) for place, interval in enumerate(opening) if interval.weekday == weekday]
            day = CheckBox(theme, weekday_word(weekday, locale), checked=bool(own))
            day.clicked.connect(lambda on, weekday=weekday: self._on_day(weekday, on))
            self.days[weekday] = day
            grid.addWidget(day, row, 0)
            grid.addWidget(self._row(weekday, own), row, 1)
        return inside

    def _row(self, weekday: int, own: list[tuple[int, OpeningInterval]]) -> QWidget:
        theme, row = self.around.theme, QWidget()
        flow = FlowLayout(row, Space.M)
        if not own:
            closed = PlainLabel(theme, self.tr("Closed"), role="muted")
            closed.setMinimumHeight(theme.px(Size.CONTROL))
            flow.addWidget(closed)
            return row
        for place, interval in own:
            span = _Span(self.around, interval, self._problems.get(f"opening.{place}"))
            span.changed.connect(lambda start, end, place=place: self._on_span(place, start, end))
            span.removed.connect(lambda place=place: self._on_removed(place))
            self.spans[place] = span
            flow.addWidget(span)
        more = IconButton(
            theme, "plus", self.tr("More hours on {day}").format(day=weekday_word(weekday, self.around.locale))
        )
        more.clicked.connect(lambda: self._on_more(weekday))
        flow.addWidget(more)
        return row

    def _on_day(self, weekday: int, on: bool) -> None:
        others = tuple(interval for interval in self._opening or () if interval.weekday != weekday)
        self.edited.emit(_sorted((*others, OpeningInterval(weekday, *_USUAL))) if on else others)

    def _on_span(self, place: int, start: int, end: int) -> None:
        opening = list(self._opening or ())
        opening[place] = OpeningInterval(opening[place].weekday, start, end)
        self.edited.emit(tuple(opening))

    def _on_removed(self, place: int) -> None:
        self.edited.emit(tuple(interval for index, interval in enumerate(self._opening or ()) if index != place))

    def _on_more(self, weekday: int) -> None:
        opening = self._opening or ()
        last = max((interval.end_minute for interval in opening if interval.weekday == weekday), default=_USUAL[0])
        start = min(last + 60, _DAY - 60)
        self.edited.emit(_sorted((*opening, OpeningInterval(weekday, start, min(start + 120, _DAY)))))


class CentreOpening(QWidget):
    """The editor of the centre in view, a way to repeat Monday, and the bar that saves."""

    def __init__(self, around: Around, model: CentresViewModel) -> None:
        super().__init__()
        self._model = model
        self.editor = OpeningEditor(around)
        self.editor.edited.connect(model.edit_opening)
        first = weekday_word(0, around.locale)
        self.copy = Button(around.theme, self.tr("Use {day} for every open day").format(day=first), "copy")
        self.copy.clicked.connect(self._on_copy)
        self.bar = SaveBar(around, self.tr("Save opening hours"), self.tr("Discard changes"), self)
        self.bar.saved.connect(model.save_opening)
        self.bar.discarded.connect(model.discard_opening)
        page = ScrollPage(around.theme, self.tr("Opening hours"), Size.FORM_MAX + 200)
        page.body.addWidget(self.editor)
        below = QHBoxLayout()
        below.addWidget(self.copy)
        below.addStretch(1)
        page.body.addLayout(below)
        page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)
        column.addWidget(self.bar)

    def show_centre(self, state: CentresState) -> None:
        """Shows the draft."""
        opening = state.opening
        self.editor.show_opening(opening.draft, opening.problems)
        self.copy.setVisible(any(interval.weekday == 0 for interval in opening.draft))
        self.bar.show_editing(opening.dirty, opening.busy, opening.refusal)

    def _on_copy(self) -> None:
        opening = self._model.state.opening.draft
        monday = [interval for interval in opening if interval.weekday == 0]
        days = sorted({interval.weekday for interval in opening})
        spread = (OpeningInterval(day, one.start_minute, one.end_minute) for day in days for one in monday)
        self._model.edit_opening(tuple(spread))


def _sorted(opening: Opening) -> Opening:
    return tuple(sorted(opening, key=lambda interval: (interval.weekday, interval.start_minute)))
